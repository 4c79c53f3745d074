import { TableError } from '../sql/errors.ts';
import { isName } from '../sql/identifiers.ts';
import { type Database, run } from '../sql/statement.ts';
import { type Guard, isHiddenSchema, isHiddenTable, resolveTable, SERVICE_GUARD } from './guard.ts';
import { describeTables, introspect } from './introspect.ts';
import type { Table, TableRef } from './table.ts';

/** What a relation is. Only the first two hold rows that COPY can write. */
export type RelationKind = 'table' | 'partitioned' | 'view' | 'materialized_view' | 'foreign_table';

export interface FoundRelation extends TableRef {
  kind: RelationKind;
  /** The planner's idea of the number of rows; null where nothing was analysed. */
  estimatedRows: number | null;
  /** As the catalogue describes it; null for what holds no rows of its own: a view may show what is hidden. */
  table: Table | null;
}

export interface FindOptions {
  /** Part of `schema.name`, in any case. */
  search?: string | undefined;
  /** The last relation of the page before. */
  after?: TableRef | undefined;
  limit: number;
  guard?: Guard;
}

/**
 * A page of the relations that are in schemas this database user may use, by schema and name; nothing of the service's nor of
 * the system's, by whatever spelling (P43), and no partitions, which go with their table.
 */
export async function findRelations(db: Database, options: FindOptions): Promise<FoundRelation[]> {
  const guard = options.guard ?? SERVICE_GUARD;
  const { search = '', after, limit } = options;
  if (search.includes('\0')) return [];
  if (after && !(isName(after.schema) && isName(after.name))) throw new TableError('invalid_cursor');
  const { rows } = await run<RelationRow>(db, FIND, [
    guard.schemas,
    guard.tables,
    `%${search.replace(/[\\%_]/g, '\\$&')}%`,
    after?.schema ?? null,
    after?.name ?? null,
    limit,
  ]);
  const shown = rows.filter((row) => !isHiddenTable(row, guard) && !row.children.some((s) => isHiddenSchema(s, guard)));
  const holding = shown.filter((row) => row.kind === 'r' || row.kind === 'p');
  const tables = await describeTables(
    db,
    holding.map((row) => ({
      oid: Number(row.oid),
      schema: row.schema,
      name: row.name,
      partitioned: row.kind === 'p' || row.children.length > 0,
    })),
  );
  const byOid = new Map(tables.map((table) => [table.oid, table]));
  return shown.map((row) => ({
    schema: row.schema,
    name: row.name,
    kind: KINDS[row.kind]!,
    estimatedRows: row.rows < 0 ? null : Math.round(row.rows),
    table: byOid.get(Number(row.oid)) ?? null,
  }));
}

/**
 * The table of a schema and a name, for attaching: also tells a partition, which is reached through its table.
 * Throws `no_such_table` for absent and hidden tables alike, and for whatever is not a table.
 */
export async function findAttachable(
  db: Database,
  ref: TableRef,
  guard: Guard = SERVICE_GUARD,
): Promise<{ table: Table; isPartition: boolean }> {
  const { oid } = await resolveTable(db, ref, guard);
  const { rows } = await run<{ partition: boolean }>(
    db,
    `SELECT c.relispartition AS partition FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE c.oid = $1::oid AND c.relpersistence <> 't' AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')`,
    [oid],
  );
  if (!rows[0]) throw new TableError('no_such_table');
  return { table: await introspect(db, ref, guard), isPartition: rows[0].partition };
}

interface RelationRow extends TableRef {
  oid: string;
  kind: string;
  rows: number;
  children: string[];
}

const KINDS: Record<string, RelationKind> = {
  r: 'table',
  p: 'partitioned',
  v: 'view',
  m: 'materialized_view',
  f: 'foreign_table',
};

/** `pg_` and the guard's names are left out here too, so that a page is a full page. */
const FIND = `
SELECT * FROM (
  SELECT c.oid::text AS oid, n.nspname::text AS schema, c.relname::text AS name, c.relkind::text AS kind, c.reltuples::float8 AS rows,
    ARRAY(WITH RECURSIVE child(oid) AS (
        SELECT i.inhrelid FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid
        UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN child ON i.inhparent = child.oid)
      SELECT DISTINCT cn.nspname::text FROM child JOIN pg_catalog.pg_class cc ON cc.oid = child.oid
        JOIN pg_catalog.pg_namespace cn ON cn.oid = cc.relnamespace) AS children
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND lower(n.nspname) NOT LIKE 'pg\\_%' AND lower(n.nspname) <> 'information_schema' AND lower(n.nspname) <> ALL ($1::text[])
    AND lower(c.relname) <> ALL ($2::text[])
    AND (n.nspname || '.' || c.relname) ILIKE $3::text
    AND ($4::text IS NULL OR (n.nspname, c.relname) > ($4::text::name, $5::text::name))
) relation
WHERE NOT EXISTS (SELECT 1 FROM unnest(children) s WHERE lower(s) LIKE 'pg\\_%' OR lower(s) = ANY ($1::text[]))
ORDER BY schema COLLATE "C", name COLLATE "C" LIMIT $6`;
