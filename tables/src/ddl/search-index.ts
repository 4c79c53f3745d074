/** The index that answers searches of all columns: trigrams of the folded text of a row. */
import type { ClientBase } from 'pg';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { Table, TableRef } from '../catalog/table.ts';
import {
  foldedRowSql,
  isSearchIndexOf,
  SEARCH_FUNCTIONS,
  SEARCH_INDEX,
  searchedColumns,
  searchedText,
  searchIndexPrefix,
} from '../query/search-text.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { type Database, run } from '../sql/statement.ts';
import { buildIndex } from './indexes.ts';

export interface SearchIndex {
  /**
   * `outdated`: columns have changed since, so searches do not use it; `broken`: making it was interrupted. Both are replaced when it is made
   * again. `unavailable`: it cannot be made here, see `reason`.
   */
  state: 'none' | 'building' | 'ready' | 'outdated' | 'broken' | 'unavailable';
  /** `extension`: the server has no pg_trgm, or nobody may switch it on; `encoding`: the database is not in UTF-8; `table`: the table has parts, or is not ours. */
  reason: 'extension' | 'encoding' | 'table' | null;
  /** The share of the work that is done, while it is made. */
  progress: number | null;
  /** What it takes on the disk; null where there is none. */
  bytes: number | null;
  /** What it would take, guessed from the texts of some of the rows. */
  expectedBytes: number;
  /** How long making it takes, guessed likewise. */
  expectedSeconds: number;
}

/** Measured (docs/speed.md): each byte of the texts costs so many of the index, and so many seconds. */
const BYTES_PER_BYTE = 1.6;
const SECONDS_PER_BYTE = 1.1 / 1_000_000;
/** Pages of a table whose texts are measured, on average. */
const SAMPLED_PAGES = 100;

interface Facts {
  name: string;
  uses: string[];
  valid: boolean;
  building: boolean;
  progress: number | null;
  bytes: string;
}

/** The search index of a table, or what it would cost. Throws `no_such_table`. */
export async function readSearchIndex(db: Database, ref: TableRef, guard: Guard = SERVICE_GUARD): Promise<SearchIndex> {
  const table = await introspect(db, ref, guard);
  const [size] = (
    await run<{ pages: string; utf8: boolean; extension: boolean }>(
      db,
      `SELECT pg_relation_size($1::oid) / current_setting('block_size')::int AS pages, current_setting('server_encoding') = 'UTF8' AS utf8,
              EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm')
                OR EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm')
                   AND has_database_privilege(current_database(), 'CREATE') AS extension`,
      [table.oid],
    )
  ).rows;
  const reason = !isOurs(table) ? 'table' : !size!.utf8 ? 'encoding' : !size!.extension ? 'extension' : null;
  const index = (await listSearchIndexes(db, table))[0];
  const bytes = reason === 'table' ? 0 : await guessTextBytes(db, table, Number(size!.pages));
  return {
    state: index ? stateOf(table, index) : reason ? 'unavailable' : 'none',
    reason: index ? null : reason,
    progress: index?.building ? index.progress : null,
    bytes: index ? Number(index.bytes) : null,
    expectedBytes: Math.round(bytes * BYTES_PER_BYTE),
    expectedSeconds: Math.max(1, Math.round(bytes * SECONDS_PER_BYTE)),
  };
}

/** Bytes of all texts that are searched, by those in some pages (PostgreSQL docs, "TABLESAMPLE": SYSTEM takes whole pages). */
async function guessTextBytes(db: Database, table: Table, pages: number): Promise<number> {
  const share = Math.min(1, SAMPLED_PAGES / Math.max(1, pages));
  const texts = searchedColumns(table).map((column) => searchedText(column, 't'));
  const { rows } = await run<{ bytes: string }>(
    db,
    `SELECT coalesce(sum(octet_length(array_to_string(ARRAY[${texts.join(', ')}]::text[], ' '))), 0)::text AS bytes
       FROM ${qualifiedName(table)} t TABLESAMPLE SYSTEM (${share * 100})`,
  );
  return Number(rows[0]!.bytes) / share;
}

function stateOf(table: Table, index: Facts): SearchIndex['state'] {
  if (index.building) return 'building';
  if (!index.valid) return 'broken';
  return isSearchIndexOf(table, index) ? 'ready' : 'outdated';
}

