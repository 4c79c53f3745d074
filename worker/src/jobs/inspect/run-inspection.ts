import path from 'node:path';
import { AppError, readRejectsMark } from '@sheetport/contract';
import { beginInspection, settleInspection } from '@sheetport/core';
import { type BookInfo, inspectInThread, previewSheetsInThread, type SheetPreview } from '@sheetport/sheets';
import { fileKey, previewKey, StorageError } from '@sheetport/storage';
import { expectInspection } from '../../progress/expected-steps.ts';
import type { Context } from '../../runner/context.ts';
import { Superseded } from '../../runner/job-connection.ts';
import { type JobContext, readingWait } from '../../runner/job-context.ts';
import { readTemplateOf, TemplateSpec } from './read-template.ts';

/** Rows and sheets that a person can page through before an import: enough to find the header, small enough to send. */
const PREVIEW_ROWS = 200;
const PREVIEW_SHEETS = 40;

/**
 * Find out what is in a file: first its sheets and the look of their first rows, so that a person can go on; then every
 * row, for exact counts, types and profiles. The file's record is written at both points.
 */
export async function runInspection(context: Context, job: JobContext): Promise<void> {
  const { claim, progress, signal, openFile } = job;
  const template = TemplateSpec.safeParse(claim.spec).data;
  if (template) return readTemplateOf(context, job, template.templateId);
  const file = await beginInspection(context.pool, claim);
  if (!file || file.state === 'gone') throw new AppError('not_found', { what: 'file' });
  const opened = await openFile(fileKey(file.id));

  let isProfiling = false;
  let isPaused = false;
  const pause = context.profiles.open(file.id, (now) => {
    isPaused = now;
    if (isProfiling) progress.hold(now);
  });
  progress.expect(expectInspection(path.extname(file.name).slice(1).toLowerCase(), file.bytes));
  progress.enter('sampling', 'find');
  let sampled: Promise<void> | undefined;
  let isProfiled = false;
  let unsaved: StorageError | undefined;
  const onSample = (info: BookInfo, previews?: SheetPreview[]) => {
    sampled = writePreviews(context, opened, claim, info, previews)
      // Of a small file all is known by now, and is saved at once.
      .then(() => (isProfiled ? undefined : saveFile(context, file.id, claim.id, info)))
      .then(undefined, (error: unknown) => {
        context.log.warn({ err: error, file: file.id }, 'the first look could not be saved');
        if (error instanceof StorageError) unsaved = error;
      });
    progress.enter('profiling', 'read');
    isProfiling = true;
    if (isPaused) progress.hold(true);
  };
  try {
    const info = await inspectInThread(opened, {
      name: file.name,
      ...readingWait({ signal, progress }),
      dialect: file.dialectChoice,
      onSample,
      pause: pause.flag,
      preview: { sheets: PREVIEW_SHEETS, rows: PREVIEW_ROWS },
      onProgress: (consumed, total, rows) => {
        progress.advance(total === 0 ? 1 : consumed / total, rows);
        progress.count({ read: rows });
      },
    });
    isProfiled = true;
    await sampled;
    // Without a preview nobody could look at the file: it is inspected again.
    if (unsaved) throw unsaved;
    const rows = info.sheets.reduce((sum, sheet) => sum + (sheet.rows ?? 0), 0);
    progress.count({ read: rows });
    progress.begin('commit');
    signal.throwIfAborted();
    const found = { ...info, fileId: file.id, sha256: file.sha256, continues: await findContinued(context, info) };
    // One statement, so it needs no transaction and no connection of its own.
    if (!(await settleInspection(context.pool, claim, found, progress.settlement()))) {
      throw signal.aborted ? signal.reason : new Superseded();
    }
  } catch (error) {
    await sampled;
    throw error; // where the job fails by it, its file is marked with it
  } finally {
    pause.close();
  }
}

/** Not where the file is inspected anew since, by another dialect. */
async function saveFile({ records }: Context, id: string, inspectionId: string, info: BookInfo): Promise<void> {
  await records.file.updateMany({
    where: { id, inspectionId },
    data: {
      state: 'ready',
      format: info.format,
      sheets: info.sheets as object[],
      correctsJobId: await findContinued({ records }, info),
      ...(info.dialect ? { dialect: info.dialect as object } : {}),
    },
  });
}

/** The import whose rejected rows a workbook brings back, if it is one that we wrote and an import that we know. */
async function findContinued({ records }: Pick<Context, 'records'>, info: BookInfo): Promise<string | null> {
  const id = readRejectsMark(info.sheets.flatMap((sheet) => sheet.columns.map(({ header }) => header)));
  if (id === null) return null;
  return (await records.job.count({ where: { id, kind: 'import' } })) > 0 ? id : null;
}

/** @param previews where the inspection told them; else they are read while it goes on */
async function writePreviews(
  { storage }: Context,
  file: string,
  claim: JobContext['claim'],
  info: BookInfo,
  previews: SheetPreview[] | undefined,
): Promise<void> {
  const sheets =
    previews ??
    (await previewSheetsInThread(file, {
      format: info.format,
      ...(info.dialect ? { dialect: info.dialect } : {}),
      sheets: info.sheets.slice(0, PREVIEW_SHEETS).map(({ index }) => index),
      limit: PREVIEW_ROWS,
    }));
  // Its reader sees the old content or the new, never a part.
  await storage.write(previewKey(claim.fileId ?? ''), Buffer.from(JSON.stringify({ sheets })), {
    draft: `${claim.id}.${claim.fence}`,
    remade: true,
  });
}
