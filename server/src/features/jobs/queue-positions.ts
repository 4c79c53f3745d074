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
}

/** The position of each job that waits. A job without a lane waits where `laneOf` says. */
export async function readQueuePositions(
  records: Records,
  laneLoads: ReadLaneLoads,
): Promise<Map<string, QueuePosition>> {
  const [rows, loads] = await Promise.all([
    records.$queryRaw<{ id: string; lane: string; ahead: bigint }[]>`
      SELECT id, lane, row_number() OVER (PARTITION BY lane ORDER BY turn, created_at, id) - 1 AS ahead
        FROM (SELECT id, turn, created_at, coalesce(lane, CASE kind WHEN 'inspect' THEN 'inspect' ELSE 'large' END) AS lane
                FROM sheetport.job WHERE state = 'queued' AND NOT is_held) AS waiting`,
    laneLoads(),
  ]);
  const counts = new Map<string, number>();
  for (const { lane, ahead } of rows) counts.set(lane, Math.max(counts.get(lane) ?? 0, Number(ahead) + 1));
  const waits = new Map(loads.map((load) => [load.lane, expectWaits(load, counts.get(load.lane) ?? 0)]));
  const paused = new Set<string>(loads.filter((load) => load.paused).map(({ lane }) => lane));
  return new Map(
    rows.map(({ id, lane, ahead }) => {
      const known = Lane.safeParse(lane).data;
      const waitSeconds = (known && waits.get(known)?.[Number(ahead)]) ?? null;
      return [id, { ahead: Number(ahead), waitSeconds, paused: paused.has(lane) }];
    }),
  );
}
