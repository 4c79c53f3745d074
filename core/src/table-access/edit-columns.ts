import { AppError, type Cells, findColumn, type RowEdits } from '@sheetport/contract';
import type { Table } from '@sheetport/tables';

type Edits = Pick<RowEdits, 'updates' | 'inserts' | 'deletes'>;

/** Postgres names of the columns that an edit names, by the words that it uses for them. */
export type EditColumns = ReadonlyMap<string, string>;

/**
 * The columns that an edit names.
 * @param known the columns that people see, under the labels that they gave them
 * @throws AppError `invalid_mapping` for a column that is not there, twice in a row, or computed by Postgres; `invalid_key` where a row is
 * named by other columns than those of the key
 */
export function findEditColumns(
  table: Pick<Table, 'columns' | 'key'>,
  known: readonly { name: string; label?: string }[],
  { updates = [], inserts = [], deletes = [] }: Edits,
): EditColumns {
  const names = new Map<string, string>();
  const nameOf = (word: string): string => {
    const earlier = names.get(word);
    if (earlier !== undefined) return earlier;
    const found = findColumn(known, word);
    if (!found) throw new AppError('invalid_mapping', { detail: `there is no column "${word}"` });
    names.set(word, found.name);
    return found.name;
  };
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  const check = (cells: Cells, updating: boolean): void => {
    const seen = new Set<string>();
    for (const word of Object.keys(cells)) {
      const name = nameOf(word);
      const column = columns.get(name);
      if (!column) throw new AppError('invalid_mapping', { detail: `there is no column "${word}"` });
      if (seen.has(name)) throw new AppError('invalid_mapping', { detail: `a row names the column "${word}" twice` });
      seen.add(name);
      if (column.generated || (updating && column.identity === 'always'))
        throw new AppError('invalid_mapping', { detail: `the database computes the column "${word}" itself` });
    }
  };
  const checkKey = (key: Cells): void => {
    const named = Object.keys(key).map(nameOf).sort();
    if (table.key.length === 0) throw new AppError('invalid_key', { detail: 'the table has no key' });
    if (named.join('\0') !== [...table.key].sort().join('\0') || Object.values(key).some((value) => value === null))
      throw new AppError('invalid_key', { detail: `a row is named by a value for each of: ${table.key.join(', ')}` });
  };
  for (const update of updates) {
    check(update.cells, true);
    if ('key' in update) checkKey(update.key);
  }
  for (const cells of inserts) check(cells, false);
  for (const one of deletes) if (typeof one !== 'string') checkKey(one.key);
  return names;
}
