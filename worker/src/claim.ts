import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Claim,
  claimJob,
  connectionName,
  endJob,
  evictEarlierClaims,
  markJob,
  releaseJob,
} from '@sheetport/prisma';
import type { Delivery } from '@sheetport/queue';
import { Bar } from './bar.ts';
import type { Context } from './context.ts';
import { runExport } from './export/run.ts';
import { toFailure } from './failures.ts';
import { Halt, haltOf } from './halt.ts';
import { runImport } from './import/run.ts';
import { runInspection } from './inspect.ts';
import type { Work } from './run.ts';
import { runUndo } from './undo/run.ts';

const WORK: Record<Claim['kind'], Work> = {
  inspect: runInspection,
  import: runImport,
  export: runExport,
  undo: runUndo,
};

/**
 * Take one delivery to its end: the job succeeds (the work has settled it), fails, is cancelled, or is handed back.
 * Throws only what the queue should deliver again later: an outage, or a drain.
 */
export async function runDelivery(context: Context, delivery: Delivery, drain: AbortSignal): Promise<void> {
  const { pool, log } = context;
  const claim = await claimJob(pool, delivery.id, context.worker);
  if (!claim) return; // settled before, or deleted: this delivery is a repetition
  if (claim.fence > 1) await evictEarlierClaims(pool, claim.id, claim.fence);

  const halt = new AbortController();
  const onDrain = () => halt.abort(new Halt('drain'));
  drain.addEventListener('abort', onDrain, { once: true });
  const bar = new Bar({
    id: claim.id,
    fence: claim.fence,
    base: claim.base,
    tell: delivery.tell,
    write: (mark) => markJob(pool, claim.id, claim.fence, mark),
    onHalt: (why) => halt.abort(new Halt(why)),
  });
  if (claim.cancelRequested) halt.abort(new Halt('cancel'));
  bar.start();
  const about = log.child({ job: claim.id, kind: claim.kind, fence: claim.fence });
  try {
    halt.signal.throwIfAborted();
    const place = { databaseUrl: context.settings.DATABASE_URL, name: connectionName(claim.id, claim.fence) };
    await WORK[claim.kind](context, { claim, bar, signal: halt.signal, place });
    await bar.stop();
    bar.last('succeeded', bar.nextSeq());
    about.info({ ms: Date.now() - bar.startedAt, counts: bar.counts }, 'succeeded');
  } catch (error) {
    await bar.stop();
    await end(context, delivery, claim, bar, error, haltOf(halt.signal));
  } finally {
    drain.removeEventListener('abort', onDrain);
  }
}

async function end(
  context: Context,
  delivery: Delivery,
  claim: Claim,
  bar: Bar,
  error: unknown,
  halt: Halt | undefined,
): Promise<void> {
  const { pool, log } = context;
  const about = log.child({ job: claim.id, kind: claim.kind, fence: claim.fence });
  if (halt?.why === 'lost') {
    about.warn('another worker holds this job: what was done here is rolled back');
    return;
  }
  const seq = bar.nextSeq();
  if (halt?.why === 'cancel') {
    await persist(() => endJob(pool, claim.id, claim.fence, 'cancelled', seq, null, {}, bar.log.toText()));
    await forgetRejects(context, claim);
    bar.last('cancelled', seq);
    about.info('cancelled');
    return;
  }
  const failure = toFailure(error);
  if (halt?.why === 'drain' || (failure.retryable && !delivery.last)) {
    if (failure.code === 'internal') about.error({ err: error }, 'an attempt failed');
    // Where this fails too (the outage may be Postgres itself) the row stays running, and the next delivery claims it.
    const why = { code: halt?.why === 'drain' ? 'drain' : failure.code, log: bar.log.toText() };
    if (await releaseJob(pool, claim.id, claim.fence, seq, why).catch(() => false)) bar.last('queued', seq);
    throw halt ?? failure;
  }
  if (failure.code === 'internal') about.error({ err: error }, 'failed');
  else about.info({ code: failure.code }, 'failed');
  await persist(() =>
    endJob(
      pool,
      claim.id,
      claim.fence,
      'failed',
      seq,
      { code: failure.code, message: failure.message },
      bar.counts,
      bar.log.toText(),
    ),
  );
  bar.last('failed', seq);
}

/** How a job ended must reach its row: a short outage is waited out. After that the sweeper finds the job silent. */
async function persist(write: () => Promise<unknown>): Promise<void> {
  for (let pause = 100; ; pause *= 2) {
    try {
      await write();
      return;
    } catch (error) {
      if (pause > 5000) throw error;
      await sleep(pause);
    }
  }
}

/** A cancelled import says that nothing went in; then nothing of it is listed as rejected either. */
async function forgetRejects({ records }: Context, claim: Claim): Promise<void> {
  if (claim.kind === 'import') await records.reject.deleteMany({ where: { jobId: claim.id } }).catch(() => undefined);
}
