import type { IncomingMessage, ServerResponse } from 'node:http';
import type { QueuePlace } from '@sheetport/queue';
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Arrivals } from './arrivals.ts';
import type { Bounds, Deps, ServerSettings } from './deps.ts';
import type { Disk } from './disk.ts';
import type { Access } from './plugins/access.ts';
import type { Relay } from './relay.ts';

/** What routes work with. */
export interface Context extends Omit<Deps, 'bounds'> {
  bounds: Bounds;
  access: Access;
  arrivals: Arrivals;
  disk: Disk;
  relay: Relay;
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
