import os from 'node:os';
import { readSettings } from '@sheetport/contract';
import { openTraces, PreparingClient } from '@sheetport/core';
import { openRecords } from '@sheetport/prisma';
import { openListener, openProducer } from '@sheetport/queue';
import pg from 'pg';
import { pino } from 'pino';
import { buildApp } from './app.ts';
import { queueUrls } from './context.ts';
import { BOUNDS, type ServerSettings } from './deps.ts';
import { LOG_OPTIONS } from './http/log-options.ts';

/** Once requests have ended, everything is closed by then, or the process goes all the same (docs/promises.md, P35). */
const CLOSE_MS = 4500;

/** Whether a launcher watches over this process. */
const isLaunched = process.send !== undefined;
// Without the launcher nobody reads the log, and the rest of it would be retried without end. Registered before the log's own listener.
process.on('exit', () => {
  if (isLaunched && !process.connected) process.kill(process.pid, 'SIGKILL');
});

const settings = readServerSettings();
const log = pino({ name: 'server', level: settings.LOG_LEVEL, ...LOG_OPTIONS });

const pool = new pg.Pool({
  // Behind a pooler in transaction mode there are no sessions that remember statements.
  ...(settings.DATABASE_DIRECT_URL === undefined ? { Client: PreparingClient } : {}),
  connectionString: settings.DATABASE_URL,
  application_name: 'sheetport-server',
  max: 10,
  connectionTimeoutMillis: 2500,
  // A statement, as connection poolers refuse this as a startup parameter.
  // Behind a pooler in transaction mode it would stay with a session that others use next; there `query_timeout` is what ends it.
  onConnect: async (client) => {
    if (settings.DATABASE_DIRECT_URL === undefined) await client.query('SET statement_timeout = 20000');
  },
  query_timeout: 30_000,
  keepAlive: true,
});
pool.on('error', (error) => log.warn({ err: error }, 'a connection to Postgres was lost'));
const records = openRecords(pool);
const connection = queueUrls(settings);
const producer = openProducer(connection);
const traces = openTraces({
  endpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
  headers: settings.OTEL_EXPORTER_OTLP_HEADERS,
  service: { 'service.name': 'sheetport-server', 'service.instance.id': `${os.hostname()}:${process.pid}` },
  onError: (error) => log.debug({ err: error }, 'spans wait: the collector of traces does not take them'),
});
const app = await buildApp({
  settings,
  pool,
  records,
  producer,
  log,
  traces,
  listen: (options) => openListener(connection, options),
});

let closing = false;
async function close(why: string): Promise<void> {
  if (closing) return;
  closing = true;
  log.info({ why }, 'closing');
  setTimeout(() => process.exit(0), BOUNDS.drainMs + CLOSE_MS).unref();
  await app.close().catch((error: unknown) => log.error({ err: error }, 'closing failed'));
  await Promise.allSettled([producer.close(), records.$disconnect(), pool.end(), traces.close()]);
  process.exit(0);
}
process.on('SIGTERM', () => void close('SIGTERM'));
process.on('SIGINT', () => void close('SIGINT'));
// Whoever started this process has gone.
process.on('disconnect', () => void close('disconnect'));
if (isLaunched && !process.connected) await close('disconnect'); // It went before anybody listened.

const url = await app.listen({ host: settings.HOST, port: settings.PORT }).catch((error: Error) => {
  // Most often the port is taken. A person reads this, so no stack.
  console.error(error.message);
  process.exit(1);
});
log.info({ url }, 'listening');
process.send?.({ ready: true, url });

function readServerSettings(): ServerSettings {
  try {
    const read = readSettings(process.env);
    if (read.OWNER_TOKEN === undefined) throw new Error('OWNER_TOKEN: must be set, with at least 16 characters');
    return { ...read, OWNER_TOKEN: read.OWNER_TOKEN };
  } catch (error) {
    // A person reads this, so no stack.
    console.error((error as Error).message);
    process.exit(78);
  }
}
