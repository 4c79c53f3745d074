import { POSTGRES_TYPES } from '../catalog/column-types.ts';
import { findColumn } from '../catalog/find-column.ts';
import { type Guard, SERVICE_GUARD } from '../catalog/guard.ts';
import { introspect } from '../catalog/introspect.ts';
import type { ColumnType, Table, TableRef } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { qualifiedName, quoteIdent } from '../sql/identifiers.ts';
import { type Database, run } from '../sql/statement.ts';
import { dropSearchIndexAtOnce } from './search-index.ts';

/**
 * Change a column's type. Values go through their text, so that nothing is rounded on the way, and a date-time with a time
 * of day does not become a date. A search index goes: it would be made anew while nobody can read. Throws `not_castable` or `out_of_range` where a value does not fit; nothing changes then.
 */
export async function changeColumnType(
  db: Database,
  table: TableRef,
  name: string,
  type: ColumnType,
  guard: Guard = SERVICE_GUARD,
): Promise<Table> {
  const described = await introspect(db, table, guard);
  const column = findColumn(described, name);
  if (column.generated) throw new TableError('not_writable', { column: name });
  const ident = quoteIdent(name);
  const target = qualifiedName(described);
  if (column.type === 'datetime' && type === 'date') {
    const { rows } = await run(db, `SELECT 1 FROM ${target} WHERE ${ident}::time <> '00:00' LIMIT 1`);
    if (rows.length > 0) throw new TableError('not_castable', { column: name });
  }
  const { pg, fromText } = POSTGRES_TYPES[type];
  const text = `(${ident}::text)`;
  const value = fromText === undefined || column.type === type ? `${text}::${pg}` : fromText(text);
  await dropSearchIndexAtOnce(db, described);
  const drop = column.defaultSql === undefined ? '' : `ALTER COLUMN ${ident} DROP DEFAULT, `;
  try {
    await run(db, `ALTER TABLE ${target} ${drop}ALTER COLUMN ${ident} TYPE ${pg} USING ${value}`);
  } catch (error) {
    if (error instanceof TableError && error.code === 'out_of_range')
      throw new TableError('not_castable', { column: name, sqlstate: error.sqlstate });
    throw error;
  }
  return introspect(db, described, guard);
}
