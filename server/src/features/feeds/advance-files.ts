import {
  AppError,
  DialectChoice,
  ERRORS,
  type FeedReason,
  FeedSource,
  isOver,
  type SourceRate,
} from '@sheetport/contract';
import { type Queryable, queryableOf, queryRows } from '@sheetport/core';
import { type FeedFileRecord, type FeedRecord, type FileRecord, Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import { TakenElsewhere } from '../../auth/acting-person.ts';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { findInspected, requireInspected } from '../files/find-inspected.ts';
import { isTriedAgain, pauseAfter } from '../schedules/tried-again.ts';
import { LinkColumns } from '../upload-links/link-mapping.ts';
import { readFeedPolicy } from '../upload-links/new-columns.ts';
import { describeRate, findFeedSlot } from '../upload-links/source-rate.ts';
import { advanceSheets, failureOf, openSheets, reasonOf } from './advance-sheets.ts';
import { FeedOptions } from './feed-view.ts';
import { judgeFile, judgeSheets } from './judge-file.ts';
import { moveSource, noteTidied } from './move-source.ts';
import { startFeedImport } from './start-feed-import.ts';

/** Files that one look brings further. */
const AT_ONCE = 100;
/** A content that has no file after this time was left by a server of an earlier version that died. It is taken again. */
const LOST_MS = 10 * 60_000;
/**
 * Files of which something is to be done now: one that is imported again was moved before. Those that wait for their time, and those whose imports are not over, hold up no others. At other
 * systems files are moved when these are looked at (`lookAtRemote`).
 */
const DUE = `
  SELECT f.id FROM sheetport.feed_file f
   WHERE (NOT f.is_tidied OR f.state IN ('reading', 'importing'))
     AND CASE f.state
           WHEN 'reading' THEN f.tries_at IS NULL OR f.tries_at <= $1
           WHEN 'importing' THEN f.batch_id IS NOT NULL
             OR NOT EXISTS (SELECT FROM sheetport.job j WHERE j.id = f.job_id AND j.state IN ('queued', 'running'))
           WHEN 'loaded' THEN NOT f.is_tidied AND EXISTS (SELECT FROM sheetport.feed s WHERE s.id = f.feed_id
                                         AND s.source ->> 'kind' IN ('folder', 'url', 'inbound'))
           ELSE false END
   ORDER BY f.created_at LIMIT ${AT_ONCE}`;
const Id = z.object({ id: z.string() });

type OpenFile = FeedFileRecord & { feed: FeedRecord };

/** Bring the files of feeds further: import what was inspected, note what was imported, and move what was loaded. */
export async function advanceFiles(context: Context, now: Date): Promise<void> {
  const { records, pool } = context;
  const due = await queryRows(pool, Id, DUE, [now]);
  const open = await records.feedFile.findMany({
    where: { id: { in: due.map(({ id }) => id) } },
    include: { feed: true },
    orderBy: { createdAt: 'asc' },
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
    const policy = await readFeedPolicy(records, feed);
    const { sheets, rate } = FeedOptions.parse(feed.options);
    /** One server at a time counts, and starts. */
    const takeSlot = async (tx: Prisma.TransactionClient) => {
      if (!rate || isApproved) return;
      await tx.$executeRaw`SELECT id FROM sheetport.feed WHERE id = ${feed.id}::uuid FOR UPDATE`;
      await refuseOverRate(queryableOf(tx), feed.id, rate);
    };
    // What has one sheet without a name of its own is taken whole.
    if (sheets.which !== 'first' && stored.format !== 'csv' && stored.format !== 'tsv') {
      const judged = judgeSheets(stored.sheets, columns, policy, sheets);
      if (judged.length > 0) {
        return await openSheets(context, file, judged, now, takeSlot);
      }
    }
    const { plan, reason } = judgeFile(stored.sheets, columns, policy);
    if (reason && (!isApproved || !plan)) return await quarantine(context, file, reason);
    if (rate && !isApproved) await refuseOverRate(context.pool, feed.id, rate);
    await startFeedImport(context, feed, { fileId: stored.id, ...plan!, isApproved }, async (tx, jobId) => {
      await takeSlot(tx);
      const { count } = await tx.feedFile.updateMany({
        where: { id: file.id, state: file.state },
        data: { state: 'importing', jobId, reason: Prisma.DbNull, triesAt: null, finishedAt: null },
      });
      return count;
    });
  } catch (error) {
    if (error instanceof TakenElsewhere) return;
    if (error instanceof OverRate) return await holdBack(context, file, error);
    const failure = toAppError(error);
    // What passes is tried again at the next look.
    if (ERRORS[failure.code].retryable === true) return;
    await quarantine(context, file, reasonOf(failure));
  }
}

/** As many files of the feed were imported as it says. */
class OverRate extends Error {
  readonly slot: Date;
  readonly limit: string;

  constructor(slot: Date, limit: string) {
    super();
    this.slot = slot;
    this.limit = limit;
  }
}

async function refuseOverRate(db: Queryable, feedId: string, rate: SourceRate): Promise<void> {
  const slot = await findFeedSlot(db, feedId, rate);
  if (slot) throw new OverRate(slot, describeRate(rate));
}

async function holdBack({ records }: Context, { id, state }: OpenFile, { slot, limit }: OverRate): Promise<void> {
  const reason = { ...reasonOf(new AppError('source_rate', { limit })) };
  await records.feedFile.updateMany({ where: { id, state }, data: { triesAt: slot, reason } });
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
    data: { state: 'reading', reason: Prisma.DbNull, triesAt: null, finishedAt: null },
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
  const reason = failureOf(job?.error);
  const attempts = file.attempts + 1;
  if (isTriedAgain(reason.code, attempts, FeedOptions.parse(file.feed.options).retries))
    // What it waits for is its time alone: it was inspected, and judged, before.
    await records.feedFile.updateMany({
      where,
      data: { state: 'reading', reason, attempts, triesAt: new Date(now.getTime() + pauseAfter(attempts)) },
    });
  else await records.feedFile.updateMany({ where, data: { state: 'failed', reason, finishedAt: now } });
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
