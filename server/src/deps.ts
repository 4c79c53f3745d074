import type { Settings } from '@sheetport/contract';
import type { Traces } from '@sheetport/core';
import type { Records } from '@sheetport/prisma';
import type { ListenerOptions, Producer } from '@sheetport/queue';
import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import type { PasswordCost } from './auth/passwords.ts';

/** What is opened before the application and outlives it. Made in main, or by a test. */
export interface Deps {
  settings: ServerSettings;
  /** The control pool, for short statements on the service's own records. Nothing that a person's table can hold up runs here. */
  pool: pg.Pool;
  records: Records;
  producer: Producer;
  log: FastifyBaseLogger;
  /** How workers are heard. */
  listen: (options: ListenerOptions) => { ready(): Promise<void>; close(): Promise<void> };
  /** Where spans of requests go. */
  traces?: Traces;
  /** The built web client. */
  webRoot?: string;
  bounds?: Partial<Bounds>;
  /** For tests only, which hash many passwords. No setting changes it. */
  passwordCost?: PasswordCost;
}

export type ServerSettings = Settings & { OWNER_TOKEN: string };

/** What one caller may use up. Tests lower these; nobody else needs to. */
export interface Bounds {
  requestsPerMinute: number;
  signInsPerMinute: number;
  /** A body that is not a file must be here by then. */
  bodyMs: number;
  /** An upload must bring `slowestBytesPerSecond` on average over each span of this length. */
  slowSpanMs: number;
  slowestBytesPerSecond: number;
  socketMessagesPerSecond: number;
  /** Session cookies that begin no session, from one address: many people behind it may have sessions that are over. */
  wrongSessionsPerMinute: number;
  /** Sockets that an address may open without saying who it is before it connects. */
  anonymousSocketsPerMinute: number;
  /** Requests that wait for a connection to look at tables, and how long each does. */
  browseWaiting: number;
  browseWaitMs: number;
  /**
   * How long the queue may take to accept a job, so that the whole answer comes within a second (docs/promises.md, P11), and to accept
   * the inspection of an upload, which is accepted without the queue, too.
   */
  queueMs: number;
  uploadQueueMs: number;
  /** How long an e-mail may take. */
  mailMs: number;
  /** How long requests may go on once the server is to stop. */
  drainMs: number;
}

export const BOUNDS: Bounds = {
  requestsPerMinute: 6000,
  signInsPerMinute: 20,
  bodyMs: 30_000,
  slowSpanMs: 20_000,
  slowestBytesPerSecond: 128,
  socketMessagesPerSecond: 50,
  wrongSessionsPerMinute: 600,
  anonymousSocketsPerMinute: 600,
  browseWaiting: 50,
  browseWaitMs: 5000,
  queueMs: 600,
  uploadQueueMs: 300,
  mailMs: 8000,
  drainMs: 8000,
};
