/**
 * Deleting what was kept of people's data. Records go in transactions of some hundred jobs, and note there which objects go with them: a
 * deletion that is interrupted leaves each job whole or gone, and no object that the janitor does not remove.
 */
import { AppError, type Deletion, JobState } from '@sheetport/contract';
import { exportKey, fileKey, previewKey } from '@sheetport/storage';
import { dropUndo } from '@sheetport/tables';
import type { ClientBase, Pool } from 'pg';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import { inTransaction } from '../transactions/transaction.ts';
import { noteRemovals } from './remove-objects.ts';

/** A job with its corrections and undos; a file with its jobs; what was derived from a table; what was made before a time. */
export type DeletionTarget = { jobId: string } | { fileId: string } | { tableId: string } | { before: string };

type Counts = Omit<Deletion, 'kept'>;

const BATCH = 200;
/** An undo of a whole batch holds its imports while it runs. */
const LOCK_WAIT = '5s';
const LOCK_NOT_AVAILABLE = '55P03';
const Row = z.object({
  id: z.string(),
  parentId: z.string().nullable(),
  kind: z.string(),
  state: JobState,
  fileId: z.string().nullable(),
  batchId: z.string().nullable(),
  hasUndo: z.boolean(),
  hasFile: z.boolean(),
});
type Row = z.infer<typeof Row>;
const Count = z.object({ count: z.number() });
const Id = z.object({ id: z.string() });

const COLUMNS = `j.id, j.parent_id AS "parentId", j.kind::text AS kind, j.state, j.file_id AS "fileId", j.batch_id AS "batchId",
  coalesce(j.continuation_state ? 'undo', false) AS "hasUndo",
  j.kind = 'export' AND j.state = 'succeeded' AND NOT coalesce(j.result ? 'gone', false) AS "hasFile"`;
/** Inspections go with their file. */
const NO_INSPECTION = `kind <> 'inspect'`;

/** A workbook of several tables belongs to no single one, but holds rows of each. */
const EXPORTS_OF_SEVERAL = `kind = 'export' AND table_id IS NULL
  AND spec -> 'sheets' @> jsonb_build_array(jsonb_build_object('tableId', $1::text))`;

/** Which jobs a target names, and its parameter. */
function seedsOf(target: DeletionTarget): [string, string] {
  if ('jobId' in target) return ['id = $1::uuid', target.jobId];
  if ('fileId' in target) return ['file_id = $1::uuid', target.fileId];
  if ('tableId' in target)
    return [`(table_id = $1::uuid OR ${EXPORTS_OF_SEVERAL}) AND ${NO_INSPECTION}`, target.tableId];
  return [`created_at < $1::timestamptz AND ${NO_INSPECTION}`, target.before];
}

/** Files without a job that needs them, of those that `which` selects by `f`. Inspections do not count unless they run. */
const unusedFiles = (which: string) => `SELECT f.id FROM sheetport.file f
  WHERE ${which} AND NOT EXISTS (
    SELECT 1 FROM sheetport.job u WHERE u.file_id = f.id AND (u.kind <> 'inspect' OR u.state IN ('queued', 'running')))`;

/**
 * Count what a deletion would take.
 * @throws AppError `job_not_finished` where a job of the target is queued or running; for a time such jobs are left, and counted
 */
export async function countDeletion(client: ClientBase, target: DeletionTarget): Promise<Counts> {
  const all = await readJobs(client, target, [], null);
  const { jobs, unfinished } = withoutUnfinished(all, target);
  const ids = jobs.map(({ id }) => id);
  const one = async (sql: string, values: unknown[]) => (await queryRows(client, Count, sql, values))[0]!.count;
  const files = await one(
    `SELECT count(*)::int AS count FROM sheetport.file f
      WHERE (f.id = ANY($2::uuid[]) OR f.corrects_job_id = ANY($1::uuid[]) OR ${ofTarget(target, 3)})
        AND NOT EXISTS (SELECT 1 FROM sheetport.job u WHERE u.file_id = f.id AND u.id <> ALL($1::uuid[])
          AND (u.kind <> 'inspect' OR u.state IN ('queued', 'running')))`,
    [ids, fileIds(jobs), seedsOf(target)[1]],
  );
  return {
    jobs: jobs.filter(({ kind }) => kind !== 'inspect').length,
    files,
    exports: jobs.filter(({ hasFile }) => hasFile).length,
    undo: jobs.filter(({ hasUndo }) => hasUndo).length,
    rejects: await one('SELECT count(*)::int AS count FROM sheetport.reject WHERE job_id = ANY($1::uuid[])', [ids]),
    changes: await one('SELECT count(*)::int AS count FROM sheetport.job_change WHERE job_id = ANY($1::uuid[])', [ids]),
    mappings: await one(
      `SELECT count(*)::int AS count FROM sheetport.saved_mapping m WHERE ${mappingsOf(target)} AND $1::text IS NOT NULL`,
      [seedsOf(target)[1]],
    ),
    unfinished,
  };
}

