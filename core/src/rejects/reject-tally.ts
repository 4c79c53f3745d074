/** How many rejects of a job are pending, and their issues in groups: counted once, and updated from then on. */
import type { IssueDetails } from '@sheetport/contract';
import type { Queryable } from '../transactions/queryable.ts';
import { jsonText } from '../transactions/to-jsonb.ts';

/** Pending rejects with the same issue. */
export interface RejectGroupEntry {
  column: string;
  code: string;
  details: IssueDetails;
  count: number;
  /** The first sheet rows. */
  rows: number[];
  examples: string[];
}

/**
 * Write the counts of a job's rejects. In: the transaction that settles the job, so that both are there or neither.
 * @param groups null where there are too many of them to be kept
 */
export async function writeRejectTally(
  db: Queryable,
  jobId: string,
  pending: number,
  groups: readonly RejectGroupEntry[] | null,
): Promise<void> {
  await db.query(
    `INSERT INTO sheetport.reject_group (job_id, position, "column", code, details, count, "rows", examples)
     SELECT $1, g.position, g."column", g.code, g.details, g.count, g."rows", g.examples
       FROM jsonb_to_recordset($2::jsonb)
         AS g(position int, "column" text, code text, details jsonb, count int, "rows" int[], examples text[])`,
    [jobId, jsonText((groups ?? []).map((group, position) => ({ position, ...group })))],
  );
  await db.query('UPDATE sheetport.job SET pending_rejects = $2 WHERE id = $1', [jobId, pending]);
}

/**
 * Make rejects pending or resolved, and change the counts of their jobs by as much. In: a transaction that holds the first import's row, so
 * that no two change the same counts at once.
 * @param update an UPDATE of `sheetport.reject r`, without RETURNING
 */
export async function changePendingRejects(
  db: Queryable,
  change: 'reopen' | 'resolve',
  update: string,
  values: unknown[],
): Promise<void> {
  const sign = change === 'reopen' ? '+' : '-';
  await db.query(
    `WITH changed AS (${update} RETURNING r.job_id, r.issues),
          grouped AS (SELECT c.job_id, i ->> 'column' AS "column", i ->> 'code' AS code,
                           coalesce(nullif(i -> 'details', 'null'), '{}') AS details, count(*)::int AS n
                      FROM changed c, jsonb_array_elements(c.issues) i GROUP BY 1, 2, 3, 4),
          updated AS (UPDATE sheetport.reject_group g SET count = g.count ${sign} a.n FROM grouped a
                       WHERE g.job_id = a.job_id AND g."column" = a."column" AND g.code = a.code AND g.details = a.details)
     UPDATE sheetport.job j SET pending_rejects = j.pending_rejects ${sign} c.n
       FROM (SELECT job_id, count(*)::int AS n FROM changed GROUP BY 1) c
      WHERE j.id = c.job_id AND j.pending_rejects IS NOT NULL`,
    values,
  );
}
