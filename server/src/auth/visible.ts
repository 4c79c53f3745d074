import type { Prisma } from '@sheetport/prisma';
import type { Principal } from './principal.ts';

/**
 * What a person may know of, as conditions for Prisma: the same as `object-roles.ts` says of single objects, for lists. A list with such a
 * condition is one query.
 */
export function visibleTables({ id, role }: Pick<Principal, 'id' | 'role'>): Prisma.TableWhereInput {
  if (role === 'owner') return {};
  const shares = { some: { personId: id } };
  const open = { restricted: false, OR: [{ folderId: null }, { folder: { is: { restricted: false } } }] };
  return { OR: [...(role === 'guest' ? [] : [open]), { shares }, { folder: { is: { shares } } }] };
}

/** Folders: those that are open or shared. One that only holds a table that is shared is not among them. */
export function visibleFolders({ id, role }: Pick<Principal, 'id' | 'role'>): Prisma.FolderWhereInput {
  if (role === 'owner') return {};
  return { OR: [...(role === 'guest' ? [] : [{ restricted: false }]), { shares: { some: { personId: id } } }] };
}

/** Files that the person uploaded, and those that were imported into nothing but tables that they may see. */
export function visibleFiles(principal: Pick<Principal, 'id' | 'role'>): Prisma.FileWhereInput {
  if (principal.role === 'owner') return {};
  const kind = 'import' as const;
  const table = { is: visibleTables(principal) };
  return {
    OR: [
      { createdBy: principal.id },
      { jobs: { some: { kind, table }, none: { kind, OR: [{ tableId: null }, { NOT: { table } }] } } },
    ],
  };
}

/** Jobs of tables that the person may see; without a table, inspections of files that they may see and what they sent themselves. */
export function visibleJobs(principal: Pick<Principal, 'id' | 'role'>): Prisma.JobWhereInput {
  if (principal.role === 'owner') return {};
  return {
    OR: [
      { table: { is: visibleTables(principal) } },
      { tableId: null, kind: 'inspect', file: { is: visibleFiles(principal) } },
      { tableId: null, createdBy: principal.id, OR: [{ kind: { not: 'inspect' } }, { fileId: null }] },
    ],
  };
}
