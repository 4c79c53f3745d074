import type { BulkEdit } from '@sheetport/contract';
import { type BulkColumns, findBulkColumns } from '@sheetport/core';
import type { BulkEdit as BulkOperation, EditedCells, Table } from '@sheetport/tables';

/**
 * A bulk edit as it is done, by the columns of the table.
 * @param known columns as people name them
 * @param cells prepares the values that are set
 * @throws AppError `invalid_mapping`
 */
export function planBulk(
  table: Table,
  known: readonly { name: string; label: string }[],
  edit: BulkEdit,
  cells: (names: BulkColumns['set'], values: Extract<BulkEdit, { set: unknown }>['set']) => EditedCells,
): BulkOperation {
  const { filter } = edit;
  const { set, named } = findBulkColumns(table, known, edit);
  if ('set' in edit) return { filter, kind: 'set', cells: cells(set, edit.set) };
  if ('delete' in edit) return { filter, kind: 'delete' };
  if ('replace' in edit) {
    const { find, with: by, matchCase = false, wholeCell = false } = edit.replace;
    return { filter, kind: 'replace', find, with: by, columns: named, matchCase, wholeCell };
  }
  const { keep, fill, columns: _, ...likeness } = edit.merge;
  // What makes rows alike is filled already; a key is what tells the row that stays.
  const isFilled = ({ name, generated, identity, hidden }: Table['columns'][number]) =>
    !generated && identity === undefined && !hidden && !table.key.includes(name);
  const fillable = table.columns.filter(isFilled).map(({ name }) => name);
  return { filter, kind: 'merge', columns: named, likeness, keep, fill: fill ? fillable : [] };
}
