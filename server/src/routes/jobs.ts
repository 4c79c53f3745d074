import { Failure, IdParams, isOver, Job, Jobs, JobsQuery, Rejects, RejectsQuery } from '@sheetport/contract';
import { cancelJob, type JobRecord } from '@sheetport/prisma';
import type { FastifyReply } from 'fastify';
import type { App, Context } from '../context.ts';
import { afterPlace, cutPage, NEWEST_FIRST } from '../cursor.ts';
import { OnceHeaders, type Started, startJob } from '../new-job.ts';
import { type StoredReject, viewReject } from '../reject-view.ts';

/** Jobs: look, stop, start again, and what did not go in. */
export function routeJobs(app: App, context: Context): void {
  const { records, relay, producer, pool } = context;

  app.get(
    '/api/jobs',
    { schema: { tags: ['Jobs'], summary: 'List jobs, newest first', querystring: JobsQuery, response: { 200: Jobs } } },
    async (request) => {
      const { kind, state, tableId, after, limit } = request.query;
      const rows = await records.job.findMany({
        where: { ...(kind && { kind }), ...(state && { state }), ...(tableId && { tableId }), ...afterPlace(after) },
        orderBy: NEWEST_FIRST,
        take: limit + 1,
      });
      const { page, next } = cutPage(rows, limit);
      return { jobs: await relay.view(page), next };
    },
  );

  app.get(
    '/api/jobs/:id',
    { schema: { tags: ['Jobs'], summary: 'A job as it is now', params: IdParams, response: { 200: Job } } },
    async (request) => relay.viewOne(await findJob(context, request.params.id)),
  );

  app.post(
    '/api/jobs/:id/cancel',
    { schema: { tags: ['Jobs'], summary: 'Stop a job', params: IdParams, response: { 202: Job } } },
    async (request, reply) => {
      const { id } = request.params;
      const asked = await cancelJob(pool, id);
      if (!asked) throw new Failure('not_found', { what: 'job' });
      if (!asked.heeded) throw new Failure('job_over', { state: asked.state });
      const row = await findJob(context, id);
      // The row says that it is over; that the queue still knows of it does no harm.
      if (isOver(row.state)) await producer.forget(row.kind, id).catch(() => undefined);
      relay.touch(id, 0);
      reply.code(202);
      return relay.viewOne(row);
    },
  );

  app.post(
    '/api/jobs/:id/retry',
    {
      schema: {
        tags: ['Jobs'],
        summary: 'Start a failed or cancelled job again, as a new job',
        headers: OnceHeaders,
        params: IdParams,
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const started = await startJob(context, request, async () => {
        if (request.body !== undefined && request.body !== null)
          throw new Failure('mode_not_supported', { detail: 'rows cannot be sent with a retry yet' });
        const first = await findJob(context, request.params.id);
        if (!isOver(first.state)) throw new Failure('job_not_over', { state: first.state });
        if (first.state === 'succeeded') throw new Failure('job_over', { state: first.state });
        return {
          kind: first.kind,
          title: first.title,
          spec: first.spec as object,
          fileId: first.fileId,
          tableId: first.tableId,
          parentId: first.id,
        };
      });
      if (started.row.kind === 'inspect' && started.row.fileId && !started.replayed) {
        await records.file.update({ where: { id: started.row.fileId }, data: { inspectionId: started.row.id } });
      }
      return answerStarted(context, reply, started);
    },
  );

  app.get(
    '/api/jobs/:id/rejects',
    {
      schema: {
        tags: ['Jobs'],
        summary: 'The rows that did not go in, and why',
        params: IdParams,
        querystring: RejectsQuery,
        response: { 200: Rejects },
      },
    },
    async (request, reply) => {
      const job = await findJob(context, request.params.id);
      const { after, limit } = request.query;
      // Not through Prisma, whose reading of JSON loses a heading called `__proto__`.
      const { rows } = await pool.query<StoredReject>(
        'SELECT "row", cells, issues FROM sheetport.reject WHERE job_id = $1 AND "row" > $2 ORDER BY "row" LIMIT $3',
        [job.id, after, limit + 1],
      );
      const page = rows.slice(0, limit);
      // Headings are a sheet's own words, `__proto__` among them, so they go out as they are (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return {
        rows: page.map(viewReject),
        next: rows.length > limit ? page.at(-1)!.row : null,
        columns: headingsOf(job, page),
      };
    },
  );
}

/** A sheet's headings in their order; where the job did not keep them, those that its rejects have. */
function headingsOf(job: JobRecord, rejects: StoredReject[]): string[] {
  const kept = (job.result as { columns?: unknown } | null)?.columns;
  if (Array.isArray(kept)) return kept.map(String);
  return [...new Set(rejects.flatMap((reject) => Object.keys(reject.cells)))];
}

/** @throws Failure `not_found` */
export async function findJob({ records }: Pick<Context, 'records'>, id: string): Promise<JobRecord> {
  const row = await records.job.findUnique({ where: { id } });
  if (!row) throw new Failure('not_found', { what: 'job' });
  return row;
}

/** 202 with the job that was started, and where to look for it. */
export async function answerStarted(
  { relay }: Pick<Context, 'relay'>,
  reply: FastifyReply,
  { row, replayed }: Started,
): Promise<Job> {
  reply.code(202).header('location', `/api/jobs/${row.id}`);
  if (replayed) reply.header('idempotency-replayed', 'true');
  return relay.viewOne(row);
}
