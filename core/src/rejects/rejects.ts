import type { Queryable } from '../transactions/queryable.ts';
import { jsonText } from '../transactions/to-jsonb.ts';

/** A row that did not go in, as it is kept. */
export interface RejectEntry {
  row: number;
  cells: Record<string, string>;
  /** `details`: what a sentence about it names of the rule. */
  issues: { column: string; cell?: string; code: string; value: string; details?: Record<string, string | number> }[];
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
    [jobId, fence, jsonText(rejects)],
  );
  return rowCount ?? 0;
}

/** Add to what is known of rows that were kept already. A claim that is void writes nothing. */
export async function addIssues(
  db: Queryable,
  jobId: string,
  fence: number,
  rejects: readonly Pick<RejectEntry, 'row' | 'issues'>[],
): Promise<void> {
  await db.query(
    `UPDATE sheetport.reject t SET issues = t.issues || r.issues
       FROM jsonb_to_recordset($3::jsonb) AS r("row" int, issues jsonb)
      WHERE t.job_id = $1 AND t."row" = r."row"
        AND EXISTS (SELECT 1 FROM sheetport.job WHERE id = $1 AND fence = $2 AND state = 'running')`,
    [jobId, fence, jsonText(rejects)],
  );
}

/** Forget what an earlier claim of the job, or an earlier attempt of this one, kept. */
export async function clearRejects(db: Queryable, jobId: string): Promise<void> {
  await db.query(
    `WITH rows AS (DELETE FROM sheetport.reject WHERE job_id = $1),
          groups AS (DELETE FROM sheetport.reject_group WHERE job_id = $1)
     UPDATE sheetport.job SET pending_rejects = NULL WHERE id = $1 AND pending_rejects IS NOT NULL`,
    [jobId],
  );
}

/** Of rejected rows: what the contract calls `RejectFilter`. */
export interface Like {
  column?: string | undefined;
  code?: string | undefined;
  details?: Record<string, string | number> | undefined;
  value?: string | undefined;
}

/**
 * The condition that a row of `sheetport.reject`, called `r`, is among those. What is bound is added to `values`; the text holds
 * nothing of a person's. The same is said in JavaScript by `matchesRejectFilter` of the contract.
 */
export function rejectFilterSql({ column, code, details, value }: Like, values: unknown[]): string {
  const bind = (bound: string, as: string) => `$${values.push(bound)}::${as}`;
  const conditions: string[] = [];
  if (value !== undefined)
    conditions.push(
      `coalesce(r.cells ->> ${bind(storable(column ?? ''), 'text')}, '') = ${bind(storable(value), 'text')}`,
    );
  if (code !== undefined || (column !== undefined && value === undefined)) {
    const issue = {
      ...(column === undefined ? {} : { column: storable(column) }),
      ...(code === undefined ? {} : { code: storable(code) }),
      ...(details === undefined ? {} : { details: mapTexts(details) }),
    };
    conditions.push(`r.issues @> ${bind(JSON.stringify([issue]), 'jsonb')}`);
  }
  return conditions.length === 0 ? 'TRUE' : conditions.join(' AND ');
}

/** A text as it would be if it had been stored: Postgres keeps no NUL and no half of a surrogate pair. */
function storable(text: string): string {
  return text.replace(/\p{Surrogate}|\0/gu, '\ufffd');
}

function mapTexts(details: Record<string, string | number>): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(details).map(([name, said]) => [storable(name), typeof said === 'string' ? storable(said) : said]),
  );
}

/** The condition that a row is like any of some, or has one of these numbers. */
export function anyRejectFilterSql(alike: readonly Like[], rows: readonly number[], values: unknown[]): string {
  const any = alike.map((like) => `(${rejectFilterSql(like, values)})`);
  if (rows.length > 0) any.push(`r."row" = ANY($${values.push(rows)}::int[])`);
  return any.length === 0 ? 'FALSE' : `(${any.join(' OR ')})`;
}
