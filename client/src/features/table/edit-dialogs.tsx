import type { Filter, Table } from '@sheetport/contract';
import { lazy, Suspense } from 'react';
import type { TableDialog } from './table-head.tsx';

const ReplaceDialog = lazy(async () => ({ default: (await import('../replace/replace-dialog.tsx')).ReplaceDialog }));
const DuplicatesDialog = lazy(async () => ({
  default: (await import('../duplicates/duplicates-dialog.tsx')).DuplicatesDialog,
}));

/** What works on many rows of a table: loaded once it is opened. */
export function EditDialogs({
  table,
  filter,
  dialog,
  onClose,
}: {
  table: Table;
  filter: Filter | undefined;
  dialog: TableDialog | null;
  onClose: () => void;
}) {
  return (
    <Suspense>
      {dialog === 'replace' && <ReplaceDialog table={table} filter={filter} onClose={onClose} />}
      {dialog === 'duplicates' && <DuplicatesDialog table={table} filter={filter} onClose={onClose} />}
    </Suspense>
  );
}
