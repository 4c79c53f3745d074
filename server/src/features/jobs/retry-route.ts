import {
  AppError,
  IdParams,
  isOver,
  Job,
  JobLimits,
  JobPriority,
  NewExport,
  RetryRequest,
  readWorkbookRequest,
} from '@sheetport/contract';
import { readImportSpec } from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { requireScope } from '../../auth/api-keys.ts';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS } from '../../http/error-groups.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { openImportSource } from '../imports/import-source.ts';
import { planWorkbookAgain } from '../workbooks/plan-workbook.ts';
import { findJob } from './find-job.ts';
import type { JobInput } from './job-input.ts';
import { answerStarted, startJob } from './start-job.ts';

/** Register the route that runs a failed or cancelled job again. */
export function routeRetry(app: App, context: Context): void {
  const { records } = context;

  app.post(
    '/api/jobs/:id/retry',
    {
      config: { permission: 'job.retry', object: 'job' },
      schema: {
        operationId: 'retryJob',
        tags: ['Jobs'],
        summary: 'Retry a job',
        description:
          'Run a failed or cancelled job again, as a new job with the same settings; or any export, from the table as it is now.',
        errors: [...NEW_JOB_ERRORS, 'job_finished', 'job_not_finished', 'dependency_failed', 'table_exists'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: RetryRequest.nullish(),
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const started = await startJob(context, request, () =>
        planRetry(context, principalOf(request), request.params.id, request.clientGone),
      );
      const { id, kind, fileId } = started.row;
      if (kind === 'inspect' && fileId && !started.replayed)
        await records.file.update({ where: { id: fileId }, data: { inspectionId: id } });
      return answerStarted(context, reply, started);
    },
  );
}

const AGAIN = { import: 'table.import', export: 'table.export', undo: 'job.undo', edit: 'table.import' } as const;

/**
 * Check what a job without a table would do: make one, export several, or undo imports into several.
 * @throws AppError `forbidden`, `not_found`, `table_exists`
 */
async function requireRetry(
  context: Context,
  principal: Principal,
  { kind, spec, batchId }: Pick<JobRecord, 'kind' | 'spec' | 'batchId'>,
): Promise<void> {
  if (kind === 'undo' && batchId !== null) await requireObject(context, principal, 'batch', batchId, 'job.undo');
  // The import that was to make its table has failed.
  if (kind === 'export' && spec !== null && typeof spec === 'object' && 'tableOf' in spec)
    throw new AppError('dependency_failed');
  if (kind === 'export') {
    const ids = new Set(NewExport.safeParse(spec).data?.sheets?.map(({ tableId }) => tableId));
    for (const id of ids) await requireObject(context, principal, 'table', id, 'table.export');
  }
  if (kind === 'import') requireScope(principal, 'table.import');
  const table = readImportSpec(spec)?.table;
  if (kind === 'import' && table && 'create' in table)
    await openImportSource(context, principal).refuseNewTable(table.create);
}

/** @throws AppError `not_found`, `job_not_finished` or `job_finished` */
async function planRetry(context: Context, principal: Principal, id: string, signal: AbortSignal): Promise<JobInput> {
  const job = await findJob(context, id);
  if (!isOver(job.state)) throw new AppError('job_not_finished', { state: job.state });
  // An export can be made again: its file goes after a time, and its table changes.
  if (job.state === 'succeeded' && job.kind !== 'export') throw new AppError('job_finished', { state: job.state });
  const { kind, title, spec, fileId, tableId, batchId, contentKeys } = job;
  if (tableId === null) await requireRetry(context, principal, job);
  // What is done again is asked for as if it were done for the first time: a key that only exports retries no import.
  else if (kind !== 'inspect') await requireObject(context, principal, 'table', tableId, AGAIN[kind]);
  const workbook = kind === 'export' ? readWorkbookRequest(spec) : undefined;
  if (workbook) return planWorkbookAgain(context, principal, workbook, signal);
  const priority = JobPriority.catch('normal').parse(job.priority);
  const limits = JobLimits.nullable().catch(null).parse(job.limits);
  return { kind, title, spec: spec as object, fileId, tableId, batchId, contentKeys, parentId: id, priority, limits };
}
