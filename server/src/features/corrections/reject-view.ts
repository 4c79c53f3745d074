import { formatIssue, type Reject } from '@sheetport/contract';
import type { StoredReject } from '@sheetport/core';

/** A rejected row with sentences for people. */
export function viewReject({ row, cells, issues }: StoredReject): Reject {
  return {
    row,
    cells,
    issues: issues.map(({ column, cell, code, value, details }) => ({
      column,
      ...(cell ? { cell } : {}),
      code,
      message: formatIssue(code, value, details ?? {}),
      ...(details ? { details } : {}),
    })),
  };
}
