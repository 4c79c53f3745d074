import { type Queryable, queryRows, tableRefOf } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import { countRows, TableError } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { readWithin } from '../../http/bounded-pool.ts';
import { toAppError } from '../../http/errors.ts';
import { readSnapshot, type TableSnapshot, UNKNOWN_ROWS } from './table-view.ts';

const Estimate = z.object({ n: z.number() });
/** A list is read on this many connections at once. */
const MAX_PARALLEL = 2;
/** How long one statement about one table of a list may take, and all of them together. */
const TABLE_MS = 1000;
const LIST_MS = 4000;
/** Up to this many rows of a single table are counted, for at most this long. Beyond, the count is an estimate and marked as one. */
const MAX_COUNTED_ROWS = 5_000_000;
const COUNT_MS = 500;

/**
 * The snapshot of a single table: its rows are counted for longer than in a list.
 * @throws TableError `no_such_table` where it is gone
 */
export async function readTableSnapshot(client: PoolClient, row: TableRecord): Promise<TableSnapshot> {
  const snapshot = await readSnapshot(client, row);
  const { table, rows } = snapshot;
  if (!table || rows.exact || rows === UNKNOWN_ROWS) return snapshot;
  const counted = await readWithin(client, COUNT_MS, () =>
    countRows(client, tableRefOf(row), undefined, { table, upTo: MAX_COUNTED_ROWS }),
  ).catch((error: unknown) => {
    if (error instanceof TableError && error.code === 'cancelled') return rows;
    throw error;
  });
  return counted.exact ? { table, rows: counted } : snapshot;
}

/**
 * The snapshots of tables for a list. One that is gone, locked or slow must not hide the others: of that one, what is recorded
 * is shown.
 * @throws AppError `busy`
 */
export async function readTableSnapshots(
  { browsePool }: Pick<Context, 'browsePool'>,
  rows: readonly TableRecord[],
  signal: AbortSignal,
): Promise<TableSnapshot[]> {
  const size = Math.ceil(rows.length / MAX_PARALLEL);
  const parts = Array.from({ length: MAX_PARALLEL }, (_, n) => rows.slice(n * size, (n + 1) * size));
  const snapshots = await Promise.all(
    parts
      .filter((part) => part.length > 0)
      .map((part) => browsePool.run((client) => readSnapshotsInTurn(client, part), { signal })),
  );
  return snapshots.flat();
}

async function readSnapshotsInTurn(client: PoolClient, rows: readonly TableRecord[]): Promise<TableSnapshot[]> {
  const endsAt = Date.now() + LIST_MS;
  const snapshots: TableSnapshot[] = [];
  for (const row of rows) {
    const left = endsAt - Date.now();
    if (left > 0) snapshots.push(await readSnapshotWithin(client, row, Math.min(left, TABLE_MS)));
    else snapshots.push(await estimate(client, row));
  }
  return snapshots;
}

async function readSnapshotWithin(client: PoolClient, row: TableRecord, ms: number): Promise<TableSnapshot> {
  return readWithin(client, ms, () => readSnapshot(client, row)).catch((error: unknown) => {
    if (error instanceof TableError && error.code === 'no_such_table') return { table: null, rows: UNKNOWN_ROWS };
    if (error instanceof TableError && error.code === 'cancelled') return estimate(client, row);
    throw error;
  });
}

/**
 * The snapshot of a table after a change. The change is made by then, so a table that cannot be read now must not make the answer an
 * error.
 */
export async function readChangedSnapshot(
  { browsePool, pool }: Pick<Context, 'browsePool' | 'pool'>,
  row: TableRecord,
): Promise<TableSnapshot> {
  return browsePool
    .run((client) => readSnapshotWithin(client, row, TABLE_MS))
    .catch((error: unknown) => {
      if (!['busy', 'query_too_slow'].includes(toAppError(error).code)) throw error;
      return estimate(pool, row);
    });
}

/** What Postgres last counted. It needs no lock of the table. */
async function estimate(db: Queryable, { schema, relationName }: TableRecord): Promise<TableSnapshot> {
  const [estimated] = await queryRows(
    db,
    Estimate,
    `SELECT greatest(c.reltuples, 0)::float8 AS n FROM pg_catalog.pg_class c
       JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = $1 AND c.relname = $2`,
    [schema, relationName],
  );
  return { table: undefined, rows: { count: Math.round(estimated?.n ?? 0), exact: false } };
}
