import { IssueDetails, type RejectFilter } from '@sheetport/contract';
import { z } from 'zod';
import type { Queryable } from '../transactions/queryable.ts';
import { jsonText } from '../transactions/to-jsonb.ts';

/** A rejected row, as it is kept. `cells` by the sheet's headings; `details`: what a sentence about an issue names of the rule. */
export interface RejectEntry {
  row: number;
  cells: Record<string, string>;
  issues: { column: string; cell?: string; code: string; value: string; details?: IssueDetails }[];
}

/** A reject as it is read: earlier versions kept no `value` of a blank cell. */
export const StoredReject = z.object({
  row: z.number(),
  // Not as a record of zod, which drops a heading called `__proto__` (docs/promises.md, P22).
  cells: z.custom<Record<string, string>>(isTextRecord),
  issues: z.array(
    z.object({
      column: z.string(),
      cell: z.string().optional(),
      code: z.string(),
      value: z.string().nullish(),
      details: IssueDetails.nullish(),
    }),
  ),
});
export type StoredReject = z.infer<typeof StoredReject>;

function isTextRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.values(value).every((cell) => typeof cell === 'string');
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

/**
 * The condition that a row of `sheetport.reject`, called `r`, is among those. What is bound is added to `values`; the text holds
 * nothing of a person's. The same is said in JavaScript by `matchesRejectFilter` of the contract.
 */
export function rejectFilterSql({ column, code, details, value }: RejectFilter, values: unknown[]): string {
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

function mapTexts(details: IssueDetails): IssueDetails {
  return Object.fromEntries(
    Object.entries(details).map(([name, said]) => [storable(name), typeof said === 'string' ? storable(said) : said]),
  );
}

/** The condition that one of the filters selects a row, or that it has one of these numbers. */
export function anyRejectFilterSql(
  filters: readonly RejectFilter[],
  rows: readonly number[],
  values: unknown[],
): string {
  const any = filters.map((filter) => `(${rejectFilterSql(filter, values)})`);
  if (rows.length > 0) any.push(`r."row" = ANY($${values.push(rows)}::int[])`);
  return any.length === 0 ? 'FALSE' : `(${any.join(' OR ')})`;
}
