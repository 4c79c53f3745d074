import { Failure, IdParams, isOver, Job, Undo } from '@sheetport/contract';
import { findContinuations } from '@sheetport/prisma';
import type { App, Context } from '../context.ts';
import { NEW_JOB_ERRORS } from '../error-groups.ts';
import { type Ask, type Started, startJob } from '../new-job.ts';
import { OnceHeaders } from '../once.ts';
import { answerStarted, findJob } from './jobs.ts';

/** Take imports back. Whether the table still allows it, only the worker finds out. */
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
        errors: [...NEW_JOB_ERRORS, 'nothing_to_undo', 'already_undone', 'undo_not_possible', 'job_not_over'],
        responseHeaders: ['Location'],
        headers: OnceHeaders,
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
          planUndo(context, request.params.id, request.body?.continuations ?? true),
        ),
      ),
  );
}

/** What takes it back. An import that went along with the one it continues is answered with the undo that took both. */
async function planUndo(context: Context, id: string, continuations: boolean): Promise<Ask | Started> {
  const job = await findJob(context, id);
  if (job.kind !== 'import') throw new Failure('nothing_to_undo');
  if (!isOver(job.state)) throw new Failure('job_not_over', { state: job.state });
  const { dryRun } = job.spec as { dryRun?: boolean };
  if (job.state !== 'succeeded' || dryRun === true) throw new Failure('nothing_to_undo');
  if (job.undoneBy !== null) {
    const row = await context.records.job.findUnique({ where: { id: job.undoneBy } });
    if (row !== null && row.parentId !== id) return { row, replayed: true };
    throw new Failure('already_undone');
  }
  if (job.tableId === null) throw new Failure('undo_not_possible', { detail: 'its table is gone' });
  if (!(job.followUp as { undo?: unknown } | null)?.undo) {
    const days = context.settings.KEEP_FILES_DAYS;
    throw new Failure('undo_not_possible', {
      detail: `what it takes is not kept, or no longer: it is for ${days} days`,
    });
  }
  const going = await context.records.job.findFirst({
    where: { parentId: id, kind: 'undo', state: { in: ['queued', 'running'] } },
  });
  if (going) throw new Failure('job_not_over', { state: going.state });
  const followed = continuations ? await findContinuations(context.pool, id) : [];
  const unfinished = followed.find(({ state }) => !isOver(state));
  if (unfinished) throw new Failure('job_not_over', { state: unfinished.state });
  return {
    kind: 'undo',
    title: job.title,
    spec: { continuations } satisfies Undo,
    tableId: job.tableId,
    parentId: job.id,
  };
}
