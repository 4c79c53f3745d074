import type { Queryable } from './claims.ts';

/** What the service keeps about a table that people's rows are in. */
export interface TableEntry {
  id: string;
  name: string;
  schema: string;
  physical: string;
  columns: { name: string; label: string; type: string; required: boolean; unique: boolean; rules: unknown[] }[];
  key: string[];
}

/** Record a table on a given connection, so that it appears with its first rows or not at all. */
export async function recordTable(db: Queryable, table: TableEntry): Promise<void> {
  await db.query(
    `INSERT INTO sheetport."table" (id, name, schema, physical, columns, key, updated_at) VALUES ($1, $2, $3, $4, $5, $6, now())`,
    [table.id, table.name, table.schema, table.physical, JSON.stringify(table.columns), table.key],
  );
}

/** Note that a table's rows changed. */
export async function touchTable(db: Queryable, id: string): Promise<void> {
  await db.query(`UPDATE sheetport."table" SET updated_at = now() WHERE id = $1`, [id]);
}
