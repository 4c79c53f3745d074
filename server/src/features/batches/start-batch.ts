import { AppError, JobPriority, LANES, type NewBatch } from '@sheetport/contract';
import { queryableOf, quotasOf, refuseOverQuota, spaceImports, takeTurns } from '@sheetport/core';
import type { Prisma, Records } from '@sheetport/prisma';
import type { FastifyRequest } from 'fastify';
import type pg from 'pg';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../../context.ts';
import { AlreadyImported, BatchRejected } from '../../http/errors.ts';
import { claimKey, findCreatedId, type Idempotency, idempotencyOf } from '../../http/idempotency.ts';
import { withTimeout } from '../../http/with-timeout.ts';
import { newId } from '../../id.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { lockEarlierImports } from '../jobs/earlier-imports.ts';
import { type BatchImport, type BatchPlan, planBatch } from './plan-batch.ts';

/** A batch that is recorded. */
export interface StartedBatch {
  id: string;
  /** An earlier request started it. */
  replayed: boolean;
}

/** No worker has begun the job, and nobody was told of it. */
const UNTOUCHED = { state: 'queued', fence: 0, seq: 0 } as const;
/** A thousand rows and their checks take a tenth of it. */
const RECORD_MS = 20_000;

interface NewJob extends BatchImport {
  id: string;
  priority: JobPriority;
  turn: number;
}

/**
 * Start all imports of a batch or none, at most once for each Idempotency-Key (docs/promises.md, P10): check all, record all and the key in
 * one transaction, and enqueue them. Where the queue does not answer and no worker has begun one of them, the records are removed again
 * (P11); else the batch is accepted, and the janitor enqueues what the queue did not take.
 * @throws AppError `idempotency_conflict`, `queue_unavailable`, BatchRejected
 */
export async function startBatch(context: Context, request: FastifyRequest, body: NewBatch): Promise<StartedBatch> {
  const key = idempotencyOf(request);
  const earlier = await findStarted(context.records, key);
  if (earlier) return earlier;
  const principal = principalOf(request);
  const plan = await planOrFind(context, principal, key, body);
  if ('id' in plan) return plan;
  const recorded = await recordBatch(context, request, plan, body.skipRepeats === true, key);
  if ('replayed' in recorded) return recorded;
  await enqueueBatch(context, recorded, key);
  context.broadcaster.recount();
  return { id: recorded.id, replayed: false };
}

/** The batch that an earlier request with the key started. Whoever is told of it can count on it. */
async function findStarted(
  records: Pick<Records, 'idempotencyKey' | 'job'>,
  key: Idempotency | undefined,
): Promise<StartedBatch | undefined> {
  const id = key && (await findCreatedId(records, key));
  if (!id) return undefined;
  // The earlier request may still wait for the queue. It removes only jobs that are as it made them.
  await records.job.updateMany({ where: { batchId: id, ...UNTOUCHED }, data: { seq: { increment: 1 } } });
  const job = await records.job.findFirst({ where: { batchId: id, kind: 'import' }, select: { id: true } });
  return job ? { id, replayed: true } : undefined;
}

/** Check. Where that fails because the same request arrived a moment earlier, the batch of that one is the answer. */
async function planOrFind(
  context: Context,
  principal: Principal,
  key: Idempotency | undefined,
  body: NewBatch,
): Promise<BatchPlan | StartedBatch> {
  try {
    await context.disk.refuseFull();
    const plan = await planBatch(context, principal, body);
    await context.attempts.countImport(principal);
    return plan;
  } catch (error) {
    const earlier = await findStarted(context.records, key);
    if (earlier) return earlier;
    throw error;
  }
}

interface Recorded {
  id: string;
  /** Those that are to be queued now. */
  jobs: NewJob[];
}

async function recordBatch(
  { pool, records, settings }: Pick<Context, 'pool' | 'records' | 'settings'>,
  request: FastifyRequest,
  plan: BatchPlan,
  skipRepeats: boolean,
  key: Idempotency | undefined,
): Promise<Recorded | StartedBatch> {
  const { id: createdBy, keyId = null } = principalOf(request);
  const id = newId();
  // They run, and are listed, in the order of the request.
  const ids = plan.imports.map(() => newId()).sort();
  const turns = await takeAllTurns(pool, plan.imports, createdBy);
  const all = plan.imports.map(
    (one, at): NewJob => ({ ...one, id: ids[at]!, priority: one.priority ?? 'normal', turn: turns[at]! }),
  );
  return records.$transaction(
    async (tx) => {
      const execute = (sql: string, values: string[]) => tx.$executeRawUnsafe(sql, ...values);
      if (key && !(await claimKey(execute, key, id))) {
        const earlier = await findStarted(tx, key);
        // The earlier request removed its batch between the two statements: the queue did not answer it.
        if (!earlier) throw new AppError('queue_unavailable');
        return earlier;
      }
      const need = { openJobs: all.length, rowsPerDay: 0 };
      await refuseOverQuota(queryableOf(tx), quotasOf(settings), createdBy, need);
      const jobs = await dropRepeats(tx, all, skipRepeats);
      await tx.batch.create({ data: { id, title: plan.title, skipped: all.length - jobs.length, createdBy } });
      await tx.job.createMany({ data: jobs.map((job) => ({ ...rowOf(job), batchId: id, createdBy, keyId })) });
      const held = await spaceAll(tx, jobs);
      await auditWithin(request, tx, { kind: 'batch', id, name: plan.title });
      return { id, jobs: jobs.filter((job) => !held.has(job.id)) };
    },
    { timeout: RECORD_MS },
  );
}

