import { AppError, type Column, type NewImport } from '@sheetport/contract';
import { shownKey } from '@sheetport/core';
import { keyIndex, type Table } from '@sheetport/tables';

/** Whether a mode matches rows of the sheet with rows of the table by a key. */
export function isMatching(mode: NewImport['mode']): boolean {
  return mode === 'upsert' || mode === 'update';
}

/**
 * Check before an import that its mode can match rows by its key, or by the table's own key.
 * @param columns the columns with the labels that people gave them
 * @throws AppError `key_needed`, `invalid_key`, `key_not_unique`
 */
export function refuseUnusableKey(
  table: Table,
  columns: readonly Pick<Column, 'name' | 'label'>[],
  { mode, key }: Pick<NewImport, 'mode' | 'key'>,
): void {
  if (!isMatching(mode)) return;
  const labels = new Map(columns.map(({ name, label }) => [name, label]));
  const find = (words: string) =>
    table.columns.find(({ name }) => name === words) ?? table.columns.find(({ name }) => labels.get(name) === words);
  const names = (key ?? []).map((words) => {
    const column = find(words);
    if (!column) throw new AppError('invalid_key', { detail: `there is no column "${words}"` });
    return column.name;
  });
  const wanted = names.length > 0 ? names : shownKey(table);
  if (wanted.length === 0) throw new AppError('key_needed');
  if (keyIndex(table, wanted)) return;
  throw new AppError('key_not_unique', {
    key: wanted.map((name) => `"${labels.get(name) ?? name}"`).join(' + '),
    mode,
  });
}
