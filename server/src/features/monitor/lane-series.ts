import { LANES, type Lane, type LaneSeries, type MonitorWindow } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type pg from 'pg';
import { z } from 'zod';

/** Steps of the pictures: as many as a small picture can show. */
export const STEPS: Readonly<Record<MonitorWindow, { seconds: number; count: number }>> = {
  hour: { seconds: 60, count: 60 },
  day: { seconds: 900, count: 96 },
};

const Event = z.object({
  lane: z.string(),
  what: z.enum(['before', 'came', 'left', 'ended']),
  step: z.number(),
  count: z.number(),
  mean: z.number().nullable(),
  longest: z.number().nullable(),
  failed: z.number(),
});
type Event = z.infer<typeof Event>;

/** As `laneOf` says it. */
const LANE = `coalesce(lane, CASE WHEN kind::text = 'inspect' THEN 'inspect' ELSE 'large' END)`;
/**
 * Made of the records of the jobs themselves, by their index on `created_at`: exact over restarts and machines, and nothing has to be sampled.
 * A job that waited for more than a day before the window began is counted where it still waits.
 */
const EVENTS = `
  WITH span AS (
    SELECT ${LANE} AS lane,
           state::text AS state, created_at, started_at, finished_at, coalesce(started_at, finished_at) AS left_at
      FROM sheetport.job
     WHERE created_at > $1::timestamptz - interval '1 day' AND created_at <= $2
     UNION ALL
    SELECT ${LANE}, state::text, created_at, started_at, finished_at, started_at
      FROM sheetport.job
     WHERE state IN ('queued', 'running') AND created_at <= $1::timestamptz - interval '1 day'
  )
  SELECT lane, 'before' AS what, 0 AS step, count(*)::int AS count, NULL::float8 AS mean, NULL::float8 AS longest, 0 AS failed
    FROM span WHERE created_at <= $1 AND (left_at IS NULL OR left_at > $1) GROUP BY lane
  UNION ALL
  SELECT lane, 'came', floor(extract(epoch FROM created_at - $1::timestamptz) / $3)::int, count(*)::int, NULL, NULL, 0
    FROM span WHERE created_at > $1 GROUP BY 1, 3
  UNION ALL
  SELECT lane, 'left', floor(extract(epoch FROM left_at - $1::timestamptz) / $3)::int, count(started_at)::int,
         extract(epoch FROM avg(started_at - created_at))::float8, extract(epoch FROM max(started_at - created_at))::float8,
         (count(*) - count(started_at))::int
    FROM span WHERE left_at > $1 AND left_at <= $2 GROUP BY 1, 3
  UNION ALL
  SELECT lane, 'ended', floor(extract(epoch FROM finished_at - $1::timestamptz) / $3)::int,
         (count(*) FILTER (WHERE state = 'succeeded'))::int, NULL, NULL, (count(*) FILTER (WHERE state = 'failed'))::int
    FROM span WHERE finished_at > $1 AND finished_at <= $2 GROUP BY 1, 3`;

/**
 * How many jobs waited, started and ended in each lane, step by step.
 * @param to where the last step ends
 */
export async function readLaneSeries(db: pg.ClientBase, window: MonitorWindow, to: Date): Promise<LaneSeries[]> {
  const { seconds, count } = STEPS[window];
  const from = new Date(to.getTime() - seconds * count * 1000);
  const events = await queryRows(db, Event, EVENTS, [from, to, seconds]);
  return LANES.map((lane) => seriesOf(lane, events, count));
}

function seriesOf(lane: Lane, all: readonly Event[], count: number): LaneSeries {
  const events = all.filter((event) => event.lane === lane);
  const zeros = () => Array<number>(count).fill(0);
  const nulls = () => Array<number | null>(count).fill(null);
  const change = zeros();
  const series: LaneSeries = {
    lane,
    waiting: zeros(),
    started: zeros(),
    meanWaitSeconds: nulls(),
    longestWaitSeconds: nulls(),
    succeeded: zeros(),
    failed: zeros(),
  };
  let waiting = 0;
  for (const { what, step, count: jobs, mean, longest, failed } of events) {
    // A moment on the last edge belongs to the last step.
    const at = Math.min(Math.max(step, 0), count - 1);
    if (what === 'before') waiting += jobs;
    else if (what === 'came') change[at]! += jobs;
    else if (what === 'left') {
      // `failed` are those that left without having started.
      change[at]! -= jobs + failed;
      series.started[at]! += jobs;
      series.meanWaitSeconds[at] = mean;
      series.longestWaitSeconds[at] = longest;
    } else {
      series.succeeded[at]! += jobs;
      series.failed[at]! += failed;
    }
  }
  for (let at = 0; at < count; at++) {
    waiting += change[at]!;
    series.waiting[at] = Math.max(0, waiting);
  }
  return series;
}
