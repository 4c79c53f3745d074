import { JobState, LANES, type Lane, LaneSlots, laneOf } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type pg from 'pg';
import { z } from 'zod';
import { keepBriefly } from '../../http/keep-briefly.ts';

/** What one lane has to do, and who does it. */
export interface LaneLoad {
  lane: Lane;
  paused: boolean;
  /** As the owner has set it, in each worker. */
  concurrency: number | null;
  workers: number;
  /** Live workers of a version before lanes: they say nothing of lanes, and take `inspect` and `large`. */
  olderWorkers: number;
  /** The sum of all workers. */
  slots: number;
  waiting: number;
  oldestWaitSeconds: number | null;
  /** For each job that runs: the seconds that it says are left. */
  running: (number | null)[];
  /** How long jobs of this lane ran lately, on average. */
  secondsEach: number | null;
}

/** An answer serves all who ask within this time. */
const KEEP_MS = 500;
/** The jobs that ended last tell how long one takes. */
const LATELY = 500;

/** Kinds may be those of a later version, whose jobs wait as well. */
const Current = z.object({
  kind: z.string(),
  lane: z.string().nullable(),
  state: JobState,
  count: z.number(),
  oldest: z.number(),
  left: z.array(z.number().nullable()),
});
const Ended = z.object({ kind: z.string(), lane: z.string().nullable(), count: z.number(), seconds: z.number() });
const LiveWorker = z.object({ slots: LaneSlots });
const Setting = z.object({ lane: z.string(), paused: z.boolean(), concurrency: z.number().nullable() });

const CURRENT = `SELECT kind, lane, state, count(*)::int AS count,
    extract(epoch FROM now() - min(created_at))::float8 AS oldest, array_agg(seconds_left) AS left
  FROM sheetport.job WHERE state IN ('queued', 'running') AND NOT is_held GROUP BY kind, lane, state`;
const ENDED = `SELECT kind, lane, count(*)::int AS count, extract(epoch FROM avg(finished_at - started_at))::float8 AS seconds
  FROM (SELECT kind, lane, started_at, finished_at FROM sheetport.job WHERE state = 'succeeded' AND started_at IS NOT NULL
         ORDER BY created_at DESC LIMIT ${LATELY}) AS lately GROUP BY kind, lane`;
const WORKERS = `SELECT slots FROM sheetport.worker WHERE seen_at > now() - interval '15 seconds'`;
const SETTINGS = 'SELECT lane, paused, concurrency FROM sheetport.lane_setting';

/** The load of all lanes. `fresh`: as it is now; else it may be half a second old. */
export type ReadLaneLoads = (fresh?: boolean) => Promise<LaneLoad[]>;

/** Reads the load of all lanes; at most twice a second, however many ask, unless it is to be fresh. */
export function openLaneLoads(pool: pg.Pool): ReadLaneLoads {
  return keepBriefly(KEEP_MS, () => readLoads(pool));
}

async function readLoads(pool: pg.Pool): Promise<LaneLoad[]> {
  const [current, ended, workers, settings] = await Promise.all([
    queryRows(pool, Current, CURRENT, []),
    queryRows(pool, Ended, ENDED, []),
    queryRows(pool, LiveWorker, WORKERS, []),
    queryRows(pool, Setting, SETTINGS, []),
  ]);
  const olderWorkers = workers.filter(({ slots }) => Object.keys(slots).length === 0).length;
  return LANES.map((lane) => {
    const setting = settings.find((one) => one.lane === lane);
    const waiting = current.filter((one) => laneOf(one) === lane && one.state === 'queued');
    const slots = workers.flatMap((worker) => worker.slots[lane] ?? []);
    return {
      lane,
      paused: setting?.paused ?? false,
      concurrency: setting?.concurrency ?? null,
      workers: slots.length,
      olderWorkers,
      slots: sum(slots),
      waiting: sum(waiting.map(({ count }) => count)),
      oldestWaitSeconds: waiting.length === 0 ? null : Math.max(0, ...waiting.map(({ oldest }) => oldest)),
      running: current.filter((one) => laneOf(one) === lane && one.state === 'running').flatMap(({ left }) => left),
      secondsEach: meanOf(ended.filter((one) => laneOf(one) === lane)),
    };
  });
}

function meanOf(groups: readonly { count: number; seconds: number }[]): number | null {
  if (groups.length === 0) return null;
  return sum(groups.map(({ count, seconds }) => count * seconds)) / sum(groups.map(({ count }) => count));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

/**
 * How long jobs at the positions 0 to `positions` - 1 of a lane will probably wait, in seconds: each slot takes the next job when it is
 * free. Null where that cannot be told: the lane is paused, no worker takes it, or nothing says how long a job takes.
 */
export function expectWaits(load: LaneLoad, positions: number): (number | null)[] {
  const { slots, secondsEach, running } = load;
  const unknown = Array<null>(positions).fill(null);
  if (load.paused || slots === 0) return unknown;
  const ends = running.map((left) => left ?? secondsEach);
  if (ends.includes(null)) return unknown;
  const free = (ends as number[]).sort((a, b) => a - b).slice(-slots);
  while (free.length < slots) free.unshift(0);
  const waits: (number | null)[] = [];
  for (let position = 0; position < positions; position++) {
    const next = free.shift();
    waits.push(next === undefined ? null : roundWait(next));
    if (next === undefined || secondsEach === null) continue;
    const end = next + secondsEach;
    const at = free.findIndex((one) => one > end);
    free.splice(at < 0 ? free.length : at, 0, end);
  }
  return waits;
}

/** Whole seconds, and fewer steps the longer it takes: an estimate that changed every second would say too much. */
function roundWait(seconds: number): number {
  const step = seconds < 10 ? 1 : seconds < 60 ? 5 : seconds < 600 ? 30 : 60;
  return Math.ceil(seconds / step) * step;
}
