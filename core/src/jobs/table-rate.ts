/**
 * At most so many imports into a table begin in a minute. An import for which a minute has no room is recorded with the time at which it may begin, and
 * is in no queue until then (dependents.ts frees it). So it is the same on every queue, and survives what a queue loses.
 */
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

const MINUTE_MS = 60_000;

const Limit = z.object({ perMinute: z.number().nullable(), now: z.date() });
const Begun = z.object({ at: z.date() });
const Id = z.object({ id: z.string() });

/** Imports that begin, and those that wait for their time; a dry run changes nothing, and a cancelled one does not begin. */
const COUNTED = `table_id = $1 AND kind = 'import' AND state <> 'cancelled' AND coalesce(spec ->> 'dryRun', '') <> 'true'`;

/**
 * Give imports into a table the times at which they may begin: those that were just recorded, or all that wait, where the limit has changed.
 * In: the transaction that records them, or the change. Of several at once each waits for the one before.
 * @param ids new ones, in their order; default: those that wait
 * @returns the new ones that are not to be queued now
 */
export async function spaceImports(db: Queryable, tableId: string, ids?: readonly string[]): Promise<Set<string>> {
  const isNew = ids !== undefined;
  // Most tables have no limit: nobody waits for these.
  if (isNew && (await readLimit(db, tableId)).perMinute === null) return new Set();
  await db.query(`SELECT 1 FROM pg_advisory_xact_lock(hashtextextended('imports into ' || $1::text, 0))`, [tableId]);
  const { perMinute, now } = await readLimit(db, tableId);
  const placed = ids ? await keepImports(db, tableId, ids) : await readWaiting(db, tableId);
  if (placed.length === 0) return new Set();
  const times = perMinute === null ? [] : await readTimes(db, tableId, placed, perMinute);
  const slots = placed.map(() => {
    if (perMinute === null) return null;
    const full = times[times.length - perMinute];
    const at = Math.max(now.getTime(), full === undefined ? 0 : full + MINUTE_MS);
    times.push(at);
    return at > now.getTime() ? new Date(at).toISOString() : null;
  });
  const held = placed.filter((_, nth) => slots[nth] !== null);
  await db.query(
    `UPDATE sheetport.job j SET starts_at = slot.at, imports_per_minute = CASE WHEN slot.at IS NULL THEN NULL ELSE $3::int END,
            is_held = j.is_held OR slot.at IS NOT NULL, seq = seq + CASE WHEN $4 THEN 0 ELSE 1 END
       FROM unnest($1::uuid[], $2::timestamptz[]) AS slot(id, at) WHERE j.id = slot.id AND j.state = 'queued'`,
    [placed, slots, perMinute, isNew],
  );
  return new Set(isNew ? held : []);
}

async function readLimit(db: Queryable, tableId: string): Promise<z.infer<typeof Limit>> {
  const sql = 'SELECT imports_per_minute AS "perMinute", clock_timestamp() AS now FROM sheetport."table" WHERE id = $1';
  const [row] = await queryRows(db, Limit, sql, [tableId]);
  return row ?? { perMinute: null, now: new Date() };
}

async function keepImports(db: Queryable, tableId: string, ids: readonly string[]): Promise<string[]> {
  const found = await queryRows(db, Id, `SELECT id FROM sheetport.job WHERE ${COUNTED} AND id = ANY ($2)`, [
    tableId,
    ids,
  ]);
  const counted = new Set(found.map(({ id }) => id));
  return ids.filter((id) => counted.has(id));
}

async function readWaiting(db: Queryable, tableId: string): Promise<string[]> {
  const found = await queryRows(
    db,
    Id,
    `SELECT id FROM sheetport.job WHERE ${COUNTED} AND state = 'queued' AND is_held AND starts_at IS NOT NULL ORDER BY starts_at, created_at, id`,
    [tableId],
  );
  return found.map(({ id }) => id);
}

/** When the last imports began or begin, but for some: as many as a minute takes, the last one at the end. */
async function readTimes(db: Queryable, tableId: string, except: readonly string[], count: number): Promise<number[]> {
  const found = await queryRows(
    db,
    Begun,
    `SELECT coalesce(starts_at, created_at) AS at FROM sheetport.job
      WHERE ${COUNTED} AND id <> ALL ($2) AND (created_at > now() - interval '1 day' OR is_held)
      ORDER BY 1 DESC LIMIT $3`,
    [tableId, except, count],
  );
  return found.map(({ at }) => at.getTime()).reverse();
}
