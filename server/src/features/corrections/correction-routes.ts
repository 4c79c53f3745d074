import {
  AppError,
  type BulkCorrections,
  type CorrectedRows,
  IdParams,
  type ImportMode,
  type ImportSpec,
  isOver,
  Job,
  NewCorrections,
} from '@sheetport/contract';
import {
  queryRows,
  readContinuationState,
  readImportSpec,
  recordedColumns,
  refuseUnwritable,
  tableRefOf,
} from '@sheetport/core';
import type { JobRecord } from '@sheetport/prisma';
import { introspect } from '@sheetport/tables';
import { z } from 'zod';
import { principalOf, requireObject } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { App, Context } from '../../context.ts';
import { IMPORT_ERRORS } from '../../http/error-groups.ts';
import { BadRequest } from '../../http/errors.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { inspectionsOf, refuseUnreadable } from '../files/readable-file.ts';
import { refuseUnusableKey } from '../imports/import-key.ts';
import { findJob } from '../jobs/find-job.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { answerStarted, startJob } from '../jobs/start-job.ts';
import { hasPending } from './pending-rejects.ts';

const RowNumber = z.object({ row: z.number() });
/** Rows named in a message. */
const MAX_NAMED_ROWS = 10;

/** Register the route that imports corrections of rejected rows. */
export function routeCorrections(app: App, context: Context): void {
  app.post(
    '/api/jobs/:id/corrections',
    {
      config: { permission: 'job.correct', object: 'job' },
      schema: {
        operationId: 'createCorrections',
        tags: ['Jobs'],
        summary: 'Import corrections',
        description:
          'Import corrections of the pending rejects of an import, as a new job: row by row, in bulk, or as the corrected workbook of rejects.',
        errors: [
          ...IMPORT_ERRORS,
          'job_not_finished',
          'no_pending_rejects',
          'already_undone',
          'rows_already_resolved',
          'invalid_mapping',
          'invalid_corrections_file',
        ],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: NewCorrections,
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, () =>
          planCorrections(context, principalOf(request), request.params.id, request.body),
        ),
      ),
  );
}

/** The three kinds of body as one. */
interface Corrections {
  rows?: CorrectedRows | undefined;
  bulk?: BulkCorrections | undefined;
  fileId?: string | undefined;
  mode?: Exclude<ImportMode, 'replace'> | undefined;
  key?: string[] | undefined;
}

/** A correction import: into the table of the first import, by its mapping; by its mode and key too unless the request gives others. */
async function planCorrections(
  context: Context,
  principal: Principal,
  id: string,
  body: Corrections,
): Promise<JobInput> {
  const job = await findJob(context, id);
  if (!isOver(job.state)) throw new AppError('job_not_finished', { state: job.state });
  const spec = readImportSpec(job.spec);
  if (!spec || job.kind !== 'import' || job.state !== 'succeeded' || spec.dryRun === true)
    throw new AppError('no_pending_rejects');
  const first = spec.correction ? await findJob(context, spec.correction.firstJobId) : job;
  if (first.undoneByJobId !== null) throw new AppError('already_undone');
  if (first.tableId === null) throw new AppError('table_missing');
  const { mode: explicitMode, key: explicitKey, ...corrections } = body;
  if (corrections.fileId) await requireObject(context, principal, 'file', corrections.fileId, 'file.see');
  await checkCorrections(context, first, job, corrections);
  const { mode: firstMode, key: firstKey, dryRun: _, ...firstSpec } = spec;
  // A replace would delete the rows that the first import inserted.
  const mode = explicitMode ?? (firstMode === 'replace' ? 'insert' : firstMode);
  // A table that the first import created has the requested key as its own.
  const key = explicitKey ?? ('id' in spec.table ? firstKey : undefined);
  await checkMode(context, first.tableId, mode, key);
  return {
    kind: 'import',
    title: job.title,
    spec: {
      ...firstSpec,
      table: { id: first.tableId },
      mode,
      ...(key ? { key } : {}),
      correction: { firstJobId: first.id, fromJobId: job.id, ...corrections },
    } satisfies ImportSpec,
    fileId: corrections.fileId ?? job.fileId,
    tableId: first.tableId,
    parentId: job.id,
  };
}

