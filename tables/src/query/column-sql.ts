import type { Column } from '../catalog/table.ts';
import { quoteIdent } from '../sql/identifiers.ts';

/** A column's own identifier, behind the alias if there is one. */
export function columnSql(column: Column, alias?: string): string {
  return alias === undefined ? quoteIdent(column.name) : `${alias}.${quoteIdent(column.name)}`;
}

/** What a column is compared and sorted by: itself, or its text where its type has no exact order (json, geometry, …). */
export function comparableSql(column: Column, alias?: string): string {
  return column.comparable ? columnSql(column, alias) : `${columnSql(column, alias)}::text`;
}
