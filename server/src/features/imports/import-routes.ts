import { AppError, IdParams, isOver, Job, JobPriority, NewImport, RunDryRun } from '@sheetport/contract';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { IMPORT_ERRORS } from '../../http/error-groups.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { findJob } from '../jobs/find-job.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { requireDependencies } from '../jobs/require-dependencies.ts';
import { answerStarted, startJob } from '../jobs/start-job.ts';
import { openImportSource } from './import-source.ts';
import { planImport } from './plan-import.ts';

/** Register the routes that start imports. What can be checked before the job is checked here; the worker checks the rest. */
export function routeImports(app: App, context: Context): void {
  app.post(
    '/api/imports',
    {
      config: { permission: 'table.import' },
      schema: {
        operationId: 'createImport',
        tags: ['Imports'],
        summary: 'Start an import',
        description:
          'Load a sheet into a table as a background job. The whole import is one transaction. Rejected rows are listed with the job.',
        errors: [...IMPORT_ERRORS, 'table_exists', 'already_imported'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        body: NewImport,
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, async () => {
          const { dependsOn, ...body } = request.body;
          const principal = principalOf(request);
          const needed = await requireDependencies(context, principal, dependsOn);
          return { ...(await planImport(openImportSource(context, principal), body)), dependsOn: needed };
        }),
      ),
  );

  app.post(
    '/api/jobs/:id/run',
    {
      config: { permission: 'table.import', object: 'job' },
      schema: {
        operationId: 'runDryRun',
        tags: ['Imports'],
        summary: 'Run a dry run as an import',
        description: 'Start the import of a dry run that succeeded, for real.',
        errors: [...IMPORT_ERRORS, 'table_exists', 'already_imported', 'not_a_dry_run', 'job_not_finished'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: RunDryRun.nullish(),
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, () =>
          planRun(context, principalOf(request), request.params.id, request.body ?? {}),
        ),
      ),
  );
}

async function planRun(
  context: Context,
  principal: Principal,
  id: string,
  { allowRepeat }: RunDryRun,
): Promise<JobInput> {
  const dryRunJob = await findJob(context, id);
  const spec = NewImport.safeParse(dryRunJob.spec).data;
  if (dryRunJob.kind !== 'import' || spec?.dryRun !== true) throw new AppError('not_a_dry_run');
  if (!isOver(dryRunJob.state)) throw new AppError('job_not_finished', { state: dryRunJob.state });
  if (dryRunJob.state !== 'succeeded') throw new AppError('not_a_dry_run');
  const { dryRun: _, ...body } = spec;
  const planned = await planImport(openImportSource(context, principal), {
    ...body,
    priority: JobPriority.catch('normal').parse(dryRunJob.priority),
    ...(allowRepeat ? { allowRepeat } : {}),
  });
  return { ...planned, parentId: dryRunJob.id };
}
