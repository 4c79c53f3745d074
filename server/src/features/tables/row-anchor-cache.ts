import { queryRows, tableRefOf } from '@sheetport/core';
import type { TableRecord } from '@sheetport/prisma';
import { type RowAnchors, readDataVersion, readRowAnchors, TableError } from '@sheetport/tables';
import type { PoolClient } from 'pg';
import { z } from 'zod';
import type { BoundedPool } from '../../http/bounded-pool.ts';
import { countEditsInPlace, type RowOrder } from './edits-in-place.ts';

/** So many orders are remembered; each has up to some thousands of anchors. */
const MOST_ENTRIES = 60;
/** Where others write all the time, anchors are used for so many times what they cost: at most a twentieth of a connection goes into them. */
const COSTS = 20;
const LEAST_MS = 1000;

interface Version {
  /** When the last job that writes has ended. */
  lastJob: string | null;
  /** Changes with each rewrite of the table. */
  file: string;
  /** Rows written so far by anybody; Postgres learns of them some time later. */
  written: number;
}

interface Entry {
  version: Version;
  /** Rows that edits have written since, after which all rows stand where they stood. */
  inPlace: number;
  anchors: RowAnchors;
  readAt: number;
  costMs: number;
}

interface Reading {
  anchors: Promise<RowAnchors>;
  readers: number;
  stop: AbortController;
}

const LastJob = z.object({ at: z.string().nullable() });

/** Anchors of the orders in which people look at tables, as long as they lead to the right rows. */
export class RowAnchorCache {
  readonly #pool: BoundedPool;
  /** The one that was used last comes last. */
  readonly #entries = new Map<string, Entry>();
  readonly #readings = new Map<string, Reading>();

  constructor(pool: BoundedPool) {
    this.#pool = pool;
  }

  /** The anchors that are known, or undefined where the rows have changed since, or nobody has asked before. */
  async find(client: PoolClient, order: RowOrder): Promise<RowAnchors | undefined> {
    const key = keyOf(order);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    const isFresh = await this.#isFresh(client, order, entry);
    this.#entries.delete(key);
    if (!isFresh) return undefined;
    this.#entries.set(key, entry);
    return entry.anchors;
  }

  async #isFresh(client: PoolClient, order: RowOrder, entry: Entry): Promise<boolean> {
    const version = await readVersion(client, order.row);
    if (version.file !== entry.version.file) return false;
    if (version.lastJob !== entry.version.lastJob) {
      const inPlace = await countEditsInPlace(client, order, entry.version.lastJob);
      if (inPlace === undefined) return false;
      entry.inPlace += inPlace;
      entry.version.lastJob = version.lastJob;
    }
    const isRecent = Date.now() - entry.readAt < Math.max(LEAST_MS, COSTS * entry.costMs);
    const byOthers = version.written - entry.version.written - entry.inPlace;
    return byOthers <= 0 || isRecent;
  }

  /**
   * Read the anchors of an order; whoever asks for the same meanwhile shares them. It stops when nobody waits any more.
   * @throws what `browse` throws; AppError `busy`, `query_too_slow`
   */
  async read(order: RowOrder, signal: AbortSignal): Promise<RowAnchors> {
    const key = keyOf(order);
    const reading = this.#readings.get(key) ?? this.#begin(key, order);
    reading.readers += 1;
    const leave = (): void => {
      reading.readers -= 1;
      if (reading.readers === 0) {
        reading.stop.abort();
        if (this.#readings.get(key) === reading) this.#readings.delete(key);
      }
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      return await reading.anchors;
    } finally {
      signal.removeEventListener('abort', leave);
    }
  }

  #begin(key: string, order: RowOrder): Reading {
    const stop = new AbortController();
    const read = async (client: PoolClient): Promise<RowAnchors> => {
      const startedAt = performance.now();
      // Before the rows: what is written meanwhile makes them old.
      const version = await readVersion(client, order.row);
      const anchors = await readRowAnchors(client, tableRefOf(order.row), order);
      this.#entries.delete(key);
      this.#entries.set(key, {
        version,
        inPlace: 0,
        anchors,
        readAt: Date.now(),
        costMs: performance.now() - startedAt,
      });
      for (const oldest of this.#entries.keys()) {
        if (this.#entries.size <= MOST_ENTRIES) break;
        this.#entries.delete(oldest);
      }
      return anchors;
    };
    const anchors = this.#pool.run(read, { signal: stop.signal }).finally(() => {
      if (this.#readings.get(key) === reading) this.#readings.delete(key);
    });
    // The callers that wait get the error.
    anchors.catch(() => undefined);
    const reading: Reading = { anchors, readers: 0, stop };
    this.#readings.set(key, reading);
    return reading;
  }
}

function keyOf({ row, filter, sort = [] }: RowOrder): string {
  return JSON.stringify([row.id, filter ?? null, sort.map(({ column, desc }) => [column, desc === true])]);
}

async function readVersion(client: PoolClient, row: TableRecord): Promise<Version> {
  const [job] = await queryRows(
    client,
    LastJob,
    `SELECT max(finished_at)::text AS at FROM sheetport.job WHERE table_id = $1 AND kind NOT IN ('export', 'inspect')`,
    [row.id],
  );
  const data = await readDataVersion(client, tableRefOf(row));
  if (!data) throw new TableError('no_such_table');
  return { lastJob: job?.at ?? null, file: data.file, written: Number(data.written) };
}
