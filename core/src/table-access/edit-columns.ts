import { AppError, type BulkEdit, type Cells, findColumn, type RowEdits } from '@sheetport/contract';
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

/** The columns that a bulk edit names, by their Postgres names. */
export interface BulkColumns {
  /** Of `set`: by the words that it uses. */
  set: EditColumns;
  /** Of `replace`: those whose texts are looked at. Of `merge`: those by which rows are alike. */
  named: string[];
}

/**
 * The columns that a bulk edit names. A replacement that names none looks at all columns of text that can be written.
 * @throws AppError `invalid_mapping`
 */
export function findBulkColumns(
  table: Pick<Table, 'columns' | 'key'>,
  known: readonly { name: string; label?: string }[],
  edit: BulkEdit,
): BulkColumns {
  if ('set' in edit)
    return { set: findEditColumns(table, known, { updates: [{ id: '-', cells: edit.set }] }), named: [] };
  if ('delete' in edit) return { set: new Map(), named: [] };
  const columns = new Map(table.columns.map((column) => [column.name, column]));
  if ('merge' in edit) return { set: new Map(), named: edit.merge.columns.map((word) => nameOf(known, word)) };
  const isWritable = (name: string): boolean => {
    const column = columns.get(name);
    return column?.type === 'text' && !column.generated && column.identity !== 'always';
  };
  const named = edit.replace.columns?.map((word) => nameOf(known, word));
  const wrong = named?.find((name) => !isWritable(name));
  if (wrong !== undefined)
    throw new AppError('invalid_mapping', { detail: `the column "${wrong}" has no texts that can be replaced` });
  const texts =
    named ?? known.map(({ name }) => name).filter((name) => isWritable(name) && isPlainText(columns.get(name)!));
  if (texts.length === 0) throw new AppError('invalid_mapping', { detail: 'the table has no column of text' });
  return { set: new Map(), named: [...new Set(texts)] };
}

/** Not a type of its own that is only shown as text. */
function isPlainText({ pg }: Table['columns'][number]): boolean {
  return pg === 'text' || pg.startsWith('character');
}

function nameOf(known: readonly { name: string; label?: string }[], word: string): string {
  const found = findColumn(known, word);
  if (!found) throw new AppError('invalid_mapping', { detail: `there is no column "${word}"` });
  return found.name;
}
