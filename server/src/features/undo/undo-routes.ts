import { AppError, IdParams, isOver, Job, Undo, type UndoSpec } from '@sheetport/contract';
import { findCorrectionImports, readContinuationState } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import type { FastifySchema } from 'fastify';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS } from '../../http/error-groups.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { findJob } from '../jobs/find-job.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { answerStarted, type Started, startJob } from '../jobs/start-job.ts';

/** What both calls take and answer. */
const UNDO_SCHEMA = {
  tags: ['Jobs'],
  errors: [...NEW_JOB_ERRORS, 'nothing_to_undo', 'already_undone', 'undo_not_possible', 'job_not_finished'],
  responseHeaders: ['Location'],
  headers: IdempotencyHeaders,
  params: IdParams,
  body: Undo.nullish(),
  response: { 202: Job },
} satisfies FastifySchema;

/** What an undo without a body does. */
const DEFAULT: Undo = Undo.parse({});

/** Register the routes that undo an import, and a batch. Whether the tables still allow it is found out by the worker. */
export function routeUndo(app: App, context: Context): void {
  app.post(
    '/api/jobs/:id/undo',
    {
      config: { permission: 'job.undo', object: 'job' },
      schema: {
        operationId: 'undoImport',
        ...UNDO_SCHEMA,
        summary: 'Undo an import',
        description:
          'Take the rows of an import out again, and those of its corrections, all or nothing. Rows that others changed since are kept and listed.',
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, () => planUndo(context, request.params.id, request.body ?? DEFAULT)),
      ),
  );

  app.post(
    '/api/batches/:id/undo',
    {
      config: { permission: 'job.undo', object: 'batch' },
      schema: {
        operationId: 'undoBatch',
        ...UNDO_SCHEMA,
        summary: 'Undo a batch',
        description:
          'Undo all imports with this `batchId`, the newest first, in one transaction: all of them or none. Rows that others changed since are kept and listed.',
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, () => planBatchUndo(context, request.params.id, request.body ?? DEFAULT)),
      ),
  );
}

/**
 * The undo of all imports of a batch that succeeded and are not undone yet. Those that failed or were cancelled left nothing.
 * The job belongs to the first of them.
 * @throws AppError `not_found`, `nothing_to_undo`, `already_undone`, `job_not_finished`, `undo_not_possible`
 */
async function planBatchUndo(
  context: Context,
  batchId: string,
  { includeCorrections, priority }: Undo,
): Promise<JobInput> {
  const jobs = await context.records.job.findMany({
    where: { batchId, kind: 'import' },
    orderBy: { createdAt: 'asc' },
  });
  if (jobs.length === 0) throw new AppError('not_found', { what: 'batch' });
  const unfinished = jobs.find(({ state }) => !isOver(state));
  if (unfinished) throw new AppError('job_not_finished', { state: unfinished.state });
  const succeeded = jobs.filter((job) => job.state === 'succeeded' && !isDryRun(job));
  if (succeeded.length === 0) throw new AppError('nothing_to_undo');
  const undoable = succeeded.filter(({ undoneByJobId }) => undoneByJobId === null);
  const first = undoable[0];
  if (!first) throw new AppError('already_undone');
  for (const job of undoable) {
    try {
      await checkUndo(context, job, includeCorrections);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'undo_not_possible') throw error;
      throw new AppError('undo_not_possible', { detail: `of "${job.title}", ${error.details.detail}` });
    }
  }
  return {
    kind: 'undo',
    title: undoable.length === 1 ? first.title : `${first.title} + ${undoable.length - 1}`,
    spec: { includeCorrections, batchId } satisfies UndoSpec,
    // One of several tables is of none of them: only who sent it and owners see what it did to all.
    tableId: undoable.every(({ tableId }) => tableId === first.tableId) ? first.tableId : null,
    parentId: first.id,
    batchId,
    priority,
  };
}

function isDryRun({ spec }: Pick<JobRecord, 'spec'>): boolean {
  return (spec as { dryRun?: boolean }).dryRun === true;
}

/** The undo of an import. A correction import that was undone with its first import is answered with that undo. */
async function planUndo(
  context: Context,
  id: string,
  { includeCorrections, priority }: Undo,
): Promise<JobInput | Started> {
  const job = await findJob(context, id);
  if (job.kind !== 'import' && job.kind !== 'edit') throw new AppError('nothing_to_undo');
  if (!isOver(job.state)) throw new AppError('job_not_finished', { state: job.state });
  if (job.state !== 'succeeded' || isDryRun(job)) throw new AppError('nothing_to_undo');
  if (job.undoneByJobId !== null) {
    const row = await context.records.job.findUnique({ where: { id: job.undoneByJobId } });
    if (row !== null && row.parentId !== id) return { row, replayed: true };
    throw new AppError('already_undone');
  }
  await checkUndo(context, job, includeCorrections);
  return {
    kind: 'undo',
    title: job.title,
    spec: { includeCorrections } satisfies UndoSpec,
    tableId: job.tableId,
    parentId: job.id,
    priority,
  };
}

/** @throws AppError `undo_not_possible`, or `job_not_finished` while a job works on the same */
async function checkUndo(context: Context, job: JobRecord, includeCorrections: boolean): Promise<void> {
  const { id } = job;
  if (job.tableId === null) throw new AppError('undo_not_possible', { detail: 'its table is gone' });
  if (!readContinuationState(job.continuationState).undo) {
    const days = context.settings.KEEP_FILES_DAYS;
    throw new AppError('undo_not_possible', {
      detail: `the data for it is not kept, or no longer: it is kept for ${days} days`,
    });
  }
  const unfinishedUndo = await context.records.job.findFirst({
    where: { parentId: id, kind: 'undo', state: { in: ['queued', 'running'] } },
  });
  if (unfinishedUndo) throw new AppError('job_not_finished', { state: unfinishedUndo.state });
  const corrections = includeCorrections ? await findCorrectionImports(context.pool, id) : [];
  const unfinished = corrections.find(({ state }) => !isOver(state));
  if (unfinished) throw new AppError('job_not_finished', { state: unfinished.state });
}
