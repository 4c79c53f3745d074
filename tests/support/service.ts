/** A whole service for a test: its own database, its own data directory, real server and worker processes. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { Api } from './api.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const TOKEN = 'a-token-for-tests-only';

export type Backend = 'postgres' | 'redis';
export interface Member {
  process: ChildProcess;
  pid: number;
  /** What it printed so far, for a failing test's sake. */
  output(): string;
  /** Settings of its own. */
  env?: Record<string, string>;
}

export interface Service {
  url: string;
  databaseUrl: string;
  redisUrl: string | undefined;
  dataDir: string;
  api: Api;
  pool: pg.Pool;
  server: Member;
  workers: Member[];
  addWorker(env?: Record<string, string>): Promise<Member>;
  /** Another server on a port of its own; whoever adds it ends it. */
  addServer(env: Record<string, string>): Promise<Member & { api: Api }>;
  restartServer(): Promise<void>;
  stop(): Promise<void>;
}

export interface ServiceOptions {
  backend?: Backend;
  /** A database made before, to be dropped with the service. */
  databaseUrl?: string;
  /** By which it is dropped, where it is not on the cluster of the tests. */
  superuserUrl?: string;
  workers?: number;
  env?: Record<string, string>;
  /** In front of the command of each member. */
  prefix?: readonly string[];
}

/** A database of its own on the test cluster, with the service's schema, by URL. */
export async function createDatabase(): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  if (!given)
    throw new Error('TEST_DATABASE_URL is not set: run the tests with "npm test", which brings a Postgres along.');
  return createMigratedDatabase(given, 't');
}

export async function startService(options: ServiceOptions = {}): Promise<Service> {
  const databaseUrl = options.databaseUrl ?? (await createDatabase());
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sheetport-service-'));
  const env: Record<string, string> = {
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    OWNER_TOKEN: TOKEN,
    PORT: '0',
    LOG_LEVEL: 'info',
    JOB_LOCK_MS: '2000',
    ...(options.backend === 'redis' ? { REDIS_URL: await redisDatabase() } : {}),
    ...options.env,
  };
  // Side by side: most of a start is the loading of modules.
  const [server, ...workers] = await startAll(
    ['server', ...Array<'worker'>(options.workers ?? 1).fill('worker')],
    env,
    options.prefix,
  );
  const url = server!.ready.url as string;
  const service: Service = {
    url,
    databaseUrl,
    redisUrl: env.REDIS_URL,
    dataDir,
    api: new Api(url, TOKEN),
    pool: new pg.Pool({ connectionString: databaseUrl, max: 4 }),
    server: server!,
    workers,
    async addWorker(extra = {}) {
      const worker = { ...(await startMember('worker', { ...env, ...extra }, options.prefix)), env: extra };
      workers.push(worker);
      return worker;
    },
    async addServer(extra) {
      const { ready, ...member } = await startMember('server', { ...env, ...extra }, options.prefix);
      return { ...member, api: new Api(ready.url as string, TOKEN) };
    },
    async restartServer() {
      const port = new URL(url).port;
      await kill(service.server, 'SIGKILL');
      service.server = await startMember('server', { ...env, PORT: port }, options.prefix);
    },
    async stop() {
      await Promise.all([...workers, service.server].map((member) => kill(member, 'SIGTERM')));
      service.pool.on('error', () => undefined);
      await service.pool.end();
      await rm(dataDir, { recursive: true, force: true });
      const superuserUrl = options.superuserUrl ?? process.env.TEST_SUPERUSER_URL ?? process.env.TEST_DATABASE_URL!;
      await dropDatabase(databaseUrl, superuserUrl);
    },
  };
  service.pool.on('error', () => undefined);
  return service;
}

/** A database of Redis that no other service of this run has, whichever process of tests starts it: two would take each other's jobs. */
async function redisDatabase(): Promise<string> {
  const url = new URL(process.env.TEST_REDIS_URL!);
  const number = await countInRedis(url);
  // A Redis that was given (REDIS_TEST_URL) may have sixteen: then services that follow each other share them.
  const most = process.env.REDIS_TEST_URL ? 15 : 999;
  url.pathname = `/${1 + ((number - 1) % most)}`;
  return url.href;
}

/** INCR in its first database (Redis protocol specification, RESP: an integer is `:<n>`). */
async function countInRedis(url: URL): Promise<number> {
  const socket = connect(Number(url.port || 6379), url.hostname);
  try {
    socket.write('INCR sheetport-test-services\r\n');
    const [answer] = (await once(socket, 'data')) as [Buffer];
    const number = Number(/^:(\d+)/.exec(answer.toString())?.[1]);
    if (!(number > 0)) throw new Error(`Redis answered ${answer}`);
    return number;
  } finally {
    socket.destroy();
  }
}

type Ready = Member & { ready: Record<string, unknown> };

/** Start some members at once; where one fails, none is left. */
async function startAll(
  names: ('server' | 'worker')[],
  env: Record<string, string>,
  prefix?: readonly string[],
): Promise<Ready[]> {
  const starts = await Promise.allSettled(names.map((name) => startMember(name, env, prefix)));
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed === undefined) return started;
  await Promise.all(started.map((member) => kill(member, 'SIGKILL')));
  throw failed.reason;
}

async function startMember(
  name: 'server' | 'worker',
  env: Record<string, string>,
  prefix: readonly string[] = [],
): Promise<Ready> {
  const [command, ...args] = [...prefix, process.execPath, path.join(ROOT, name, 'dist/bundle.js')];
  const child = spawn(command!, args, {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  const keep = (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-100_000);
  };
  child.stdout!.on('data', keep);
  child.stderr!.on('data', keep);
  const ready = await Promise.race([
    once(child, 'message').then(([message]) => message as Record<string, unknown>),
    once(child, 'exit').then(([code]) => {
      throw new Error(`${name} exited with ${code} before it was ready:\n${output}`);
    }),
  ]);
  return { process: child, pid: child.pid!, output: () => output, ready };
}

/** End a member and wait until it has. */
export async function kill(member: Member, signal: NodeJS.Signals): Promise<number | null> {
  if (member.process.exitCode !== null || member.process.signalCode !== null) return member.process.exitCode;
  const gone = once(member.process, 'exit');
  member.process.kill(signal);
  if (signal === 'SIGTERM') member.process.kill('SIGCONT');
  const [code] = await gone;
  return code as number | null;
}
