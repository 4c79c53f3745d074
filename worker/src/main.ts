import os from 'node:os';
import path from 'node:path';
import { directDatabaseUrl, readSettings } from '@sheetport/contract';
import { errorForLog, openTraces, PreparingClient } from '@sheetport/core';
import { openRecords } from '@sheetport/prisma';
import { openConsumer, openProducer } from '@sheetport/queue';
import { limitReadingMemory, stopThreads, warmThread } from '@sheetport/sheets';
import { openStorage } from '@sheetport/storage';
import pg from 'pg';
import { pino } from 'pino';
import { abandonLostJob, recordHeartbeat, startJanitor } from './janitor/sweep.ts';
import { openOutbox } from './outbox/open-outbox.ts';
import { JobHistory } from './progress/job-history.ts';
import type { Context } from './runner/context.ts';
import { FinishedJobs } from './runner/finished-jobs.ts';
import { runDelivery } from './runner/job-runner.ts';
import { KeptConnections } from './runner/kept-connections.ts';
import { findUntakenLanes, slotsOf, WorkerLanes } from './runner/lane-slots.ts';
import { readingBytes, workerBytes } from './runner/memory-budget.ts';
import { Profiles } from './runner/profiles.ts';

/** How long running jobs may go on after SIGTERM before they are handed back (docs/promises.md, P07). */
const DRAIN_MS = 8000;

/** Whether a launcher watches over this process. */
const isLaunched = process.send !== undefined;
// Without the launcher nobody reads the log, and the rest of it would be retried without end. Registered before the log's own listener.
process.on('exit', () => {
  if (isLaunched && !process.connected) process.kill(process.pid, 'SIGKILL');
});

const settings = readSettings(process.env);
const log = pino({
  level: settings.LOG_LEVEL,
  base: { process: 'worker' },
  serializers: { err: (error: unknown) => errorForLog(error) },
});
const dataDir = path.resolve(settings.DATA_DIR);

const databaseUrl = directDatabaseUrl(settings);
const pool = new pg.Pool({
  Client: PreparingClient,
  connectionString: databaseUrl,
  max: 6,
  application_name: 'sheetport-worker',
  keepAlive: true,
});
pool.on('error', (error) => log.debug({ err: error }, 'an idle connection was lost'));
const queueUrls = { databaseUrl, redisUrl: settings.REDIS_URL };
limitReadingMemory(readingBytes(workerBytes(settings.WORKER_MEMORY_MB)));
const lanes = new WorkerLanes(slotsOf(settings));
const context: Context = {
  settings: { ...settings, DATA_DIR: dataDir },
  pool,
  connections: new KeptConnections(databaseUrl),
  records: openRecords(pool),
  producer: openProducer(queueUrls),
  storage: await openStorage(settings),
  log,
  worker: `${os.hostname()}:${process.pid}`,
  slots: () => lanes.slots,
  profiles: new Profiles(),
  finished: new FinishedJobs(),
  history: new JobHistory(),
  traces: openTraces({
    endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: settings.OTEL_EXPORTER_OTLP_HEADERS,
    service: { 'service.name': 'sheetport-worker', 'service.instance.id': `${os.hostname()}:${process.pid}` },
    onError: (error) => log.debug({ err: error }, 'spans wait: the collector of traces does not take them'),
  }),
};

/** A person reads this, so no stack. */
function failStart(error: unknown): never {
  log.fatal(`the queue or the database was lost while starting: ${(error as Error).message.trim().split('\n').at(-1)}`);
  process.exit(1);
}
await lanes.read(context).catch(failStart);
const drain = new AbortController();
const consumer = openConsumer(queueUrls, {
  slots: lanes.slots,
  lockMs: settings.JOB_LOCK_MS,
  handle: (delivery) => lanes.run(delivery.lane, () => runDelivery(context, delivery, drain.signal)),
  onGivenUp(id, error) {
    log.warn({ job: id, reason: error.message }, 'the queue gave a job up');
    abandonLostJob(context, id).catch(() => undefined); // the janitor tries later
  },
  onError: (error) => log.debug({ err: error }, 'the queue is away; trying again'),
});
try {
  await consumer.ready();
  // The first query of a kind and the first thread cost a hundred milliseconds and more: now, not when someone waits.
  warmThread();
  await context.records.file.findFirst({ select: { id: true } });
} catch (error) {
  failStart(error);
}
lanes.follow(context, consumer);
await context.history.sync(pool).catch(() => undefined); // the next sweep does it
await recordHeartbeat(context).catch(() => undefined); // the next sweep says it
const untaken = await findUntakenLanes(pool, lanes.slots).catch(() => []);
if (untaken.length > 0)
  log.warn({ lanes: untaken }, 'no live worker takes jobs of these lanes: start one whose WORKER_LANES names them');
const janitor = startJanitor(context);
const outbox = await openOutbox(context).catch(failStart);
let stopping = false;
async function stop(why: string): Promise<void> {
  if (stopping) process.exit(1); // asked twice: at once; what ran is delivered again
  stopping = true;
  log.info({ why }, 'stopping');
  const handBack = setTimeout(() => drain.abort(), DRAIN_MS);
  lanes.stop();
  await Promise.all([janitor.stop(), outbox?.stop()]);
  await consumer.close();
  clearTimeout(handBack);
  await stopThreads();
  await context.traces.close();
  await context.producer.close();
  context.connections.close();
  await context.records.$disconnect();
  await pool.end();
  process.exit(0);
}
process.on('SIGTERM', () => void stop('SIGTERM'));
process.on('SIGINT', () => void stop('SIGINT'));
process.on('disconnect', () => void stop('the launcher is gone'));
if (isLaunched && !process.connected) await stop('the launcher is gone'); // It went before anybody listened.

log.info({ queue: context.producer.backend, slots: lanes.slots }, 'ready');
process.send?.({ ready: true });
