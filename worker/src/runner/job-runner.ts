import { directDatabaseUrl, type ErrorCode, readWorkbookRequest } from '@sheetport/contract';
import {
  type Claim,
  claimJob,
  connectionName,
  endJob,
  evictEarlierClaims,
  MAX_ROWS_IN_SMALL_LANE,
  markJob,
  releaseJob,
  takeTurns,
} from '@sheetport/core';
import type { Delivery } from '@sheetport/queue';
import { runEdit } from '../jobs/edit/run-edit.ts';
import { runExport } from '../jobs/export/run-export.ts';
import { runImport } from '../jobs/import/run-import.ts';
import { runInspection } from '../jobs/inspect/run-inspection.ts';
import { runUndo } from '../jobs/undo/run-undo.ts';
import { runWorkbook } from '../jobs/workbook/run-workbook.ts';
import { expectClaimed } from '../progress/expected-steps.ts';
import { ProgressReporter } from '../progress/progress-reporter.ts';
import { AbortReason, abortReasonOf } from './abort-reason.ts';
import type { Context } from './context.ts';
import { blameDisk, refuseFull, watchDisk } from './disk-room.ts';
import { toAppError } from './failures.ts';
import type { Work } from './job-context.ts';
import { toSpans } from './job-spans.ts';
import { persist } from './persist.ts';
import { refuseLostRight } from './sender-rights.ts';
import { startDependents } from './start-dependents.ts';
import { limitTime } from './time-limits.ts';

const WORK: Record<Claim['kind'], Work> = {
  inspect: runInspection,
  import: runImport,
  export: (context, job) => {
    const request = readWorkbookRequest(job.claim.spec);
    return request ? runWorkbook(context, job, request) : runExport(context, job);
  },
  undo: runUndo,
  edit: runEdit,
};

/**
 * What may pass soon, or not before a person does something, is tried a few times over some seconds, and then said. Other outages are
 * waited out for as long as the queue delivers.
 */
const MAX_CLAIMS: Partial<Record<ErrorCode, number>> = { disk_full: 5, file_missing: 4 };
const MAX_CLAIMS_OF_OUTAGE = 30;
/** A small job has done less than all that it may in this time. */
const LOOK_AT_ROWS_EVERY_MS = 50;

/**
 * Take one delivery to its end: the job succeeds (the work has settled it), fails, is cancelled, or is handed back.
 * Throws only what the queue should deliver again later: an outage, or a drain.
 */
export async function runDelivery(context: Context, delivery: Delivery, drain: AbortSignal): Promise<void> {
  const { pool, log } = context;
  const askedAt = Date.now();
  const claim = await claimJob(pool, delivery.id, context.worker);
  if (!claim) return; // settled before, or deleted: this delivery is a repetition
  if (claim.fence > 1) await evictEarlierClaims(pool, claim.id, claim.fence);

  const stop = new AbortController();
  const onDrain = () => stop.abort(new AbortReason('drain'));
  drain.addEventListener('abort', onDrain, { once: true });
  const progress = new ProgressReporter({
    id: claim.id,
    fence: claim.fence,
    base: claim.base,
    lease: claim.lease,
    startedAt: askedAt,
    claimed: expectClaimed(claim),
    history: context.history,
    tell: delivery.tell,
    write: (mark) => markJob(pool, claim.id, claim.fence, mark),
    onAbort: (why) => stop.abort(new AbortReason(why)),
  });
  if (claim.cancelRequested) stop.abort(new AbortReason('cancel'));
  // What it does at first and at last is told by the queue, too: reports are half of what the queue has to do for a job of 100 rows.
  const isShort = delivery.lane === 'small';
  progress.start(isShort);
  // What an inspection writes is small, and whoever uploaded waits for it.
  const fillsDisk = claim.kind !== 'inspect';
  const stopWatching = fillsDisk
    ? watchDisk(context, (failure) => stop.abort(new AbortReason('full', failure)))
    : () => undefined;
  // Of its file only the size was known, and it has more rows than the small lane can wait for.
  const rowsWatch =
    delivery.lane === 'small' && claim.kind !== 'inspect'
      ? setInterval(() => {
          if (progress.rowsDone > MAX_ROWS_IN_SMALL_LANE) stop.abort(new AbortReason('moved'));
        }, LOOK_AT_ROWS_EVERY_MS)
      : undefined;
  const stopLimits = limitTime(context, claim, (failure) => stop.abort(new AbortReason('limit', failure)));
  const opened: { close(): void }[] = [];
  const openFile = async (key: string) => {
    const file = await context.storage.open(key);
    opened.push(file);
    return file.path;
  };
  const about = log.child({ job: claim.id, kind: claim.kind, fence: claim.fence });
  try {
    stop.signal.throwIfAborted();
    await refuseLostRight(pool, claim);
    if (fillsDisk) await refuseFull(context);
    const { connections } = context;
    const name = connectionName(claim.id, claim.fence);
    const connection = { databaseUrl: directDatabaseUrl(context.settings), connections, name };
    await WORK[claim.kind](context, { claim, progress, signal: stop.signal, connection, openFile });
    progress.learn();
    await progress.stop();
    if (!isShort) progress.last('succeeded', progress.nextSeq());
    context.finished.note(claim.id, delivery.lane);
    trace(context, delivery, claim, progress, 'succeeded');
    about.info({ ms: Date.now() - progress.startedAt, counts: progress.counts }, 'succeeded');
  } catch (error) {
    await progress.stop();
    stopWatching();
    clearInterval(rowsWatch);
    stopLimits();
    await end(context, delivery, claim, progress, error, abortReasonOf(stop.signal), drain);
  } finally {
    stopWatching();
    stopLimits();
    clearInterval(rowsWatch);
    drain.removeEventListener('abort', onDrain);
    for (const file of opened) file.close();
  }
  // The next job need not wait for it; what is missed here the janitor finds.
  void startDependents(context, claim.id).catch(() => undefined);
}

