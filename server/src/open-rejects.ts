/** The rejected rows of a job that are still open: in pages, and in groups that are wrong alike. */
import { type IssueDetails, type IssueGroup, sayIssue } from '@sheetport/contract';
import type { PoolClient } from 'pg';
import type { Context } from './context.ts';
import type { StoredReject } from './reject-view.ts';
import { inTransaction } from './transaction.ts';

/** Rows asked for at a time while all are read. */
const PAGE_ROWS = 500;
/** What is shown of rows that are wrong alike. */
const GROUP_ROWS = 5;
const GROUP_EXAMPLES = 3;
/** Groups that are told, the largest first. */
const MOST_GROUPS = 200;
/** Rows of a group that are looked at for examples that differ, and among how many they are looked for. */
const LOOKED_AT = 20;
const LOOKED_AMONG = 2000;

/** Of a job, after a row, at most so many. */
export const OPEN_PAGE = `SELECT "row", cells, issues FROM sheetport.reject
  WHERE job_id = $1 AND "row" > $2::bigint AND mended_by IS NULL ORDER BY "row" LIMIT $3`;

/**
 * Read a page of a job's open rejects, by key, in row order.
 * Not through Prisma, whose reading of JSON loses a heading called `__proto__`.
 */
export function readOpenPage(
  { pool }: Pick<Context, 'pool'>,
  jobId: string,
  after: number,
  limit: number,
): Promise<StoredReject[]> {
  return inKeyOrder(pool, async (client) => {
    const { rows } = await client.query<StoredReject>(OPEN_PAGE, [jobId, after, limit]);
    return rows;
  });
}

/** All of a job's open rejects, in pages. */
export async function* readOpen(context: Pick<Context, 'pool'>, jobId: string): AsyncGenerator<StoredReject[]> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await readOpenPage(context, jobId, after, PAGE_ROWS);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    after = rows.at(-1)!.row;
  }
}

interface Group {
  column: string;
  code: string;
  details: IssueDetails | null;
  count: number;
  rows: number[];
  values: (string | null)[];
}

/**
 * What is wrong with a job's open rejects, by column and reason: how many, and the first few. The counts are of all rows;
 * examples are looked for near the first row of each group, so that a million rows are gone through once and never sorted.
 */
export function groupOpen({ pool }: Pick<Context, 'pool'>, jobId: string): Promise<IssueGroup[]> {
  return inKeyOrder(pool, async (client) => {
    const { rows } = await client.query<Group>(
      `WITH alike AS (
         SELECT i ->> 'column' AS "column", i ->> 'code' AS code, nullif(i -> 'details', 'null') AS details,
                count(*)::int AS count, min("row") AS first
           FROM (SELECT "row", jsonb_array_elements(issues) AS i FROM sheetport.reject
                  WHERE job_id = $1 AND mended_by IS NULL) one
          GROUP BY 1, 2, 3 ORDER BY count DESC, "column", code LIMIT ${MOST_GROUPS})
       SELECT a."column", a.code, a.details, a.count, near.rows, near.values
         FROM alike a, LATERAL (
           SELECT array_agg(h."row" ORDER BY h."row") AS rows, array_agg(h.value ORDER BY h."row") AS values
             FROM (SELECT r."row", left(i.value, 200) AS value
                     FROM (SELECT "row", issues FROM sheetport.reject
                            WHERE job_id = $1 AND mended_by IS NULL AND "row" >= a.first
                            ORDER BY "row" LIMIT ${LOOKED_AMONG}) r,
                          jsonb_to_recordset(r.issues) AS i("column" text, code text, value text, details jsonb)
                    WHERE i."column" = a."column" AND i.code = a.code AND nullif(i.details, 'null') IS NOT DISTINCT FROM a.details
                    LIMIT ${LOOKED_AT}) h) near
        ORDER BY a.count DESC, a."column", a.code`,
      [jobId],
    );
    return rows.map(({ column, code, details, count, rows, values }) => ({
      column,
      code,
      message: sayIssue(code, null, details ?? {}),
      ...(details ? { details } : {}),
      count,
      rows: rows.slice(0, GROUP_ROWS),
      examples: [...new Set(values.filter((value) => value !== null && value !== ''))].slice(
        0,
        GROUP_EXAMPLES,
      ) as string[],
    }));
  });
}

/**
 * Read along the key. Right after an import Postgres has not counted its rejects yet, takes them for few, and would sort a
 * million of them for each page.
 */
export function inKeyOrder<T>(pool: Context['pool'], read: (client: PoolClient) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query('SET TRANSACTION READ ONLY; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off');
    return read(client);
  });
}
