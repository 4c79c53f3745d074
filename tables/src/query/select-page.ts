import { POSTGRES_TYPES } from '../catalog/column-types.ts';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Column, Table, TableRef } from '../catalog/table.ts';
import { rowIdSql, writeRowId } from '../edit/row-ids.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { type Database, run } from '../sql/statement.ts';
import { columnSql } from './column-sql.ts';
import { compileFilter, type Filter, type Scalar } from './filter.ts';
import { orderSteps, readCursor, type Sort, writeCursor } from './keyset.ts';
import { boundParams } from './params.ts';
import { findStart, type RowAnchors } from './row-anchors.ts';
import { scanRows } from './scan-order.ts';

/** A page is read into memory whole. */
const MOST_ROWS = 10_000;

export interface BrowseOptions {
  /** 1 to 10,000. */
  limit: number;
  /** The `next` of the page before. */
  after?: string | undefined;
  /**
   * The position of the first row, from 0; below 0 it counts from the end: -1 is the last row. Rows before it are passed, so a
   * position far away wants `anchors`.
   */
  offset?: number | undefined;
  /** Of the same filter and sort. */
  anchors?: RowAnchors | undefined;
  sort?: readonly Sort[] | undefined;
  filter?: Filter | undefined;
  /** Default: every column that is shown to people. */
  columns?: readonly string[] | undefined;
  guard?: Guard;
}

export interface Page {
  /** Names of the columns, in the order of each row's cells: arrays, because a column may be called `__proto__` (P22). */
  columns: string[];
  rows: Scalar[][];
  /** The key of each row as text, in the order of the table's key; empty arrays where the table has none. */
  keys: string[][];
  /** The id of each row: which row, and which version of it. Opaque (row-ids.ts). */
  ids: string[];
  next: string | null;
}

/**
 * A page of a table's rows by keyset or from a position. Integers and decimals are numbers where JavaScript holds them exactly and text
 * elsewhere; dates are ISO text (`timestamptz` in UTC); every other type is its text.
 * Throws `no_such_table`, `no_such_column`, `invalid_filter`, `bad_operator`, `bad_value`, `bad_sort`, `invalid_cursor`, `bad_limit`.
 */
export async function browse(db: Database, ref: TableRef, options: BrowseOptions): Promise<Page> {
  if (!Number.isInteger(options.limit) || options.limit < 1 || options.limit > MOST_ROWS)
    throw new TableError('bad_limit');
  const table = await introspect(db, ref, options.guard ?? SERVICE_GUARD);
  const columns = shownColumns(table, options.columns);
  const steps = orderSteps(table, options.sort, 't');
  const ordered = { table, filter: options.filter, steps };
  const cursor = options.after === undefined ? undefined : readCursor(steps, options.after);
  const cells = [
    ...columns.map((column) => textSql(column, 't')),
    ...steps.map((step) => `${step.sql}::text`),
    ...table.key.map((name) => `t.${columnSql(findColumn(table, name))}::text`),
    ...rowIdSql(table, 't'),
  ];
  const read = async () => {
    const { offset } = options;
    const start = cursor
      ? { place: cursor, isInclusive: false }
      : offset
        ? await findStart(db, ordered, offset, options.anchors)
        : undefined;
    // Fewer rows than are counted from the end: the page begins with the first one.
    if (offset !== undefined && offset > 0 && !start) return [];
    return scanRows(db, ordered, { cells, start, limit: options.limit + 1 });
  };
  const rows = await read().catch((error: unknown) => {
    // Everything else was checked before it was sent, so what Postgres cannot read came from the cursor.
    if (cursor && error instanceof TableError && (error.code === 'not_castable' || error.code === 'out_of_range'))
      throw new TableError('invalid_cursor');
    throw error;
  });
  const page = rows.slice(0, options.limit);
  const last = page.at(-1);
  const place = columns.length + steps.length;
  return {
    columns: columns.map((column) => column.name),
    rows: page.map((row) => columns.map((column, index) => toScalar(column, row[index] ?? null))),
    keys: page.map((row) => row.slice(place, place + table.key.length) as string[]),
    ids: page.map((row) => writeRowId(row.slice(place + table.key.length) as string[])),
    next: rows.length > options.limit && last ? writeCursor(steps, last.slice(columns.length, place)) : null,
  };
}

