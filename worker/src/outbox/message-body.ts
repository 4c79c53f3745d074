/** What a webhook is told of a job or a file: ids, how it ended, counts and links. No rows and no cells. */
import { ErrorInfo, mayDo, TEST_EVENT } from '@sheetport/contract';
import { findSender, type Queryable, queryRows, type RoleHolder, readTableRoles } from '@sheetport/core';
import { z } from 'zod';
import type { DueMessage } from './webhook-messages.ts';

const JobRow = z.object({
  kind: z.string(),
  state: z.string(),
  title: z.string(),
  tableId: z.string().nullable(),
  tableName: z.string().nullable(),
  fileId: z.string().nullable(),
  batchId: z.string().nullable(),
  createdBy: z.string().nullable(),
  read: z.number(),
  inserted: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
  pendingRejects: z.number().nullable(),
  error: ErrorInfo.nullable().catch(null),
  finishedAt: z.date().nullable(),
});
const FileRow = z.object({
  name: z.string(),
  state: z.string(),
  bytes: z.number(),
  createdBy: z.string().nullable(),
  error: ErrorInfo.nullable().catch(null),
});

/**
 * The body of a message, as it is at the first attempt.
 * @param baseUrl what links begin with; empty where the service does not know its address
 * @returns `hidden` where the webhook's maker may not see what it is about, or that is gone; `maker` where they may have no webhooks any more
 */
export async function composeBody(
  db: Queryable,
  { event, job_id: jobId, file_id: fileId, created_by: maker, created_at: at, disabled }: DueMessage,
  baseUrl: string,
): Promise<{ body: string } | 'hidden' | 'maker'> {
  const holder = disabled ? null : await findSender(db, { id: maker });
  if (!holder || !mayDo(holder.role, 'webhook.create')) return 'maker';
  const write = (data: object) => ({ body: JSON.stringify({ type: event, timestamp: at.toISOString(), data }) });
  if (event === TEST_EVENT) return write({ message: 'A test from Sheetport.' });
  const data = jobId !== null ? await tellJob(db, holder, jobId, baseUrl) : await tellFile(db, holder, fileId, baseUrl);
  return data === undefined ? 'hidden' : write(data);
}

async function tellJob(db: Queryable, holder: RoleHolder, id: string, baseUrl: string): Promise<object | undefined> {
  const [job] = await queryRows(
    db,
    JobRow,
    `SELECT j.kind::text AS kind, j.state::text AS state, j.title, j.table_id AS "tableId", t.name AS "tableName", j.file_id AS "fileId",
            j.batch_id AS "batchId", j.created_by AS "createdBy", j.read::float8 AS read, j.inserted::float8 AS inserted, j.updated::float8 AS updated,
            j.unchanged::float8 AS unchanged, j.rejected::float8 AS rejected, j.pending_rejects AS "pendingRejects", j.error, j.finished_at AS "finishedAt"
       FROM sheetport.job j LEFT JOIN sheetport."table" t ON t.id = j.table_id WHERE j.id = $1`,
    [id],
  );
  if (!job || !(await maySee(db, holder, job))) return undefined;
  const { read, inserted, updated, unchanged, rejected, createdBy, finishedAt, ...rest } = job;
  const api = `${baseUrl}/api/jobs/${id}`;
  return {
    jobId: id,
    ...rest,
    startedBy: createdBy,
    counts: { read, inserted, updated, unchanged, rejected },
    finishedAt: finishedAt?.toISOString() ?? null,
    links: {
      page: `${baseUrl}/jobs/${id}`,
      job: api,
      ...(rejected > 0 && { rejects: `${api}/rejects` }),
      ...(job.kind === 'export' && job.state === 'succeeded' && { file: `${api}/file` }),
    },
  };
}

async function tellFile(
  db: Queryable,
  holder: RoleHolder,
  id: string | null,
  baseUrl: string,
): Promise<object | undefined> {
  const [file] = await queryRows(
    db,
    FileRow,
    `SELECT name, state::text AS state, bytes::float8 AS bytes, created_by AS "createdBy", error FROM sheetport.file WHERE id = $1`,
    [id],
  );
  if (!file || !(await maySee(db, holder, { tableId: null, createdBy: file.createdBy }))) return undefined;
  const { createdBy, ...rest } = file;
  const links = { page: `${baseUrl}/import/${id}`, file: `${baseUrl}/api/files/${id}` };
  return { fileId: id, ...rest, sentBy: createdBy, links };
}

/** As the API answers this person: what belongs to a table by their role there, anything else where it is their own. */
export async function maySee(
  db: Queryable,
  holder: RoleHolder,
  { tableId, createdBy }: { tableId: string | null; createdBy: string | null },
): Promise<boolean> {
  if (holder.role === 'owner') return true;
  if (tableId === null) return createdBy === holder.id;
  return (await readTableRoles(db, holder, [tableId])).get(tableId) != null;
}
