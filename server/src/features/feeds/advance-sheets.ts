import { type AppError, ERRORS, ErrorInfo, type FeedReason, isOver, type NewColumnsPolicy } from '@sheetport/contract';
import { type FeedFileRecord, type FeedRecord, type FeedSheetRecord, type FileRecord, Prisma } from '@sheetport/prisma';
import { TakenElsewhere } from '../../auth/acting-person.ts';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { newId } from '../../id.ts';
import { isTriedAgain, pauseAfter } from '../schedules/tried-again.ts';
import { LinkColumns } from '../upload-links/link-mapping.ts';
import { readFeedPolicy } from '../upload-links/new-columns.ts';
import { FeedOptions } from './feed-view.ts';
import { judgeSheets, type SheetJudgement } from './judge-file.ts';
import { startFeedImport } from './start-feed-import.ts';

type FileOfFeed = FeedFileRecord & { feed: FeedRecord };

/** Why an import did not end well, for a person. @param stored that of its job, if there is one */
export function failureOf(stored: unknown): FeedReason {
  const error = ErrorInfo.nullable()
    .catch(null)
    .parse(stored ?? null);
  return reasonOf(error ?? { code: 'job_finished', message: 'Its import was cancelled.' });
}

/** Why a file or sheet is not imported, where its columns are not the cause. */
export function reasonOf({ code, message }: Pick<AppError, 'code' | 'message'> | ErrorInfo): FeedReason {
  return { code, message, missing: [], added: [], doubtful: [] };
}

/**
 * Record the sheets of a file that are to be imported, and begin: those that are as the table expects as one batch, the others wait.
 * @param takeSlot throws in the transaction where the feed has no room for another file now
 */
export async function openSheets(
  context: Context,
  file: FileOfFeed,
  judged: readonly SheetJudgement[],
  now: Date,
  takeSlot: (tx: Prisma.TransactionClient) => Promise<void>,
): Promise<void> {
  const { records } = context;
  const batchId = newId();
  await records.$transaction(async (tx) => {
    await takeSlot(tx);
    const { count } = await tx.feedFile.updateMany({
      where: { id: file.id, state: file.state, batchId: null },
      data: { state: 'importing', batchId, reason: Prisma.DbNull, triesAt: null, finishedAt: null },
    });
    // Another server has.
    if (count === 0) return;
    await tx.feedSheet.createMany({
      data: judged.map(({ index, name, reason }) => ({
        id: newId(),
        feedFileId: file.id,
        index,
        name,
        state: reason ? 'quarantined' : 'waiting',
        ...(reason && { reason: { ...reason } }),
      })),
    });
  });
  const opened = await records.feedFile.findUnique({ where: { id: file.id }, include: { feed: true } });
  if (opened) await advanceSheets(context, opened, now);
}

/** Bring the sheets of a file further: start those that wait, note how imports have ended, and say of the file how far it is. */
export async function advanceSheets(context: Context, file: FileOfFeed, now: Date): Promise<void> {
  const { records } = context;
  const sheets = await records.feedSheet.findMany({ where: { feedFileId: file.id }, orderBy: { index: 'asc' } });
  const isEarly = file.triesAt !== null && file.triesAt > now;
  for (const sheet of sheets) {
    if (sheet.state === 'waiting' && !isEarly) await startSheet(context, file, sheet, false);
    else if (sheet.state === 'importing') await settleSheet(context, file, sheet, now);
  }
  await noteWholeFile(context, file, now);
}

/**
 * Import sheets that wait for a person, failed, or were undone.
 * @param only one of them; undefined: all
 * @param undone the jobs that were undone
 * @returns whether there was one
 */
export async function approveSheets(
  context: Context,
  file: FileOfFeed,
  only: number | undefined,
  undone: ReadonlySet<string>,
): Promise<boolean> {
  const sheets = await context.records.feedSheet.findMany({
    where: { feedFileId: file.id, index: only ?? { gte: 0 } },
    orderBy: { index: 'asc' },
  });
  const open = sheets.filter(
    ({ state, jobId }) =>
      state === 'quarantined' || state === 'failed' || (state === 'loaded' && jobId !== null && undone.has(jobId)),
  );
  for (const sheet of open) await startSheet(context, file, sheet, true);
  return open.length > 0;
}

