import { AppError, IdParams, isOver, Job, NewImport, RunDryRun, Sheet } from '@sheetport/contract';
import { contentKeys, refuseTakenName, refuseUnwritable } from '@sheetport/core';
import { introspect } from '@sheetport/tables';
import { z } from 'zod';
import type { App, Context } from '../../context.ts';
import { IMPORT_ERRORS } from '../../http/error-groups.ts';
import { IdempotencyHeaders } from '../../http/idempotency.ts';
import { refuseUnreadable } from '../files/readable-file.ts';
import { findJob } from '../jobs/find-job.ts';
import type { JobInput } from '../jobs/job-input.ts';
import { answerStarted, startJob } from '../jobs/start-job.ts';
import { recordedColumns, tableRefOf } from '../tables/table-view.ts';
import { isMatching, refuseUnusableKey } from './import-key.ts';

const Sheets = z.array(Sheet.pick({ index: true, name: true, hidden: true, columns: true, rowsFingerprint: true }));

/** Register the routes that start imports. What can be checked before the job is checked here; the worker checks the rest. */
export function routeImports(app: App, context: Context): void {
  app.post(
    '/api/imports',
    {
      schema: {
        operationId: 'createImport',
        tags: ['Imports'],
        summary: 'Start an import',
        description:
          'Load a sheet into a table as a background job. The whole import is one transaction. Rejected rows are listed with the job.',
        errors: [...IMPORT_ERRORS, 'table_exists', 'already_imported'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        body: NewImport,
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(context, reply, await startJob(context, request, () => planImport(context, request.body))),
  );

  app.post(
    '/api/jobs/:id/run',
    {
      schema: {
        operationId: 'runDryRun',
        tags: ['Imports'],
        summary: 'Run a dry run as an import',
        description: 'Start the import of a dry run that succeeded, for real.',
        errors: [...IMPORT_ERRORS, 'table_exists', 'already_imported', 'not_a_dry_run', 'job_not_finished'],
        responseHeaders: ['Location'],
        headers: IdempotencyHeaders,
        params: IdParams,
        body: RunDryRun.nullish(),
        response: { 202: Job },
      },
    },
    async (request, reply) =>
      answerStarted(
        context,
        reply,
        await startJob(context, request, () => planRun(context, request.params.id, request.body ?? {})),
      ),
  );
}

async function planRun(context: Context, id: string, { allowRepeat }: RunDryRun): Promise<JobInput> {
  const dryRunJob = await findJob(context, id);
  const spec = NewImport.safeParse(dryRunJob.spec).data;
  if (dryRunJob.kind !== 'import' || spec?.dryRun !== true) throw new AppError('not_a_dry_run');
  if (!isOver(dryRunJob.state)) throw new AppError('job_not_finished', { state: dryRunJob.state });
  if (dryRunJob.state !== 'succeeded') throw new AppError('not_a_dry_run');
  const { dryRun: _, ...body } = spec;
  const planned = await planImport(context, { ...body, ...(allowRepeat ? { allowRepeat } : {}) });
  return { ...planned, parentId: dryRunJob.id };
}

async function planImport({ pool, records, preparePool }: Context, body: NewImport): Promise<JobInput> {
  const file = await records.file.findUnique({ where: { id: body.fileId } });
  if (!file) throw new AppError('not_found', { what: 'file' });
  if (file.state === 'gone') throw new AppError('gone');
  await refuseUnreadable({ records }, file, body.dialect !== undefined);
  let tableId: string | null = null;
  let mayRepeat = false;
  if ('id' in body.table) {
    const target = await records.table.findUnique({ where: { id: body.table.id } });
    if (!target) throw new AppError('not_found', { what: 'table' });
    const table = await preparePool.run((client) => introspect(client, tableRefOf(target)));
    refuseUnwritable(table, body.mode);
    refuseUnusableKey(table, recordedColumns(target), body);
    tableId = target.id;
    // The other modes leave the table as the file says, however often they do so.
    mayRepeat = body.mode === 'insert' && !body.dryRun && !body.allowRepeat;
  } else {
    if (isMatching(body.mode) && !body.key?.length) throw new AppError('key_needed');
    await refuseTakenName(pool, body.table.create.name);
  }
  return {
    kind: 'import',
    title: titleOf(file.name, file.sheets, body.sheet),
    spec: body,
    fileId: file.id,
    file,
    tableId,
    batchId: body.batchId ?? null,
    contentKeys: contentKeys({
      sha256: file.sha256,
      requested: body.sheet,
      sheet: wantedSheet(file.sheets, body.sheet) ?? firstSheet(file.sheets, body.sheet),
    }),
    refuseRepeat: mayRepeat,
  };
}

/** The sheet that an import reads where the request names none, as the worker chooses it. */
function firstSheet(inspected: unknown, wanted: NewImport['sheet']): z.infer<typeof Sheets>[number] | undefined {
  if (wanted !== undefined) return undefined;
  const filled = (Sheets.safeParse(inspected).data ?? []).filter(({ columns }) => columns.length > 0);
  return filled.find(({ hidden }) => !hidden) ?? filled[0];
}

/** The sheet that a request names, where inspection has found it. */
function wantedSheet(inspected: unknown, wanted: NewImport['sheet']): z.infer<typeof Sheets>[number] | undefined {
  const sheets = Sheets.safeParse(inspected).data ?? [];
  return sheets.find((one) => one.index === wanted || one.name === wanted);
}

/** The file, and of a workbook with several sheets the one that is meant, so that imports of it are told apart. */
function titleOf(file: string, inspected: unknown, wanted: NewImport['sheet']): string {
  const sheets = Sheets.safeParse(inspected).data ?? [];
  const sheet = wantedSheet(inspected, wanted);
  return sheet && sheets.length > 1 ? `${file} · ${sheet.name}` : file;
}
