import type { Feed } from '@sheetport/contract';

export const WHICH_SHEETS = ['first', 'all', 'named'] as const;

/** What is typed of the sheets of a workbook. */
export interface SheetsDraft {
  which: (typeof WHICH_SHEETS)[number];
  /** Separated by commas. */
  names: string;
}

const namesOf = ({ names }: SheetsDraft) => names.split(',').flatMap((name) => name.trim() || []);

/** @param sheets undefined of a new feed */
export function sheetsDraftOf(sheets: Feed['sheets'] | undefined): SheetsDraft {
  return { which: sheets?.which ?? 'first', names: sheets?.which === 'named' ? sheets.names.join(', ') : '' };
}

export function isSheetsWhole(draft: SheetsDraft): boolean {
  return draft.which !== 'named' || namesOf(draft).length > 0;
}

export function toSheets(draft: SheetsDraft): Feed['sheets'] {
  return draft.which === 'named' ? { which: 'named', names: namesOf(draft) } : { which: draft.which };
}
