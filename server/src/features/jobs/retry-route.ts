import { AppError, IdParams, isOver, Job, JobPriority, RetryRequest } from '@sheetport/contract';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS } from '../../http/error-groups.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { findJob } from './find-job.ts';
import type { JobInput } from './job-input.ts';
import { answerStarted, startJob } from './start-job.ts';

/** Register the route that runs a failed or cancelled job again. */
export function routeRetry(app: App, context: Context): void {
  const { records } = context;

  app.post(
    '/api/jobs/:id/retry',
    {
      config: { permission: 'job.retry' },
      schema: {
        operationId: 'retryJob',
        tags: ['Jobs'],
        summary: 'Retry a job',
        description: 'Run a failed or cancelled job again, as a new job with the same settings.',
        errors: [...NEW_JOB_ERRORS, 'job_finished', 'job_not_finished'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: RetryRequest.nullish(),
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const started = await startJob(context, request, () => planRetry(context, request.params.id));
      const { id, kind, fileId } = started.row;
      if (kind === 'inspect' && fileId && !started.replayed)
        await records.file.update({ where: { id: fileId }, data: { inspectionId: id } });
      return answerStarted(context, reply, started);
    },
  );
}

/** @throws AppError `not_found`, `job_not_finished` or `job_finished` */
async function planRetry(context: Context, id: string): Promise<JobInput> {
  const job = await findJob(context, id);
  if (!isOver(job.state)) throw new AppError('job_not_finished', { state: job.state });
  if (job.state === 'succeeded') throw new AppError('job_finished', { state: job.state });
  const { kind, title, spec, fileId, tableId, batchId, contentKeys } = job;
  const priority = JobPriority.catch('normal').parse(job.priority);
  return { kind, title, spec: spec as object, fileId, tableId, batchId, contentKeys, parentId: id, priority };
}