/**
 * Delete what a target names. What it did is committed piece by piece; asked again, it goes on.
 * @returns what went
 * @throws AppError `job_not_finished` where a job of the target is queued or running: then nothing was deleted
 */
export async function deleteDerived(pool: Pool, target: DeletionTarget): Promise<Counts> {
  const sum: Counts = { jobs: 0, files: 0, exports: 0, rejects: 0, changes: 0, undo: 0, mappings: 0, unfinished: 0 };
  const skipped = new Set<string>();
  const limit = 'jobId' in target || 'fileId' in target || 'tableId' in target ? null : BATCH;
  const work = async (step: (client: ClientBase) => Promise<boolean>) => {
    const client = await pool.connect();
    try {
      const isMore = await inTransaction(client, () => step(client));
      client.release();
      return isMore;
    } catch (error) {
      client.release(!(error instanceof AppError));
      throw (error as { code?: string }).code === LOCK_NOT_AVAILABLE
        ? new AppError('job_not_finished', { state: 'running' }, { cause: error })
        : error;
    }
  };
  while (await work((client) => deleteSome(client, target, skipped, limit, sum)));
  while (await work((client) => deleteRest(client, target, sum)));
  sum.unfinished = skipped.size;
  return sum;
}

async function deleteSome(
  client: ClientBase,
  target: DeletionTarget,
  skipped: Set<string>,
  limit: number | null,
  sum: Counts,
): Promise<boolean> {
  const seen = await readJobs(client, target, [...skipped], limit);
  if (seen.length === 0) return false;
  // Whoever claims, undoes or corrects one of them waits for this, or has begun before: then it is refused, not waited for.
  await client.query(`SET LOCAL lock_timeout = '${LOCK_WAIT}'`);
  await client.query('SELECT 1 FROM sheetport.job WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [
    withoutUnfinished(seen, target).jobs.map(({ id }) => id),
  ]);
  const { jobs, left } = withoutUnfinished(await readJobs(client, target, [...skipped], limit), target);
  for (const id of left) skipped.add(id);
  const ids = jobs.map(({ id }) => id);
  for (const { id, hasUndo } of jobs) if (hasUndo) await dropUndo(client, id);
  await noteRemovals(
    client,
    jobs.filter(({ kind }) => kind === 'export').map(({ id }) => exportKey(id)),
  );
  const affected = async (sql: string, values: unknown[] = [ids]) => (await client.query(sql, values)).rowCount ?? 0;
  sum.changes += await affected('DELETE FROM sheetport.job_change WHERE job_id = ANY($1::uuid[])');
  sum.rejects += await affected('DELETE FROM sheetport.reject WHERE job_id = ANY($1::uuid[])');
  await affected('DELETE FROM sheetport.idempotency_key WHERE made_id = ANY($1::uuid[])');
  await affected('DELETE FROM sheetport.job WHERE id = ANY($1::uuid[])');
  sum.files += await deleteFiles(
    client,
    await queryRows(client, Id, unusedFiles('(f.id = ANY($1::uuid[]) OR f.corrects_job_id = ANY($2::uuid[]))'), [
      fileIds(jobs),
      ids,
    ]),
  );
  await affected(
    `DELETE FROM sheetport.batch b WHERE id = ANY($1::uuid[]) AND NOT EXISTS (SELECT 1 FROM sheetport.job j WHERE j.batch_id = b.id)`,
    [jobs.flatMap(({ batchId }) => batchId ?? [])],
  );
  sum.jobs += jobs.filter(({ kind }) => kind !== 'inspect').length;
  sum.exports += jobs.filter(({ hasFile }) => hasFile).length;
  sum.undo += jobs.filter(({ hasUndo }) => hasUndo).length;
  return limit !== null;
}

