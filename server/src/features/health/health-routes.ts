import { Health, isShort, Ready } from '@sheetport/contract';
import type { App, Context } from '../../context.ts';
import { withTimeout } from '../../http/with-timeout.ts';

/** A probe must not wait for what does not answer. */
const PROBE_TIMEOUT_MS = 1000;

/** Whether the process lives, and whether what it needs answers. */
export function routeHealth(app: App, { records, producer, storage, disk }: Context): void {
  app.get(
    '/api/health',
    {
      config: { open: true, rateLimit: false },
      logLevel: 'silent',
      schema: {
        operationId: 'checkHealth',
        tags: ['Service'],
        summary: 'Check whether the server lives',
        description: 'Open to everyone.',
        response: { 200: Health },
      },
    },
    async () => ({
      status: 'ok' as const,
    }),
  );

  app.get(
    '/api/ready',
    {
      config: { permission: 'service.see' },
      schema: {
        operationId: 'checkReadiness',
        tags: ['Service'],
        summary: 'Check whether the server can work',
        description:
          'Whether Postgres, the queue and the storage of files answer, and whether there is room on the disk. 503 where something is wrong.',
        response: { 200: Ready, 503: Ready },
      },
    },
    async (_request, reply) => {
      const [workers, queue, files, room] = await Promise.all([
        soon(countWorkers(records)),
        soon(producer.answers()),
        soon(storage.check().then(() => true)),
        soon(disk.measure()),
      ]);
      const short = room !== undefined && isShort(room);
      const ok = workers !== undefined && queue === true && files === true && !short;
      reply.code(ok ? 200 : 503).header('cache-control', 'no-store');
      return {
        status: ok ? ('ok' as const) : ('degraded' as const),
        postgres: workers !== undefined,
        queue: queue === true,
        storage: files === true,
        workers: workers ?? 0,
        disk: room ? { ...room, short } : null,
      };
    },
  );
}

/** Workers that have said lately that they live; each does every three seconds. */
async function countWorkers(records: Context['records']): Promise<number> {
  const rows = await records.$queryRaw<{ n: bigint }[]>`
    SELECT count(*) AS n FROM sheetport.worker WHERE seen_at > now() - interval '15 seconds'`;
  return Number(rows[0]?.n ?? 0);
}

/** An answer, or undefined where there is none in time. */
function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  return withTimeout(PROBE_TIMEOUT_MS, answer, () => new Error('no answer in time')).catch(() => undefined);
}
