import { Column } from '@sheetport/contract';
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
}

/** Record a table on a given connection, so that it appears with its first rows or not at all. */
export async function recordTable(db: Queryable, table: TableEntry): Promise<void> {
  await db.query(
    `INSERT INTO sheetport."table" (id, name, schema, relation_name, columns, key, attached, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now())`,
    [
      table.id,
      table.name,
      table.schema,
      table.relationName,
      JSON.stringify(table.columns),
      table.key,
      table.attached ?? false,
    ],
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
