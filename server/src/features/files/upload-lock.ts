import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Queryable, queryRows } from '@sheetport/core';
import { ERRORS, type Lock, type Locker, MemoryLocker, type RequestRelease } from '@tus/server';
import { z } from 'zod';

/** The shortest lease: one that is not renewed three times in a row is lost. */
const LEAST_LEASE_MS = 2000;
/** How often a holder renews its lease, and learns that another one waits. */
const RENEW_MS = 500;
/** How often one that waits asks. */
const ASK_MS = 100;
/** How long it waits at most, as the library does. */
const WAIT_MS = 30_000;

const Row = z.object({ wanted: z.boolean() });
type Log = { warn(details: object, message: string): void };

/**
 * Locks of uploads that all servers of a database share: a lease in a row of Postgres. One who waits asks the holder to let go, which may be a
 * connection that nobody has noticed to be gone. Within a server the library's own locks do the same at once.
 * @param silentMs for how long a server that died holds an upload
 */
export function openUploadLocks(db: Queryable, log: Log, silentMs: number): Locker {
  const local = new MemoryLocker();
  const leaseMs = Math.max(LEAST_LEASE_MS, silentMs);
  return { newLock: (id) => new UploadLock(db, log, id, local.newLock(id), leaseMs) };
}

class UploadLock implements Lock {
  readonly #db: Queryable;
  readonly #log: Log;
  readonly #id: string;
  readonly #local: Lock;
  readonly #leaseMs: number;
  readonly #holder = randomUUID();
  #renewing: NodeJS.Timeout | undefined;

  constructor(db: Queryable, log: Log, id: string, local: Lock, leaseMs: number) {
    this.#db = db;
    this.#log = log;
    this.#id = id;
    this.#local = local;
    this.#leaseMs = leaseMs;
  }

  async lock(signal: AbortSignal, requestRelease: RequestRelease): Promise<void> {
    await this.#local.lock(signal, requestRelease);
    try {
      const until = Date.now() + WAIT_MS;
      while (!(await this.#take())) {
        if (signal.aborted || Date.now() > until) throw ERRORS.ERR_LOCK_TIMEOUT;
        await this.#db.query('UPDATE sheetport.upload_lock SET wanted = true WHERE id = $1', [this.#id]);
        await sleep(ASK_MS);
      }
    } catch (error) {
      await this.#local.unlock();
      throw error;
    }
    this.#renewing = setInterval(() => void this.#renew(requestRelease), RENEW_MS);
    this.#renewing.unref();
  }

  async unlock(): Promise<void> {
    clearInterval(this.#renewing);
    // Where Postgres is away, the lease runs out.
    await this.#db
      .query('DELETE FROM sheetport.upload_lock WHERE id = $1 AND holder = $2', [this.#id, this.#holder])
      .catch((error: unknown) =>
        this.#log.warn({ upload: this.#id, err: error }, 'an upload stays locked for a while'),
      );
    await this.#local.unlock();
  }

  async #take(): Promise<boolean> {
    const rows = await queryRows(
      this.#db,
      Row,
      `INSERT INTO sheetport.upload_lock AS l (id, holder, expires_at) VALUES ($1, $2, now() + $3 * interval '1 ms')
       ON CONFLICT (id) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at, wanted = false
         WHERE l.expires_at < now()
       RETURNING wanted`,
      [this.#id, this.#holder, this.#leaseMs],
    );
    return rows.length > 0;
  }

  async #renew(requestRelease: RequestRelease): Promise<void> {
    try {
      const [row] = await queryRows(
        this.#db,
        Row,
        `UPDATE sheetport.upload_lock SET expires_at = now() + $3 * interval '1 ms' WHERE id = $1 AND holder = $2 RETURNING wanted`,
        [this.#id, this.#holder, this.#leaseMs],
      );
      if (!row || row.wanted) await requestRelease();
    } catch (error) {
      this.#log.warn({ upload: this.#id, err: error }, 'the lock of an upload could not be renewed');
    }
  }
}
