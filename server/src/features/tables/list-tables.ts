import type { TableRecord } from '@sheetport/prisma';
import { countRows, TableError } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import type { Context } from '../../context.ts';
import { readWithin } from '../../http/bounded-pool.ts';
import { toAppError } from '../../http/errors.ts';
import { lookUp, placeOf, type TableSnapshot, UNKNOWN_ROWS } from './table-view.ts';

/** A list is read on this many connections at once. */
const SIDE_BY_SIDE = 2;
/** How long one statement about one table of a list may take, and all of them together. */
const TABLE_MS = 1000;
const LIST_MS = 4000;
/** Of a single table so many rows are counted, for at most so long: what is beyond is an estimate, and said to be one. */
const COUNTED_ALONE = 5_000_000;
const COUNT_MS = 500;

/**
 * Look up a single table: its rows are counted for longer than in a list.
 * @throws TableError `no_such_table` where it is gone
 */
export async function lookUpAlone(client: PoolClient, row: TableRecord): Promise<TableSnapshot> {
  const snapshot = await lookUp(client, row);
  const { table, rows } = snapshot;
  if (!table || rows.exact || rows === UNKNOWN_ROWS) return snapshot;
  const counted = await readWithin(client, COUNT_MS, () =>
    countRows(client, placeOf(row), undefined, { table, upTo: COUNTED_ALONE }),
  ).catch((error: unknown) => {
    if (error instanceof TableError && error.code === 'cancelled') return rows;
    throw error;
  });
  return counted.exact ? { table, rows: counted } : snapshot;
}

/**
 * Look tables up for a list, in which one that is gone, locked or slow must not hide the others: of that one, what is recorded
 * is shown.
 * @throws AppError `busy`
 */
export async function lookUpAll(
  { browsePool }: Pick<Context, 'browsePool'>,
  rows: readonly TableRecord[],
  signal: AbortSignal,
): Promise<TableSnapshot[]> {
  const size = Math.ceil(rows.length / SIDE_BY_SIDE);
  const parts = Array.from({ length: SIDE_BY_SIDE }, (_, n) => rows.slice(n * size, (n + 1) * size));
  const snapshots = await Promise.all(
    parts
      .filter((part) => part.length > 0)
      .map((part) => browsePool.run((client) => lookUpInTurn(client, part), { signal })),
  );
  return snapshots.flat();
}

async function lookUpInTurn(client: PoolClient, rows: readonly TableRecord[]): Promise<TableSnapshot[]> {
  const endsAt = Date.now() + LIST_MS;
  const snapshots: TableSnapshot[] = [];
  for (const row of rows) {
    const left = endsAt - Date.now();
    if (left > 0) snapshots.push(await lookUpWithin(client, row, Math.min(left, TABLE_MS)));
    else snapshots.push(await estimate(client, row));
  }
  return snapshots;
}

async function lookUpWithin(client: PoolClient, row: TableRecord, ms: number): Promise<TableSnapshot> {
  return readWithin(client, ms, () => lookUp(client, row)).catch((error: unknown) => {
    if (error instanceof TableError && error.code === 'no_such_table') return { table: null, rows: UNKNOWN_ROWS };
    if (error instanceof TableError && error.code === 'cancelled') return estimate(client, row);
    throw error;
  });
}

/**
 * Look a table up after it was changed. The change has been made by then, so that a table that cannot be looked at just now must
 * not make the answer an error.
 */
export async function lookUpChanged(
  { browsePool, pool }: Pick<Context, 'browsePool' | 'pool'>,
  row: TableRecord,
): Promise<TableSnapshot> {
  return browsePool
    .run((client) => lookUpWithin(client, row, TABLE_MS))
    .catch((error: unknown) => {
      if (!['busy', 'query_too_slow'].includes(toAppError(error).code)) throw error;
      return estimate(pool, row);
    });
}

/** What Postgres last counted. It needs no lock of the table. */
async function estimate(db: Pick<PoolClient, 'query'>, { schema, relationName }: TableRecord): Promise<TableSnapshot> {
  const { rows } = await db.query<{ n: number }>(
    `SELECT greatest(c.reltuples, 0)::float8 AS n FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`,
    [schema, relationName],
  );
  return { table: undefined, rows: { count: Math.round(rows[0]?.n ?? 0), exact: false } };
}