/** Check that there are pending rejects that the corrections concern, and that they name only headings of the sheet. */
async function checkCorrections(
  context: Context,
  first: JobRecord,
  job: JobRecord,
  { rows, bulk, fileId }: Pick<Corrections, 'rows' | 'bulk' | 'fileId'>,
): Promise<void> {
  const { columns } = readContinuationState(first.continuationState);
  if (!columns) throw new AppError('no_pending_rejects');
  const headings = new Set(columns.map(({ header }) => header));
  if (rows) {
    refuseRepeatedRows(rows);
    refuseUnknownHeadings(rows, headings);
    await refuseResolvedRows(context, first.id, job.id, rows);
  }
  if (bulk) {
    refuseUnknownHeadings(bulk, headings);
    const filters = bulk.map(({ where }) => where);
    const isAny =
      rows !== undefined || (await context.preparePool.run((client) => hasPending(client, job.id, filters)));
    if (!isAny) throw new AppError('no_pending_rejects');
  }
  if (fileId) await checkFile(context, first.id, fileId);
}

/** @throws AppError `key_needed`, `invalid_key`, `key_not_unique`, or why the mode cannot be used on the table */
async function checkMode(
  { records, preparePool }: Context,
  tableId: string,
  mode: ImportMode,
  key?: string[],
): Promise<void> {
  const table = await records.table.findUniqueOrThrow({ where: { id: tableId } });
  const described = await preparePool.run((client) => introspect(client, tableRefOf(table)));
  refuseUnwritable(described, mode);
  refuseUnusableKey(described, recordedColumns(table), { mode, ...(key ? { key } : {}) });
}

/** @throws BadRequest where a row is given more than once */
function refuseRepeatedRows(rows: CorrectedRows): void {
  const numbers = new Set<number>();
  for (const { row } of rows) {
    if (numbers.has(row)) throw new BadRequest([{ path: 'rows', message: `row ${row} is there more than once` }]);
    numbers.add(row);
  }
}

/** @throws AppError `invalid_mapping` */
function refuseUnknownHeadings(
  corrections: readonly { cells: Record<string, unknown> }[],
  headings: ReadonlySet<string>,
): void {
  for (const { cells } of corrections) {
    const unknown = Object.keys(cells).find((heading) => !headings.has(heading));
    if (unknown !== undefined)
      throw new AppError('invalid_mapping', { detail: `the sheet has no column "${unknown}"` });
  }
}

/** @throws AppError `rows_already_resolved` */
async function refuseResolvedRows(
  { preparePool }: Context,
  firstJobId: string,
  fromJobId: string,
  corrected: CorrectedRows,
): Promise<void> {
  // Looked up one by one by the key: a job may have a million other rejects.
  const sql = `SELECT n AS row FROM unnest($3::int[]) n
      WHERE (SELECT r.corrected_by_job_id IS NULL FROM sheetport.reject r WHERE r.job_id = $1 AND r."row" = n) IS NOT TRUE
         OR (SELECT true FROM sheetport.reject r WHERE r.job_id = $2 AND r."row" = n) IS NOT TRUE ORDER BY n`;
  const values = [firstJobId, fromJobId, corrected.map(({ row }) => row)];
  const rows = await preparePool.run((client) => queryRows(client, RowNumber, sql, values));
  if (rows.length === 0) return;
  const named = rows
    .slice(0, MAX_NAMED_ROWS)
    .map(({ row }) => row)
    .join(', ');
  throw new AppError('rows_already_resolved', { rows: rows.length > MAX_NAMED_ROWS ? `${named}, …` : named });
}

/** @throws AppError where the file cannot be used as corrections of the first import, or that has no pending rejects */
async function checkFile({ records, pool }: Context, firstJobId: string, fileId: string): Promise<void> {
  const file = await records.file.findUnique({ where: { id: fileId } });
  if (!file) throw new AppError('not_found', { what: 'file' });
  if (file.state === 'gone') throw new AppError('gone');
  await refuseUnreadable(inspectionsOf({ records }), file);
  if (file.correctsJobId !== null && file.correctsJobId !== firstJobId)
    throw new AppError('invalid_corrections_file', { detail: 'it has the rows of another import' });
  const pending = await pool.query(
    'SELECT 1 FROM sheetport.reject WHERE job_id = $1 AND corrected_by_job_id IS NULL LIMIT 1',
    [firstJobId],
  );
  if (!pending.rowCount) throw new AppError('no_pending_rejects');
}
