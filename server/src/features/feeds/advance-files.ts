import { DialectChoice, ERRORS, type FeedReason, FeedSource, isOver, NewColumnsPolicy } from '@sheetport/contract';
import { type FeedFileRecord, type FeedRecord, type FileRecord, Prisma } from '@sheetport/prisma';
import { TakenElsewhere } from '../../auth/acting-person.ts';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { findInspected, requireInspected } from '../files/find-inspected.ts';
import { LinkColumns } from '../upload-links/link-mapping.ts';
import { advanceSheets, failureOf, openSheets, reasonOf } from './advance-sheets.ts';
import { FeedOptions } from './feed-view.ts';
import { judgeFile, judgeSheets } from './judge-file.ts';
import { moveSource, noteTidied } from './move-source.ts';
import { startFeedImport } from './start-feed-import.ts';

/** Files that one look brings further. */
const AT_ONCE = 100;
/** Of a content without a file so long ago a server of an earlier version died that took it: it is taken anew. */
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
  const found = file.fileId ? await findInspected(records, file.fileId) : null;
  if (found === 'going') return;
  if (!found && file.state === 'reading') {
    if (now.getTime() - file.createdAt.getTime() > LOST_MS)
      await records.feedFile.deleteMany({ where: { id: file.id, state: 'reading' } });
    return;
  }
  try {
    if (isApproved && found?.state === 'unreadable') return await readAgain(context, file, found);
    const stored = requireInspected(found);
    const columns = LinkColumns.parse(feed.columns);
    const policy = NewColumnsPolicy.parse(feed.newColumns);
    const { sheets } = FeedOptions.parse(feed.options);
    // What has one sheet without a name of its own is taken whole.
    if (sheets.which !== 'first' && stored.format !== 'csv' && stored.format !== 'tsv') {
      const judged = judgeSheets(stored.sheets, columns, policy, sheets);
      if (judged.length > 0) return await openSheets(context, file, judged, now);
    }
    const { plan, reason } = judgeFile(stored.sheets, columns, policy);
    if (reason && (!isApproved || !plan)) return await quarantine(context, file, reason);
    await startFeedImport(context, feed, { fileId: stored.id, ...plan!, isApproved }, async (tx, jobId) => {
      const { count } = await tx.feedFile.updateMany({
        where: { id: file.id, state: file.state },
        data: { state: 'importing', jobId, reason: Prisma.DbNull, finishedAt: null },
      });
      return count;
    });
  } catch (error) {
    if (error instanceof TakenElsewhere) return;
    const failure = toAppError(error);
    // What passes is tried again at the next look.
    if (ERRORS[failure.code].retryable === true) return;
    await quarantine(context, file, reasonOf(failure));
  }
}

/** Its worker may have died, or the disk was full: a person who asks for its import has it inspected once more. */
async function readAgain(
  { records, ingest }: Context,
  { id, state, feed }: OpenFile,
  stored: FileRecord,
): Promise<void> {
  await ingest.inspectAgain(stored, DialectChoice.catch({}).parse(stored.dialectChoice ?? {}), { id: feed.createdBy });
  await records.feedFile.updateMany({
    where: { id, state },
    data: { state: 'reading', reason: Prisma.DbNull, finishedAt: null },
  });
}

async function quarantine({ records }: Context, { id, state }: OpenFile, reason: FeedReason): Promise<void> {
  await records.feedFile.updateMany({ where: { id, state }, data: { state: 'quarantined', reason } });
}

async function settleFile(context: Context, file: OpenFile, now: Date): Promise<void> {
  const { records } = context;
  const { id, jobId, batchId } = file;
  if (batchId !== null) return advanceSheets(context, file, now);
  const job = jobId ? await records.job.findUnique({ where: { id: jobId } }) : null;
  if (job && !isOver(job.state)) return;
  const where = { id, state: 'importing', jobId };
  if (job?.state === 'succeeded') {
    await records.feedFile.updateMany({ where, data: { state: 'loaded', finishedAt: job.finishedAt ?? now } });
    return;
  }
  await records.feedFile.updateMany({
    where,
    data: { state: 'failed', reason: failureOf(job?.error), finishedAt: now },
  });
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
