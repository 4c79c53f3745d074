import type { Database } from '../sql/statement.ts';
import { run } from '../sql/statement.ts';
import type { Table } from './table.ts';

/** Bytes of a row of a table that was never analysed: ten columns. */
const ROW_BYTES = 130;

/** By the size of a table, and by the rows of a page where Postgres has counted some. */
const ROWS_BY_SIZE = `CASE WHEN reltuples > 0 AND relpages > 0 THEN reltuples / relpages * pg_relation_size(oid) / current_setting('block_size')::float8
            ELSE pg_relation_size(oid) / ${ROW_BYTES}.0 END::float8`;
/**
 * Of what lies in a table, the share that is not what rows were before. Postgres counts it as transactions end; it forgets it when it crashes, so
 * no more may hang on it than a guess at a time.
 */
const LIVING_SHARE = `COALESCE(pg_stat_get_live_tuples(oid)::float8
            / NULLIF(pg_stat_get_live_tuples(oid) + pg_stat_get_dead_tuples(oid), 0), 1)`;

/** About how many rows a table has, those counted that were deleted or written over lately. Nothing is read through. */
export function estimateRows(db: Database, table: Table): Promise<number> {
  return estimate(db, table, ROWS_BY_SIZE);
}

/** About how many rows a table has now. For forecasts only: see `LIVING_SHARE`. */
export function estimateLivingRows(db: Database, table: Table): Promise<number> {
  return estimate(db, table, `${LIVING_SHARE} * ${ROWS_BY_SIZE}`);
}

async function estimate(db: Database, { oid }: Table, sql: string): Promise<number> {
  const { rows } = await run<{ rows: number }>(
    db,
    `SELECT ${sql} AS rows FROM pg_catalog.pg_class WHERE oid = $1::oid AND relkind = 'r'`,
    [oid],
  );
  return Math.round(rows[0]?.rows ?? 0);
}
