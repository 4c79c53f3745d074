import { PassThrough } from 'node:stream';
import {
  AppError,
  CountedRejects,
  CountRejects,
  IdParams,
  Issues,
  NewImport,
  Rejects,
  RejectsQuery,
  Sheet,
  XLSX,
} from '@sheetport/contract';
import { readImportSpec, readJobResult, type StoredReject } from '@sheetport/core';
import type { FileRecord, JobRecord } from '@sheetport/prisma';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { attachment, cleanFileName } from '../../http/file-name.ts';
import { withoutReference } from '../../realtime/audience.ts';
import { findJob } from '../jobs/find-job.ts';
import { findHiddenReferences } from '../tables/hidden-references.ts';
import { recordedColumns } from '../tables/table-view.ts';
import { countPending, groupPending, readPending, readPendingPage } from './pending-rejects.ts';
import { viewReject } from './reject-view.ts';
import { writeRejectsWorkbook } from './rejects-workbook.ts';

const Sheets = z.array(Sheet.pick({ index: true, name: true, hidden: true, columns: true }));
const Requested = z.object({ sheet: NewImport.shape.sheet });

/** A job, and the file of one that failed. */
export type JobWithFile = JobRecord & { file?: Pick<FileRecord, 'sheets'> | null };

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
        description:
          'The pending rejects as a workbook with the wrong cells marked. Corrected and uploaded, it goes to `createCorrections`.',
        errors: ['not_found', 'no_pending_rejects', 'busy'],
        answers: { 200: { description: 'The workbook.', types: [XLSX] } },
        responseHeaders: ['Content-Disposition'],
        params: IdParams,
      },
    },
    async (request, reply) => {
      return sendRejects(context, request, reply, request.params.id, principalOf(request));
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
 * Answer with the pending rejects of a job as a workbook.
 * @throws AppError `not_found`, `no_pending_rejects`, `busy`
 */
export async function sendRejects(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
  id: string,
  principal: Principal | null,
): Promise<FastifyReply> {
  const job = await findJobWithRejects(context, principal, id);
  if (!job.hasRejects) throw new AppError('no_pending_rejects');
  const pages = readPending(context, job.id, request.clientGone);
  const first = await pages.next();
  if (first.done) throw new AppError('no_pending_rejects');
  const spec = readImportSpec(job.spec);
  const out = new PassThrough();
  // What goes wrong half-way ends the answer without its end, so that nobody takes it for whole.
  writeRejectsWorkbook(out, {
    first: spec?.correction?.firstJobId ?? job.id,
    isCorrectable: job.kind === 'import' && job.state === 'succeeded' && spec?.dryRun !== true,
    columns: headingsOf(job, first.value),
    pages: joined(first.value, pages),
    hidesReferences: job.hidesReferences,
  }).catch((error: Error) => {
    request.log.warn({ err: error, job: job.id }, 'a workbook of rejects was not finished');
    out.destroy(error);
  });
  reply
    .type(XLSX)
    .header('content-disposition', attachment(cleanFileName(`${job.title.replace(/\.[^.]{1,5}$/, '')} rejects.xlsx`)))
    .header('cache-control', 'private, no-store')
    .header('x-content-type-options', 'nosniff');
  return reply.send(out);
}

/**
 * A job, and whether it has rejects. A cancelled job has none, even before those found so far are deleted.
 * @throws AppError `not_found`
 */
async function findJobWithRejects(
  context: Context,
  principal: Principal | null,
  id: string,
): Promise<JobWithFile & { hasRejects: boolean; hidesReferences: boolean }> {
  const job = await findJob(context, id);
  const table = job.tableId
    ? await context.records.table.findUnique({ where: { id: job.tableId }, select: { columns: true } })
    : null;
  const hidden =
    table && principal ? await findHiddenReferences(context.pool, principal, recordedColumns(table)) : new Set();
  const file =
    job.state === 'failed' && job.fileId !== null
      ? await context.records.file.findUnique({ where: { id: job.fileId }, select: { sheets: true } })
      : null;
  return {
    ...job,
    file,
    hasRejects: job.state !== 'cancelled',
    hidesReferences: principal === null || hidden.size > 0,
  };
}

async function* joined<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/**
 * A sheet's headings in their order. A job that failed has kept none: then they are those of the file, where inspection found all
 * that its rejects have; else those that its rejects have.
 */
export function headingsOf(job: JobWithFile, rejects: StoredReject[]): string[] {
  const { columns: kept } = readJobResult(job.result);
  if (kept) return kept;
  const found = [...new Set(rejects.flatMap((reject) => Object.keys(reject.cells)))];
  const wanted = Requested.catch({}).parse(job.spec).sheet;
  const sheets = (Sheets.safeParse(job.file?.sheets).data ?? []).filter(({ columns }) => columns.length > 0);
  const sheet =
    wanted === undefined
      ? (sheets.find(({ hidden }) => !hidden) ?? sheets[0])
      : sheets.find(({ index, name }) => index === wanted || name === wanted);
  const headings = sheet?.columns.map(({ header }) => header) ?? [];
  return found.every((heading) => headings.includes(heading)) ? headings : found;
}
