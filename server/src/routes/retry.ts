import {
  Failure,
  IdParams,
  type ImportMode,
  type ImportSpec,
  isOver,
  Job,
  type MendedAlike,
  type MendedRows,
  Retry,
} from '@sheetport/contract';
import type { JobRecord } from '@sheetport/prisma';
import { introspect } from '@sheetport/tables';
import type { App, Context } from '../context.ts';
import { NEW_JOB_ERRORS, TABLE_ERRORS } from '../error-groups.ts';
import { type Ask, startJob } from '../new-job.ts';
import { OnceHeaders } from '../once.ts';
import { hasOpen } from '../open-rejects.ts';
import { BadRequest } from '../plugins/errors.ts';
import { refuseUnreadable } from '../readable-file.ts';
import { placeOf, refuseUnwritable, shownKey } from '../table-view.ts';
import { answerStarted, findJob } from './jobs.ts';

/** Rows named in a message. */
const NAMED = 10;

/** Start jobs again, and bring rejected rows that were mended. */
export function routeRetry(app: App, context: Context): void {
  const { records } = context;

  app.post(
    '/api/jobs/:id/retry',
    {
      schema: {
        operationId: 'retryJob',
        tags: ['Jobs'],
        summary: 'Retry a job, or import corrections',
        description:
          'Without a body: run a failed or cancelled job again. With one: import corrections of rejected rows, given one by one, in bulk, or as the workbook of rejects. Either is a new job.',
        errors: [
          ...NEW_JOB_ERRORS,
          'job_over',
          'job_not_over',
          'nothing_to_mend',
          'already_undone',
          'rows_not_open',
          'bad_mapping',
          'bad_mended_file',
          'gone',
          'file_unreadable',
          'file_not_ready',
          'key_needed',
          'table_read_only',
          ...TABLE_ERRORS,
        ],
        responseHeaders: ['Location'],
        headers: OnceHeaders,
        params: IdParams,
        body: Retry.nullish(),
        response: { 202: Job },
      },
    },
    async (request, reply) => {
      const { body } = request;
      const started = await startJob(context, request, async () => {
        const job = await findJob(context, request.params.id);
        if (!isOver(job.state)) throw new Failure('job_not_over', { state: job.state });
        if (body && ('alike' in body || 'rows' in body || 'fileId' in body))
          return planMend(context, job, body as Brought);
        if (job.state === 'succeeded') throw new Failure('job_over', { state: job.state });
        return {
          kind: job.kind,
          title: job.title,
          spec: job.spec as object,
          fileId: job.fileId,
          tableId: job.tableId,
          parentId: job.id,
        };
      });
      if (started.row.kind === 'inspect' && started.row.fileId && !started.replayed) {
        await records.file.update({ where: { id: started.row.fileId }, data: { inspectionId: started.row.id } });
      }
      return answerStarted(context, reply, started);
    },
  );
}

/** What a body brings: rows of their own, rows that are alike, or a file; and how it differs from the import. */
interface Brought {
  rows?: MendedRows | undefined;
  alike?: MendedAlike | undefined;
  fileId?: string | undefined;
  mode?: Exclude<ImportMode, 'replace'> | undefined;
  key?: string[] | undefined;
}

