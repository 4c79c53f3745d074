/** A server of its own for a test file: a fresh database, a fresh DATA_DIR, a port. Not part of the package. */
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readSettings } from '@sheetport/contract';
import type { Traces } from '@sheetport/core';
import { openRecords, type Records } from '@sheetport/prisma';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import { type ListenerOptions, openProducer, type Producer } from '@sheetport/queue';
import pg from 'pg';
import { pino } from 'pino';
import { buildApp } from '../app.ts';
import type { PasswordCost } from '../auth/passwords.ts';
import type { App } from '../context.ts';
import type { Bounds, ServerSettings } from '../deps.ts';
import { LOG_OPTIONS } from '../http/log-options.ts';
import { watchErrors } from './documented-errors.ts';

export const TOKEN = 'the-owner-token-of-these-tests';
export const BEARER = { authorization: `Bearer ${TOKEN}` };

export interface TestServer {
  app: App;
  url: string;
  port: number;
  settings: ServerSettings;
  records: Records;
  pool: pg.Pool;
  producer: Producer;
  /** What a worker would say. */
  queueListener: ListenerOptions;
  /** What was logged, as JSON lines. */
  logged: string[];
  /** A call with the owner's token. */
  call(path: string, init?: RequestInit): Promise<Response>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The same data behind another process of the server; with other settings, where some are given. */
  again(env?: Record<string, string>): Promise<TestServer>;
  close(): Promise<void>;
}

export interface TestServerOptions {
  env?: Record<string, string>;
  bounds?: Partial<Bounds>;
  producer?: Partial<Producer>;
  webRoot?: string;
  traces?: Traces;
  passwordCost?: PasswordCost;
}

/** Most tests hash passwords to sign in, not to keep them. */
const CHEAP: PasswordCost = { N: 2 ** 10, r: 8, p: 1 };

/** A busy machine is no outage: tests of an outage set these themselves. Tests that end a server wait for nothing. */
const PATIENT = { queueMs: 60_000, uploadQueueMs: 60_000, browseWaitMs: 60_000, drainMs: 0 };

/** Open a server on a database next to TEST_DATABASE_URL's. Fails, rather than skips, where the variable is unset. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const base = process.env.TEST_DATABASE_URL;
  if (!base)
    throw new Error(
      'TEST_DATABASE_URL is not set: these tests need a Postgres (15 or newer) whose user may create databases.',
    );
  const databaseUrl = await createMigratedDatabase(base, 'server');
  const dataDir = await mkdtemp(path.join(tmpdir(), 'sheetport-server-'));
  return open(databaseUrl, dataDir, options, async () => {
    await rm(dataDir, { recursive: true, force: true });
    await dropDatabase(databaseUrl, base);
  });
}

async function open(
  databaseUrl: string,
  dataDir: string,
  options: TestServerOptions,
  after: () => Promise<void>,
): Promise<TestServer> {
  const settings = readSettings({
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    OWNER_TOKEN: TOKEN,
    ...options.env,
  }) as ServerSettings;
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    application_name: 'sheetport-server',
    max: 10,
    connectionTimeoutMillis: PATIENT.queueMs,
    query_timeout: PATIENT.queueMs,
  });
  pool.on('error', () => undefined);
  const records = openRecords(pool);
  const real = openProducer({ databaseUrl }, PATIENT.queueMs);
  while (!(await real.answers()));
  const producer = { ...real, ...options.producer };
  const logged: string[] = [];
  let queueListener: ListenerOptions | undefined;
  const app = await buildApp({
    settings,
    pool,
    records,
    producer,
    log: pino({ level: 'debug', ...LOG_OPTIONS }, { write: (line: string) => void logged.push(line) }),
    listen: (given) => {
      queueListener = given;
      return { ready: async () => undefined, close: async () => undefined };
    },
    bounds: { ...PATIENT, ...options.bounds },
    ...(options.webRoot && { webRoot: options.webRoot }),
    ...(options.traces && { traces: options.traces }),
    passwordCost: options.passwordCost ?? CHEAP,
  });
  const strayErrors = watchErrors(app);
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const call: TestServer['call'] = (where, init = {}) =>
    fetch(url + where, { ...init, headers: { ...BEARER, ...(init.headers as Record<string, string>) } });
  return {
    app,
    url,
    port,
    settings,
    records,
    pool,
    producer,
    queueListener: queueListener!,
    logged,
    call,
    post: (where, body, headers = {}) =>
      call(where, {
        method: 'POST',
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    again: (env = {}) =>
      open(databaseUrl, dataDir, { ...options, env: { ...options.env, ...env } }, async () => undefined),
    async close() {
      await app.close();
      await Promise.allSettled([real.close(), records.$disconnect()]);
      await pool.end();
      await after();
      const strays = strayErrors();
      if (strays.length > 0) throw new Error(`errors that /api/openapi.json does not have:\n${strays.join('\n')}`);
    },
  };
}

/** Send a small csv as people do, and answer its id. */
export async function sendCsv(server: TestServer, text = 'a,b\n1,2\n', name = 'numbers.csv'): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([text]), name);
  const answer = await server.call('/api/files', { method: 'POST', body: form });
  if (answer.status !== 201) throw new Error(`sending a file: ${answer.status} ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}
