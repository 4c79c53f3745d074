/** Words that are looked for in all columns of a row. */
import type { Column, Table } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import type { Params } from './params.ts';
import { searchPattern } from './search-pattern.ts';
import { prefilterSql, searchedColumns, searchedText } from './search-text.ts';

/** Each word is a pass over the text of the row. */
const MOST_WORDS = 8;
/** Arguments of one call (PostgreSQL: 100 at most). */
const MOST_ARGUMENTS = 90;

/**
 * The condition that each word is part of some column that people see. True for no words. Case, accents and Unicode form do not matter.
 * Without a search index it reads every row: the texts of a row are put together once and matched once for each word. An index only finds
 * rows to look at, so that the answer is the same.
 * Throws `bad_value` for more than eight words.
 */
export function searchSql(
  table: Pick<Table, 'columns' | 'searchIndexed'>,
  text: string,
  params: Params,
  alias?: string,
): string {
  const words = text.normalize('NFC').split(/\s+/u).filter(Boolean);
  if (words.length > MOST_WORDS) throw new TableError('bad_value');
  const columns = searchedColumns(table);
  if (words.length === 0) return 'TRUE';
  if (columns.length === 0) return 'FALSE';
  const row = rowText(columns, alias);
  const conditions = words.flatMap((word) => {
    const first = table.searchIndexed ? prefilterSql(table, word, params, alias) : undefined;
    return [...(first === undefined ? [] : [first]), `${row} ~ ${params(searchPattern(word))}::text`];
  });
  return `(${conditions.join(' AND ')})`;
}

/** The texts of a row, one below the other, so that no word goes over two of them. */
function rowText(columns: readonly Column[], alias: string | undefined): string {
  const parts: string[] = [];
  for (let at = 0; at < columns.length; at += MOST_ARGUMENTS) {
    const texts = columns.slice(at, at + MOST_ARGUMENTS).map((column) => searchedText(column, alias));
    parts.push(`concat_ws(chr(10), ${texts.join(', ')})`);
  }
  return parts.length === 1 ? parts[0]! : `(${parts.join(' || chr(10) || ')})`;
}
