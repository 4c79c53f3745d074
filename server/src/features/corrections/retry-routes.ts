import {
  AppError,
  type BulkCorrections,
  type CorrectedRows,
  IdParams,
  type ImportMode,
  type ImportSpec,
  isOver,
  Job,
  Retry,
} from '@sheetport/contract';
import { refuseUnwritable } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { introspect } from '@sheetport/tables';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS, TABLE_ERRORS } from '../../http/error-groups.ts';
import { BadRequest } from '../../http/errors.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { refuseUnreadable } from '../files/readable-file.ts';
import { answerStarted, findJob } from '../jobs/job-routes.ts';
import { type JobInput, startJob } from '../jobs/start-job.ts';
import { placeOf, shownKey } from '../tables/table-view.ts';
import { hasPending } from './pending-rejects.ts';

/** Rows named in a message. */
const NAMED = 10;

/** Start jobs again, and bring rejected rows that were mended. */
export function routeRetry(app: App, context: Context): void {
  const { records } = context;

  app.post(
    '/api/jobs/:id/retry',
    {
      schema: {
        operationId: 'retryJob',
        tags: ['Jobs'],
        summary: 'Retry a job, or import corrections',
        description:
          'Without a body: run a failed or cancelled job again. With one: import corrections of rejected rows, given one by one, in bulk, or as the workbook of rejects. Either is a new job.',
        errors: [
          ...NEW_JOB_ERRORS,
          'job_finished',
          'job_not_finished',
          'no_pending_rejects',
          'already_undone',
          'rows_already_resolved',
          'invalid_mapping',
          'invalid_corrections_file',
          'gone',
          'file_unreadable',
          'file_not_ready',
          'key_needed',
          'table_read_only',
          ...TABLE_ERRORS,
        ],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: Retry.nullish(),
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const started = await startJob(context, request, async () => {
        const job = await findJob(context, request.params.id);
        if (!isOver(job.state)) throw new AppError('job_not_finished', { state: job.state });
        if (body && ('alike' in body || 'rows' in body || 'fileId' in body))
          return planMend(context, job, body as Brought);
        if (job.state === 'succeeded') throw new AppError('job_finished', { state: job.state });
        return {
          kind: job.kind,
          title: job.title,
          spec: job.spec as object,
          fileId: job.fileId,
          tableId: job.tableId,
          parentId: job.id,
        };
      });
      if (started.row.kind === 'inspect' && started.row.fileId && !started.replayed) {
        await records.file.update({ where: { id: started.row.fileId }, data: { inspectionId: started.row.id } });
      }
      return answerStarted(context, reply, started);
    },
  );
}

/** What a body brings: rows of their own, rows that are alike, or a file; and how it differs from the import. */
interface Brought {
  rows?: CorrectedRows | undefined;
  alike?: BulkCorrections | undefined;
  fileId?: string | undefined;
  mode?: Exclude<ImportMode, 'replace'> | undefined;
  key?: string[] | undefined;
}

/** The import of mended rows: as the first one, into the same table, by the same mapping; and by the same mode and key, unless others are said. */
async function planMend(
  context: Context,
  job: JobRecord,
  { mode: saidMode, key: saidKey, ...brought }: Brought,
): Promise<JobInput> {
  const spec = job.spec as ImportSpec;
  if (job.kind !== 'import' || job.state !== 'succeeded' || spec.dryRun === true)
    throw new AppError('no_pending_rejects');
  const first = spec.correction ? await findJob(context, spec.correction.firstJobId) : job;
  if (first.undoneByJobId !== null) throw new AppError('already_undone');
  if (first.tableId === null) throw new AppError('table_missing');
  const { columns } = (first.continuationState ?? {}) as { columns?: { header: string }[] };
  if (!columns) throw new AppError('no_pending_rejects');
  const headings = columns.map(({ header }) => header);
  if (brought.rows) {
    checkRows(brought.rows);
    checkHeadings(brought.rows, headings);
    await checkOpen(context, first.id, job.id, brought.rows);
  }
  if (brought.alike) {
    checkHeadings(brought.alike, headings);
    const where = brought.alike.map((one) => one.where);
    const isAny =
      brought.rows !== undefined || (await context.preparePool.run((client) => hasPending(client, job.id, where)));
    if (!isAny) throw new AppError('no_pending_rejects');
  }
  if (brought.fileId) await checkFile(context, first.id, brought.fileId);
  const { mode: firstMode, key: firstKey, dryRun: _, ...asked } = spec;
  // What the first import replaced is gone; these rows come to those that it brought.
  const mode = saidMode ?? (firstMode === 'replace' ? 'insert' : firstMode);
  // A table that the first import made has the key that was asked for.
  const key = saidKey ?? ('id' in spec.table ? firstKey : undefined);
  await checkMode(context, first.tableId, mode, key);
  return {
    kind: 'import',
    title: job.title,
    spec: {
      ...asked,
      table: { id: first.tableId },
      mode,
      ...(key ? { key } : {}),
      correction: { firstJobId: first.id, fromJobId: job.id, ...brought },
    } satisfies ImportSpec,
    fileId: brought.fileId ?? job.fileId,
    tableId: first.tableId,
    parentId: job.id,
  };
}

/** @throws Failure `key_needed`, or why the table cannot be written so */
async function checkMode(
  { records, preparePool }: Context,
  tableId: string,
  mode: ImportMode,
  key?: string[],
): Promise<void> {
  const table = await records.table.findUniqueOrThrow({ where: { id: tableId } });
  const described = await preparePool.run((client) => introspect(client, placeOf(table)));
  refuseUnwritable(described, mode);
  if (mode !== 'insert' && (key ?? shownKey(described)).length === 0) throw new AppError('key_needed');
}

function checkRows(rows: CorrectedRows): void {
  const seen = new Set<number>();
  for (const { row } of rows) {
    if (seen.has(row)) throw new BadRequest([{ path: 'rows', message: `row ${row} is there more than once` }]);
    seen.add(row);
  }
}

function checkHeadings(mended: readonly { cells: Record<string, unknown> }[], headings: string[]): void {
  const known = new Set(headings);
  for (const { cells } of mended) {
    const stray = Object.keys(cells).find((heading) => !known.has(heading));
    if (stray !== undefined) throw new AppError('invalid_mapping', { detail: `the sheet has no column "${stray}"` });
  }
}

/** @throws Failure `rows_already_resolved` */
async function checkOpen({ preparePool }: Context, first: string, from: string, mended: CorrectedRows): Promise<void> {
  // Looked up one by one by the key: a job may have a million rejects beside these.
  const sql = `SELECT n AS row FROM unnest($3::int[]) n
      WHERE (SELECT r.corrected_by_job_id IS NULL FROM sheetport.reject r WHERE r.job_id = $1 AND r."row" = n) IS NOT TRUE
         OR (SELECT true FROM sheetport.reject r WHERE r.job_id = $2 AND r."row" = n) IS NOT TRUE ORDER BY n`;
  const values = [first, from, mended.map(({ row }) => row)];
  const { rows } = await preparePool.run((client) => client.query<{ row: number }>(sql, values));
  if (rows.length === 0) return;
  const shown = rows
    .slice(0, NAMED)
    .map(({ row }) => row)
    .join(', ');
  throw new AppError('rows_already_resolved', { rows: rows.length > NAMED ? `${shown}, …` : shown });
}

async function checkFile({ records, pool }: Context, first: string, fileId: string): Promise<void> {
  const file = await records.file.findUnique({ where: { id: fileId } });
  if (!file) throw new AppError('not_found', { what: 'file' });
  if (file.state === 'gone') throw new AppError('gone');
  await refuseUnreadable({ records }, file);
  if (file.correctsJobId !== null && file.correctsJobId !== first)
    throw new AppError('invalid_corrections_file', { detail: 'it brings the rows of another import' });
  const open = await pool.query(
    'SELECT 1 FROM sheetport.reject WHERE job_id = $1 AND corrected_by_job_id IS NULL LIMIT 1',
    [first],
  );
  if (!open.rowCount) throw new AppError('no_pending_rejects');
}
