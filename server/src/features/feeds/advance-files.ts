import {
  AppError,
  ERRORS,
  ErrorInfo,
  type FeedReason,
  FeedSource,
  isOver,
  NewColumnsPolicy,
  type NewImport,
} from '@sheetport/contract';
import { recordAudit } from '@sheetport/core';
import { type FeedFileRecord, type FeedRecord, Prisma } from '@sheetport/prisma';
import { findActingPerson, TakenElsewhere } from '../../auth/acting-person.ts';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { openImportSource } from '../imports/import-source.ts';
import { planImport } from '../imports/plan-import.ts';
import { startJobFor } from '../jobs/start-job.ts';
import { LinkColumns, LinkOptions } from '../upload-links/link-mapping.ts';
import { judgeFile } from './judge-file.ts';
import { moveSource, noteTidied } from './move-source.ts';

/** Files that one look brings further. */
const AT_ONCE = 100;
/** Of a content without a file so long ago the server died that took it: it is taken anew. */
const LOST_MS = 10 * 60_000;
/** At other systems files are moved when these are looked at (`lookAtRemote`): nothing here waits for them. */
const IS_NEAR = { OR: ['folder', 'url', 'inbound'].map((kind) => ({ source: { path: ['kind'], equals: kind } })) };

type OpenFile = FeedFileRecord & { feed: FeedRecord };

/** Bring the files of feeds further: import what was inspected, note what was imported, and move what was loaded. */
export async function advanceFiles(context: Context, now: Date): Promise<void> {
  const { records } = context;
  const open = await records.feedFile.findMany({
    where: { OR: [{ state: { in: ['reading', 'importing'] } }, { state: 'loaded', isTidied: false, feed: IS_NEAR }] },
    include: { feed: true },
    orderBy: { createdAt: 'asc' },
    take: AT_ONCE,
  });
  for (const file of open) {
    if (file.state === 'reading') await importFile(context, file, false, now);
    else if (file.state === 'importing') await settleFile(context, file, now);
    else await tidySource(context, file, now);
  }
}

/**
 * Import a file as soon as inspection knows what is in it, where it is as its table expects; else it waits in quarantine.
 * @param isApproved a person said that it is to be imported all the same
 */
export async function importFile(context: Context, file: OpenFile, isApproved: boolean, now: Date): Promise<void> {
  const { records } = context;
  const { feed } = file;
  const stored = file.fileId ? await records.file.findUnique({ where: { id: file.fileId } }) : null;
  if (!stored && file.state === 'reading') {
    if (now.getTime() - file.createdAt.getTime() > LOST_MS)
      await records.feedFile.deleteMany({ where: { id: file.id, state: 'reading' } });
    return;
  }
  const inspection = stored?.inspectionId ? await records.job.findUnique({ where: { id: stored.inspectionId } }) : null;
  if (inspection && !isOver(inspection.state)) return;
  try {
    if (!stored || stored.state === 'gone') throw new AppError('gone');
    if (stored.state !== 'ready') {
      const { message } = ErrorInfo.catch({ code: 'internal', message: '' }).parse(stored.error ?? {});
      throw new AppError('file_unreadable', { detail: message || 'its inspection did not end well.' });
    }
    const { plan, reason } = judgeFile(
      stored.sheets,
      LinkColumns.parse(feed.columns),
      NewColumnsPolicy.parse(feed.newColumns),
    );
    if (reason && (!isApproved || !plan)) return await quarantine(context, file, reason);
    await startImport(context, file, stored.id, plan!, isApproved);
  } catch (error) {
    if (error instanceof TakenElsewhere) return;
    const { code, message } = toAppError(error);
    // What passes is tried again at the next look.
    if (ERRORS[code].retryable === true) return;
    await quarantine(context, file, { code, message, missing: [], added: [], doubtful: [] });
  }
}

async function startImport(
  context: Context,
  { id, state, feed }: OpenFile,
  fileId: string,
  plan: Pick<NewImport, 'sheet' | 'mapping'>,
  isApproved: boolean,
): Promise<void> {
  const person = await findActingPerson(context, feed.createdBy);
  const { mode, key, onReject, blank, duplicates, nonDataRows } = LinkOptions.parse(feed.options);
  const body: NewImport = {
    fileId,
    ...plan,
    table: { id: feed.tableId },
    mode,
    onReject,
    ...(key.length > 0 && { key }),
    ...(blank && { blank }),
    ...(duplicates && { duplicates }),
    ...(nonDataRows === 'import' && { skipRows: [] }),
    ...(isApproved && { allowRepeat: true }),
  };
  await startJobFor(
    context,
    { id: person.id },
    undefined,
    async () => {
      const planned = await planImport(openImportSource(context, person), body);
      // Nobody chose its mapping anew.
      return { ...planned, spec: { ...planned.spec, sent: true } };
    },
    async (tx, object, tableId) => {
      const { count } = await tx.feedFile.updateMany({
        where: { id, state },
        data: { state: 'importing', jobId: object.id ?? null, reason: Prisma.DbNull, finishedAt: null },
      });
      if (count === 0) throw new TakenElsewhere();
      const details = { tableId, feedId: feed.id };
      await recordAudit(tx, {
        action: 'createImport',
        outcome: 'done',
        personId: person.id,
        via: 'service',
        object,
        details,
      });
    },
    'keep',
  );
}

async function quarantine({ records }: Context, { id, state }: OpenFile, reason: FeedReason): Promise<void> {
  await records.feedFile.updateMany({ where: { id, state }, data: { state: 'quarantined', reason } });
}

async function settleFile({ records }: Context, { id, jobId }: OpenFile, now: Date): Promise<void> {
  const job = jobId ? await records.job.findUnique({ where: { id: jobId } }) : null;
  if (job && !isOver(job.state)) return;
  const where = { id, state: 'importing', jobId };
  if (job?.state === 'succeeded') {
    await records.feedFile.updateMany({ where, data: { state: 'loaded', finishedAt: job.finishedAt ?? now } });
    return;
  }
  const error = ErrorInfo.nullable()
    .catch(null)
    .parse(job?.error ?? null);
  const { code, message } = error ?? { code: 'job_finished', message: 'Its import was cancelled.' };
  const reason = { code, message, missing: [], added: [], doubtful: [] };
  await records.feedFile.updateMany({ where, data: { state: 'failed', reason, finishedAt: now } });
}

/** What was loaded is left or moved, as its feed says. */
async function tidySource(context: Context, { id, name, seenAs, sha256, feed }: OpenFile, now: Date): Promise<void> {
  const source = FeedSource.parse(feed.source);
  const wasMoved =
    source.kind === 'folder' &&
    source.afterwards === 'move' &&
    (await moveSource(context, source.path, name, seenAs, sha256));
  await noteTidied(context, id, wasMoved, now);
}
