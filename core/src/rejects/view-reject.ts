import { formatIssue, type Reject } from '@sheetport/contract';
import type { StoredReject } from './rejects.ts';

/** What somebody is told of a value that is missing in a table that they may not know of. */
const HIDDEN_REFERENCE = 'This value is not in the list that it must be in.';

/**
 * A rejected row with sentences for people.
 * @param hidesReferences whether the tables that values are missing in are not named
 */
export function viewReject({ row, cells, issues }: StoredReject, hidesReferences: boolean): Reject {
  return {
    row,
    cells,
    issues: issues.map(({ column, cell, code, value, details }) => {
      const message = formatIssue(code, value, details ?? {});
      const issue = { column, ...(cell ? { cell } : {}), code, message, ...(details ? { details } : {}) };
      return hidesReferences ? withoutReference(issue) : issue;
    }),
  };
}

/** An issue without the name of the table that a value is missing in. */
export function withoutReference<T extends { code: string; message: string; details?: object | undefined }>(
  issue: T,
): T {
  if (issue.code !== 'not_referenced') return issue;
  return { ...issue, message: HIDDEN_REFERENCE, details: undefined };
}
