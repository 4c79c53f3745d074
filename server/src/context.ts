import type { IncomingMessage, ServerResponse } from 'node:http';
import type { QueuePlace } from '@sheetport/queue';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Arrivals } from './arrivals.ts';
import type { BoundedPool } from './bounded-pool.ts';
import type { Bounds, Deps, ServerSettings } from './deps.ts';
import type { Disk } from './disk.ts';
import type { Access } from './plugins/access.ts';
import type { AttemptLimits } from './plugins/limits.ts';
import type { Relay } from './relay.ts';

/** What routes work with. */
export interface Context extends Omit<Deps, 'bounds'> {
  bounds: Bounds;
  access: Access;
  attempts: AttemptLimits;
  arrivals: Arrivals;
  disk: Disk;
  relay: Relay;
  /** For what a request wants to see of people's tables and of rejected rows. */
  browsePool: BoundedPool;
  /** For looking at a table before a job starts on it, and for changing tables. */
  preparePool: BoundedPool;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  ZodTypeProvider
>;

/** The queue's place by the settings. */
export function queuePlace(settings: ServerSettings): QueuePlace {
  return { databaseUrl: settings.DATABASE_URL, redisUrl: settings.REDIS_URL };
}
