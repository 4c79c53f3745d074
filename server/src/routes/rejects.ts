import { PassThrough } from 'node:stream';
import {
  Failure,
  IdParams,
  type ImportSpec,
  type IssueDetails,
  Issues,
  type JobResult,
  Rejects,
  RejectsQuery,
  sayIssue,
} from '@sheetport/contract';
import type { JobRecord } from '@sheetport/prisma';
import type { App, Context } from '../context.ts';
import { attachment, cleanFileName } from '../file-name.ts';
import { type StoredReject, viewReject } from '../reject-view.ts';
import { writeRejectsWorkbook } from '../rejects-workbook.ts';
import { findJob } from './jobs.ts';

/** What is shown of rows that are wrong alike. */
const GROUP_ROWS = 5;
const GROUP_EXAMPLES = 3;

/** The rows that did not go in and have not been mended since. */
export function routeRejects(app: App, context: Context): void {
  const { pool } = context;

  app.get(
    '/api/jobs/:id/rejects',
    {
      schema: {
        tags: ['Jobs'],
        summary: 'The rows that did not go in, and why',
        params: IdParams,
        querystring: RejectsQuery,
        response: { 200: Rejects },
      },
    },
    async (request, reply) => {
      const job = await findJob(context, request.params.id);
      const { after, limit } = request.query;
      // Not through Prisma, whose reading of JSON loses a heading called `__proto__`.
      const { rows } = await pool.query<StoredReject>(
        'SELECT "row", cells, issues FROM sheetport.reject WHERE job_id = $1 AND "row" > $2 AND mended_by IS NULL ORDER BY "row" LIMIT $3',
        [job.id, after, limit + 1],
      );
      const page = rows.slice(0, limit);
      // Headings are a sheet's own words, `__proto__` among them, so they go out as they are (docs/promises.md, P22).
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      return {
        rows: page.map(viewReject),
        next: rows.length > limit ? page.at(-1)!.row : null,
        columns: headingsOf(job, page),
      };
    },
  );

  app.get(
    '/api/jobs/:id/rejects.xlsx',
    {
      schema: {
        tags: ['Jobs'],
        summary: 'The rows that did not go in as a workbook to mend and to send back',
        params: IdParams,
      },
    },
    async (request, reply) => {
      const job = await findJob(context, request.params.id);
      const pages = readOpen(context, job.id);
      const first = await pages.next();
      if (first.done) throw new Failure('nothing_to_mend');
      const spec = job.spec as ImportSpec;
      const out = new PassThrough();
      // What goes wrong half-way ends the answer without its end, so that nobody takes it for whole.
      writeRejectsWorkbook(out, {
        first: spec.mend?.first ?? job.id,
        mendable: job.kind === 'import' && job.state === 'succeeded' && spec.dryRun !== true,
        columns: headingsOf(job, first.value),
        pages: joined(first.value, pages),
      }).catch((error: Error) => {
        request.log.warn({ err: error, job: job.id }, 'a workbook of rejects was not finished');
        out.destroy(error);
      });
      reply
        .type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')
        .header(
          'content-disposition',
          attachment(cleanFileName(`${job.title.replace(/\.[^.]{1,5}$/, '')} rejects.xlsx`)),
        )
        .header('cache-control', 'private, no-store')
        .header('x-content-type-options', 'nosniff');
      return reply.send(out);
    },
  );

  app.get(
    '/api/jobs/:id/issues',
    {
      schema: {
        tags: ['Jobs'],
        summary:
          'What is wrong with the rows that did not go in, and with those that went in with a warning, by column and reason',
        params: IdParams,
        response: { 200: Issues },
      },
    },
    async (request, reply) => {
      const job = await findJob(context, request.params.id);
      const { rows } = await pool.query<Group>(
        `SELECT "column", code, details, max(n)::int AS count, array_agg("row" ORDER BY "row") AS rows,
                array_agg(value ORDER BY "row") AS values
           FROM (SELECT i."column", i.code, i.details, r."row", left(i.value, 200) AS value,
                        row_number() OVER (PARTITION BY i."column", i.code, i.details ORDER BY r."row") AS nth,
                        count(*) OVER (PARTITION BY i."column", i.code, i.details) AS n
                   FROM sheetport.reject r, jsonb_to_recordset(r.issues) AS i("column" text, code text, value text, details jsonb)
                  WHERE r.job_id = $1 AND r.mended_by IS NULL) one
          WHERE nth <= $2 GROUP BY "column", code, details ORDER BY count DESC, "column", code`,
        [job.id, LOOKED_AT],
      );
      reply.type('application/json; charset=utf-8').serializer(JSON.stringify);
      const rejected = rows.map(({ column, code, details, count, rows, values }) => ({
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
      // Rows that went in all the same are not kept; the job's result counts them.
      return [...rejected, ...((job.result as JobResult | null)?.warnings ?? [])];
    },
  );
}

/** Rows asked for at a time while a workbook is written. */
const PAGE_ROWS = 500;

/** A job's open rejects in pages, by key. Not through Prisma, see above. */
async function* readOpen({ pool }: Pick<Context, 'pool'>, jobId: string): AsyncGenerator<StoredReject[]> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const { rows } = await pool.query<StoredReject>(
      `SELECT "row", cells, issues FROM sheetport.reject
        WHERE job_id = $1 AND "row" > $2::bigint AND mended_by IS NULL ORDER BY "row" LIMIT ${PAGE_ROWS}`,
      [jobId, after],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE_ROWS) return;
    after = rows.at(-1)!.row;
  }
}

async function* joined<T>(first: T, rest: AsyncGenerator<T>): AsyncGenerator<T> {
  yield first;
  yield* rest;
}

/** Rows of a group that are looked at for examples that differ. */
const LOOKED_AT = 20;

interface Group {
  column: string;
  code: string;
  details: IssueDetails | null;
  count: number;
  rows: number[];
  values: (string | null)[];
}

/** A sheet's headings in their order; where the job did not keep them, those that its rejects have. */
export function headingsOf(job: JobRecord, rejects: StoredReject[]): string[] {
  const kept = (job.result as { columns?: unknown } | null)?.columns;
  if (Array.isArray(kept)) return kept.map(String);
  return [...new Set(rejects.flatMap((reject) => Object.keys(reject.cells)))];
}
