import { formatIssue, type Reject } from '@sheetport/contract';
import type { StoredReject } from '@sheetport/core';
import { withoutReference } from '../../realtime/audience.ts';

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
