import { higherRole, Id, JobKind, lowestRole, type TableRole } from '@sheetport/contract';
import { type Queryable, queryRows, type RoleHolder, readFolderRoles, readTableRoles } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { z } from 'zod';
import type { UploadPieces } from '../features/files/upload-pieces.ts';
import type { Principal } from './principal.ts';

/** Kinds of objects that an address can name and that belong to tables. */
export const OBJECT_KINDS = ['table', 'folder', 'job', 'batch', 'file', 'mapping', 'link', 'view'] as const;
export type ObjectKind = (typeof OBJECT_KINDS)[number];

/** What a person may do with an object. `role` is null where they may not know of it. */
export interface ObjectRole {
  role: TableRole | null;
  madeBy: string | null;
}

/** What the roles on objects are read from. */
export interface RoleRecords {
  pool: Queryable;
  pieces: Pick<UploadPieces, 'known'>;
}

/** The fields of a job that the role on it depends on. */
export type JobParts = Pick<JobRecord, 'id' | 'kind' | 'tableId' | 'fileId' | 'createdBy' | 'keyId'>;

const FileRow = z.object({
  id: z.string(),
  createdBy: z.string().nullable(),
  keyId: z.string().nullable(),
  tables: z.array(z.string().nullable()),
});
const JobRow = z.object({
  id: z.string(),
  kind: JobKind,
  tableId: z.string().nullable(),
  fileId: z.string().nullable(),
  createdBy: z.string().nullable(),
  keyId: z.string().nullable(),
});
const LinkRow = z.object({ tableId: z.string(), createdBy: z.string() });
const ViewRow = z.object({ tableId: z.string(), shared: z.boolean(), createdBy: z.string().nullable() });
const MappingRow = z.object({ tableId: z.string() });

/**
 * The role of a person on an object, made of their roles on the tables that it belongs to.
 * @returns undefined where there is no such object
 */
export async function findObjectRole(
  records: RoleRecords,
  principal: Principal,
  kind: ObjectKind,
  id: string,
): Promise<ObjectRole | undefined> {
  if (!Id.safeParse(id).success) return undefined;
  const { pool } = records;
  if (kind === 'table') return plain((await readTableRoles(pool, principal, [id])).get(id));
  if (kind === 'folder') return plain((await readFolderRoles(pool, principal, [id])).get(id));
  if (kind === 'file') return findFileRole(records, principal, id);
  if (kind === 'mapping') {
    const [row] = await queryRows(pool, MappingRow, MAPPING, [id]);
    return row && plain((await readTableRoles(pool, principal, [row.tableId])).get(row.tableId));
  }
  if (kind === 'link') {
    const [row] = await queryRows(pool, LinkRow, LINK, [id]);
    const role = row && (await readTableRoles(pool, principal, [row.tableId])).get(row.tableId);
    return row && { role: role ?? null, madeBy: row.createdBy };
  }
  if (kind === 'view') return findViewRole(pool, principal, id);
  const jobs = await queryRows(pool, JobRow, kind === 'job' ? JOB : BATCH, [id]);
  if (jobs.length === 0) return undefined;
  const roles = await readJobRoles(pool, principal, jobs);
  return { role: lowestRole([...roles.values()]), madeBy: jobs[0]!.createdBy };
}

/** On a view the role on its table; one that is not shared is known to its maker alone, and not to a key for some tables. */
async function findViewRole(db: Queryable, principal: Principal, id: string): Promise<ObjectRole | undefined> {
  const [row] = await queryRows(db, ViewRow, VIEW, [id]);
  if (!row) return undefined;
  const { tableId, shared, createdBy } = row;
  const isKnown = shared || (createdBy === principal.id && principal.limit === undefined);
  const role = (await readTableRoles(db, principal, [tableId])).get(tableId) ?? null;
  return { role: isKnown ? role : null, madeBy: createdBy };
}

const VIEW = 'SELECT table_id AS "tableId", shared, created_by AS "createdBy" FROM sheetport.view WHERE id = $1';
const LINK = 'SELECT table_id AS "tableId", created_by AS "createdBy" FROM sheetport.upload_link WHERE id = $1';
const MAPPING = 'SELECT table_id AS "tableId" FROM sheetport.saved_mapping WHERE id = $1';
/** A job of a kind that only a later version has is not known here. */
const JOB = `SELECT id, kind::text AS kind, table_id AS "tableId", file_id AS "fileId", created_by AS "createdBy", key_id AS "keyId" FROM sheetport.job
  WHERE id = $1 AND kind::text = ANY ('{${JobKind.options.join(',')}}')`;