/** The import of mended rows: as the first one, into the same table, by the same mapping; and by the same mode and key, unless others are said. */
async function planMend(
  context: Context,
  job: JobRecord,
  { mode: saidMode, key: saidKey, ...brought }: Brought,
): Promise<Ask> {
  const spec = job.spec as ImportSpec;
  if (job.kind !== 'import' || job.state !== 'succeeded' || spec.dryRun === true) throw new Failure('nothing_to_mend');
  const first = spec.mend ? await findJob(context, spec.mend.first) : job;
  if (first.undoneBy !== null) throw new Failure('already_undone');
  if (first.tableId === null) throw new Failure('table_missing');
  const { columns } = (first.followUp ?? {}) as { columns?: { header: string }[] };
  if (!columns) throw new Failure('nothing_to_mend');
  const headings = columns.map(({ header }) => header);
  if (brought.rows) {
    checkRows(brought.rows);
    checkHeadings(brought.rows, headings);
    await checkOpen(context, first.id, job.id, brought.rows);
  }
  if (brought.alike) {
    checkHeadings(brought.alike, headings);
    const where = brought.alike.map((one) => one.where);
    const isAny =
      brought.rows !== undefined || (await context.preparePool.run((client) => hasOpen(client, job.id, where)));
    if (!isAny) throw new Failure('nothing_to_mend');
  }
  if (brought.fileId) await checkFile(context, first.id, brought.fileId);
  const { mode: firstMode, key: firstKey, dryRun: _, ...asked } = spec;
  // What the first import replaced is gone; these rows come to those that it brought.
  const mode = saidMode ?? (firstMode === 'replace' ? 'insert' : firstMode);
  // A table that the first import made has the key that was asked for.
  const key = saidKey ?? ('id' in spec.table ? firstKey : undefined);
  await checkMode(context, first.tableId, mode, key);
  return {
    kind: 'import',
    title: job.title,
    spec: {
      ...asked,
      table: { id: first.tableId },
      mode,
      ...(key ? { key } : {}),
      mend: { first: first.id, from: job.id, ...brought },
    } satisfies ImportSpec,
    fileId: brought.fileId ?? job.fileId,
    tableId: first.tableId,
    parentId: job.id,
  };
}

/** @throws Failure `key_needed`, or why the table cannot be written so */
async function checkMode(
  { records, preparePool }: Context,
  tableId: string,
  mode: ImportMode,
  key?: string[],
): Promise<void> {
  const table = await records.table.findUniqueOrThrow({ where: { id: tableId } });
  const described = await preparePool.run((client) => introspect(client, placeOf(table)));
  refuseUnwritable(described, mode);
  if (mode !== 'insert' && (key ?? shownKey(described)).length === 0) throw new Failure('key_needed');
}

function checkRows(rows: MendedRows): void {
  const seen = new Set<number>();
  for (const { row } of rows) {
    if (seen.has(row)) throw new BadRequest([{ path: 'rows', message: `row ${row} is there more than once` }]);
    seen.add(row);
  }
}

function checkHeadings(mended: readonly { cells: Record<string, unknown> }[], headings: string[]): void {
  const known = new Set(headings);
  for (const { cells } of mended) {
    const stray = Object.keys(cells).find((heading) => !known.has(heading));
    if (stray !== undefined) throw new Failure('bad_mapping', { detail: `the sheet has no column "${stray}"` });
  }
}

/** @throws Failure `rows_not_open` */
async function checkOpen({ preparePool }: Context, first: string, from: string, mended: MendedRows): Promise<void> {
  // Looked up one by one by the key: a job may have a million rejects beside these.
  const sql = `SELECT n AS row FROM unnest($3::int[]) n
      WHERE (SELECT r.mended_by IS NULL FROM sheetport.reject r WHERE r.job_id = $1 AND r."row" = n) IS NOT TRUE
         OR (SELECT true FROM sheetport.reject r WHERE r.job_id = $2 AND r."row" = n) IS NOT TRUE ORDER BY n`;
  const values = [first, from, mended.map(({ row }) => row)];
  const { rows } = await preparePool.run((client) => client.query<{ row: number }>(sql, values));
  if (rows.length === 0) return;
  const shown = rows
    .slice(0, NAMED)
    .map(({ row }) => row)
    .join(', ');
  throw new Failure('rows_not_open', { rows: rows.length > NAMED ? `${shown}, …` : shown });
}

async function checkFile({ records, pool }: Context, first: string, fileId: string): Promise<void> {
  const file = await records.file.findUnique({ where: { id: fileId } });
  if (!file) throw new Failure('not_found', { what: 'file' });
  if (file.state === 'gone') throw new Failure('gone');
  await refuseUnreadable({ records }, file);
  if (file.continues !== null && file.continues !== first)
    throw new Failure('bad_mended_file', { detail: 'it brings the rows of another import' });
  const open = await pool.query('SELECT 1 FROM sheetport.reject WHERE job_id = $1 AND mended_by IS NULL LIMIT 1', [
    first,
  ]);
  if (!open.rowCount) throw new Failure('nothing_to_mend');
}
