/** Where a new table is to stand. Pure. */
import type { Folder } from '@sheetport/contract';

export interface TablePlaces {
  /** Whether any table may be made at all. */
  mayCreate: boolean;
  /** Whether one may be made in no folder. */
  mayStandAlone: boolean;
  /** Folders that tables may be put into. */
  folders: readonly Folder[];
}

export interface TablePlace {
  /** Null for in no folder. */
  folderId: string | null;
  /** Only the maker, owners of the service and people whom it is shared with see it. */
  restricted: boolean;
}

/** What of a choice holds: a folder that is gone is none, and who may only fill folders gets the first of them. */
export function settlePlace(
  { folderId, restricted }: TablePlace,
  { mayStandAlone, folders }: Pick<TablePlaces, 'mayStandAlone' | 'folders'>,
): TablePlace {
  const chosen = folders.find(({ id }) => id === folderId);
  return { folderId: chosen?.id ?? (mayStandAlone ? null : (folders[0]?.id ?? null)), restricted };
}

/** The same as the service takes it. */
export function sendPlace({ folderId, restricted }: TablePlace): { folderId?: string; restricted?: true } {
  return { ...(folderId !== null && { folderId }), ...(restricted && { restricted: true as const }) };
}
