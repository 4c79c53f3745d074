/** Jobs that begin once others have succeeded, or at their time (table-rate.ts). Until then they are recorded as queued, and are in no queue. */
import { ERRORS } from '@sheetport/contract';
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

/** A job that waits for nothing any more. Its kind may be one of a later version. */
const Freed = z.object({ id: z.string(), kind: z.string(), lane: z.string().nullable(), turn: z.number() });
export type Freed = z.infer<typeof Freed>;
const Dependent = z.object({ ...Freed.shape, isFreed: z.boolean() });
const { message } = ERRORS.dependency_failed;

const SETTLE = `
  WITH held AS (
    SELECT h.id, (h.spec ->> 'tableOf')::uuid AS table_of, bool_and(needed.id IS NULL OR coalesce(d.state = 'succeeded', false))
             AND coalesce(h.starts_at <= now(), true) AS ready,
           bool_or(needed.id IS NOT NULL AND (d.id IS NULL OR d.state IN ('failed', 'cancelled')
                     OR (d.id::text = h.spec ->> 'tableOf' AND d.state = 'succeeded' AND d.table_id IS NULL))) AS broken
      FROM sheetport.job h LEFT JOIN unnest(h.depends_on) AS needed(id) ON true LEFT JOIN sheetport.job d ON d.id = needed.id
     WHERE h.is_held AND h.state = 'queued' GROUP BY h.id),
  freed AS (
    UPDATE sheetport.job j SET is_held = false, seq = j.seq + 1, table_id = coalesce(j.table_id, made.table_id),
           spec = CASE WHEN made.id IS NULL THEN j.spec ELSE (j.spec - 'tableOf') || jsonb_build_object('tableId', made.table_id) END
      FROM held LEFT JOIN sheetport.job made ON made.id = held.table_of
     WHERE j.id = held.id AND held.ready AND NOT held.broken AND j.is_held AND j.state = 'queued' RETURNING j.id, j.kind, j.lane, j.turn),
  broken AS (
    UPDATE sheetport.job j SET is_held = false, state = 'failed', phase = 'done', seq = seq + 1, finished_at = now(), error = $1
      FROM held WHERE j.id = held.id AND held.broken AND j.is_held AND j.state = 'queued' RETURNING j.id, j.kind, j.lane, j.turn)
  SELECT *, true AS "isFreed" FROM freed UNION ALL SELECT *, false FROM broken`;

/**
 * Free all jobs whose dependencies have succeeded and whose time has come, and fail those of which one cannot any more, with all that wait for these in turn.
 * The export of a table that an import was to make is from then on one of that table. Any number of processes may do so at once: each job is settled by one of them.
 * @returns freed: to be enqueued by the caller (the janitor finds what a crash left); failed: the ids of the others
 */
export async function settleDependents(db: Queryable): Promise<{ freed: Freed[]; failed: string[] }> {
  const freed: Freed[] = [];
  const failed: string[] = [];
  for (let found = -1; found !== failed.length; ) {
    found = failed.length;
    const error = JSON.stringify({ code: 'dependency_failed', message });
    for (const { isFreed, ...job } of await queryRows(db, Dependent, SETTLE, [error])) {
      if (isFreed) freed.push(job);
      else failed.push(job.id);
    }
  }
  return { freed, failed };
}

/** Whether any job waits for this one. */
export async function hasDependents(db: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `SELECT 1 FROM sheetport.job WHERE is_held AND state = 'queued' AND $1::uuid = ANY (depends_on) LIMIT 1`,
    [id],
  );
  return rowCount !== 0;
}
