import { findColumn } from '../catalog/find-column.ts';
import type { Table } from '../catalog/table.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { type Database, runRaw } from '../sql/statement.ts';
import { comparableSql } from './column-sql.ts';
import { compileFilter, type Filter } from './filter.ts';
import { orderBySql, type Sort, sortSteps } from './keyset.ts';
import { boundParams } from './params.ts';
import { textSql } from './select-page.ts';

export interface GroupCount {
  /** The value as text; null for empty cells. */
  value: string | null;
  rows: number;
}

/**
 * The values of a column and the rows that each has, in the order of `sort`: the order in which rows come that are sorted by it first.
 * @param limit no more values than this
 * Throws as `browse` does.
 */
export async function groupCounts(
  db: Database,
  table: Table,
  { sort, filter, limit }: { sort: Sort; filter?: Filter | undefined; limit: number },
): Promise<GroupCount[]> {
  const column = findColumn(table, sort.column);
  const values: unknown[] = [];
  const where = compileFilter(table, filter, boundParams(values), 't');
  const rows = await runRaw(
    db,
    `SELECT min(${textSql(column, 't')} COLLATE "C"), count(*)::text FROM ${qualifiedName(table)} t WHERE ${where}
      GROUP BY ${comparableSql(column, 't')} ORDER BY ${orderBySql(sortSteps(table, [sort], 't'))} LIMIT ${Math.trunc(limit)}`,
    values,
  );
  return rows.map(([value, count]) => ({ value: value ?? null, rows: Number(count) }));
}