/** One job for each table, sender and key. */
const BATCH = `SELECT DISTINCT ON (table_id, created_by, key_id) id, kind::text AS kind, table_id AS "tableId", file_id AS "fileId", created_by AS "createdBy", key_id AS "keyId"
  FROM sheetport.job WHERE batch_id = $1 AND kind = 'import'`;

function plain(role: TableRole | null | undefined): ObjectRole | undefined {
  return role === undefined ? undefined : { role, madeBy: null };
}

/**
 * The roles of a person on some jobs, by their ids, in at most three queries: on a job their role on its table. One without a table is its
 * sender's, and an inspection is of its file.
 */
export async function readJobRoles(
  db: Queryable,
  principal: Principal,
  jobs: readonly JobParts[],
): Promise<Map<string, TableRole | null>> {
  if (principal.role === 'owner') return new Map(jobs.map(({ id }) => [id, 'owner']));
  const tables = await readTableRoles(
    db,
    principal,
    jobs.flatMap(({ tableId }) => tableId ?? []),
  );
  const files = await readFileRoles(
    db,
    principal,
    jobs.flatMap(({ kind, tableId, fileId }) => (kind === 'inspect' && tableId === null && fileId ? [fileId] : [])),
  );
  return new Map(
    jobs.map(({ id, kind, tableId, fileId, createdBy, keyId }) => {
      if (tableId !== null) return [id, tables.get(tableId) ?? null];
      if (kind === 'inspect' && fileId !== null) return [id, files.get(fileId)?.role ?? null];
      return [id, isOwn(principal, createdBy, keyId) ? ownRole(principal.limit?.role ?? principal.role) : null];
    }),
  );
}

async function findFileRole(
  { pool, pieces }: RoleRecords,
  principal: Principal,
  id: string,
): Promise<ObjectRole | undefined> {
  const found = (await readFileRoles(pool, principal, [id])).get(id);
  if (found) return found;
  const upload = await pieces.known(id);
  if (!upload) return undefined;
  const madeBy = upload.metadata?.createdBy ?? null;
  return { role: ownFileRole(principal, madeBy, upload.metadata?.keyId ?? null), madeBy };
}

/** The roles of a person on some files: on their own, and on those that were imported into nothing but tables that they may see. */
export async function readFileRoles(
  db: Queryable,
  principal: Principal,
  fileIds: readonly string[],
): Promise<Map<string, ObjectRole>> {
  if (fileIds.length === 0) return new Map();
  const rows = await queryRows(
    db,
    FileRow,
    `SELECT f.id, f.created_by AS "createdBy", f.key_id AS "keyId", ARRAY(SELECT DISTINCT j.table_id FROM sheetport.job j
              WHERE j.file_id = f.id AND j.kind = 'import')::text[] AS tables
       FROM sheetport.file f WHERE f.id = ANY($1::uuid[])`,
    [fileIds],
  );
  const tables = await readTableRoles(
    db,
    principal,
    rows.flatMap((row) => row.tables.filter((id) => id !== null)),
  );
  return new Map(
    rows.map(({ id, createdBy, keyId, tables: ids }) => {
      const shared = lowestRole(ids.map((tableId) => (tableId === null ? null : (tables.get(tableId) ?? null))));
      return [id, { role: ownFileRole(principal, createdBy, keyId) ?? shared, madeBy: createdBy }];
    }),
  );
}

/** What people may do with what they made and no table has: what their role in the service says, and at least see it. */
function ownRole(role: RoleHolder['role']): TableRole {
  return role === 'guest' ? 'viewer' : role;
}

/** The same of a file, which anybody can upload who may import anywhere; null where it is not theirs. */
function ownFileRole(principal: Principal, createdBy: string | null, keyId: string | null): TableRole | null {
  const { role, highest } = principal;
  if (role === 'owner') return 'owner';
  return isOwn(principal, createdBy, keyId) ? ownRole(higherRole(role, highest === 'guest' ? null : highest)) : null;
}

/** Whether somebody made something. To a key for some tables only what came with it is its own. */
function isOwn({ id, limit, keyId: ownKey }: Principal, createdBy: string | null, keyId: string | null): boolean {
  return createdBy === id && (limit === undefined || keyId === ownKey);
}
