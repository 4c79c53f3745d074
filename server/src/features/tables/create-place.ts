import { AppError, mayDo, type NewTable } from '@sheetport/contract';
import { requireObject } from '../../auth/auth-guard.ts';
import type { RoleRecords } from '../../auth/object-roles.ts';
import type { Principal } from '../../auth/principal.ts';

/** What a new table is called, and where it is to stand. */
export type NewTablePlace = Pick<NewTable, 'name' | 'folderId'>;

/**
 * Check that a person may make a table: in a folder by their role on it, elsewhere by the one in the service.
 * @throws AppError `forbidden`, or `not_found` for a folder that they may not know of
 */
export async function requireCreation(
  records: RoleRecords,
  principal: Principal,
  folderId: string | undefined,
): Promise<void> {
  if (folderId !== undefined) await requireObject(records, principal, 'folder', folderId, 'folder.fill');
  else if (!mayDo(principal.role, 'table.create')) throw new AppError('forbidden');
}
