import type { Column } from '../catalog/table.ts';
import { columnSql } from '../query/column-sql.ts';

/** What does not count when texts are compared. */
export interface Likeness {
  ignoreCase?: boolean | undefined;
  ignoreAccents?: boolean | undefined;
  ignoreSpaces?: boolean | undefined;
  /** A collation that knows the case of every letter, quoted (`foldingCollation`). */
  folding?: string | undefined;
}

/** Marks that stand over and under letters, once these are taken apart (Unicode 16, block "Combining Diacritical Marks"). */
const MARKS = '[\\u0300-\\u036f]';

/** What a cell is compared by (alias `t`): for texts without what does not count; null where it is blank. */
export function likeSql(column: Column, { ignoreCase, ignoreAccents, ignoreSpaces, folding }: Likeness): string {
  const cell = columnSql(column, 't');
  if (column.type !== 'text') return column.comparable ? cell : `${cell}::text`;
  let text = `${cell}::text`;
  if (ignoreSpaces) text = `btrim(regexp_replace(${text}, '\\s+', ' ', 'g'))`;
  // The bar of đ is no mark of its own.
  if (ignoreAccents) text = `translate(regexp_replace(normalize(${text}, NFD), '${MARKS}', '', 'g'), 'đĐ', 'dD')`;
  if (ignoreCase) text = `lower(${text}${folding === undefined ? '' : ` COLLATE ${folding}`})`;
  return `NULLIF(${text}, '') COLLATE "C"`;
}
