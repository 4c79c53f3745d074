import { Lane } from '@sheetport/contract';
import type { Records } from '@sheetport/prisma';
import { expectWaits, type ReadLaneLoads } from '../queues/lane-load.ts';

/** Where a job waits. */
export interface QueuePosition {
  /** How many jobs of its lane run before it. */
  ahead: number;
  /** How long it will probably wait, in seconds; null where that cannot be told. */
  waitSeconds: number | null;
  /** Whether the owner has paused its lane. */
  paused: boolean;
  /** Where its table takes so many imports a minute, and it waits for its own: those before it are of the same table. */
  perMinute?: number;
}

interface HeldRow {
  id: string;
  ahead: bigint;
  seconds: number;
  perMinute: number;
}

/** The position of each job that waits. A job without a lane waits where `laneOf` says. */
export async function readQueuePositions(
  records: Records,
  laneLoads: ReadLaneLoads,
): Promise<Map<string, QueuePosition>> {
  const [rows, held, loads] = await Promise.all([
    records.$queryRaw<{ id: string; lane: string; ahead: bigint }[]>`
      SELECT id, lane, row_number() OVER (PARTITION BY lane ORDER BY turn, created_at, id) - 1 AS ahead
        FROM (SELECT id, turn, created_at, coalesce(lane, CASE kind WHEN 'inspect' THEN 'inspect' ELSE 'large' END) AS lane
                FROM sheetport.job WHERE state = 'queued' AND NOT is_held) AS waiting`,
    records.$queryRaw<HeldRow[]>`
      SELECT id, row_number() OVER (PARTITION BY table_id ORDER BY starts_at, created_at, id) - 1 AS ahead,
             extract(epoch FROM starts_at - now())::float8 AS seconds, imports_per_minute AS "perMinute"
        FROM sheetport.job WHERE state = 'queued' AND is_held AND starts_at > now() AND imports_per_minute IS NOT NULL`,
    laneLoads(),
  ]);
  const counts = new Map<string, number>();
  for (const { lane, ahead } of rows) counts.set(lane, Math.max(counts.get(lane) ?? 0, Number(ahead) + 1));
  const waits = new Map(loads.map((load) => [load.lane, expectWaits(load, counts.get(load.lane) ?? 0)]));
  const paused = new Set<string>(loads.filter((load) => load.paused).map(({ lane }) => lane));
  const ofTables = held.map(({ id, ahead, seconds, perMinute }): [string, QueuePosition] => [
    id,
    { ahead: Number(ahead), waitSeconds: Math.ceil(seconds), paused: false, perMinute },
  ]);
  return new Map([
    ...ofTables,
    ...rows.map(({ id, lane, ahead }): [string, QueuePosition] => {
      const known = Lane.safeParse(lane).data;
      const waitSeconds = (known && waits.get(known)?.[Number(ahead)]) ?? null;
      return [id, { ahead: Number(ahead), waitSeconds, paused: paused.has(lane) }];
    }),
  ]);
}
