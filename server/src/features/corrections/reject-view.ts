import { formatIssue, type IssueDetails, type Reject } from '@sheetport/contract';

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
      message: formatIssue(code, value, details),
      ...(details ? { details } : {}),
    })),
  };
}
