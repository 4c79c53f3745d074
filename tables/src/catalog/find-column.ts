import { TableError } from '../sql/errors.ts';
import type { Column } from './table.ts';

/** The column of this name. Throws `no_such_column`. */
export function findColumn(table: { columns: readonly Column[] }, name: string): Column {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new TableError('no_such_column', { column: name });
  return column;
}
