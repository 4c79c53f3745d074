import { Failure, IdParams, isOver, Job, Jobs, JobsQuery } from '@sheetport/contract';
import { cancelJob, type JobRecord } from '@sheetport/prisma';
import type { FastifyReply } from 'fastify';
import type { App, Context } from '../context.ts';
import { afterPlace, cutPage, NEWEST_FIRST } from '../cursor.ts';
import { likeLiteral } from '../like.ts';
import { OnceHeaders, type Started, startJob } from '../new-job.ts';

/** Jobs: look, stop, start again. */
export function routeJobs(app: App, context: Context): void {
  const { records, relay, producer, pool } = context;

  app.get(
    '/api/jobs',
    { schema: { tags: ['Jobs'], summary: 'List jobs, newest first', querystring: JobsQuery, response: { 200: Jobs } } },
    async (request) => {
      const { kind, state, tableId, search, after, limit } = request.query;
      const rows = await records.job.findMany({
        where: {
          ...(kind && { kind }),
          ...(state && { state }),
          ...(tableId && { tableId }),
          ...(search && { title: { contains: likeLiteral(search), mode: 'insensitive' as const } }),
          ...afterPlace(after),
        },
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
