import {
  AppError,
  DeliveryRun,
  DeliveryRunParams,
  DeliveryRunRequest,
  DeliveryRuns,
  DeliveryRunsQuery,
  IdParams,
} from '@sheetport/contract';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { afterCursor, cutPage, NEWEST_FIRST } from '../../http/cursor.ts';
import { NEW_JOB_ERRORS, TABLE_ERRORS } from '../../http/error-groups.ts';
import { requireDependencies } from '../jobs/require-dependencies.ts';
import { WITH_ATTEMPTS } from '../webhooks/view-attempts.ts';
import { startDelivery } from './start-delivery.ts';
import { viewRun } from './view-delivery.ts';

/** Register the routes with which people run deliveries, see what became of them, and send a file again. */
export function routeDeliveryRuns(app: App, context: Context): void {
  const { pool, records } = context;
  const findRun = async (deliveryId: string, id: string): Promise<DeliveryRun> => {
    const row = await records.deliveryRun.findFirst({ where: { id, deliveryId }, include: WITH_ATTEMPTS });
    if (!row) throw new AppError('not_found', { what: 'run' });
    return viewRun(row);
  };

  app.post(
    '/api/deliveries/:id/run',
    {
      config: { permission: 'delivery.run', object: 'delivery' },
      schema: {
        operationId: 'runDelivery',
        tags: ['Deliveries'],
        summary: 'Run a delivery',
        description:
          'Start its export now, or once the jobs of `dependsOn` have succeeded, and send the file once it is there. With `tableOf` it sends the table that an import makes.',
        errors: [...NEW_JOB_ERRORS, 'quota_storage', 'invalid_filter', 'invalid_export', ...TABLE_ERRORS],
        params: IdParams,
        body: DeliveryRunRequest.nullish(),
        response: { 202: DeliveryRun },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const principal = principalOf(request);
      const { tableOf, dependsOn: named } = request.body ?? {};
      const awaited = tableOf === undefined ? named : [tableOf, ...(named ?? [])];
      const dependsOn = await requireDependencies(context, principal, awaited);
      const runId = await startDelivery(context, principal, id, { tableOf, dependsOn });
      reply.code(202);
      return findRun(id, runId);
    },
  );

  app.get(
    '/api/deliveries/:id/runs',
    {
      config: { permission: 'delivery.see', object: 'delivery' },
      schema: {
        operationId: 'listDeliveryRuns',
        tags: ['Deliveries'],
        summary: 'List runs of a delivery',
        description:
          'The newest first, with each attempt to send the file and what the other side answered: the receipt.',
        errors: ['not_found', 'invalid_cursor'],
        params: IdParams,
        querystring: DeliveryRunsQuery,
        response: { 200: DeliveryRuns },
      },
    },
    async (request) => {
      const { limit, after } = request.query;
      const rows = await records.deliveryRun.findMany({
        where: {
          deliveryId: request.params.id,
          ...afterCursor(after),
        },
        orderBy: NEWEST_FIRST,
        take: limit + 1,
        include: WITH_ATTEMPTS,
      });
      const { page, next } = cutPage(rows, limit);
      return { runs: page.map(viewRun), next };
    },
  );

  app.post(
    '/api/deliveries/:id/runs/:runId/resend',
    {
      config: { permission: 'delivery.run', object: 'delivery' },
      schema: {
        operationId: 'resendDelivery',
        tags: ['Deliveries'],
        summary: 'Send a file again',
        description:
          'Send the file of a run once more, also one that was delivered or skipped, while the file is there.',
        errors: ['not_found', 'gone', 'no_file_yet'],
        params: DeliveryRunParams,
        response: { 202: DeliveryRun },
      },
    },
    async (request, reply) => {
      const { id, runId } = request.params;
      const run = await records.deliveryRun.findFirst({ where: { id: runId, deliveryId: id } });
      if (!run) throw new AppError('not_found', { what: 'run' });
      const job = run.jobId === null ? null : await records.job.findUnique({ where: { id: run.jobId } });
      if (!job) throw new AppError('gone');
      if (job.state !== 'succeeded') throw new AppError('no_file_yet', { state: job.state });
      await pool.query(
        `UPDATE sheetport.delivery_run SET state = 'sending', attempts = 0, due_at = now(), ended_at = NULL, error = NULL, forced = true
          WHERE id = $1 AND (holder IS NULL OR due_at < now())`,
        [runId],
      );
      reply.code(202);
      return findRun(id, runId);
    },
  );
}
