import { AppError, Batch, IdParams, isOver, laneOf, NewBatch } from '@sheetport/contract';
import { cancelBatch } from '@sheetport/core';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { IMPORT_ERRORS } from '../../http/error-groups.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { readBatches } from './read-batches.ts';
import { startBatch } from './start-batch.ts';

/** A thousand imports, each with a mapping of some columns. */
const BODY_BYTES = 16 * 1024 * 1024;

/** Register the routes that start, show and cancel batches. `undoBatch` is with the undo of an import. */
export function routeBatches(app: App, context: Context): void {
  const { pool, producer, broadcaster, log } = context;

  app.post(
    '/api/batches',
    {
      config: { permission: 'table.import' },
      bodyLimit: BODY_BYTES,
      schema: {
        operationId: 'createBatch',
        tags: ['Imports'],
        summary: 'Start many imports',
        description:
          'Start up to 1,000 imports by one call: all of them, or none where one cannot be started. Each is a job of its own and succeeds or fails by itself; the batch is their sum. Watch it over Socket.IO with `{ "batchId": … }`, list its jobs with `listJobs`, and undo it with `undoBatch`.',
        errors: [...IMPORT_ERRORS, 'table_exists', 'already_imported'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        body: NewBatch,
        response: { 202: Batch },
      },
    },
    async (request, reply) => {
      const { id, replayed } = await startBatch(context, request, request.body);
      // What an earlier request started may be of a table that the person may not see any more.
      if (replayed) await requireObject(context, principalOf(request), 'batch', id, 'job.see');
      reply.code(202).header('location', `/api/batches/${id}`);
      if (replayed) reply.header('idempotency-replayed', 'true');
      return findBatch(context, id);
    },
  );

  app.get(
    '/api/batches/:id',
    {
      config: { permission: 'job.see', object: 'batch' },
      schema: {
        operationId: 'getBatch',
        tags: ['Imports'],
        summary: 'Get a batch',
        description:
          'Imports that were started together, as one: how many are in each state, their rows, and one progress bar. Imports that were started one by one with the same `batchId` are a batch too.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: Batch },
      },
    },
    async (request) => findBatch(context, request.params.id),
  );

  app.post(
    '/api/batches/:id/cancel',
    {
      // All jobs of a batch are imports, of whoever started it.
      config: { permission: 'table.import', object: 'batch' },
      schema: {
        operationId: 'cancelBatch',
        tags: ['Imports'],
        summary: 'Cancel a batch',
        description:
          'Cancel all imports of a batch that wait or run. Those that succeeded stay; `undoBatch` undoes them.',
        errors: ['not_found', 'job_finished'],
        params: IdParams,
        response: { 202: Batch },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const cancelled = await cancelBatch(pool, id);
      const batch = await findBatch(context, id);
      if (cancelled.length === 0) throw new AppError('job_finished', { state: 'over' });
      // The rows say that they are over; that the queue still knows of them does no harm.
      void forget(cancelled.filter(({ state }) => isOver(state)));
      for (const job of cancelled) broadcaster.touch(job.id, 0);
      reply.code(202);
      return batch;
    },
  );

  async function forget(jobs: Awaited<ReturnType<typeof cancelBatch>>): Promise<void> {
    try {
      for (const job of jobs) await producer.forget(laneOf(job), job.id);
    } catch (error) {
      log.debug({ err: error }, 'the queue is away; workers pass over what was cancelled');
    }
  }
}

async function findBatch({ pool }: Pick<Context, 'pool'>, id: string): Promise<Batch> {
  const [batch] = await readBatches(pool, [id]);
  if (!batch) throw new AppError('not_found', { what: 'batch' });
  return batch;
}