/** The columns asked for, or those that people see. Throws `no_such_column`, `no_columns`. */
export function shownColumns(table: Table, names: readonly string[] | undefined): Column[] {
  const columns =
    names === undefined
      ? table.columns.filter((column) => !column.hidden)
      : names.map((name) => findColumn(table, name));
  if (columns.length === 0) throw new TableError('no_columns');
  return columns;
}

/** A cell as text, the same in every session. */
export function textSql(column: Column, alias: string): string {
  const self = columnSql(column, alias);
  return POSTGRES_TYPES[column.type].shown?.(self, column) ?? `${self}::text`;
}

/** Postgres' text as a JavaScript value, wherever that loses nothing. */
export function toScalar(column: Pick<Column, 'type'>, text: string | null): Scalar {
  if (text === null) return null;
  switch (column.type) {
    case 'boolean':
      return text === 'true' || text === 't';
    case 'integer': {
      const value = Number(text);
      return Number.isSafeInteger(value) ? value : text;
    }
    case 'decimal':
      return isExact(text) ? Number(text) : text;
    default:
      return text;
  }
}

/** At most 15 significant digits survive the way through a double and back (DBL_DIG). NaN and Infinity stay text. */
function isExact(text: string): boolean {
  const match = /^-?(\d+)(?:\.(\d+))?(?:e[+-]\d+)?$/.exec(text);
  if (!match) return false;
  const digits = `${match[1]}${match[2] ?? ''}`.replace(/^0+/, '').replace(/0+$/, '');
  return digits.length <= 15 && Number.isFinite(Number(text));
}

export interface Count {
  count: number;
  /** False where an estimate stands in for counting. */
  exact: boolean;
}

/** Up to here rows are counted, beyond they are estimated: a count of this many takes some 10 ms. */
const COUNTED = 100_000;

/**
 * How many rows a table has, or how many a filter leaves; also the total of an export's progress.
 * Counts up to `upTo` rows and estimates beyond: of a table by a sample of its pages, of what a filter leaves by what the planner
 * believes. Throws as `browse` does.
 */
export async function countRows(
  db: Database,
  ref: TableRef,
  filter?: Filter,
  options: { upTo?: number; guard?: Guard; table?: Table } = {},
): Promise<Count> {
  const table = options.table ?? (await introspect(db, ref, options.guard ?? SERVICE_GUARD));
  const upTo = Math.max(0, Math.trunc(options.upTo ?? COUNTED));
  const values: unknown[] = [];
  const matching = `SELECT 1 FROM ${qualifiedName(table)} t WHERE ${compileFilter(table, filter, boundParams(values), 't')}`;
  const counted = await run<{ n: string }>(
    db,
    `SELECT count(*) AS n FROM (${matching} LIMIT ${upTo + 1}) counted`,
    values,
  );
  const count = Number(counted.rows[0]!.n);
  if (count <= upTo) return { count, exact: true };
  if (filter === undefined) return { count: Math.max(count, await sampleCount(db, table)), exact: false };
  const plan = await run<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    db,
    `EXPLAIN (FORMAT JSON) ${matching}`,
    values,
  );
  return { count: Math.max(count, Math.round(plan.rows[0]!['QUERY PLAN'][0].Plan['Plan Rows'])), exact: false };
}

/** Pages of a table that a sample reads, on average; the number of rows is then right to a few per cent. */
const SAMPLED_PAGES = 2000;

/** Estimate the rows of a table by those in some of its pages (PostgreSQL docs, "TABLESAMPLE": SYSTEM takes whole pages). */
async function sampleCount(db: Database, table: Table): Promise<number> {
  const size = await run<{ pages: string }>(
    db,
    `SELECT sum(pg_relation_size(p.relid)) / current_setting('block_size')::int AS pages
       FROM (SELECT $1::oid AS relid UNION SELECT relid FROM pg_partition_tree($1::oid::regclass)) p`,
    [table.oid],
  );
  const share = Math.min(1, SAMPLED_PAGES / Math.max(1, Number(size.rows[0]!.pages)));
  const { rows } = await run<{ n: string }>(
    db,
    `SELECT count(*) AS n FROM ${qualifiedName(table)} TABLESAMPLE SYSTEM (${share * 100})`,
  );
  return Math.round(Number(rows[0]!.n) / share);
}
