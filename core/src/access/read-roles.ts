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
  /** Theirs in the service. */
  role: RoleName;
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
  { id: personId, role }: RoleHolder,
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
    rows.map(({ id, restricted, grant, folderRestricted, folderGrant }) => {
      const folder = folderRestricted === null ? null : { restricted: folderRestricted, grant: folderGrant };
      return [id, roleOnTable(role, { restricted, grant }, folder)];
    }),
  );
}

/** The roles of a person on some folders, as `readTableRoles` gives them. */
export async function readFolderRoles(
  db: Queryable,
  { id: personId, role }: RoleHolder,
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
  return new Map(rows.map(({ id, restricted, grant }) => [id, roleOnFolder(role, { restricted, grant })]));
}

const SenderRow = z.object({ id: z.string(), role: z.enum(ROLES) });

/** Who sent a job, with the role that they have in the service now; null where nobody did, or that person was deleted. */
export async function findSender(db: Queryable, id: string | null): Promise<RoleHolder | null> {
  if (id === null) return null;
  const [row] = await queryRows(db, SenderRow, 'SELECT id, role FROM sheetport.person WHERE id = $1', [id]);
  return row ?? null;
}

/**
 * Of some tables those that whoever sent a job may not import into, so that the job changes nothing in them on its way. A job of nobody, and
 * one of a person who was deleted, goes on as it was accepted.
 */
export async function findRefusedTables(
  db: Queryable,
  senderId: string | null,
  tableIds: readonly string[],
): Promise<string[]> {
  const sender = tableIds.length === 0 ? null : await findSender(db, senderId);
  if (!sender) return [];
  const roles = await readTableRoles(db, sender, tableIds);
  return tableIds.filter((id) => {
    const role = roles.get(id);
    return !role || !mayDo(role, 'table.import');
  });
}

/** SQL: the roles that tables and folders are shared with a person as, in an array. In: SQL of the person's id. */
export const sharedRolesSql = (person: string) =>
  `ARRAY(SELECT role FROM sheetport.table_share WHERE person_id = ${person} UNION SELECT role FROM sheetport.folder_share WHERE person_id = ${person})`;
