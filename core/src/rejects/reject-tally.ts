/** How many of a job's rejects are open, and what is wrong with them alike: counted once, and kept right from then on. */
import type { Queryable } from '../transactions/queryable.ts';
import { jsonText } from '../transactions/to-jsonb.ts';

/** Open rejects of which a cell has the same thing wrong. */
export interface RejectGroupEntry {
  column: string;
  code: string;
  details: Record<string, string | number>;
  count: number;
  /** The first sheet rows. */
  rows: number[];
  examples: string[];
}

/**
 * Write what a job's rejects come to. In: the transaction that settles the job, so that both are there or neither.
 * @param groups null where they are too many kinds to be kept
 */
export async function writeRejectTally(
  db: Queryable,
  jobId: string,
  open: number,
  groups: readonly RejectGroupEntry[] | null,
): Promise<void> {
  await db.query(
    `INSERT INTO sheetport.reject_group (job_id, position, "column", code, details, count, "rows", examples)
     SELECT $1, g.position, g."column", g.code, g.details, g.count, g."rows", g.examples
       FROM jsonb_to_recordset($2::jsonb)
         AS g(position int, "column" text, code text, details jsonb, count int, "rows" int[], examples text[])`,
    [jobId, jsonText((groups ?? []).map((group, position) => ({ position, ...group })))],
  );
  await db.query('UPDATE sheetport.job SET pending_rejects = $2 WHERE id = $1', [jobId, open]);
}

/**
 * Open or close rejects and change the tallies of their jobs by as much. In: a transaction that holds the first import's row, so
 * that no two change the same tallies at once.
 * @param update an UPDATE of `sheetport.reject r`, without RETURNING
 */
export async function changePendingRejects(
  db: Queryable,
  change: 'open' | 'close',
  update: string,
  values: unknown[],
): Promise<void> {
  const sign = change === 'open' ? '+' : '-';
  await db.query(
    `WITH changed AS (${update} RETURNING r.job_id, r.issues),
          alike AS (SELECT c.job_id, i ->> 'column' AS "column", i ->> 'code' AS code,
                           coalesce(nullif(i -> 'details', 'null'), '{}') AS details, count(*)::int AS n
                      FROM changed c, jsonb_array_elements(c.issues) i GROUP BY 1, 2, 3, 4),
          grouped AS (UPDATE sheetport.reject_group g SET count = g.count ${sign} a.n FROM alike a
                       WHERE g.job_id = a.job_id AND g."column" = a."column" AND g.code = a.code AND g.details = a.details)
     UPDATE sheetport.job j SET pending_rejects = j.pending_rejects ${sign} c.n
       FROM (SELECT job_id, count(*)::int AS n FROM changed GROUP BY 1) c
      WHERE j.id = c.job_id AND j.pending_rejects IS NOT NULL`,
    values,
  );
}
