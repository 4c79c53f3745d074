import {
  AppError,
  Changes,
  ChangesQuery,
  IdParams,
  isOver,
  Job,
  JobDetails,
  Jobs,
  JobsQuery,
  laneOf,
} from '@sheetport/contract';
import { cancelJob, findCorrectionImports } from '@sheetport/core';
import { principalOf } from '../../auth/auth-guard.ts';
import { visibleJobs } from '../../auth/visible.ts';
import type { App, Context } from '../../context.ts';
import { afterCursor, cutPage, NEWEST_FIRST } from '../../http/cursor.ts';
import { readChanges } from './changes.ts';
import { findJob } from './find-job.ts';
import { viewDetails } from './job-details.ts';
import { jobsWhere } from './jobs-filter.ts';

/** Jobs that followed from one and are named with it. */
const MAX_CHILDREN = 100;

/** Register the routes that list, show and cancel jobs. */
export function routeJobs(app: App, context: Context): void {
  const { records, broadcaster, producer, pool } = context;

  app.get(
    '/api/jobs',
    {
      config: { permission: 'job.see' },
      schema: {
        operationId: 'listJobs',
        tags: ['Jobs'],
        summary: 'List jobs',
        description: 'Jobs that you may see, newest first.',
        errors: ['invalid_cursor'],
        querystring: JobsQuery,
        response: { 200: Jobs },
      },
    },
    async (request) => {
      const { after, limit, ...filter } = request.query;
      const principal = principalOf(request);
      const rows = await records.job.findMany({
        where: { AND: [jobsWhere(filter), afterCursor(after), visibleJobs(principal)] },
        // History is for whoever asks for one job's.
        omit: { log: true, continuationState: true },
        orderBy: NEWEST_FIRST,
        take: limit + 1,
      });
      const { page, next } = cutPage(rows, limit);
      const whole = page.map((row) => ({ ...row, log: [], continuationState: null }));
      return { jobs: await broadcaster.view(whole, principal), next };
    },
  );

  app.get(
    '/api/jobs/:id',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'getJob',
        tags: ['Jobs'],
        summary: 'Get a job',
        description:
          'A job as it is now, with its progress. To be told of every change, watch it over Socket.IO (`/api/asyncapi.json`).',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: Job },
      },
    },
    async (request) => broadcaster.viewOne(await findJob(context, request.params.id), principalOf(request)),
  );

  app.get(
    '/api/jobs/:id/details',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'getJobDetails',
        tags: ['Jobs'],
        summary: 'Get the details of a job',
        description: 'How a job went: its attempts phase by phase, what was requested and what it worked with.',
        errors: ['not_found'],
        params: IdParams,
        response: { 200: JobDetails },
      },
    },
    async (request, reply) => {
      const row = await findJob(context, request.params.id);
      const [file, table, children, correctionImports] = await Promise.all([
        row.fileId ? records.file.findUnique({ where: { id: row.fileId }, omit: { sheets: true } }) : null,
        row.tableId ? records.table.findUnique({ where: { id: row.tableId } }) : null,
        records.job.findMany({
          where: { AND: [{ parentId: row.id }, visibleJobs(principalOf(request))] },
          orderBy: { createdAt: 'asc' },
          take: MAX_CHILDREN,
        }),
        row.kind === 'import' ? findCorrectionImports(pool, row.id) : [],
      ]);
      // Headings are a sheet's own words, so they go out as they are (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return viewDetails(row, { file, table, children, correctionImports }, context.settings.KEEP_FILES_DAYS);
    },
  );

  app.get(
    '/api/jobs/:id/changes',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'listChanges',
        tags: ['Jobs'],
        summary: 'List the changes of a dry run',
        description:
          'Rows that the import would change, then those that it would remove, then new ones, each in the order of the sheet. The columns are in `result.changes` of the job.',
        errors: ['not_found', 'not_a_dry_run', 'busy'],
        params: IdParams,
        querystring: ChangesQuery,
        response: { 200: Changes },
      },
    },
    async (request, reply) => {
      const job = await findJob(context, request.params.id);
      // Column names are people's own, so they go out as they are (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return readChanges(context, job, request.query, request.clientGone);
    },
  );

  app.post(
    '/api/jobs/:id/cancel',
    {
      config: { permission: 'job.cancel', object: 'job' },
      schema: {
        operationId: 'cancelJob',
        tags: ['Jobs'],
        summary: 'Cancel a job',
        description: 'A cancelled import leaves nothing behind. A job that has ended cannot be cancelled.',
        errors: ['not_found', 'job_finished'],
        params: IdParams,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const cancelled = await cancelJob(pool, id);
      if (!cancelled) throw new AppError('not_found', { what: 'job' });
      if (!cancelled.heeded) throw new AppError('job_finished', { state: cancelled.state });
      const row = await findJob(context, id);
      // The row says that it is over; that the queue still knows of it does no harm.
      if (isOver(row.state)) await producer.forget(laneOf(row), id).catch(() => undefined);
      broadcaster.touch(id, 0);
      reply.code(202);
      return broadcaster.viewOne(row, principalOf(request));
    },
  );
}
