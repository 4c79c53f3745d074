import {
  type FailureCause,
  LaneSlots,
  Monitor,
  MonitorQuery,
  type WorkerState,
  WorkerTotals,
} from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type pg from 'pg';
import { z } from 'zod';
import { principalOf } from '../../auth/auth-guard.ts';
import type { App, Context } from '../../context.ts';
import { viewQueue } from '../queues/queue-routes.ts';
import { readLaneSeries, STEPS } from './lane-series.ts';

/** A person reads them. */
const MOST_JOBS = 100;
const MOST_CAUSES = 50;

const WorkerRow = z.object({
  name: z.string(),
  version: z.string().nullable(),
  alive: z.boolean(),
  seenAt: z.date(),
  slots: LaneSlots,
  totals: WorkerTotals,
  memory: z.number(),
  running: z.array(z.string()),
});
/** One that is silent is shown for an hour: whoever looks wants to know that it is gone. */
const WORKERS = `SELECT name, version, seen_at > now() - interval '15 seconds' AS alive, seen_at AS "seenAt", slots, totals, memory_bytes::float8 AS memory,
    ARRAY(SELECT id::text FROM sheetport.job WHERE state = 'running' AND worker = w.name ORDER BY started_at) AS running
  FROM sheetport.worker w WHERE seen_at > now() - interval '1 hour' ORDER BY alive DESC, name LIMIT 200`;

const CauseRow = z.object({
  code: z.string(),
  kind: z.string(),
  count: z.number(),
  lastAt: z.date(),
  lastJobId: z.string(),
  lastMessage: z.string(),
});
const CAUSES = `SELECT coalesce(error ->> 'code', 'internal') AS code, kind::text AS kind, count(*)::int AS count, max(finished_at) AS "lastAt",
    (array_agg(id::text ORDER BY finished_at DESC))[1] AS "lastJobId",
    coalesce((array_agg(error ->> 'message' ORDER BY finished_at DESC))[1], '') AS "lastMessage"
  FROM sheetport.job WHERE state = 'failed' AND created_at > $1::timestamptz - interval '1 day' AND finished_at > $1
  GROUP BY 1, 2 ORDER BY count DESC, 1, 2 LIMIT ${MOST_CAUSES}`;

/** What the service does now and did lately; for owners. */
export function routeMonitor(app: App, { records, browsePool, laneLoads, broadcaster }: Context): void {
  app.get(
    '/api/monitor',
    {
      config: { permission: 'service.measure' },
      schema: {
        operationId: 'getMonitor',
        tags: ['Jobs'],
        summary: 'Watch jobs, workers and lanes',
        description:
          'Live jobs, workers, how many jobs waited and for how long, and what jobs failed of. `cancelJob`, `retryJob` and `updateQueue` act on what is seen.',
        errors: ['busy', 'query_too_slow'],
        querystring: MonitorQuery,
        response: { 200: Monitor },
      },
    },
    async (request) => {
      const { window } = request.query;
      const to = new Date();
      const { seconds, count } = STEPS[window];
      const from = new Date(to.getTime() - seconds * count * 1000);
      const [queues, jobs, lately] = await Promise.all([
        laneLoads(true),
        records.job.findMany({
          where: { state: { in: ['running', 'queued'] } },
          omit: { log: true, continuationState: true },
          orderBy: [{ state: 'desc' }, { createdAt: 'asc' }],
          take: MOST_JOBS,
        }),
        browsePool.run(
          async (client) => ({
            series: await readLaneSeries(client, window, to),
            workers: await readWorkers(client),
            failures: await readCauses(client, from),
          }),
          { signal: request.clientGone },
        ),
      ]);
      const whole = jobs.map((row) => ({ ...row, log: [], continuationState: null }));
      return {
        at: to.toISOString(),
        window,
        stepSeconds: seconds,
        from: from.toISOString(),
        queues: queues.map(viewQueue),
        jobs: await broadcaster.view(whole, principalOf(request)),
        ...lately,
      };
    },
  );
}

async function readWorkers(client: pg.ClientBase): Promise<WorkerState[]> {
  const rows = await queryRows(client, WorkerRow, WORKERS, []);
  return rows.map(({ seenAt, memory, ...row }) => ({ ...row, seenAt: seenAt.toISOString(), memoryBytes: memory }));
}

async function readCauses(client: pg.ClientBase, from: Date): Promise<FailureCause[]> {
  const rows = await queryRows(client, CauseRow, CAUSES, [from]);
  return rows.map(({ lastAt, ...row }) => ({ ...row, lastAt: lastAt.toISOString() }));
}
