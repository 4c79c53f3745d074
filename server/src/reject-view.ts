import { ISSUES, type IssueCode, type Reject } from '@sheetport/contract';
import type { RejectRecord } from '@sheetport/prisma';

/** A cell may hold 32,767 characters; a sentence about it need not. */
const LONGEST_VALUE = 60;

interface StoredIssue {
  column: string;
  code: string;
  value?: string | null;
}

/** A rejected row with sentences for people. */
export function viewReject(row: RejectRecord): Reject {
  return {
    row: row.row,
    cells: row.cells as Record<string, string>,
    issues: (row.issues as unknown as StoredIssue[]).map(({ column, code, value }) => ({ column, code, message: sentence(code, value) })),
  };
}

function sentence(code: string, value: string | null | undefined): string {
  const what = Object.hasOwn(ISSUES, code) ? ISSUES[code as IssueCode] : 'does not fit';
  // Some sentences are about the whole row and have a subject of their own.
  if (/^(the|a|no) /.test(what)) return what;
  if (value === undefined || value === null || value === '') return `the cell ${what}`;
  const characters = [...value];
  const shown = characters.length > LONGEST_VALUE ? `${characters.slice(0, LONGEST_VALUE).join('')}…` : value;
  return `"${shown}" ${what}`;
}
