import { ISSUES, type IssueCode, type Reject } from '@sheetport/contract';

/** A cell may hold 32,767 characters; a sentence about it need not. */
const LONGEST_VALUE = 60;

/** A row of the table of rejects. */
export interface StoredReject {
  row: number;
  /** By the sheet's own headings. */
  cells: Record<string, string>;
  issues: { column: string; code: string; value?: string | null }[];
}

/** A rejected row with sentences for people. */
export function viewReject({ row, cells, issues }: StoredReject): Reject {
  return {
    row,
    cells,
    issues: issues.map(({ column, code, value }) => ({ column, code, message: sayIssue(code, value) })),
  };
}

/** Why, as a sentence; with the cell's value where it is known. */
export function sayIssue(code: string, value: string | null | undefined): string {
  const what = Object.hasOwn(ISSUES, code) ? ISSUES[code as IssueCode] : 'does not fit';
  // Some sentences are about the whole row and have a subject of their own.
  if (/^(the|a|no) /.test(what)) return what;
  if (value === undefined || value === null || value === '') return `the cell ${what}`;
  const characters = [...value];
  const shown = characters.length > LONGEST_VALUE ? `${characters.slice(0, LONGEST_VALUE).join('')}…` : value;
  return `"${shown}" ${what}`;
}