async function startSheet(
  context: Context,
  file: FileOfFeed,
  { id, index, state }: FeedSheetRecord,
  isApproved: boolean,
): Promise<void> {
  const { records } = context;
  const { feed, batchId } = file;
  const keep = async (reason: FeedReason) => {
    await records.feedSheet.updateMany({ where: { id, state }, data: { state: 'quarantined', reason } });
  };
  try {
    const stored = file.fileId ? await records.file.findUnique({ where: { id: file.fileId } }) : null;
    if (!stored || stored.state === 'gone') return await keep(reasonOf({ code: 'gone', message: ERRORS.gone.message }));
    const { plan, reason } = judgeAgain(stored, feed, await readFeedPolicy(records, feed), index);
    if (!plan || (reason && !isApproved)) return await (reason && keep(reason));
    const whole = { fileId: stored.id, ...plan, ...(batchId !== null && { batchId }), isApproved };
    await startFeedImport(context, feed, whole, async (tx, jobId) => {
      const data = { state: 'importing', jobId, reason: Prisma.DbNull };
      const { count } = await tx.feedSheet.updateMany({ where: { id, state }, data });
      await tx.feedFile.updateMany({ where: { id: file.id }, data: { state: 'importing', finishedAt: null } });
      return count;
    });
  } catch (error) {
    if (error instanceof TakenElsewhere) return;
    const failure = toAppError(error);
    // What passes is tried again at the next look.
    if (ERRORS[failure.code].retryable !== true) await keep(reasonOf(failure));
  }
}

/** The file is as it was, but its feed may have another policy by now. */
function judgeAgain(
  stored: FileRecord,
  feed: FeedRecord,
  policy: NewColumnsPolicy,
  index: number,
): Partial<SheetJudgement> {
  const { sheets } = FeedOptions.parse(feed.options);
  const wanted = sheets.which === 'first' ? ({ which: 'all' } as const) : sheets;
  const columns = LinkColumns.parse(feed.columns);
  return judgeSheets(stored.sheets, columns, policy, wanted).find((one) => one.index === index) ?? {};
}

async function settleSheet(
  { records }: Context,
  file: FileOfFeed,
  { id, jobId, ...sheet }: FeedSheetRecord,
  now: Date,
): Promise<void> {
  const job = jobId ? await records.job.findUnique({ where: { id: jobId } }) : null;
  if (job && !isOver(job.state)) return;
  const where = { id, state: 'importing', jobId };
  if (job?.state === 'succeeded') {
    await records.feedSheet.updateMany({ where, data: { state: 'loaded' } });
    return;
  }
  const reason = failureOf(job?.error);
  const attempts = sheet.attempts + 1;
  const isAgain = isTriedAgain(reason.code, attempts, FeedOptions.parse(file.feed.options).retries);
  await records.feedSheet.updateMany({ where, data: { state: isAgain ? 'waiting' : 'failed', reason, attempts } });
  if (isAgain)
    await records.feedFile.updateMany({
      where: { id: file.id },
      data: { triesAt: new Date(now.getTime() + pauseAfter(attempts)) },
    });
}

/** A file is as far as the sheet that a person has to see to first. */
async function noteWholeFile({ records }: Context, { id }: FileOfFeed, now: Date): Promise<void> {
  await records.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM sheetport.feed_file WHERE id = ${id}::uuid FOR UPDATE`;
    const sheets = await tx.feedSheet.findMany({ where: { feedFileId: id }, orderBy: { index: 'asc' } });
    const has = (...states: string[]) => sheets.some(({ state }) => states.includes(state));
    if (has('waiting', 'importing')) return;
    const state = has('quarantined') ? 'quarantined' : has('failed') ? 'failed' : 'loaded';
    const first = sheets.find((sheet) => sheet.state === state && sheet.reason !== null);
    await tx.feedFile.updateMany({
      where: { id, state: 'importing' },
      data: { state, reason: first?.reason ?? Prisma.DbNull, finishedAt: now },
    });
  });
}
