import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Column, Table, TableRef } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { type Database, run, runRaw } from '../sql/statement.ts';
import { foldingCollation, missingSql, type TableRule, violations } from './rules.ts';

/** How many rows of a table break a rule today. */
export interface ViolationCounts {
  count: number;
  /** Keys of some of them, as text in the order of the table's key; hidden keys too. */
  keys: string[][];
  /** Some of the values, each once. */
  examples: string[];
}

const SHOWN = 5;

/**
 * Count the rows that stand in a table and break a rule, one statement for each rule. Out: one for each rule, in order.
 * In: a connection whose statements may take as long as the caller has.
 * @throws TableError `no_such_table`, `no_such_column`, `not_castable` where a reference compares what cannot be compared
 */
export async function countViolations(
  db: Database,
  ref: TableRef,
  rules: readonly TableRule[],
  guard: Guard = SERVICE_GUARD,
): Promise<ViolationCounts[]> {
  const table = await introspect(db, ref, guard);
  const folding = await foldingCollation(db);
  const found: ViolationCounts[] = [];
  for (const rule of rules) found.push(await countOne(db, table, rule, folding, guard));
  return found;
}

async function countOne(
  db: Database,
  table: Table,
  rule: TableRule,
  folding: string | undefined,
  guard: Guard,
): Promise<ViolationCounts> {
  const column = findColumn(table, rule.column);
  if (rule.check.kind === 'reference') await introspect(db, rule.check.to, guard);
  const condition = violationSql(table, rule, column, folding);
  const from = `${qualifiedName(table)} t WHERE ${condition}`;
  const counted = await run<{ n: string }>(db, `SELECT count(*) AS n FROM ${from}`);
  const count = Number(counted.rows[0]!.n);
  if (count === 0) return { count, keys: [], examples: [] };
  const shown = [columnSql(column, 't'), ...table.key.map((name) => columnSql(findColumn(table, name), 't'))];
  const rows = await runRaw(
    db,
    `SELECT ${shown.map((sql) => `(${sql})::text`).join(', ')} FROM ${from} LIMIT ${SHOWN}`,
  );
  return {
    count,
    keys: rows.map(([, ...key]) => key.map(String)),
    examples: [...new Set(rows.flatMap(([value]) => (value == null ? [] : [value])))],
  };
}

function violationSql(table: Table, { check }: TableRule, column: Column, folding: string | undefined): string {
  const cell = columnSql(column, 't');
  if (check.kind === 'reference') return missingSql(check, cell);
  if (check.kind === 'unique') {
    const text = (alias: string) => `${columnSql(column, alias)}${column.comparable ? '' : '::text'}`;
    return `${text('t')} IN (SELECT ${text('o')} FROM ${qualifiedName(table)} o WHERE ${columnSql(column, 'o')} IS NOT NULL GROUP BY 1 HAVING count(*) > 1)`;
  }
  const found = violations(check, column, cell, folding).map(({ sql }) => `(${sql})`);
  return found.length === 0 ? 'FALSE' : found.join(' OR ');
}
