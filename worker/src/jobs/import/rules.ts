import {
  type Column,
  formatIssue,
  type IssueGroup,
  type JobResult,
  type ResolvedRule,
  referencedTables,
  resolveRules,
} from '@sheetport/contract';
import { findRefusedTables, findTables, type Queryable, readColumns, type Sender } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import type { MergeResult } from '@sheetport/tables';

/** Whether rows must be looked at before they go in. */
export function hasRules(record: Pick<TableRecord, 'columns'>): boolean {
  return readColumns(record.columns).some(({ rules }) => rules.length > 0);
}

/**
 * The rules of a table's columns, with the tables that they refer to. Rows are made there only for a sender who may import there
 * themselves; for others the values are missing.
 * @param sender who sent the job
 * @throws AppError `invalid_rule` where a table or column that one refers to is gone
 */
export async function readRules(
  db: Queryable,
  columns: readonly Column[],
  sender: Sender | null,
): Promise<ResolvedRule[]> {
  const tables = await findTables(db, referencedTables(columns));
  const rules = resolveRules(columns, tables);
  const making = rules.flatMap(({ rule }) => (rule.kind === 'reference' && rule.create ? [rule.table] : []));
  const refused = new Set(await findRefusedTables(db, sender, making));
  if (refused.size === 0) return rules;
  return rules.map((one): ResolvedRule => {
    const { rule, check } = one;
    const isRefused = rule.kind === 'reference' && check.kind === 'reference' && refused.has(rule.table);
    return isRefused ? { ...one, check: { ...check, create: false } } : one;
  });
}

/** What a merge says of rules, for the job's result. `heading` gives the sheet's word for a column, `written` a cell as it was. */
export function tellRules(
  { warned, warnings, created }: Pick<MergeResult, 'warned' | 'warnings' | 'created'>,
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
