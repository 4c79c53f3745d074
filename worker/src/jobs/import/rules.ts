import {
  type Column,
  formatIssue,
  type IssueGroup,
  type JobResult,
  type ResolvedRule,
  referencedTables,
  resolveRules,
} from '@sheetport/contract';
import { findTables, type Queryable, readColumns } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import type { MergeResult } from '@sheetport/tables';

/** Whether rows must be looked at before they go in. */
export function hasRules(record: Pick<TableRecord, 'columns'>): boolean {
  return readColumns(record.columns).some(({ rules }) => rules.length > 0);
}

/**
 * The rules of a table's columns, with the tables that they refer to.
 * @throws AppError `invalid_rule` where a table or column that one refers to is gone
 */
export async function readRules(db: Queryable, columns: readonly Column[]): Promise<ResolvedRule[]> {
  const tables = await findTables(db, referencedTables(columns));
  return resolveRules(columns, tables);
}

/** What a merge says of rules, for the job's result. `heading` gives the sheet's word for a column, `written` a cell as it was. */
export function tellRules(
  { warned, warnings, created }: MergeResult,
  rules: readonly ResolvedRule[],
  heading: (column: string) => string,
  written: (column: string, text: string) => string,
): Pick<JobResult, 'warned' | 'warnings' | 'created'> {
  const groups = warnings.map(({ rule, column, code, count, rows, examples }): IssueGroup => {
    const { details } = rules[rule]!;
    return {
      column: heading(column),
      code,
      message: formatIssue(code, null, details),
      severity: 'warning',
      details,
      count,
      rows,
      examples: examples.map((text) => written(column, text)),
    };
  });
  const made = new Map<string, { tableId: string; name: string; count: number }>();
  for (const { rule, count } of created) {
    const resolved = rules[rule]!;
    if (resolved.rule.kind !== 'reference' || count === 0) continue;
    const tableId = resolved.rule.table;
    const before = made.get(tableId)?.count ?? 0;
    made.set(tableId, { tableId, name: String(resolved.details.table ?? ''), count: before + count });
  }
  return {
    ...(groups.length > 0 ? { warned, warnings: groups } : {}),
    ...(made.size > 0 ? { created: [...made.values()] } : {}),
  };
}
