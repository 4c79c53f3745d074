import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { App, Context } from '../context.ts';
import { expectWaits, type LaneLoad, type ReadLaneLoads } from '../features/queues/lane-load.ts';
import type { SocketServer } from '../realtime/job-broadcaster.ts';

/** Prometheus metrics at /metrics, authenticated like the API. */
export function measure(app: App, { records, producer, broadcaster, laneLoads }: Context, io: SocketServer): void {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'sheetport_' });
  // The sums of others, with a name that Prometheus keeps for counters.
  for (const what of ['handles', 'requests', 'resources'])
    registry.removeSingleMetric(`sheetport_nodejs_active_${what}_total`);
  const requests = new Histogram({
    name: 'sheetport_http_request_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    // The route's pattern, not the address: ids would make a series each.
    const route = request.routeOptions.url ?? 'none';
    requests.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
  });
  new Gauge({
    name: 'sheetport_jobs',
    help: 'Jobs by kind and state',
    labelNames: ['kind', 'state'],
    registers: [registry],
    async collect() {
      const groups = await records.job.groupBy({ by: ['kind', 'state'], _count: true }).catch(() => []);
      this.reset();
      for (const { kind, state, _count } of groups) this.set({ kind, state }, _count);
    },
  });
  new Gauge({
    name: 'sheetport_queue_entries',
    help: 'What the queue holds',
    labelNames: ['lane', 'state'],
    registers: [registry],
    async collect() {
      const counts = await producer.counts().catch(() => null);
      this.reset();
      for (const [lane, { waiting, active }] of Object.entries(counts ?? {})) {
        this.set({ lane, state: 'waiting' }, waiting);
        this.set({ lane, state: 'active' }, active);
      }
    },
  });
  measureLanes(registry, laneLoads);
  new Gauge({
    name: 'sheetport_sockets',
    help: 'Open sockets',
    registers: [registry],
    collect() {
      this.set(io.engine.clientsCount);
    },
  });
  new Gauge({
    name: 'sheetport_tracked_jobs',
    help: 'Jobs that the broadcaster tracks',
    registers: [registry],
    collect() {
      this.set(broadcaster.size);
    },
  });
  app.get(
    '/metrics',
    {
      schema: {
        operationId: 'getMetrics',
        tags: ['Service'],
        summary: 'Get metrics',
        description: 'What a monitor counts, in the text format of Prometheus.',
        answers: { 200: { description: 'The metrics.', types: ['text/plain'] } },
      },
    },
    async (_request, reply) => reply.type(registry.contentType).send(await registry.metrics()),
  );
}

/** What is measured of each lane; null where there is nothing to say. */
const LANE_GAUGES: readonly [name: string, help: string, measureOf: (load: LaneLoad) => number | null][] = [
  ['sheetport_lane_waiting_jobs', 'Jobs that wait in a lane', ({ waiting }) => waiting],
  ['sheetport_lane_running_jobs', 'Jobs of a lane that run', ({ running }) => running.length],
  ['sheetport_lane_slots', 'Jobs of a lane that all live workers run at once', ({ slots }) => slots],
  ['sheetport_lane_workers', 'Live workers that take jobs of a lane', ({ workers }) => workers],
  ['sheetport_lane_paused', 'Whether the owner has paused a lane', ({ paused }) => Number(paused)],
  [
    'sheetport_lane_oldest_wait_seconds',
    'How long the job that waits longest in a lane has waited',
    ({ oldestWaitSeconds }) => oldestWaitSeconds ?? 0,
  ],
  [
    'sheetport_lane_expected_wait_seconds',
    'How long a job that came to a lane now would probably wait',
    (load) => expectWaits(load, load.waiting + 1).at(-1) ?? null,
  ],
];

function measureLanes(registry: Registry, laneLoads: ReadLaneLoads): void {
  for (const [name, help, measureOf] of LANE_GAUGES) {
    new Gauge({
      name,
      help,
      labelNames: ['lane'],
      registers: [registry],
      async collect() {
        const loads = await laneLoads().catch(() => []);
        this.reset();
        for (const load of loads) {
          const value = measureOf(load);
          if (value !== null) this.set({ lane: load.lane }, value);
        }
      },
    });
  }
}
