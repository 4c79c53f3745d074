import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { TableRef } from '../catalog/table.ts';
import { qualifiedName } from '../sql/identifiers.ts';
import { type Database, runRaw } from '../sql/statement.ts';
import { columnSql } from './column-sql.ts';

/** The first values of a column, each once, as text in the order of the values. Throws `no_such_table`, `no_such_column`. */
export async function columnValues(
  db: Database,
  ref: TableRef,
  name: string,
  limit: number,
  guard: Guard = SERVICE_GUARD,
): Promise<string[]> {
  const table = await introspect(db, ref, guard);
  const column = findColumn(table, name);
  const cell = columnSql(column, 't');
  const value = column.comparable ? cell : `${cell}::text`;
  const rows = await runRaw(
    db,
    `SELECT v::text FROM (SELECT DISTINCT ${value} AS v FROM ${qualifiedName(table)} t WHERE ${cell} IS NOT NULL ORDER BY 1 LIMIT $1) q`,
    [limit],
  );
  return rows.map(([text]) => text!);
}
