import type { Database } from '../sql/statement.ts';
import { run } from '../sql/statement.ts';
import type { Table } from './table.ts';

/** Bytes of a row of a table that was never analysed: ten columns. */
const ROW_BYTES = 130;

/** About how many rows a table has: by its size, and by the rows of a page where Postgres has counted some. Nothing is read through. */
export async function estimateRows(db: Database, { oid }: Table): Promise<number> {
  const { rows } = await run<{ rows: number }>(
    db,
    `SELECT CASE WHEN reltuples > 0 AND relpages > 0 THEN reltuples / relpages * pg_relation_size(oid) / current_setting('block_size')::float8
            ELSE pg_relation_size(oid) / ${ROW_BYTES}.0 END::float8 AS rows
       FROM pg_catalog.pg_class WHERE oid = $1::oid AND relkind = 'r'`,
    [oid],
  );
  return Math.round(rows[0]?.rows ?? 0);
}
