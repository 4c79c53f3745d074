import type { Lane } from '@sheetport/contract';
import { createPostgresBackend, createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type pg from 'pg';

/** Where the queue is: in Redis when its URL is given, else in the same Postgres that holds the jobs. */
export interface QueueUrls {
  databaseUrl: string;
  redisUrl?: string | undefined;
}

/**
 * BullMQ's queue of each lane. Two of the names are older than lanes: what waits in these queues when a version with lanes starts is run
 * from them.
 */
export const QUEUE_OF_LANE: Readonly<Record<Lane, string>> = {
  inspect: 'quick',
  small: 'small',
  large: 'bulk',
  exports: 'exports',
};

/** BullMQ's own tables, apart from the service's records and from people's tables. */
const SCHEMA = 'sheetport_queue';
/** Redis keys of ours, so that several services can share one Redis. */
const PREFIX = 'sheetport';
/** How long a producer waits for the queue before it says that the queue is away (docs/promises.md, P11). */
export const PRODUCER_TIMEOUT_MS = 800;

/** What a Queue, a Worker or a QueueEvents needs to connect, and how to let go of it afterwards. */
export interface Connection {
  options: { connection: never; prefix?: string };
  close(): Promise<void>;
}

/** BullMQ's classes bound to a backend. Producers give up fast when it is away; consumers wait for it to come back. */
export interface Backend {
  name: 'postgres' | 'redis';
  classes: ReturnType<typeof withBackend>;
  connect(role: 'producer' | 'consumer'): Connection;
}

/** Choose the backend by the URLs. Opens nothing by itself. */
export function chooseBackend(urls: QueueUrls): Backend {
  return urls.redisUrl === undefined ? onPostgres(urls.databaseUrl) : onRedis(urls.redisUrl);
}

function onRedis(url: string): Backend {
  return {
    name: 'redis',
    classes: withBackend(createRedisBackend) as unknown as Backend['classes'],
    connect(role) {
      const options = {
        // BullMQ asks for this: a command waits for the connection to come back. A producer's own patience ends its wait.
        maxRetriesPerRequest: null,
        retryStrategy: (times: number) => Math.min(50 * 2 ** Math.min(times, 5), 1000),
        // A connection that swallows commands without an answer is cut and made anew.
        ...(role === 'producer' ? { socketTimeout: 2 * PRODUCER_TIMEOUT_MS } : {}),
      };
      const redis = new Redis(url, options);
      // ioredis tries a refused connection again; whoever uses it hears of the refusal by its own call.
      redis.on('error', () => undefined);
      return {
        options: { connection: redis as never, prefix: PREFIX },
        close: async () => redis.disconnect(),
      };
    },
  };
}

function onPostgres(connectionString: string): Backend {
  return {
    name: 'postgres',
    classes: withBackend(createPostgresBackend) as unknown as Backend['classes'],
    connect(role) {
      const connection = {
        connectionString: withOwnOptions(connectionString),
        // BullMQ's commands name its tables without a schema.
        onConnect: async (client: pg.ClientBase) => {
          // BullMQ does not listen while it migrates: a connection lost then would end the process. It shows as a failed query.
          client.on('error', () => undefined);
          // What a crash of Postgres takes from the queue is in the records of jobs, whose commits are waited for: the janitor queues it again.
          await client.query(`SET search_path TO ${SCHEMA}; SET synchronous_commit TO off`);
        },
        schema: SCHEMA,
        migrate: true,
        max: role === 'producer' ? 2 : 4,
        connectionTimeoutMillis: role === 'producer' ? PRODUCER_TIMEOUT_MS : 5000,
        application_name: `sheetport-queue-${role}`,
        keepAlive: true,
      };
      return { options: { connection: connection as never }, close: async () => undefined };
    },
  };
}

/**
 * BullMQ asks for its schema by the startup parameter `options`, which a connection pooler in between drops or refuses (pgbouncer,
 * `ignore_startup_parameters`), and which an address with options of its own replaces. `options` in the address, even when
 * empty, wins over what BullMQ sets; the schema is set by a statement after connecting.
 */
function withOwnOptions(connectionString: string): string {
  if (/[?&]options=/.test(connectionString)) return connectionString;
  return `${connectionString}${connectionString.includes('?') ? '&' : '?'}options=`;
}
