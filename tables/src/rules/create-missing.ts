import type { ClientBase } from 'pg';
import type { MergePlan } from '../merge/merge-plan.ts';
import { attempt, issueSql, type Send } from '../merge/row-checks.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { anySql } from '../sql/statement.ts';
import { createUndoRecord, recordedSql } from '../undo/undo-record.ts';
import { creatable, type RuleBook } from './rule-checks.ts';

/** Rows that were made in a table because staged rows refer to them. */
export interface CreatedRows {
  /** Place of the rule among those that the caller named. */
  rule: number;
  count: number;
  /** Under which `undoCreated` finds them. */
  undoId?: string;
}

/**
 * Make what references with `create` miss: one row for each value, in one statement for each rule. Values that the other
 * table will not have make rejects of their rows; `sweep` takes those out.
 * @param id of the import, where it is to be undone
 */
export async function createMissing(
  client: ClientBase,
  send: Send,
  plan: MergePlan,
  { rules, folding }: RuleBook,
  id: string | undefined,
  sweep: () => Promise<void>,
): Promise<CreatedRows[]> {
  const created: CreatedRows[] = [];
  for (const rule of rules) {
    if (rule.to?.creates !== true) continue;
    const { rows, cell, missing } = creatable(plan, rule, folding);
    const { table, column } = rule.to;
    const any = await send(anySql(`SELECT 1 FROM ${rows} WHERE ${missing}`));
    if (any === 0) continue;
    const undoId = id === undefined ? undefined : `${id}_r${rule.index}`;
    const count = await attempt(client, async () => {
      const record = undoId === undefined ? undefined : await createUndoRecord(client, table, undoId);
      const name = quoteIdent(column.name);
      // In the order of the values, so that two imports that make the same ones cannot deadlock.
      const insert = `INSERT INTO ${qualifiedName(table)} AS t (${name}) SELECT v FROM (SELECT DISTINCT ${cell} AS v FROM ${rows} WHERE ${missing}) y ORDER BY v ON CONFLICT DO NOTHING`;
      return send(recordedSql(table, record, insert));
    });
    if (count !== undefined) {
      created.push({ rule: rule.index, count, ...(undoId === undefined ? {} : { undoId }) });
    } else if (rule.severity === 'error') {
      await send(issueSql(plan, 'not_referenced', rule.column, 'NULL', `${rows} WHERE ${missing}`, rule.index));
      await sweep();
    }
  }
  return created;
}