/** What goes without a job: files that no job needs, and saved mappings. */
async function deleteRest(client: ClientBase, target: DeletionTarget, sum: Counts): Promise<boolean> {
  const [, value] = seedsOf(target);
  const mappings = await client.query(
    `DELETE FROM sheetport.saved_mapping m WHERE ${mappingsOf(target)} AND $1::text IS NOT NULL`,
    [value],
  );
  sum.mappings += mappings.rowCount ?? 0;
  const files = await queryRows(
    client,
    Id,
    `${unusedFiles(ofTarget(target, 1))} AND $1::text IS NOT NULL LIMIT ${BATCH}`,
    [value],
  );
  sum.files += await deleteFiles(client, files);
  return files.length === BATCH;
}

/** Files that a target names itself, by `f` and the parameter of this number. */
function ofTarget(target: DeletionTarget, parameter: number): string {
  if ('fileId' in target) return `f.id = $${parameter}::text::uuid`;
  return 'before' in target ? `f.created_at < $${parameter}::text::timestamptz` : `$${parameter}::text IS NULL`;
}

function mappingsOf(target: DeletionTarget): string {
  if ('tableId' in target) return 'm.table_id = $1::text::uuid';
  return 'before' in target ? 'm.used_at < $1::text::timestamptz' : 'false';
}

async function deleteFiles(client: ClientBase, files: readonly { id: string }[]): Promise<number> {
  const ids = files.map(({ id }) => id);
  if (ids.length === 0) return 0;
  await noteRemovals(
    client,
    ids.flatMap((id) => [fileKey(id), previewKey(id)]),
  );
  await client.query(`DELETE FROM sheetport.job WHERE file_id = ANY($1::uuid[]) AND kind = 'inspect'`, [ids]);
  return (await client.query('DELETE FROM sheetport.file WHERE id = ANY($1::uuid[])', [ids])).rowCount ?? 0;
}

/** The jobs that a target names, those that correct or undo them, and workbooks of their rejects. */
function readJobs(client: ClientBase, target: DeletionTarget, without: string[], limit: number | null): Promise<Row[]> {
  const [where, value] = seedsOf(target);
  return queryRows(
    client,
    Row,
    `WITH RECURSIVE seed AS (
       SELECT id FROM sheetport.job WHERE ${where} AND id <> ALL($2::uuid[]) ORDER BY created_at, id LIMIT $3),
     family AS (
       SELECT id FROM seed
       UNION
       SELECT j.id FROM family f JOIN sheetport.job j ON j.parent_id = f.id
        WHERE j.kind = 'undo' OR (j.kind = 'import' AND j.spec ? 'correction') OR (j.kind = 'export' AND j.spec ? 'rejectsOf'))
     SELECT ${COLUMNS} FROM family f JOIN sheetport.job j ON j.id = f.id ORDER BY j.created_at, j.id`,
    [value, without, limit],
  );
}

/**
 * Jobs that are not finished stay, and with them those that they continue.
 * @throws AppError `job_not_finished` for one, unless the target is a time
 */
function withoutUnfinished(rows: Row[], target: DeletionTarget): { jobs: Row[]; left: string[]; unfinished: number } {
  const active = rows.filter(({ state }) => state === 'queued' || state === 'running');
  if (active[0] && !('before' in target)) throw new AppError('job_not_finished', { state: active[0].state });
  const byId = new Map(rows.map((row) => [row.id, row]));
  const left = new Set<string>();
  for (const row of active)
    for (let at: Row | undefined = row; at && !left.has(at.id); at = byId.get(at.parentId ?? '')) left.add(at.id);
  return { jobs: rows.filter(({ id }) => !left.has(id)), left: [...left], unfinished: left.size };
}

function fileIds(jobs: readonly Row[]): string[] {
  return [...new Set(jobs.flatMap(({ fileId }) => fileId ?? []))];
}
