import type { Prisma } from '@sheetport/prisma';
import type { Principal } from './principal.ts';

type Viewer = Pick<Principal, 'id' | 'role' | 'limit' | 'keyId'>;

/**
 * What a person may know of, as conditions for Prisma: the same as `object-roles.ts` says of single objects, for lists. A list with such a
 * condition is one query.
 */
export function visibleTables({ id, role, limit }: Viewer): Prisma.TableWhereInput {
  if (limit) {
    const { tableIds, folderIds } = limit;
    const within = { OR: [{ id: { in: [...tableIds] } }, { folderId: { in: [...folderIds] } }] };
    return { AND: [within, visibleTables({ id, role: limit.role })] };
  }
  if (role === 'owner') return {};
  const shares = { some: { personId: id } };
  const open = { restricted: false, OR: [{ folderId: null }, { folder: { is: { restricted: false } } }] };
  return { OR: [...(role === 'guest' ? [] : [open]), { shares }, { folder: { is: { shares } } }] };
}

/** What a person made; of a key for some tables what came with this key. */
function madeBy({ id, limit, keyId }: Viewer): { createdBy: string; keyId?: string | null } {
  return { createdBy: id, ...(limit && { keyId: keyId ?? null }) };
}

/** Views that are shared, and the person's own; a key for some tables sees those that are shared. */
export function visibleViews(principal: Viewer): Prisma.ViewWhereInput {
  const { id, limit } = principal;
  return { table: { is: visibleTables(principal) }, OR: [{ shared: true }, ...(limit ? [] : [{ createdBy: id }])] };
}

/** Folders: those that are open or shared. One that only holds a table that is shared is not among them. */
export function visibleFolders({ id, role, limit }: Viewer): Prisma.FolderWhereInput {
  if (limit) return { AND: [{ id: { in: [...limit.folderIds] } }, visibleFolders({ id, role: limit.role })] };
  if (role === 'owner') return {};
  return { OR: [...(role === 'guest' ? [] : [{ restricted: false }]), { shares: { some: { personId: id } } }] };
}

/** Files that the person uploaded, and those that were imported into nothing but tables that they may see. */
export function visibleFiles(principal: Viewer): Prisma.FileWhereInput {
  if (principal.role === 'owner') return {};
  const kind = 'import' as const;
  const table = { is: visibleTables(principal) };
  return {
    OR: [
      madeBy(principal),
      { jobs: { some: { kind, table }, none: { kind, OR: [{ tableId: null }, { NOT: { table } }] } } },
    ],
  };
}

/** Jobs of tables that the person may see; without a table, inspections of files that they may see and what they sent themselves. */
export function visibleJobs(principal: Viewer): Prisma.JobWhereInput {
  if (principal.role === 'owner') return {};
  return {
    OR: [
      { table: { is: visibleTables(principal) } },
      { tableId: null, kind: 'inspect', file: { is: visibleFiles(principal) } },
      { tableId: null, ...madeBy(principal), OR: [{ kind: { not: 'inspect' } }, { fileId: null }] },
    ],
  };
}
