/** The pending rejects of a job: in pages, and grouped by issue. */
import { type CountRejects, formatIssue, IssueDetails, type IssueGroup, type RejectFilter } from '@sheetport/contract';
import {
  anyRejectFilterSql,
  inKeyOrder,
  pendingPageSql,
  queryRows,
  rejectFilterSql,
  StoredReject,
} from '@sheetport/core';
import type { PoolClient } from 'pg';
import { z } from 'zod';

/** How many rows and examples of a group are shown. */
const GROUP_ROWS = 5;
const GROUP_EXAMPLES = 3;
/** Groups in the answer, the largest first. */
const MAX_GROUPS = 200;
/** Rows of a group that are read for different examples, and among how many rows they are searched. */
const EXAMPLE_ROWS = 20;
const SEARCHED_ROWS = 2000;

/**
 * Read a page of a job's pending rejects, by key, in row order.
 * Not through Prisma, whose reading of JSON loses a heading called `__proto__`.
 * @param filter which of them
 */
export function readPendingPage(
  client: PoolClient,
  jobId: string,
  after: number,
  limit: number,
  filter: RejectFilter = {},
): Promise<StoredReject[]> {
  return inKeyOrder(client, async () => {
    const values: unknown[] = [jobId, after, limit];
    const sql = pendingPageSql(rejectFilterSql(filter, values));
    return queryRows(client, StoredReject, sql, values);
  });
}

/** How many of a job's pending rejects one of the filters or row numbers selects, and none of `without`. */
export async function countPending(
  client: PoolClient,
  jobId: string,
  { filters = [], rows = [], without }: CountRejects,
): Promise<number> {
  const values: unknown[] = [jobId];
  const among = anyRejectFilterSql(filters, rows, values);
  const except = without ? ` AND NOT ${anyRejectFilterSql(without.filters ?? [], without.rows ?? [], values)}` : '';
  const [counted] = await queryRows(
    client,
    Counted,
    `SELECT count(*)::int AS n FROM sheetport.reject r WHERE r.job_id = $1 AND r.corrected_by_job_id IS NULL AND ${among}${except}`,
    values,
  );
  return counted!.n;
}

/** Whether one of the filters selects any of a job's pending rejects. */
export function hasPending(client: PoolClient, jobId: string, filters: readonly RejectFilter[]): Promise<boolean> {
  return inKeyOrder(client, async () => {
    const values: unknown[] = [jobId, 0, 1];
    const sql = pendingPageSql(anyRejectFilterSql(filters, [], values));
    return ((await client.query(sql, values)).rowCount ?? 0) > 0;
  });
}

const Counted = z.object({ n: z.number() });
const Group = z.object({
  column: z.string(),
  code: z.string(),
  details: IssueDetails.nullable(),
  count: z.number(),
  rows: z.array(z.number()),
  values: z.array(z.string().nullable()),
});
type Group = z.infer<typeof Group>;

/**
 * What is wrong with a job's pending rejects, by column and reason: how many, and the first few. The counts are of all rows;
 * the worker has written them with the job, where it could.
 */
export async function groupPending(client: PoolClient, jobId: string): Promise<IssueGroup[]> {
  const groups = (await readGroups(client, jobId)) ?? (await countGroups(client, jobId));
  return groups.map(({ column, code, details, count, rows, values }) => ({
    column,
    code,
    message: formatIssue(code, null, details ?? {}),
    ...(details ? { details } : {}),
    count,
    rows: rows.slice(0, GROUP_ROWS),
    examples: [...new Set(values.filter((value) => value !== null && value !== ''))].slice(
      0,
      GROUP_EXAMPLES,
    ) as string[],
  }));
}

/** Pending rows from `a.first` on that belong to the group `a`, and the values of their cells; of the next rows, the first. */
const NEAR = `SELECT array_agg(h."row" ORDER BY h."row") AS rows, array_agg(h.value ORDER BY h."row") AS values
  FROM (SELECT r."row", left(i.value, 200) AS value
          FROM (SELECT "row", issues FROM sheetport.reject
                 WHERE job_id = $1 AND corrected_by_job_id IS NULL AND "row" >= a.first
                 ORDER BY "row" LIMIT ${SEARCHED_ROWS}) r,
               jsonb_to_recordset(r.issues) AS i("column" text, code text, value text, details jsonb)
         WHERE i."column" = a."column" AND i.code = a.code AND nullif(i.details, 'null') IS NOT DISTINCT FROM a.details
         LIMIT ${EXAMPLE_ROWS}) h`;

/**
 * The groups that are written with the job; null where none are. Corrected rows are replaced by pending ones
 * that follow them, if any are near.
 */
function readGroups(client: PoolClient, jobId: string): Promise<Group[] | null> {
  return inKeyOrder(client, async () => {
    await client.query('SET LOCAL enable_sort = on');
    const rows = await queryRows(
      client,
      Group,
      `WITH largest AS MATERIALIZED (
         SELECT "column", code, nullif(details, '{}') AS details, count, "rows", examples, "rows"[1] AS first,
                ARRAY(SELECT r."row" FROM unnest(g."rows") n, sheetport.reject r
                       WHERE r.job_id = $1 AND r."row" = n AND r.corrected_by_job_id IS NULL ORDER BY 1) AS pending
           FROM sheetport.reject_group g WHERE job_id = $1 AND count > 0
          ORDER BY count DESC, "column", code LIMIT ${MAX_GROUPS})
       SELECT a."column", a.code, a.details, a.count, a.pending AS rows, a.examples AS values FROM largest a
        WHERE cardinality(a.pending) >= least(${GROUP_ROWS}, a.count)
       UNION ALL
       SELECT a."column", a.code, a.details, a.count, coalesce(near.rows, '{}'), coalesce(near.values, '{}') FROM largest a,
         LATERAL (${NEAR}) near
        WHERE cardinality(a.pending) < least(${GROUP_ROWS}, a.count)
        ORDER BY count DESC, "column", code`,
      [jobId],
    );
    if (rows.length > 0) return rows;
    // None because all are corrected, or because none were written.
    const written = await client.query('SELECT 1 FROM sheetport.reject_group WHERE job_id = $1 LIMIT 1', [jobId]);
    return written.rowCount ? [] : null;
  });
}

/**
 * The same, counted now: all rows are gone through once and never sorted, however many they are. Examples are looked for near the
 * first row of each group.
 */
function countGroups(client: PoolClient, jobId: string): Promise<Group[]> {
  return inKeyOrder(client, async () => {
    const rows = await queryRows(
      client,
      Group,
      `WITH grouped AS (
         SELECT i ->> 'column' AS "column", i ->> 'code' AS code, nullif(i -> 'details', 'null') AS details,
                count(*)::int AS count, min("row") AS first
           FROM (SELECT "row", jsonb_array_elements(issues) AS i FROM sheetport.reject
                  WHERE job_id = $1 AND corrected_by_job_id IS NULL) one
          GROUP BY 1, 2, 3 ORDER BY count DESC, "column", code LIMIT ${MAX_GROUPS})
       SELECT a."column", a.code, a.details, a.count, near.rows, near.values FROM grouped a, LATERAL (${NEAR}) near
        ORDER BY a.count DESC, a."column", a.code`,
      [jobId],
    );
    return rows;
  });
}
