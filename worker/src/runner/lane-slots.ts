import { LANES, Lane, LaneSlots, type Settings } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type { Consumer, Producer } from '@sheetport/queue';
import type pg from 'pg';
import type { Logger } from 'pino';
import { z } from 'zod';

/** What the owner sets is followed within two seconds. */
const FOLLOW_EVERY_MS = 1000;
/** The queue is asked so often, in beats of that length, whether it still has what was set: it may have been emptied or restored. */
const CONFIRM_EVERY = 10;
/** A small job that takes so long waits for somebody, as a rule for a lock of a large job. Another one may take its slot. */
const LEND_AFTER_MS = 5000;
const MAX_LENT = 8;

const LaneSetting = z.object({ lane: Lane, paused: z.boolean(), concurrency: z.number().int().nullable() });

/** How many jobs of each lane a worker with these settings runs at once. */
export function slotsOf(settings: Settings): LaneSlots {
  const all: Required<LaneSlots> = {
    inspect: settings.WORKER_INSPECT_CONCURRENCY,
    small: settings.WORKER_SMALL_CONCURRENCY,
    large: settings.WORKER_CONCURRENCY,
    exports: settings.WORKER_EXPORT_CONCURRENCY,
  };
  return Object.fromEntries(settings.WORKER_LANES.map((lane) => [lane, all[lane]]));
}

const LiveWorker = z.object({ slots: LaneSlots });

/** The lanes that neither this worker nor another live one takes. One of a version before lanes takes `inspect` and `large`. */
export async function findUntakenLanes(pool: pg.Pool, own: LaneSlots): Promise<Lane[]> {
  const others = await queryRows(
    pool,
    LiveWorker,
    `SELECT slots FROM sheetport.worker WHERE seen_at > now() - interval '15 seconds'`,
  );
  const taken = new Set(Object.keys(own));
  for (const { slots } of others) {
    const lanes = Object.keys(slots);
    for (const lane of lanes.length > 0 ? lanes : ['inspect', 'large']) taken.add(lane);
  }
  return LANES.filter((lane) => !taken.has(lane));
}

interface LaneContext {
  pool: pg.Pool;
  producer: Pick<Producer, 'setPaused'>;
  log: Logger;
}

/** The slots of one worker: those of its settings, as the owner has changed them, and those that are lent. */
export class WorkerLanes {
  readonly #own: LaneSlots;
  #slots: LaneSlots;
  #lent = 0;
  #consumer: Pick<Consumer, 'resize'> | undefined;
  readonly #paused = new Map<Lane, boolean>();
  #timer: NodeJS.Timeout | undefined;
  #beats = 0;

  constructor(own: LaneSlots) {
    this.#own = own;
    this.#slots = { ...own };
  }

  /** How many jobs of each lane run at once, without lent slots. */
  get slots(): LaneSlots {
    return { ...this.#slots };
  }

  /** Read what the owner has set. */
  async read({ pool }: Pick<LaneContext, 'pool'>): Promise<void> {
    const rows = await queryRows(pool, LaneSetting, 'SELECT lane, paused, concurrency FROM sheetport.lane_setting', []);
    const set = new Map(rows.map((row) => [row.lane, row]));
    for (const lane of LANES) {
      const own = this.#own[lane];
      if (own === undefined) continue;
      this.#slots[lane] = set.get(lane)?.concurrency ?? own;
      this.#resize(lane);
    }
    this.#wanted = new Map(rows.map(({ lane, paused }) => [lane, paused]));
  }
  #wanted = new Map<Lane, boolean>();

  /** Keep to what the owner sets from now on. */
  follow(context: LaneContext, consumer: Pick<Consumer, 'resize'>): void {
    this.#consumer = consumer;
    const beat = async () => {
      await this.read(context);
      const isConfirming = this.#beats++ % CONFIRM_EVERY === 0;
      for (const lane of LANES) {
        const paused = this.#wanted.get(lane) ?? false;
        if (this.#own[lane] === undefined || (this.#paused.get(lane) === paused && !isConfirming)) continue;
        await context.producer.setPaused(lane, paused);
        if ((this.#paused.get(lane) ?? false) !== paused) context.log.info({ lane, paused }, 'lane set');
        this.#paused.set(lane, paused);
      }
    };
    const next = () => {
      this.#timer = setTimeout(() => {
        beat()
          .catch((error: unknown) => context.log.debug({ err: error }, 'the lanes could not be followed; trying again'))
          .finally(() => {
            if (this.#timer) next();
          });
      }, FOLLOW_EVERY_MS);
      this.#timer.unref();
    };
    next();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Run one job of a lane. A small one that takes long no longer counts. */
  async run(lane: Lane, work: () => Promise<void>): Promise<void> {
    if (lane !== 'small') return work();
    let isLent = false;
    const timer = setTimeout(() => {
      if (this.#lent >= MAX_LENT) return;
      isLent = true;
      this.#lent++;
      this.#resize(lane);
    }, LEND_AFTER_MS);
    timer.unref();
    try {
      await work();
    } finally {
      clearTimeout(timer);
      if (isLent) {
        this.#lent--;
        this.#resize(lane);
      }
    }
  }

  #resize(lane: Lane): void {
    const slots = this.#slots[lane];
    if (slots !== undefined) this.#consumer?.resize(lane, slots + (lane === 'small' ? this.#lent : 0));
  }
}
