import type { Batch } from '@sheetport/contract';
import type { FastifyBaseLogger } from 'fastify';
import type pg from 'pg';
import { readBatches } from '../features/batches/read-batches.ts';
import type { SocketServer } from './rooms.ts';

const PREFIX = 'batch:';
export const roomOfBatch = (batchId: string): string => PREFIX + batchId;
/** The batch that a room is of; null for another room. */
export const batchOfRoom = (room: string): string | null =>
  room.startsWith(PREFIX) ? room.slice(PREFIX.length) : null;

/** A batch is told of at most four times a second. */
const READ_MS = 250;

/** Reads the batches that are watched, in one query for all, and sends those that have changed. Nobody watching, it reads nothing. */
export class BatchBroadcaster {
  readonly #pool: pg.Pool;
  readonly #log: FastifyBaseLogger;
  readonly #sent = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(pool: pg.Pool, log: FastifyBaseLogger) {
    this.#pool = pool;
    this.#log = log;
  }

  /** Start to emit to these sockets. */
  start(io: SocketServer): void {
    this.#timer = setTimeout(() => {
      void this.#look(io).finally(() => {
        if (this.#timer) this.start(io);
      });
    }, READ_MS);
    this.#timer.unref();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #look(io: SocketServer): Promise<void> {
    const rooms = [...io.of('/').adapter.rooms.keys()].filter((room) => room.startsWith(PREFIX));
    const watched = rooms.map((room) => room.slice(PREFIX.length));
    for (const id of this.#sent.keys()) if (!watched.includes(id)) this.#sent.delete(id);
    if (watched.length === 0) return;
    try {
      for (const batch of await readBatches(this.#pool, watched)) this.#send(io, batch);
    } catch (error) {
      this.#log.debug({ err: error }, 'the batches could not be read; trying again');
    }
  }

  #send(io: SocketServer, batch: Batch): void {
    const text = JSON.stringify({ ...batch, secondsLeft: null });
    if (this.#sent.get(batch.id) === text) return;
    this.#sent.set(batch.id, text);
    io.to(roomOfBatch(batch.id)).emit('batch', batch);
  }
}
