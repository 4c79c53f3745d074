import {
  mayDo,
  ROLES,
  type RoleName,
  roleOnFolder,
  roleOnTable,
  TABLE_ROLES,
  type TableRole,
} from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

/** A person, as far as their role on tables depends on them. */
export interface RoleHolder {
  id: string;
  /** The person's role in the service. */
  role: RoleName;
  /** Set for an API key that is limited to some tables. In the service it is a guest. */
  limit?: KeyLimit;
}

/** The tables that an API key is for. */
export interface KeyLimit {
  /** The role of its person in the service. */
  role: RoleName;
  tableIds: readonly string[];
  /** Folders with all tables in them. */
  folderIds: readonly string[];
}

const GivenRole = z.enum(TABLE_ROLES).nullable();
const TableSharing = z.object({
  id: z.string(),
  restricted: z.boolean(),
  grant: GivenRole,
  folderId: z.string().nullable(),
  folderRestricted: z.boolean().nullable(),
  folderGrant: GivenRole,
});
const FolderSharing = z.object({ id: z.string(), restricted: z.boolean(), grant: GivenRole });

/**
 * The roles of a person on some tables, in one query (contract, access/table-roles.ts).
 * @returns null for a table that the person may not know of; one that is not there is absent
 */
export async function readTableRoles(
  db: Queryable,
  { id: personId, role, limit }: RoleHolder,
  tableIds: readonly string[],
): Promise<Map<string, TableRole | null>> {
  if (tableIds.length === 0) return new Map();
  const rows = await queryRows(
    db,
    TableSharing,
    `SELECT t.id, t.restricted, s.role AS "grant", t.folder_id AS "folderId", f.restricted AS "folderRestricted", fs.role AS "folderGrant"
       FROM sheetport."table" t
       LEFT JOIN sheetport.folder f ON f.id = t.folder_id
       LEFT JOIN sheetport.table_share s ON s.table_id = t.id AND s.person_id = $1
       LEFT JOIN sheetport.folder_share fs ON fs.folder_id = t.folder_id AND fs.person_id = $1
      WHERE t.id = ANY($2::uuid[])`,
    [personId, [...new Set(tableIds)]],
  );
  return new Map(
    rows.map(({ id, restricted, grant, folderId, folderRestricted, folderGrant }) => {
      const folder = folderRestricted === null ? null : { restricted: folderRestricted, grant: folderGrant };
      const isOutside =
        limit && !limit.tableIds.includes(id) && !(folderId !== null && limit.folderIds.includes(folderId));
      return [id, isOutside ? null : roleOnTable(limit?.role ?? role, { restricted, grant }, folder)];
    }),
  );
}

/** The roles of a person on some folders, as `readTableRoles` gives them. */
export async function readFolderRoles(
  db: Queryable,
  { id: personId, role, limit }: RoleHolder,
  folderIds: readonly string[],
): Promise<Map<string, TableRole | null>> {
  const rows = await queryRows(
    db,
    FolderSharing,
    `SELECT f.id, f.restricted, s.role AS "grant" FROM sheetport.folder f
       LEFT JOIN sheetport.folder_share s ON s.folder_id = f.id AND s.person_id = $1
      WHERE f.id = ANY($2::uuid[])`,
    [personId, [...new Set(folderIds)]],
  );
  return new Map(
    rows.map(({ id, restricted, grant }) => {
      const isOutside = limit && !limit.folderIds.includes(id);
      return [id, isOutside ? null : roleOnFolder(limit?.role ?? role, { restricted, grant })];
    }),
  );
}

/** Who sends jobs and files: a person, and the API key that they ask with. */
export interface Sender {
  id: string;
  keyId?: string | null | undefined;
}

const SenderRow = z.object({
  id: z.string(),
  role: z.enum(ROLES),
  disabled: z.boolean(),
  has_key: z.boolean(),
  scopes: z.array(z.string()).nullable(),
  table_ids: z.array(z.string()).nullable(),
  folder_ids: z.array(z.string()).nullable(),
});

/** How the scopes of a key for some tables begin in its record (prisma/schema.prisma). */
export const LIMITED = 'limited.';

/** The tables that a key is for; undefined for one that is for all. In: columns of its record. */
export function keyLimitOf(
  role: RoleName,
  {
    scopes,
    table_ids: tableIds,
    folder_ids: folderIds,
  }: Pick<z.infer<typeof SenderRow>, 'scopes' | 'table_ids' | 'folder_ids'>,
): KeyLimit | undefined {
  if (!scopes?.some((scope) => scope.startsWith(LIMITED))) return undefined;
  return { role, tableIds: tableIds ?? [], folderIds: folderIds ?? [] };
}

/**
 * Who sent a job: the person's role in the service now, and the limits of their key. Null where no person sent it, or the person was
 * deleted. The record of a deleted key no longer says which tables the key was for (`keyIsGone`).
 */
export async function findSender(
  db: Queryable,
  sender: Sender | null,
): Promise<(RoleHolder & { disabled: boolean; keyIsGone: boolean }) | null> {
  if (sender === null) return null;
  const [row] = await queryRows(
    db,
    SenderRow,
    `SELECT p.id, p.role, p.disabled_at IS NOT NULL AS disabled, k.id IS NOT NULL AS has_key, k.scopes, k.table_ids::text[] AS table_ids, k.folder_ids::text[] AS folder_ids
       FROM sheetport.person p LEFT JOIN sheetport.api_key k ON k.id = $2::uuid AND k.person_id = p.id WHERE p.id = $1`,
    [sender.id, sender.keyId ?? null],
  );
  if (!row) return null;
  const { id, role, disabled } = row;
  const keyIsGone = sender.keyId != null && !row.has_key;
  const limit = keyLimitOf(role, row);
  return limit ? { id, role: 'guest', limit, disabled, keyIsGone } : { id, role, disabled, keyIsGone };
}

/**
 * Those of the given tables that the sender of a job may not import into, so that the job does not change them on the side. A job without a
 * sender, and one of a deleted person, runs as it was accepted. A job of a deleted key may change no further table.
 */
export async function findRefusedTables(
  db: Queryable,
  sender: Sender | null,
  tableIds: readonly string[],
): Promise<string[]> {
  const holder = tableIds.length === 0 ? null : await findSender(db, sender);
  if (!holder) return [];
  if (holder.keyIsGone) return [...tableIds];
  const roles = await readTableRoles(db, holder, tableIds);
  return tableIds.filter((id) => {
    const role = roles.get(id);
    return !role || !mayDo(role, 'table.import');
  });
}

/** SQL: an array of the roles on all tables and folders that are shared with a person. In: SQL of the person's id. */
export const sharedRolesSql = (person: string) =>
  `ARRAY(SELECT role FROM sheetport.table_share WHERE person_id = ${person} UNION SELECT role FROM sheetport.folder_share WHERE person_id = ${person})`;
