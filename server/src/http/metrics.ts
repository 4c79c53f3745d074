import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { App, Context } from '../context.ts';
import type { SocketServer } from '../realtime/rooms.ts';
import { measureLanes } from './lane-metrics.ts';
import { measureWorkers } from './worker-metrics.ts';

/** Prometheus metrics at /metrics, authenticated like the API. */
export function measure(
  app: App,
  { pool, records, producer, broadcaster, laneLoads }: Context,
  io: SocketServer,
): void {
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
  measureWorkers(registry, pool);
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
      config: { permission: 'service.measure' },
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
