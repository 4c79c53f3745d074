import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';

const Attempts = z.object({ count: z.number(), ms: z.coerce.number() });
export type Attempts = z.infer<typeof Attempts>;

/**
 * Count an attempt of a caller, at whichever server. Out: how many there were within a minute, and the milliseconds until that is over.
 * @param caller what is counted, and whose it is
 */
export async function countAttempt(db: Queryable, caller: string): Promise<Attempts> {
  const rows = await queryRows(
    db,
    Attempts,
    `INSERT INTO sheetport.attempt AS a (caller, started_at, count) VALUES ($1, now(), 1)
     ON CONFLICT (caller) DO UPDATE SET
       count = CASE WHEN a.started_at > now() - interval '1 minute' THEN a.count + 1 ELSE 1 END,
       started_at = CASE WHEN a.started_at > now() - interval '1 minute' THEN a.started_at ELSE now() END
     RETURNING count, extract(epoch FROM started_at + interval '1 minute' - now()) * 1000 AS ms`,
    [caller],
  );
  return rows[0]!;
}

/** Take back an attempt that does not count after all. */
export async function uncountAttempt(db: Queryable, caller: string): Promise<void> {
  await db.query('UPDATE sheetport.attempt SET count = count - 1 WHERE caller = $1 AND count > 0', [caller]);
}

/** Forget the attempts that no longer count. */
export async function forgetAttempts(db: Queryable): Promise<void> {
  await db.query(`DELETE FROM sheetport.attempt WHERE started_at < now() - interval '1 minute'`);
}
