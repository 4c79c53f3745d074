import { AppError } from '@sheetport/contract';
import { isStatementTimeout, learnBackendPid } from '@sheetport/core';
import { cutConnection, TableError } from '@sheetport/tables';
import type { FastifyBaseLogger } from 'fastify';
import pg from 'pg';

/** Postgres itself stops a statement first; this is for work of many statements, and for a Postgres that does not answer. */
const GRACE_MS = 250;
const CONNECT_MS = 2500;

export interface BoundedPoolOptions {
  connectionString: string;
  /** As `pg_stat_activity` shows it. */
  name: string;
  connections: number;
  /** How long one piece of work may hold a connection, all its statements together. */
  timeoutMs: number;
  /** How many may wait for a connection. Whoever comes after them is refused at once. */
  waiting: number;
  /** How long each of them waits. */
  waitMs: number;
}

export interface RunOptions {
  /** Aborted when whoever asked has gone: then the statement is ended in Postgres, too. */
  signal?: AbortSignal;
}

interface Waiter {
  admit(): void;
  refuse(failure: AppError): void;
}

/**
 * Connections for statements whose cost is decided by a request (docs/promises.md, P47). Work waits in order for one of a few
 * connections and holds it for a bounded time. Nothing here takes a connection of the control pool while it waits; that one
 * is only asked to end a statement that nobody waits for any more.
 */
export class BoundedPool {
  readonly #options: BoundedPoolOptions;
  readonly #control: pg.Pool;
  readonly #log: FastifyBaseLogger;
  readonly #pool: pg.Pool;
  readonly #waiting = new Set<Waiter>();
  readonly #running = new Set<(failure: AppError) => void>();
  #taken = 0;
  #isClosed = false;

  constructor(options: BoundedPoolOptions, control: pg.Pool, log: FastifyBaseLogger) {
    this.#options = options;
    this.#control = control;
    this.#log = log;
    this.#pool = new pg.Pool({
      connectionString: options.connectionString,
      application_name: options.name,
      max: options.connections,
      connectionTimeoutMillis: CONNECT_MS,
      // A statement, as connection poolers refuse this as a startup parameter.
      onConnect: async (client) => {
        await learnBackendPid(client, `SET statement_timeout = ${Math.trunc(options.timeoutMs)}`);
      },
      keepAlive: true,
    });
    this.#pool.on('error', (error) => log.warn({ err: error }, 'a connection to Postgres was lost'));
  }

  /** How much work holds a connection, and how much waits for one. */
  get load(): { running: number; waiting: number } {
    return { running: this.#taken, waiting: this.#waiting.size };
  }

  /**
   * Do some work on a connection of its own. The work ends every transaction that it begins, and keeps nothing of the client.
   * @throws AppError `busy` when no connection came free, `query_too_slow` when the work was stopped at its time-out;
   *   what `work` throws; what `pg` throws when Postgres cannot be reached
   */
  async run<T>(work: (client: pg.PoolClient) => Promise<T>, { signal }: RunOptions = {}): Promise<T> {
    if (signal?.aborted || this.#isClosed) throw abandoned();
    await this.#enter(signal);
    let client: pg.PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      this.#leave();
      throw error;
    }
    return this.#hold(client, work, signal);
  }

  /** Stop what runs, refuse what waits, and close the connections. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const waiter of [...this.#waiting]) waiter.refuse(abandoned());
    for (const stop of [...this.#running]) stop(abandoned());
    await this.#pool.end();
  }

  async #hold<T>(client: pg.PoolClient, work: (client: pg.PoolClient) => Promise<T>, signal?: AbortSignal): Promise<T> {
    // A connection that is lost while it is held says so to its holder, by the statement that fails.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let stop: (failure: AppError) => void = ignore;
    let isStopped = false;
    const stopped = new Promise<never>((_, reject) => {
      stop = (failure) => {
        isStopped = true;
        reject(failure);
      };
    });
    stopped.catch(ignore);
    const onAbort = (): void => stop(abandoned());
    const timer = setTimeout(() => stop(new AppError('query_too_slow')), this.#options.timeoutMs + GRACE_MS);
    this.#running.add(stop);
    signal?.addEventListener('abort', onAbort, { once: true });
    if (signal?.aborted || this.#isClosed) onAbort();
    let isLost = true;
    try {
      const result = await Promise.race([stopped, isStopped ? stopped : work(client)]);
      isLost = false;
      return result;
    } catch (error) {
      isLost = !(error instanceof AppError || error instanceof TableError || isStatementTimeout(error));
      if (isStatementTimeout(error)) throw new AppError('query_too_slow', {}, { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
      this.#running.delete(stop);
      signal?.removeEventListener('abort', onAbort);
      const free = (broken: boolean): void => {
        client.off('error', ignore);
        client.release(broken);
        this.#leave();
      };
      if (isStopped) void this.#end(client).finally(() => free(true));
      else free(isLost);
    }
  }

  /**
   * End the statement that a client is at, and whatever would follow it. Its place is given on only afterwards, so that
   * Postgres never works for more than there are places.
   */
  async #end(client: pg.PoolClient): Promise<void> {
    const { processID } = client as pg.PoolClient & { processID?: number | null };
    // Nothing more is sent after this, so that no later statement of the same work can begin.
    cutConnection(client);
    await this.#control.query('SELECT pg_terminate_backend($1)', [processID]).catch((error: unknown) => {
      // Then it ends by its own time-out.
      this.#log.debug({ err: error }, 'a statement could not be ended');
    });
  }

  async #enter(signal?: AbortSignal): Promise<void> {
    const { connections, waiting, waitMs } = this.#options;
    if (this.#taken < connections) {
      this.#taken += 1;
      return;
    }
    if (this.#waiting.size >= waiting) throw new AppError('busy');
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        this.#waiting.delete(waiter);
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
      };
      const waiter: Waiter = {
        admit: () => {
          settle();
          resolve();
        },
        refuse: (failure) => {
          settle();
          reject(failure);
        },
      };
      const onAbort = (): void => waiter.refuse(abandoned());
      const timer = setTimeout(() => waiter.refuse(new AppError('busy')), waitMs);
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiter);
    });
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next) next.admit();
    else this.#taken -= 1;
  }
}

/** Nobody reads this answer; the log does. */
function abandoned(): AppError {
  return new AppError('busy', {}, { cause: new Error('whoever asked has gone, or the server is closing') });
}

/**
 * Read in a transaction of its own, each statement for at most so long.
 * @throws TableError `cancelled` when one takes longer
 */
export async function readWithin<T>(client: pg.PoolClient, ms: number, read: () => Promise<T>): Promise<T> {
  await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${Math.max(1, Math.trunc(ms))}`);
  try {
    return await read();
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}
