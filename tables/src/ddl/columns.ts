/** Columns of a table: add, rename, drop. */
import { createdType, POSTGRES_TYPES } from '../catalog/column-types.ts';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, resolveTable, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { NewColumn, Table, TableRef } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { isColumnName, qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { type Database, run } from '../sql/statement.ts';

/** Add a column. A required one needs an empty table (`required`). Throws `column_exists`, `bad_name`. */
export async function addColumn(
  db: Database,
  table: TableRef,
  column: NewColumn,
  guard: Guard = SERVICE_GUARD,
): Promise<Table> {
  checkColumn(column);
  const ref = await resolveTable(db, table, guard);
  const line = `${quoteIdent(column.name)} ${createdType(column)}${column.required ? ' NOT NULL' : ''}${column.unique ? ' UNIQUE' : ''}`;
  await run(db, `ALTER TABLE ${qualifiedName(ref)} ADD COLUMN ${line}`);
  return withLabels(await introspect(db, ref, guard), [column]);
}

/** Rename a column. Throws `no_such_column`, `column_exists`, `bad_name`. */
export async function renameColumn(
  db: Database,
  table: TableRef,
  from: string,
  to: string,
  guard: Guard = SERVICE_GUARD,
): Promise<Table> {
  if (!isColumnName(to)) throw new TableError('bad_name', { column: to });
  const described = await introspect(db, table, guard);
  findColumn(described, from);
  await run(db, `ALTER TABLE ${qualifiedName(described)} RENAME COLUMN ${quoteIdent(from)} TO ${quoteIdent(to)}`);
  return introspect(db, described, guard);
}

/** Drop a column. Throws `no_such_column`; `in_use` where something depends on it; `invalid_key` for a column of the key. */
export async function dropColumn(
  db: Database,
  table: TableRef,
  name: string,
  guard: Guard = SERVICE_GUARD,
): Promise<Table> {
  const described = await introspect(db, table, guard);
  findColumn(described, name);
  if (described.key.includes(name)) throw new TableError('invalid_key', { column: name });
  await run(db, `ALTER TABLE ${qualifiedName(described)} DROP COLUMN ${quoteIdent(name)}`);
  return introspect(db, described, guard);
}

/** Throws `bad_name`, `not_castable` for what cannot be a column. */
export function checkColumn(column: NewColumn): void {
  if (!isColumnName(column.name)) throw new TableError('bad_name', { column: column.name });
  if (!Object.hasOwn(POSTGRES_TYPES, column.type)) throw new TableError('not_castable', { column: column.name });
}

/** The table with the labels that people gave to its columns. */
export function withLabels(table: Table, columns: readonly NewColumn[]): Table {
  const labels = new Map(columns.map((column) => [column.name, column.label]));
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, label: labels.get(column.name) ?? column.label })),
  };
}
