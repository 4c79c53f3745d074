import type { Table } from '@sheetport/contract';
import { roundRowCount } from '../../i18n/format-row-count.ts';
import type { Translate } from '../../i18n/translate.ts';

const WORDS = {
  delete: { exact: 'table.deleteText', about: 'table.deleteAbout', unknown: 'table.deleteUnknown' },
  drop: { exact: 'detach.dropText', about: 'detach.dropAbout', unknown: 'detach.dropUnknown' },
} as const;

/** How many rows go away, in words: with a table that was made here, or with one that was in the database before. */
export function formatDrop(
  table: Pick<Table, 'rowCount' | 'rowCountExact'>,
  t: Translate,
  what: keyof typeof WORDS,
): string {
  const { known, count } = roundRowCount(table);
  const words = WORDS[what];
  return known === 'unknown' ? t(words.unknown) : t(words[known], { count });
}
