import {
  AppError,
  FIRST_OWNER,
  mayDo,
  NewExport,
  type Permission,
  type TableRole,
  UndoSpec,
} from '@sheetport/contract';
import {
  type Claim,
  findSender,
  type Queryable,
  queryRows,
  readFolderRoles,
  readImportSpec,
  readTableRoles,
  senderOf,
} from '@sheetport/core';
import { z } from 'zod';

const PERMISSIONS = {
  import: 'table.import',
  export: 'table.export',
  undo: 'job.undo',
  edit: 'table.import',
} as const satisfies Partial<Record<Claim['kind'], Permission>>;
/** Of a job what its sender's right depends on. */
export type SentJob = Pick<Claim, 'kind' | 'tableId' | 'spec' | 'sender' | 'keyId'>;
const TableId = z.object({ id: z.string() });

/**
 * Check that whoever sent a job may still do it. A job is asked for as it is accepted, and again here as a worker begins it, as it may have
 * waited for long, for other jobs too; one that runs goes on. So does a job of a person who was deleted: their work stays. Who is disabled,
 * and a key that was ended, begin nothing.
 * @throws AppError `sender_not_allowed`
 */
export async function refuseLostRight(db: Queryable, claim: SentJob): Promise<void> {
  const { kind, tableId, spec } = claim;
  if (kind === 'inspect' || (claim.sender === FIRST_OWNER && claim.keyId === null)) return;
  const sender = await findSender(db, senderOf(claim));
  if (!sender) return;
  const refuse = () => new AppError('sender_not_allowed');
  if (sender.disabled || sender.keyIsGone) throw refuse();
  if (sender.role === 'owner') return;
  const permission = PERMISSIONS[kind];
  const check = (role: TableRole | null | undefined) => {
    if (!role || !mayDo(role, permission)) throw refuse();
  };
  const table = kind === 'import' && tableId === null ? readImportSpec(spec)?.table : undefined;
  if (table && 'create' in table) {
    const { folderId } = table.create;
    if (folderId === undefined && !mayDo(sender.role, 'table.create')) throw refuse();
    if (folderId !== undefined) {
      const role = (await readFolderRoles(db, sender, [folderId])).get(folderId);
      if (!role || !mayDo(role, 'folder.fill')) throw refuse();
    }
    return;
  }
  const ids = tableId === null ? await readTables(db, claim) : [tableId];
  // What is gone is the job's to say.
  for (const role of (await readTableRoles(db, sender, ids)).values()) check(role);
}

/** The tables of a job that has several: those of a workbook, or of the imports that the undo of a batch takes out. */
async function readTables(db: Queryable, { kind, spec }: SentJob): Promise<string[]> {
  if (kind === 'export') return NewExport.safeParse(spec).data?.sheets?.map(({ tableId }) => tableId) ?? [];
  const batchId = kind === 'undo' ? UndoSpec.safeParse(spec).data?.batchId : undefined;
  if (batchId === undefined) return [];
  const rows = await queryRows(
    db,
    TableId,
    `SELECT DISTINCT table_id AS id FROM sheetport.job WHERE batch_id = $1 AND kind = 'import' AND table_id IS NOT NULL`,
    [batchId],
  );
  return rows.map(({ id }) => id);
}
