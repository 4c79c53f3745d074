/**
 * The order in which jobs that wait in a lane run: start-time fair queueing. Each sender of jobs is a flow of its own for each priority. A
 * new job gets a number, its turn, and the lowest turn runs first, the oldest of equal ones. The turns of a flow are a step apart, and a
 * flow that had nothing waiting begins almost a step behind where the lane is. So of two senders each gets every second turn, however many jobs the other has
 * waiting, and no job waits for ever: whatever comes later in a flow has a later turn.
 */
import type { JobPriority, Lane } from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

/** How far the turns of one sender are apart: five `high` jobs run for each `normal` one, and five of these for each `low` one. */
const STEP: Readonly<Record<JobPriority, number>> = { high: 1, normal: 5, low: 25 };

/** The flow that a job belongs to. `sender` is the id of the principal; null for jobs of nobody. */
export interface Flow {
  lane: Lane;
  sender: string | null;
  priority: JobPriority;
}

const Last = z.object({ last: z.number() });

/**
 * The lane is where the last running job is, else just before the first waiting one, else where it was last. One statement, so that two
 * jobs of one flow that come at once get different turns. It is not waited for that it is on the disk: the record of the job that has the turn is, and
 * comes after it.
 */
const TAKE = `WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)), here AS (
    SELECT coalesce((SELECT max(turn) FROM sheetport.job WHERE state = 'running' AND lane = $1),
                    (SELECT min(turn) - 1 FROM sheetport.job WHERE state = 'queued' AND lane = $1 AND NOT is_held),
                    (SELECT max(last_turn) FROM sheetport.job_turn WHERE lane = $1), 0) AS turn)
  INSERT INTO sheetport.job_turn AS flow (lane, sender, priority, last_turn)
  SELECT $1, $2, $3, here.turn + $4::int + ($6::int - 1) * $5::int FROM here, quick
  ON CONFLICT (lane, sender, priority) DO UPDATE SET last_turn = greatest(excluded.last_turn, flow.last_turn + $6::int * $5::int)
  RETURNING last_turn AS last`;

/** Take turns for new jobs of a flow, in their order. */
export async function takeTurns(db: Queryable, { lane, sender, priority }: Flow, count: number): Promise<number[]> {
  const step = STEP[priority];
  const [row] = await queryRows(db, Last, TAKE, [lane, sender ?? '', priority, step - 1, step, count]);
  return Array.from({ length: count }, (_, nth) => row!.last - (count - 1 - nth) * step);
}

/**
 * Forget the turns of lanes in which no job waits or runs: the next one begins at 0. Turns grow by a step with each job and must stay below
 * two million (queue, producer.ts).
 */
export async function forgetTurns(db: Queryable): Promise<void> {
  await db.query(
    `DELETE FROM sheetport.job_turn t WHERE NOT EXISTS (
       SELECT 1 FROM sheetport.job j WHERE j.lane = t.lane AND j.state IN ('queued', 'running'))`,
  );
}