async function end(
  context: Context,
  delivery: Delivery,
  claim: Claim,
  progress: ProgressReporter,
  error: unknown,
  abortReason: AbortReason | undefined,
  drain: AbortSignal,
): Promise<void> {
  const { pool, log } = context;
  const about = log.child({ job: claim.id, kind: claim.kind, fence: claim.fence });
  if (abortReason) trace(context, delivery, claim, progress, abortReason.why, abortReason.failure?.code);
  if (abortReason?.why === 'lost') {
    about.warn('another worker holds this job: what was done here is rolled back');
    return;
  }
  const seq = progress.nextSeq();
  if (abortReason?.why === 'cancel') {
    await persist(() => endJob(pool, claim.id, claim.fence, 'cancelled', seq, null, {}, progress.log.toText()), drain);
    await forgetRejects(context, claim);
    progress.last('cancelled', seq);
    context.finished.note(claim.id, delivery.lane);
    about.info('cancelled');
    return;
  }
  if (abortReason?.why === 'moved') {
    const { sender, priority } = claim;
    const [turn] = await persist(() => takeTurns(pool, { lane: 'large', sender, priority }, 1), drain);
    const to = { lane: 'large', turn: turn! } as const;
    const why = { code: 'moved', log: progress.log.toText(), shown: progress.shown, to };
    if (!(await persist(() => releaseJob(pool, claim.id, claim.fence, seq, why), drain))) return;
    progress.last('queued', seq);
    about.info('moved to the large lane');
    // Where the queue does not answer now, the janitor queues it.
    await context.producer.enqueue(to.lane, { id: claim.id, turn: to.turn }).catch(() => undefined);
    return;
  }
  const failure = abortReason?.failure ?? (await blameDisk(context, toAppError(error)));
  if (!abortReason) trace(context, delivery, claim, progress, 'failed', failure.code);
  const isLast = delivery.last || claim.attempts >= (MAX_CLAIMS[failure.code] ?? MAX_CLAIMS_OF_OUTAGE);
  if (abortReason?.why === 'drain' || (failure.retryable && !isLast)) {
    if (failure.code === 'internal') about.error({ err: error }, 'an attempt failed');
    const code = abortReason?.why === 'drain' ? 'drain' : failure.code;
    const why = { code, log: progress.log.toText(), shown: progress.shown };
    const release = () => releaseJob(pool, claim.id, claim.fence, seq, why);
    // A worker that is to stop leaves the row running, and the next delivery claims it.
    if (await persist(release, drain).catch(() => false)) progress.last('queued', seq);
    throw abortReason ?? failure;
  }
  if (failure.code === 'internal') about.error({ err: error }, 'failed');
  else about.info({ code: failure.code }, 'failed');
  await persist(
    () =>
      endJob(
        pool,
        claim.id,
        claim.fence,
        'failed',
        seq,
        { code: failure.code, message: failure.message },
        progress.counts,
        progress.log.toText(),
        failure.retryable,
      ),
    drain,
  );
  progress.last('failed', seq);
  context.finished.note(claim.id, delivery.lane);
}

/** Record the spans of an attempt that ends now. */
function trace(
  { traces, worker }: Context,
  { lane }: Delivery,
  claim: Claim,
  { startedAt, log, rowsDone }: ProgressReporter,
  end: string,
  error?: string,
): void {
  if (!traces.isOn) return;
  const { phases } = log;
  traces.record(
    ...toSpans({ claim, lane, worker, startMs: startedAt, endMs: Date.now(), phases, rows: rowsDone, end, error }),
  );
}

/** A cancelled import says that nothing went in; then nothing of it is listed as rejected either. */
async function forgetRejects({ records }: Context, claim: Claim): Promise<void> {
  if (claim.kind === 'import' || claim.kind === 'edit')
    await records.reject.deleteMany({ where: { jobId: claim.id } }).catch(() => undefined);
}
