import { TableError } from '../sql/errors.ts';
import { isName } from '../sql/identifiers.ts';
import { type Database, type Prepared, run } from '../sql/statement.ts';
import type { TableRef } from './table.ts';

/** What is nobody's table: the service's own schemas and tables, in lower case. */
export interface Guard {
  schemas: readonly string[];
  tables: readonly string[];
}

/** The service's schema for what undo and searches need; nobody's table. */
export const WORK_SCHEMA = 'sheetport_work';

export const SERVICE_GUARD: Guard = Object.freeze({
  schemas: Object.freeze(['sheetport', 'sheetport_queue', WORK_SCHEMA]),
  tables: Object.freeze(['_prisma_migrations']),
});

/** `pg_` is reserved for Postgres, so it covers pg_catalog, pg_toast and every pg_temp (CREATE SCHEMA, "Notes"). */
export function isHiddenSchema(schema: string, guard: Guard = SERVICE_GUARD): boolean {
  const lower = schema.toLowerCase();
  return lower.startsWith('pg_') || lower === 'information_schema' || guard.schemas.includes(lower);
}

/** True where a table must not be seen (P43). Case is ignored, so that a look-alike of a hidden name stays hidden too. */
export function isHiddenTable(table: TableRef, guard: Guard = SERVICE_GUARD): boolean {
  return isHiddenSchema(table.schema, guard) || guard.tables.includes(table.name.toLowerCase());
}

export interface Resolved extends TableRef {
  oid: number;
  partitioned: boolean;
}

/**
 * Find the one real table that a schema and a name mean, and refuse what must not be seen.
 * Every entry point of this package comes through here, so that a name is compared with the catalogue and never parsed:
 * quotes, dots and another case are simply other names. Only ordinary and partitioned tables are found; a view could show
 * the service's records, and so could a table whose children live in a hidden schema.
 * Throws `no_such_table` whether it is absent or hidden: the answer must not tell which.
 */
export async function resolveTable(db: Database, table: TableRef, guard: Guard = SERVICE_GUARD): Promise<Resolved> {
  if (!isName(table.schema) || !isName(table.name)) throw new TableError('no_such_table');
  const { rows } = await run<{ oid: string; schema: string; name: string; kind: string; children: string[] }>(
    db,
    RESOLVE,
    [table.schema, table.name],
  );
  const found = rows[0];
  if (!found || isHiddenTable(found, guard) || found.children.some((schema) => isHiddenSchema(schema, guard)))
    throw new TableError('no_such_table');
  return {
    oid: Number(found.oid),
    schema: found.schema,
    name: found.name,
    partitioned: found.kind === 'p' || found.children.length > 0,
  };
}

const RESOLVE: Prepared = {
  name: 'resolve-table',
  text: `
SELECT c.oid::text AS oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind,
  ARRAY(WITH RECURSIVE child(oid) AS (
      SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid
      UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN child ON i.inhparent = child.oid)
    SELECT DISTINCT cn.nspname::text FROM child JOIN pg_catalog.pg_class cc ON cc.oid = child.oid
      JOIN pg_catalog.pg_namespace cn ON cn.oid = cc.relnamespace) AS children
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = $2 AND c.relkind IN ('r', 'p')`,
};

const RESOLVE_SCHEMA: Prepared = {
  name: 'resolve-schema',
  text: 'SELECT nspname::text AS name FROM pg_catalog.pg_namespace WHERE nspname = $1',
};

/** Find a schema that people's tables may live in. Throws `no_such_schema`, hidden or absent. */
export async function resolveSchema(db: Database, schema: string, guard: Guard = SERVICE_GUARD): Promise<string> {
  if (!isName(schema) || isHiddenSchema(schema, guard)) throw new TableError('no_such_schema');
  const { rows } = await run<{ name: string }>(db, RESOLVE_SCHEMA, [schema]);
  if (!rows[0]) throw new TableError('no_such_schema');
  return rows[0].name;
}
