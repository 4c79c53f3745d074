import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { type Database, run } from '../sql/statement.ts';

/** An index of a table over plain columns. */
export interface TableIndex {
  name: string;
  columns: string[];
  /** `broken`: making it was interrupted; it is in nobody's way, and replaced when it is made again. */
  state: 'ready' | 'building' | 'broken';
  /** The share of the work that is done, while it is made. */
  progress: number | null;
}

/** How long it waits for others before it gives up, so that nobody waits behind it. */
const LOCK_MS = 10_000;
const MOST_COLUMNS = 8;

/** The indexes of a table over plain columns, by name. Throws `no_such_table`. */
export async function listIndexes(db: Database, ref: TableRef, guard: Guard = SERVICE_GUARD): Promise<TableIndex[]> {
  const table = await introspect(db, ref, guard);
  const { rows } = await run<TableIndex>(
    db,
    `SELECT c.relname AS name,
            (SELECT array_agg(a.attname::text ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY AS k (attnum, n)
               JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum) AS columns,
            CASE WHEN i.indisvalid THEN 'ready' WHEN p.pid IS NOT NULL THEN 'building' ELSE 'broken' END AS state,
            CASE WHEN i.indisvalid THEN NULL WHEN p.blocks_total > 0 THEN least(1, p.blocks_done::float8 / p.blocks_total)
                 WHEN p.pid IS NOT NULL THEN 0 END AS progress
       FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
       LEFT JOIN pg_catalog.pg_stat_progress_create_index p ON p.index_relid = i.indexrelid
      WHERE i.indrelid = $1::oid AND i.indpred IS NULL AND 0 <> ALL (i.indkey) ORDER BY c.relname`,
    [table.oid],
  );
  return rows;
}

/**
 * Make an index over columns and the key, so that pages in their order are read as they lie. Others go on reading and writing
 * (PostgreSQL docs, "Building Indexes Concurrently"). Made before, nothing happens.
 * In: a connection of its own, in no transaction, without a time-out of statements. Throws `no_such_column`, `no_columns`,
 * `not_permitted`, `busy`.
 */
export async function createIndex(
  client: ClientBase,
  ref: TableRef,
  names: readonly string[],
  guard: Guard = SERVICE_GUARD,
): Promise<void> {
  const table = await introspect(client, ref, guard);
  const columns = indexedColumns(table, names);
  const name = indexName(table, columns);
  const known = (await listIndexes(client, ref, guard)).find((index) => index.name === name);
  if (known?.state === 'ready' || known?.state === 'building') return;
  await buildIndex(client, table, name, `(${columns.map(quoteIdent).join(', ')})`);
}

/**
 * Make an index while others go on, in place of what is left of one of this name. In: as `createIndex`.
 * @param over what it is over: the SQL behind the name of the table
 */
export async function buildIndex(client: ClientBase, table: Table, name: string, over: string): Promise<void> {
  const qualified = `${quoteIdent(table.schema)}.${quoteIdent(name)}`;
  await run(client, `SET lock_timeout = ${LOCK_MS}`);
  await run(client, `DROP INDEX CONCURRENTLY IF EXISTS ${qualified}`);
  try {
    await run(client, `CREATE INDEX CONCURRENTLY ${quoteIdent(name)} ON ${qualifiedName(table)} ${over}`);
  } catch (error) {
    // What is left of it would be kept up with each write, and serve nobody.
    await run(client, `DROP INDEX CONCURRENTLY IF EXISTS ${qualified}`).catch(() => undefined);
    throw error;
  }
}

function indexedColumns(table: Table, names: readonly string[]): string[] {
  if (!table.access.owner || table.partitioned) throw new TableError('not_permitted');
  const columns = names.map((name) => findColumn(table, name));
  if (columns.length === 0 || columns.length > MOST_COLUMNS) throw new TableError('no_columns');
  for (const column of columns) if (!column.comparable) throw new TableError('no_such_column', { column: column.name });
  return [...new Set([...columns.map(({ name }) => name), ...table.key])];
}

/** A name that the same columns have again, and no other index. */
function indexName({ name }: Table, columns: readonly string[]): string {
  return `sheetport_${createHash('sha256')
    .update(JSON.stringify([name, columns]))
    .digest('hex')
    .slice(0, 24)}`;
}
