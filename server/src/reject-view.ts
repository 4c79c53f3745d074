import { type IssueDetails, type Reject, sayIssue } from '@sheetport/contract';

/** A row of the table of rejects. */
export interface StoredReject {
  row: number;
  /** By the sheet's own headings. */
  cells: Record<string, string>;
  issues: { column: string; cell?: string; code: string; value?: string | null; details?: IssueDetails }[];
}

/** A rejected row with sentences for people. */
export function viewReject({ row, cells, issues }: StoredReject): Reject {
  return {
    row,
    cells,
    issues: issues.map(({ column, cell, code, value, details }) => ({
      column,
      ...(cell ? { cell } : {}),
      code,
      message: sayIssue(code, value, details),
      ...(details ? { details } : {}),
    })),
  };
}
