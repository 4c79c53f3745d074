/**
 * What deploy/docker/compose.yaml describes, as processes on loopback: nginx before two servers, two workers, PostgreSQL, Redis and an
 * S3 server. Each member has a disk of its own. All of them may die and come back at the same address.
 */
import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import {
  type EmbeddedPostgres,
  findRedis,
  freePort,
  startPostgres,
  startRedis,
  type ThrowawayRedis,
} from '@sheetport/launch';
import { createMigratedDatabase } from '@sheetport/prisma/testing';
import { type FaultProxy, openFaultProxy } from '../../storage/src/testing/fault-proxy.ts';
import { HAS_S3, startS3Server } from '../../storage/src/testing/s3-server.ts';
import type { Api } from './api.ts';
import { HAS_NGINX, startNginx } from './nginx.ts';
import { PatientApi } from './patient-api.ts';
import { readOnlyRoot } from './read-only-root.ts';
import { kill, type Member, type Service, startService, TOKEN } from './service.ts';

const REDIS = findRedis();
/** What this machine lacks of it; empty where it can be started. */
export const LACKING: string[] = [
  ...(HAS_NGINX ? [] : ['nginx']),
  ...(REDIS ? [] : ['redis-server']),
  ...(HAS_S3 ? [] : ['python3-swift']),
];
export const HAS_TOPOLOGY = LACKING.length === 0;
const WORKERS = 2;

interface ServerMember extends Member {
  /** Past nginx. */
  api: Api;
  port: number;
}

export interface Topology {
  /** Its `api` goes through nginx. */
  service: Service;
  api: PatientApi;
  servers: ServerMember[];
  /** Between the members and S3. */
  s3: FaultProxy;
  /** Settings of the members' storage, for a program beside them. */
  storage: Record<string, string>;
  /** The server to which nginx sends this machine's requests: it has the socket that is open. */
  serverOfSocket(): Promise<ServerMember>;
  /** Redis ends and comes back with nothing kept. */
  restartRedis(): Promise<void>;
  /** PostgreSQL ends in the middle of what it does, and recovers, as a standby does that takes over. */
  restartPostgres(): Promise<void>;
  /** As many members as at the start. */
  heal(): Promise<void>;
  stop(): Promise<void>;
}

export async function startTopology(env: Record<string, string> = {}): Promise<Topology> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'sheetport-topology-'));
  // PostgreSQL's account passes through it to its data.
  await chmod(home, 0o711);
  const undo: (() => Promise<unknown>)[] = [() => rm(home, { recursive: true, force: true })];
  const stop = async () => {
    // What a failed test has ended does not keep the rest from ending.
    for (const step of undo.reverse()) await step().catch(() => undefined);
  };
  try {
    let redis: ThrowawayRedis = await startRedis(REDIS!, await directory(home, 'redis'));
    undo.push(() => redis.stop());
    const redisPort = Number(new URL(redis.url).port);
    const [postgresPort, ...ports] = [await freePort(), await freePort(), await freePort()] as const;
    // Not a throw-away one: what is committed must be there after a crash.
    const openPostgres = () =>
      startPostgres({ directory: path.join(home, 'postgres'), port: postgresPort, createDatabases: true });
    let postgres: EmbeddedPostgres = await openPostgres();
    undo.push(() => postgres.stop('immediate'));
    const s3 = await startS3Server();
    undo.push(() => s3.close());
    const proxy = await openFaultProxy(s3.env.S3_ENDPOINT!);
    undo.push(() => proxy.close());
    const storage = { ...s3.env, S3_ENDPOINT: proxy.url, S3_PREFIX: 'sheetport' };

    let homes = 0;
    const disk = async (name: string) => directory(home, `${name}-${++homes}`);
    const service = await startService({
      databaseUrl: await createMigratedDatabase(postgres.url, 't'),
      superuserUrl: postgres.superuserUrl,
      prefix: readOnlyRoot(),
      env: {
        ...storage,
        REDIS_URL: redis.url,
        TRUST_PROXY: '1',
        DATA_DIR: await disk('worker'),
        // The first server is one of those below: its address is known before it starts.
        PORT: '0',
        ...env,
      },
    });
    undo.push(() => service.stop());
    await kill(service.server, 'SIGTERM');
    const startServer = async (port: number): Promise<ServerMember> => ({
      ...(await service.addServer({ PORT: String(port), DATA_DIR: await disk('server') })),
      port,
    });
    const servers: ServerMember[] = await Promise.all(ports.map(startServer));
    undo.push(() => Promise.all(servers.map((server) => kill(server, 'SIGTERM'))));
    const addWorker = async () => service.addWorker({ DATA_DIR: await disk('worker') });
    while (service.workers.length < WORKERS) await addWorker();
    const nginx = await startNginx(ports);
    undo.push(() => nginx.stop());
    const api = new PatientApi(nginx.url, TOKEN);
    Object.assign(service, { api, url: nginx.url });

    return {
      service,
      api,
      servers,
      s3: proxy,
      storage,
      async serverOfSocket() {
        for (const server of servers.filter(isAlive)) {
          const { body } = await server.api.call('GET', '/metrics');
          if (/^sheetport_sockets [1-9]/m.test(body)) return server;
        }
        throw new Error('no server has a socket');
      },
      async restartRedis() {
        await redis.stop();
        redis = await startRedis(REDIS!, path.join(home, 'redis'), redisPort);
      },
      async restartPostgres() {
        await postgres.stop('immediate');
        postgres = await openPostgres();
      },
      async heal() {
        const alive = service.workers.filter(isAlive);
        service.workers.splice(0, Number.POSITIVE_INFINITY, ...alive);
        for (const [at, server] of servers.entries())
          if (!isAlive(server)) servers[at] = await startServer(server.port);
        while (service.workers.length < WORKERS) await addWorker();
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function isAlive({ process }: Member): boolean {
  return process.exitCode === null && process.signalCode === null;
}

async function directory(home: string, name: string): Promise<string> {
  const made = path.join(home, name);
  await mkdir(made);
  return made;
}
