import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef } from '../catalog/table.ts';
import { type Database, run } from '../sql/statement.ts';
import type { Filter } from './filter.ts';
import { orderBySql, orderSteps, type Sort } from './keyset.ts';
import { boundParams } from './params.ts';
import { partsFrom } from './scan-order.ts';

/** Cost of a page as Postgres estimates it, in its own units; about that of a sequential scan of 200,000 usual rows: some 30 ms. */
const SLOW_COST = 5000;
const PAGE_ROWS = 200;

export interface PageCost {
  /** A page reads or sorts a large part of the table. */
  isSlow: boolean;
  /** Columns of an index that would help; null where none would, or one is there. */
  suggestedIndex: string[] | null;
}

/** What a page of a filter and a sort costs, by Postgres' own plan of it. Nothing is read. Throws as `browse` does. */
export async function planPage(
  db: Database,
  ref: TableRef,
  {
    filter,
    sort = [],
    guard = SERVICE_GUARD,
  }: { filter?: Filter | undefined; sort?: readonly Sort[] | undefined; guard?: Guard },
): Promise<PageCost> {
  const table = await introspect(db, ref, guard);
  const [part] = partsFrom({ table, filter, steps: orderSteps(table, sort, 't') });
  const values: unknown[] = [];
  const { rows } = await run<{ 'QUERY PLAN': [{ Plan: { 'Total Cost': number } }] }>(
    db,
    `EXPLAIN (FORMAT JSON) SELECT t.* ${part!.from(boundParams(values))} ORDER BY ${orderBySql(part!.order)} LIMIT ${PAGE_ROWS}`,
    values,
  );
  const isSlow = rows[0]!['QUERY PLAN'][0].Plan['Total Cost'] > SLOW_COST;
  if (!isSlow) return { isSlow, suggestedIndex: null };
  const columns = table.access.owner && !table.partitioned ? usefulColumns(table, filter, sort) : null;
  return { isSlow, suggestedIndex: columns && (await hasIndexOn(db, table, columns)) ? null : columns };
}

/**
 * Columns of an index that serves a filter and a sort: those that are compared for equality, then those of the sort, else one that
 * is bounded. Null where there is none. Pure.
 */
export function usefulColumns(table: Table, filter: Filter | undefined, sort: readonly Sort[]): string[] | null {
  const conditions = filter === undefined ? [] : conjunction(filter);
  const isPlain = (name: string) => table.columns.find((column) => column.name === name)?.comparable === true;
  const equal = conditions.filter(({ op, value }) => op === 'eq' && value !== null).map(({ column }) => column);
  const bounded = conditions
    .filter(({ op }) => ['lt', 'le', 'gt', 'ge', 'in'].includes(op))
    .map(({ column }) => column);
  const isOneWay = sort.every(({ desc = false }) => desc === (sort[0]?.desc ?? false));
  const ordered = isOneWay ? sort.map(({ column }) => column) : [];
  const columns = [
    ...new Set([...equal, ...(ordered.length > 0 ? ordered : sort.length > 0 ? [] : bounded.slice(0, 1))]),
  ];
  return columns.length > 0 && columns.length <= 8 && columns.every(isPlain) ? columns : null;
}

type Condition = Extract<Filter, { column: string }>;

/** The conditions that must all hold. */
function conjunction(filter: Filter): Condition[] {
  if ('and' in filter) return filter.and.flatMap(conjunction);
  return 'column' in filter ? [filter] : [];
}

/** Whether an index that can be used begins with these columns. */
async function hasIndexOn(db: Database, table: Table, columns: readonly string[]): Promise<boolean> {
  const { rows } = await run(
    db,
    `SELECT 1 FROM pg_catalog.pg_index i WHERE i.indrelid = $1::oid AND i.indisvalid AND i.indpred IS NULL AND $2::text[] =
       (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(i.indkey[0:$3::int - 1]) WITH ORDINALITY AS k (attnum, n)
          JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) LIMIT 1`,
    [table.oid, columns, columns.length],
  );
  return rows.length > 0;
}
