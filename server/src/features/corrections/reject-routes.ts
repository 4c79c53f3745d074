import { CountedRejects, CountRejects, IdParams, Issues, Job, Rejects, RejectsQuery } from '@sheetport/contract';
import {
  headingsOf,
  type RejectingJob,
  readJobResult,
  recordedColumns,
  viewReject,
  withoutReference,
} from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { NEW_JOB_ERRORS } from '../../http/error-groups.ts';
import { findJob } from '../jobs/find-job.ts';
import { answerStarted } from '../jobs/start-job.ts';
import { PreferHeaders } from '../jobs/wait-for-end.ts';
import { findHiddenReferences } from '../tables/hidden-references.ts';
import { answerWorkbook, HOW_IT_ANSWERS, WORKBOOK_ANSWER } from '../workbooks/answer-workbook.ts';
import { planRejects } from '../workbooks/plan-workbook.ts';
import { countPending, groupPending, readPendingPage } from './pending-rejects.ts';

/** Register the routes that list, count and download pending rejects. */
export function routeRejects(app: App, context: Context): void {
  app.get(
    '/api/jobs/:id/rejects',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'listRejects',
        tags: ['Jobs'],
        summary: 'List rejects',
        description: 'The rows that were not imported and are not corrected yet, with the reasons.',
        errors: ['not_found', 'busy'],
        params: IdParams,
        querystring: RejectsQuery,
        response: { 200: Rejects },
      },
    },
    async (request, reply) => {
      const job = await findJobWithRejects(context, principalOf(request), request.params.id);
      const { after, limit, filter } = request.query;
      const { clientGone: signal } = request;
      const rows = job.hasRejects
        ? await context.browsePool.run((client) => readPendingPage(client, job.id, after, limit + 1, filter), {
            signal,
          })
        : [];
      const page = rows.slice(0, limit);
      // Headings are text of the sheet, `__proto__` among them, so they go out as they are (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return {
        rows: page.map((reject) => viewReject(reject, job.hidesReferences)),
        next: rows.length > limit ? page.at(-1)!.row : null,
        columns: headingsOf(job, page),
      };
    },
  );

  app.post(
    '/api/jobs/:id/rejects/count',
    {
      config: { permission: 'job.see', object: 'job', audit: false },
      schema: {
        operationId: 'countRejects',
        tags: ['Jobs'],
        summary: 'Count rejects',
        description: 'How many pending rejects some filters and rows select.',
        errors: ['not_found', 'busy'],
        params: IdParams,
        body: CountRejects,
        response: { 200: CountedRejects },
      },
    },
    async (request) => {
      const job = await findJobWithRejects(context, principalOf(request), request.params.id);
      if (!job.hasRejects) return { count: 0 };
      const { body, clientGone: signal } = request;
      return { count: await context.browsePool.run((client) => countPending(client, job.id, body), { signal }) };
    },
  );

  app.get(
    '/api/jobs/:id/rejects.xlsx',
    {
      config: { permission: 'job.see', object: 'job', audit: true },
      schema: {
        operationId: 'downloadRejects',
        tags: ['Jobs'],
        summary: 'Download rejects',
        description: `The pending rejects as a workbook with the wrong cells marked. Corrected and uploaded, it goes to \`createCorrections\`. ${HOW_IT_ANSWERS}`,
        errors: ['no_pending_rejects', 'busy', 'quota_storage', ...NEW_JOB_ERRORS],
        answers: WORKBOOK_ANSWER,
        headers: PreferHeaders,
        params: IdParams,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request);
      const planned = await planRejects(context, principal, request.params.id, request.clientGone);
      const row = await answerWorkbook(context, request, reply, principal, planned);
      return row ? answerStarted(context, reply, { row, replayed: false }) : reply;
    },
  );

  app.get(
    '/api/jobs/:id/issues',
    {
      config: { permission: 'job.see', object: 'job' },
      schema: {
        operationId: 'listIssues',
        tags: ['Jobs'],
        summary: 'List issues',
        description:
          'What is wrong with the rejected rows, and with rows that were imported with a warning, by column and reason.',
        errors: ['not_found', 'busy'],
        params: IdParams,
        response: { 200: Issues },
      },
    },
    async (request, reply) => {
      const job = await findJobWithRejects(context, principalOf(request), request.params.id);
      const { clientGone: signal } = request;
      const rejected = job.hasRejects
        ? await context.browsePool.run((client) => groupPending(client, job.id), { signal })
        : [];
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      // Rows that were imported with a warning are not kept; the job's result counts them.
      const issues = [...rejected, ...(readJobResult(job.result).warnings ?? [])];
      return job.hidesReferences ? issues.map(withoutReference) : issues;
    },
  );
}

/**
 * A job, and whether it has rejects. A cancelled job has none, even before those found so far are deleted.
 * @throws AppError `not_found`
 */
async function findJobWithRejects(
  context: Context,
  principal: Principal,
  id: string,
): Promise<JobRecord & Pick<RejectingJob, 'file'> & { hasRejects: boolean; hidesReferences: boolean }> {
  const job = await findJob(context, id);
  const table = job.tableId
    ? await context.records.table.findUnique({ where: { id: job.tableId }, select: { columns: true } })
    : null;
  const hidden = table ? await findHiddenReferences(context.pool, principal, recordedColumns(table)) : new Set();
  const file =
    job.state === 'failed' && job.fileId !== null
      ? await context.records.file.findUnique({ where: { id: job.fileId }, select: { sheets: true } })
      : null;
  return {
    ...job,
    file,
    hasRejects: job.state !== 'cancelled',
    hidesReferences: hidden.size > 0,
  };
}
