import type { Folder, Table } from '@sheetport/contract';

/** Tables of a folder; `folder` is null for those that stand in none. */
export interface TableGroup {
  folder: Folder | null;
  tables: Table[];
}

/**
 * Tables by their folders, in the order of the folders; those in none come last, and so do those of a folder that one may not know of.
 * @param withEmpty whether folders without a table are there too
 */
export function groupTables(tables: readonly Table[], folders: readonly Folder[], withEmpty: boolean): TableGroup[] {
  const known = new Set(folders.map(({ id }) => id));
  const groups: TableGroup[] = folders.map((folder) => ({
    folder,
    tables: tables.filter(({ folderId }) => folderId === folder.id),
  }));
  const others = tables.filter(({ folderId }) => !folderId || !known.has(folderId));
  const filled = groups.filter((group) => withEmpty || group.tables.length > 0);
  return others.length > 0 ? [...filled, { folder: null, tables: others }] : filled;
}
