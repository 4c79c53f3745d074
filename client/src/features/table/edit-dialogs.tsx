import type { Filter, Table } from '@sheetport/contract';
import { lazy, Suspense } from 'react';
import type { TableDialog } from './table-dialog.ts';

const ReplaceDialog = lazy(async () => ({ default: (await import('../replace/replace-dialog.tsx')).ReplaceDialog }));
const DuplicatesDialog = lazy(async () => ({
  default: (await import('../duplicates/duplicates-dialog.tsx')).DuplicatesDialog,
}));

const SearchIndexDialog = lazy(async () => ({
  default: (await import('../search-index/search-index-dialog.tsx')).SearchIndexDialog,
}));
const UploadLinksDialog = lazy(async () => ({
  default: (await import('../upload-links/upload-links-dialog.tsx')).UploadLinksDialog,
}));

const ImportRulesDialog = lazy(async () => ({
  default: (await import('./import-rules-dialog.tsx')).ImportRulesDialog,
}));

/** What is seldom opened: loaded then. */
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
      {dialog === 'uploadLinks' && <UploadLinksDialog table={table} onClose={onClose} />}
      {dialog === 'searchIndex' && <SearchIndexDialog table={table} onClose={onClose} />}
      {dialog === 'importRules' && <ImportRulesDialog table={table} onClose={onClose} />}
      {dialog === 'duplicates' && <DuplicatesDialog table={table} filter={filter} onClose={onClose} />}
    </Suspense>
  );
}
