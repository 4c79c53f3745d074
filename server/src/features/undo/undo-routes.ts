import { AppError, IdParams, isOver, Job, Undo } from '@sheetport/contract';
import { findCorrectionImports } from '@sheetport/core';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS } from '../../http/error-groups.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { findJob } from '../jobs/find-job.ts';
import { answerStarted, type JobInput, type Started, startJob } from '../jobs/start-job.ts';

/** Register the route that undoes an import. Whether the table still allows it is found out by the worker. */
export function routeUndo(app: App, context: Context): void {
  app.post(
    '/api/jobs/:id/undo',
    {
      schema: {
        operationId: 'undoImport',
        tags: ['Jobs'],
        summary: 'Undo an import',
        description:
          'Take the rows of an import out again, and those of its corrections, all or nothing. Rows that others changed since are kept and listed.',
        errors: [...NEW_JOB_ERRORS, 'nothing_to_undo', 'already_undone', 'undo_not_possible', 'job_not_finished'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: Undo.nullish(),
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, () =>
          planUndo(context, request.params.id, request.body?.includeCorrections ?? true),
        ),
      ),
  );
}

/** The undo of an import. A correction import that was undone with its first import is answered with that undo. */
async function planUndo(context: Context, id: string, includeCorrections: boolean): Promise<JobInput | Started> {
  const job = await findJob(context, id);
  if (job.kind !== 'import') throw new AppError('nothing_to_undo');
  if (!isOver(job.state)) throw new AppError('job_not_finished', { state: job.state });
  const { dryRun } = job.spec as { dryRun?: boolean };
  if (job.state !== 'succeeded' || dryRun === true) throw new AppError('nothing_to_undo');
  if (job.undoneByJobId !== null) {
    const row = await context.records.job.findUnique({ where: { id: job.undoneByJobId } });
    if (row !== null && row.parentId !== id) return { row, replayed: true };
    throw new AppError('already_undone');
  }
  if (job.tableId === null) throw new AppError('undo_not_possible', { detail: 'its table is gone' });
  if (!(job.continuationState as { undo?: unknown } | null)?.undo) {
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
  return {
    kind: 'undo',
    title: job.title,
    spec: { includeCorrections } satisfies Undo,
    tableId: job.tableId,
    parentId: job.id,
  };
}
