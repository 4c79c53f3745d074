import { Column, FIRST_OWNER } from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

const Columns = z.array(Column);

/** The columns of a table as people know them, out of its record. */
export function readColumns(stored: unknown): Column[] {
  return Columns.parse(stored);
}

/** What rules that refer to a table need to know of it. */
const ReferredTable = z.object({
  id: z.string(),
  name: z.string(),
  schema: z.string(),
  relationName: z.string(),
  columns: Columns,
});
export type ReferredTable = z.infer<typeof ReferredTable>;

/** What the service keeps about a table that people's rows are in. */
export interface TableEntry extends ReferredTable {
  key: string[];
  /** It was in the database before, and was not made by the service. */
  attached?: boolean;
  /** Only people whom it is shared with may know of it. */
  restricted?: boolean | undefined;
  folderId?: string | null | undefined;
  /** Who made it: its owner from then on. The first owner is one of all tables. */
  createdBy: string | null;
}

/**
 * Record a table on a given connection, so that it appears with its first rows or not at all. Where its folder was deleted meanwhile it
 * stands in none, and is restricted: the folder may have been.
 */
export async function recordTable(db: Queryable, table: TableEntry): Promise<void> {
  await db.query(
    `INSERT INTO sheetport."table" (id, name, schema, relation_name, columns, key, attached, restricted, folder_id, updated_at)
     SELECT $1::uuid, $2::text, $3::text, $4::text, $5::jsonb, $6::text[], $7::boolean, $8::boolean OR ($9::uuid IS NOT NULL AND f.id IS NULL), f.id, now()
       FROM (SELECT 1) one LEFT JOIN sheetport.folder f ON f.id = $9::uuid`,
    [
      table.id,
      table.name,
      table.schema,
      table.relationName,
      JSON.stringify(table.columns),
      table.key,
      table.attached ?? false,
      table.restricted ?? false,
      table.folderId ?? null,
    ],
  );
  if (table.createdBy === null || table.createdBy === FIRST_OWNER) return;
  await db.query(
    `INSERT INTO sheetport.table_share (table_id, person_id, role) SELECT $1::uuid, id, 'owner' FROM sheetport.person WHERE id = $2`,
    [table.id, table.createdBy],
  );
}

/** Tables by id, as far as rules that refer to them need. Those that are gone are not there. */
export async function findTables(db: Queryable, ids: readonly string[]): Promise<Map<string, ReferredTable>> {
  if (ids.length === 0) return new Map();
  const rows = await queryRows(
    db,
    ReferredTable,
    'SELECT id, name, schema, relation_name AS "relationName", columns FROM sheetport."table" WHERE id = ANY($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Every table that has a rule which refers to this one. */
export async function findReferrers(db: Queryable, id: string): Promise<ReferredTable[]> {
  return queryRows(
    db,
    ReferredTable,
    `SELECT id, name, schema, relation_name AS "relationName", columns FROM sheetport."table"
      WHERE columns @> jsonb_build_array(jsonb_build_object('rules', jsonb_build_array(jsonb_build_object('table', $1::text))))`,
    [id],
  );
}

/** Add columns to a table's record, those that it does not have yet. */
export async function recordColumns(db: Queryable, id: string, columns: TableEntry['columns']): Promise<void> {
  await db.query(
    `UPDATE sheetport."table" t SET columns = t.columns || coalesce((
       SELECT jsonb_agg(c ORDER BY n) FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS added (c, n)
        WHERE NOT EXISTS (SELECT 1 FROM jsonb_array_elements(t.columns) k WHERE k ->> 'name' = c ->> 'name')), '[]')
      WHERE id = $1`,
    [id, JSON.stringify(columns)],
  );
}

/** Note that a table's rows changed. */
export async function touchTable(db: Queryable, id: string): Promise<void> {
  await db.query(`UPDATE sheetport."table" SET updated_at = now() WHERE id = $1`, [id]);
}
