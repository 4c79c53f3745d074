/** The pending rejects of a job, in pages by the key. */
import { z } from 'zod';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';
import { StoredReject } from './rejects.ts';

/** A page of a job's pending rejects: after a row, at most so many, and only those that fulfil a condition on `r`. */
export const pendingPageSql = (condition = 'TRUE') => `SELECT r."row", r.cells, r.issues FROM sheetport.reject r
  WHERE r.job_id = $1 AND r."row" > $2::bigint AND r.corrected_by_job_id IS NULL AND ${condition} ORDER BY r."row" LIMIT $3`;

/**
 * All pending rejects of a job, in pages of `size` rows. In a transaction of the caller's that began with `READ_IN_KEY_ORDER`.
 * Not through Prisma, whose reading of JSON loses a heading called `__proto__`.
 */
export async function* readPendingPages(db: Queryable, jobId: string, size: number): AsyncGenerator<StoredReject[]> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await queryRows(db, StoredReject, pendingPageSql(), [jobId, after, size]);
    if (rows.length > 0) yield rows;
    if (rows.length < size) return;
    after = rows.at(-1)!.row;
  }
}

const Pending = z.object({ rows: z.number(), fingerprint: z.string() });

/**
 * How many rejects of a job are pending, and what tells whether they are the same ones later. Reads their index alone: a million take some
 * 100 ms.
 */
export async function countPendingRejects(db: Queryable, jobId: string): Promise<z.infer<typeof Pending>> {
  const [pending] = await queryRows(
    db,
    Pending,
    `SELECT count(*)::float8 AS rows, count(*) || ':' || coalesce(sum(hashint4("row")), 0) AS fingerprint
       FROM sheetport.reject WHERE job_id = $1 AND corrected_by_job_id IS NULL`,
    [jobId],
  );
  return pending!;
}
