import type { Queryable } from './claims.ts';

/** A row that did not go in, as it is kept. */
export interface RejectEntry {
  row: number;
  cells: Record<string, string>;
  /** `details`: what a sentence about it names of the rule. */
  issues: { column: string; code: string; value: string; details?: Record<string, string | number> }[];
}

/**
 * Keep rejects of a running claim. A claim that is void writes nothing. A row that is there already gets the new issues.
 * @returns how many were kept
 */
export async function keepRejects(
  db: Queryable,
  jobId: string,
  fence: number,
  rejects: readonly RejectEntry[],
): Promise<number> {
  const { rowCount } = await db.query(
    `INSERT INTO sheetport.reject (job_id, "row", cells, issues)
     SELECT $1, r."row", r.cells, r.issues FROM jsonb_to_recordset($3::jsonb) AS r("row" int, cells jsonb, issues jsonb)
      WHERE EXISTS (SELECT 1 FROM sheetport.job WHERE id = $1 AND fence = $2 AND state = 'running')
     ON CONFLICT (job_id, "row") DO UPDATE SET cells = excluded.cells, issues = excluded.issues`,
    [jobId, fence, JSON.stringify(rejects).replaceAll('\\u0000', '\\ufffd')],
  );
  return rowCount ?? 0;
}

/** Forget what an earlier claim of the job, or an earlier attempt of this one, kept. */
export async function clearRejects(db: Queryable, jobId: string): Promise<void> {
  await db.query('DELETE FROM sheetport.reject WHERE job_id = $1', [jobId]);
}