/** Imports that wait for their minute, where their tables take so many in one. */
async function spaceAll(tx: Prisma.TransactionClient, jobs: readonly NewJob[]): Promise<Set<string>> {
  const held = new Set<string>();
  const tableIds = [...new Set(jobs.flatMap(({ tableId }) => tableId ?? []))].sort();
  for (const tableId of tableIds) {
    const ids = jobs.flatMap((job) => (job.tableId === tableId ? job.id : []));
    for (const id of await spaceImports(queryableOf(tx), tableId, ids)) held.add(id);
  }
  return held;
}

/** A turn for each import, in the order of the request for those that wait in one lane with one priority. */
async function takeAllTurns(pool: pg.Pool, imports: readonly BatchImport[], sender: string): Promise<number[]> {
  const turns = new Map<BatchImport, number>();
  for (const lane of LANES) {
    for (const priority of JobPriority.options) {
      const same = imports.filter((one) => one.lane === lane && (one.priority ?? 'normal') === priority);
      if (same.length === 0) continue;
      const taken = await takeTurns(pool, { lane, sender, priority }, same.length);
      for (const [at, one] of same.entries()) turns.set(one, taken[at]!);
    }
  }
  return imports.map((one) => turns.get(one)!);
}

function rowOf({ refuseRepeat: _, dependsOn = [], spec, limits, ...job }: NewJob): Prisma.JobCreateManyInput {
  return { ...job, dependsOn, spec: spec as Prisma.InputJsonObject, ...(limits && { limits }) };
}

/**
 * The imports that do not bring what an earlier import, or another one of the batch, brings into the same table.
 * @throws BatchRejected where there are such and they are not to be left out, or where there is nothing else
 */
async function dropRepeats(tx: Prisma.TransactionClient, jobs: NewJob[], skip: boolean): Promise<NewJob[]> {
  const repeatable = jobs.flatMap((job, at) =>
    job.refuseRepeat && job.tableId ? [{ at, tableId: job.tableId, contentKeys: job.contentKeys ?? [] }] : [],
  );
  if (repeatable.length === 0) return jobs;
  const earlier = await lockEarlierImports(tx, repeatable);
  const repeats = new Map<number, AppError>();
  const brought = new Map<string, string>();
  for (const [nth, { at, tableId, contentKeys }] of repeatable.entries()) {
    const keys = contentKeys.map((key) => `${tableId} ${key}`);
    const before = keys.find((key) => brought.has(key));
    const known = earlier.get(nth);
    if (known) repeats.set(at, new AlreadyImported(known));
    else if (before !== undefined)
      repeats.set(at, new AppError('already_imported', { title: brought.get(before)!, when: 'in the same batch' }));
    else for (const key of keys) brought.set(key, jobs[at]!.title);
  }
  if (repeats.size > 0 && (!skip || repeats.size === jobs.length)) throw new BatchRejected(repeats);
  return jobs.filter((_, at) => !repeats.has(at));
}

/** @throws AppError `queue_unavailable`, once the records are removed */
async function enqueueBatch(
  { records, producer, bounds, log }: Context,
  { id, jobs }: Recorded,
  key: Idempotency | undefined,
): Promise<void> {
  try {
    for (const lane of LANES) {
      const waiting = jobs.filter((job) => job.lane === lane);
      if (waiting.length === 0) continue;
      const timeout = bounds.queueMs * Math.ceil(waiting.length / 100);
      await withTimeout(timeout, producer.enqueueAll(lane, waiting), () => new AppError('queue_unavailable'));
    }
  } catch (error) {
    if (await removeUntouched(records, id, key)) throw error;
    log.warn({ batch: id, why: (error as Error).message }, 'some jobs of a batch are not queued yet');
  }
}

/** Remove a batch none of whose jobs has begun, or was told of. False where one has. */
async function removeUntouched(records: Records, id: string, key: Idempotency | undefined): Promise<boolean> {
  return records.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ untouched: boolean }[]>`
      SELECT state = 'queued' AND fence = 0 AND seq = 0 AS untouched FROM sheetport.job
       WHERE batch_id = ${id}::uuid ORDER BY id FOR UPDATE`;
    if (!rows.every(({ untouched }) => untouched)) return false;
    await tx.job.deleteMany({ where: { batchId: id } });
    await tx.batch.delete({ where: { id } });
    if (key) await tx.idempotencyKey.deleteMany({ where: { owner: key.owner, key: key.key, madeId: id } });
    return true;
  });
}
