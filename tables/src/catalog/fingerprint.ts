import { qualifiedName } from '../sql/identifiers.ts';
import type { Database } from '../sql/statement.ts';
import { run } from '../sql/statement.ts';
import { type Guard, SERVICE_GUARD } from './guard.ts';
import { introspect } from './introspect.ts';
import type { TableRef } from './table.ts';

/** Larger tables are not read through for this: their size stands in. A million rows take a tenth of a second. */
const MOST_ROWS = 5_000_000;

/**
 * A short text that is another one once the table's rows have changed: made of their number and of the transactions that
 * wrote them. Of a table too large to be read through, only of its size. Throws `no_such_table`.
 */
export async function fingerprint(db: Database, ref: TableRef, guard: Guard = SERVICE_GUARD): Promise<string> {
  const table = await introspect(db, ref, guard);
  const size = await run<{ rows: number; bytes: string }>(
    db,
    'SELECT reltuples::float8 AS rows, pg_table_size(oid)::text AS bytes FROM pg_catalog.pg_class WHERE oid = $1::oid',
    [table.oid],
  );
  if (size.rows[0]!.rows > MOST_ROWS) return `${table.oid}:${size.rows[0]!.bytes}`;
  const { rows } = await run<{ text: string }>(
    db,
    `SELECT count(*) || ':' || coalesce(sum(t.xmin::text::bigint), 0) AS text FROM ${qualifiedName(table)} t`,
  );
  return `${table.oid}:${rows[0]!.text}`;
}
