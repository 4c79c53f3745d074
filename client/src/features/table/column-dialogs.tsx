import type { Column, Table } from '@sheetport/contract';
import { lazy, Suspense } from 'react';
import type { RowStore } from './row-store.ts';
import { formatColumn, type TableState } from './table-state.ts';

const ProfileDialog = lazy(async () => ({ default: (await import('../figures/profile-dialog.tsx')).ProfileDialog }));
const FormatDialog = lazy(async () => ({ default: (await import('../formats/format-dialog.tsx')).FormatDialog }));

/** What the menu of a column opens. */
export interface ColumnDialog {
  kind: 'profile' | 'format';
  column: Column;
}

/** The profile of a column, or how its values are shown. */
export function ColumnDialogs({
  table,
  store,
  dialog,
  state,
  onChange,
  onClose,
}: {
  table: Table;
  store: RowStore;
  dialog: ColumnDialog;
  state: TableState;
  onChange: (change: Partial<TableState>) => void;
  onClose: () => void;
}) {
  const { column } = dialog;
  const { columns, filter } = state;
  const sample = store.sample(60).find((row) => row[column.name] != null)?.[column.name] ?? null;
  return (
    <Suspense>
      {dialog.kind === 'profile' ? (
        <ProfileDialog table={table} column={column} filter={filter} onClose={onClose} />
      ) : (
        <FormatDialog
          column={column}
          format={columns.formats?.[column.name]}
          sample={sample}
          onChange={(format) => onChange({ columns: formatColumn(columns, column.name, format) })}
          onClose={onClose}
        />
      )}
    </Suspense>
  );
}