const isOurs = (table: Table): boolean => table.access.owner && !table.partitioned && searchedColumns(table).length > 0;

/** Those that serve the table as it is come first. */
async function listSearchIndexes(db: Database, table: Table): Promise<Facts[]> {
  const { rows } = await run<Facts>(
    db,
    `SELECT c.relname::text AS name, i.indisvalid AS valid, p.pid IS NOT NULL AS building, pg_relation_size(c.oid)::text AS bytes,
            CASE WHEN p.blocks_total > 0 THEN least(1, p.blocks_done::float8 / p.blocks_total) ELSE 0 END AS progress,
            ARRAY(SELECT a.attname::text FROM pg_depend d JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid AND a.attnum > 0
              WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid = i.indrelid) AS uses
       FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid LEFT JOIN pg_stat_progress_create_index p ON p.index_relid = c.oid
      WHERE i.indrelid = $1::oid AND i.indexprs IS NOT NULL AND starts_with(c.relname::text, $2)`,
    [table.oid, SEARCH_INDEX],
  );
  const rank = (index: Facts): number => (isSearchIndexOf(table, index) ? (index.valid ? 0 : 1) : 2);
  return rows.sort((a, b) => rank(a) - rank(b));
}

/**
 * Make the search index while others go on reading and writing, in place of one over other columns. Made before, nothing happens.
 * In: a connection of its own, in no transaction, without a time-out of statements.
 * Throws `no_search_index` where it cannot be made here, `not_permitted`, `busy`.
 */
export async function createSearchIndex(
  client: ClientBase,
  ref: TableRef,
  guard: Guard = SERVICE_GUARD,
): Promise<void> {
  const { state, reason } = await readSearchIndex(client, ref, guard);
  if (reason === 'table') throw new TableError('not_permitted');
  if (reason) throw new TableError('no_search_index');
  if (state === 'ready' || state === 'building') return;
  await dropSearchIndex(client, ref, guard);
  const table = await introspect(client, ref, guard);
  const operators = await findTrigrams(client);
  for (const statement of SEARCH_FUNCTIONS) await run(client, statement);
  const name = `${searchIndexPrefix(table)}${table.oid}`;
  await buildIndex(client, table, name, `USING gin (${foldedRowSql(table)} ${operators})`).catch((error: unknown) => {
    // A type whose text is no constant of its value (PostgreSQL docs, "Function Volatility Categories").
    if (error instanceof TableError && error.sqlstate === '42P17') throw new TableError('no_search_index');
    throw error;
  });
  // How many rows a text is part of is only known of an index that was looked through.
  await run(client, `ANALYZE ${qualifiedName(table)}`);
}

/** Remove the search index, and what is left of one, while others go on. In: as for making it. */
export async function dropSearchIndex(client: ClientBase, ref: TableRef, guard: Guard = SERVICE_GUARD): Promise<void> {
  const table = await introspect(client, ref, guard);
  for (const { name } of await listSearchIndexes(client, table))
    await run(client, `DROP INDEX CONCURRENTLY IF EXISTS ${quoteIdent(table.schema)}.${quoteIdent(name)}`);
}

/** The same within a transaction that holds the table for itself, before a column becomes another: it would be made anew then and there. */
export async function dropSearchIndexAtOnce(db: Database, table: Table): Promise<void> {
  for (const { name } of await listSearchIndexes(db, table))
    await run(db, `DROP INDEX IF EXISTS ${quoteIdent(table.schema)}.${quoteIdent(name)}`);
}

/** The operators of trigrams, by their full name; the extension is switched on where it is not. Throws `no_search_index`. */
async function findTrigrams(client: ClientBase): Promise<string> {
  const find = async () =>
    (
      await run<{ schema: string }>(
        client,
        `SELECT n.nspname::text AS schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'`,
      )
    ).rows[0]?.schema;
  let schema = await find();
  if (schema === undefined) {
    // Where everybody looks for it: an application beside this one may switch it on, too.
    await run(client, 'CREATE EXTENSION IF NOT EXISTS pg_trgm SCHEMA public').catch(() => {
      throw new TableError('no_search_index');
    });
    schema = await find();
  }
  if (schema === undefined) throw new TableError('no_search_index');
  return `${quoteIdent(schema)}.gin_trgm_ops`;
}
