import type { ClientBase } from 'pg';
import type { Column, Table } from '../catalog/table.ts';
import { type MergePlan, matchSql, stagedSql } from '../merge/merge-plan.ts';
import type { Scalar } from '../query/filter.ts';
import { shownColumns, textSql, toScalar } from '../query/select-page.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { runRaw } from '../sql/statement.ts';
import { AT_PLACE, EDITED_ROWS } from './edited-rows.ts';

/** A row that an edit would change or delete. Arrays of pairs: a column may be called `__proto__` (P22). */
export interface SampledEdit {
  /** Values of the key as text; none of a table without one. */
  key: [column: string, value: string][];
  before: [column: string, value: Scalar][];
  /** Null for a row that would be deleted. */
  after: [column: string, value: Scalar][] | null;
}

const MOST = 50;

/** Some of the rows that the staged values change, with the columns that are staged. */
export async function sampleUpdates(client: ClientBase, plan: MergePlan, into: SampledEdit[]): Promise<void> {
  const { table, stage, staged, target } = plan;
  const values = staged.map((column) => `${stagedSql(column)} AS ${quoteIdent(column.name)}`);
  const rows = await runRaw(
    client,
    `SELECT ${[...keysOf(table), ...staged.map((column) => textSql(column, 't')), ...staged.map((column) => textSql(column, 'x'))].join(', ')}
       FROM ${stage.sql} s JOIN ${target} t ON ${matchSql(plan)} CROSS JOIN LATERAL (SELECT ${values.join(', ')}) x
      ORDER BY s.${quoteIdent(stage.rowColumn)} LIMIT ${MOST - into.length}`,
  );
  const from = table.key.length;
  for (const row of rows)
    into.push({
      key: keyOf(table, row),
      before: pairs(staged, row.slice(from, from + staged.length)),
      after: pairs(staged, row.slice(from + staged.length)),
    });
}

/** Some of the rows that are to be deleted. */
export async function sampleDeletes(client: ClientBase, table: Table, into: SampledEdit[]): Promise<void> {
  const columns = shownColumns(table, undefined);
  const rows = await runRaw(
    client,
    `SELECT ${[...keysOf(table), ...columns.map((column) => textSql(column, 't'))].join(', ')}
       FROM ${EDITED_ROWS} e JOIN ${qualifiedName(table)} t ON ${AT_PLACE} WHERE e.deletes ORDER BY e."row" LIMIT ${MOST - into.length}`,
  );
  for (const row of rows)
    into.push({ key: keyOf(table, row), before: pairs(columns, row.slice(table.key.length)), after: null });
}

function keysOf({ key }: Table): string[] {
  return key.map((name) => `t.${quoteIdent(name)}::text`);
}

function keyOf({ key }: Table, row: readonly (string | null)[]): SampledEdit['key'] {
  return key.map((name, at) => [name, row[at] ?? '']);
}

function pairs(columns: readonly Column[], texts: readonly (string | null)[]): [string, Scalar][] {
  return columns.map((column, at) => [column.name, toScalar(column, texts[at] ?? null)]);
}
