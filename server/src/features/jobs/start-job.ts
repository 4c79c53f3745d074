import { AppError, type Job, type JobPriority, type Lane, laneOf } from '@sheetport/contract';
import {
  type AuditObject,
  type Brought,
  expectMs,
  type QuotaNeed,
  queryableOf,
  quotasOf,
  refuseOverQuota,
  type Sender,
  settleDependents,
  spaceImports,
  takeTurns,
} from '@sheetport/core';
import type { JobRecord, Prisma, Records } from '@sheetport/prisma';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { principalOf } from '../../auth/auth-guard.ts';
import type { Context } from '../../context.ts';
import { AlreadyImported } from '../../http/errors.ts';
import { claimKey, findCreatedId, type Idempotency, idempotencyOf } from '../../http/idempotency.ts';
import { noteStartedJob } from '../../http/request-spans.ts';
import { withTimeout } from '../../http/with-timeout.ts';
import { newId } from '../../id.ts';
import { auditWithin } from '../audit/audit-hook.ts';
import { lockEarlierImports } from './earlier-imports.ts';
import { readCost, readFileOf } from './job-cost.ts';
import type { JobInput } from './job-input.ts';

export interface Started {
  row: JobRecord;
  /** An earlier request started the job. */
  replayed: boolean;
}

/** No worker has begun the job. */
const UNTOUCHED = { state: 'queued', fence: 0 } as const;

/** Whoever starts a job waits for those who start one now, where there is a quota. */
const RECORD_OPTIONS = { maxWait: 10_000, timeout: 20_000 };

/** Validates a request and says which job it starts, or which job does already what it asks for. */
export type PlanJob = () => Promise<JobInput | Started>;

/**
 * Start a job at most once for each Idempotency-Key (docs/promises.md, P10): look for the job of an earlier request with the key,
 * validate, choose the lane, record the job and the key in one transaction, and enqueue. Where the queue does not answer,
 * the record is removed again (P11), unless another request with the key was told of the job meanwhile: then it stays, and the
 * janitor enqueues it.
 * @param plan not called for a repeated request, for which its checks may no longer hold
 * @throws AppError `idempotency_conflict`, `queue_unavailable`, or what `plan` throws
 */
export async function startJob(context: Context, request: FastifyRequest, plan: PlanJob): Promise<Started> {
  const note: NoteJob = (tx, job, tableId) => {
    if (tableId !== null) request.audit.details = { ...request.audit.details, tableId };
    return auditWithin(request, tx, job);
  };
  const principal = principalOf(request);
  const planAndCount: PlanJob = async () => {
    const planned = await plan();
    if (!('row' in planned) && planned.kind === 'import') await context.attempts.countImport(principal);
    return planned;
  };
  const started = await startJobFor(context, principal, idempotencyOf(request), planAndCount, note);
  if (!started.replayed) noteStartedJob(request, started.row.id);
  return started;
}

/** Records the event of a job in the transaction that records the job. */
export type NoteJob = (tx: Prisma.TransactionClient, job: AuditObject, tableId: string | null) => Promise<void>;

/**
 * The same without a request: for a person who is not there to ask.
 * @param whenQueueIsAway what becomes of the record: nobody waits for an answer to whom it could be said, so it may stay until the janitor
 * enqueues it
 */
export async function startJobFor(
  context: Context,
  sender: Sender,
  key: Idempotency | undefined,
  plan: PlanJob,
  note: NoteJob,
  whenQueueIsAway: 'remove' | 'keep' = 'remove',
): Promise<Started> {
  const earlier = await findStarted(context.records, key);
  if (earlier) return earlier;
  const planned = await planJob(context, key, plan);
  if ('row' in planned) return planned;
  const cost = await readCost(context, planned);
  const lane = await context.chooseLane(planned.kind, cost);
  const { priority = 'normal' } = planned;
  const [turn] = await takeTurns(context.pool, { lane, sender: sender.id, priority }, 1);
  const order = { lane, priority, turn: turn!, expectedMs: expectMs(cost) };
  const started = await recordJob(
    context,
    { ...planned, ...order, createdBy: sender.id, keyId: sender.keyId ?? null },
    key,
    note,
  );
  if (started.row.isHeld) await enqueueFreed(context);
  else if (!started.replayed) await enqueueJob(context, started.row, key, whenQueueIsAway === 'keep');
  context.broadcaster.touch(started.row.id, 0);
  return started;
}

/** Answer 202 with the job and its address. */
export async function answerStarted(
  { broadcaster }: Pick<Context, 'broadcaster'>,
  reply: FastifyReply,
  { row, replayed }: Started,
): Promise<Job> {
  // What an earlier request started may be of a table that the person may not see any more.
  const job = await broadcaster.viewOne(row, principalOf(reply.request));
  reply.code(202).header('location', `/api/jobs/${row.id}`);
  if (replayed) reply.header('idempotency-replayed', 'true');
  return job;
}

/** The job that an earlier request with the key started, if it is still there. Whoever is told of it can count on it. */
async function findStarted(
  records: Pick<Records, 'idempotencyKey' | 'job'>,
  key: Idempotency | undefined,
): Promise<Started | undefined> {
  const id = key && (await findCreatedId(records, key));
  if (!id) return undefined;
  // The earlier request may still wait for the queue. It removes only a job that is as it made it.
  await records.job.updateMany({ where: { id, ...UNTOUCHED }, data: { seq: { increment: 1 } } });
  const row = await records.job.findUnique({ where: { id } });
  return row ? { row, replayed: true } : undefined;
}

/** Validate. Where that fails because the same request arrived a moment earlier, the job of that one is the answer. */
async function planJob(context: Context, key: Idempotency | undefined, plan: PlanJob): Promise<JobInput | Started> {
  try {
    await context.disk.refuseFull();
    const planned = await plan();
    if (!('row' in planned)) await refuseLackOfRoom(context, planned);
    return planned;
  } catch (error) {
    const earlier = await findStarted(context.records, key);
    if (earlier) return earlier;
    throw error;
  }
}

/** What would fill the disk is rejected before it starts (docs/promises.md, P45). A table is at least as large as its file. */
async function refuseLackOfRoom(context: Context, input: JobInput): Promise<void> {
  if (input.kind !== 'import' || !input.fileId) return;
  const file = await readFileOf(context, input);
  await context.disk.refuseFull(Number(file?.bytes ?? 0));
}

interface RecordedInput extends JobInput {
  lane: Lane;
  priority: JobPriority;
  turn: number;
  expectedMs: number;
  createdBy: string;
  keyId: string | null;
}

/** Record the job, and the key with it. Where another request recorded the key meanwhile, its job is the answer. */
async function recordJob(
  { records, settings }: Pick<Context, 'records' | 'settings'>,
  {
    kind,
    title,
    spec,
    fileId = null,
    tableId = null,
    parentId = null,
    batchId = null,
    contentKeys = [],
    refuseRepeat = false,
    limits = null,
    dependsOn = [],
    file: _,
    ...order
  }: RecordedInput,
  key: Idempotency | undefined,
  note: NoteJob,
): Promise<Started> {
  const id = newId();
  const links = { fileId, tableId, parentId, batchId, contentKeys };
  const data = {
    id,
    kind,
    title,
    spec: spec as Prisma.InputJsonObject,
    ...links,
    ...order,
    ...(limits && { limits }),
    dependsOn,
    isHeld: dependsOn.length > 0,
  };
  const repeatable = refuseRepeat && tableId !== null ? { tableId, contentKeys } : undefined;
  return records.$transaction(async (tx) => {
    const execute = (sql: string, values: string[]) => tx.$executeRawUnsafe(sql, ...values);
    if (!key || (await claimKey(execute, key, id))) {
      await refuseOverQuota(queryableOf(tx), quotasOf(settings), order.createdBy, { openJobs: 1, ...needOf(kind) });
      if (repeatable) await refuseRepeated(tx, repeatable);
      const created = await tx.job.create({ data });
      const waits = kind === 'import' && tableId !== null ? await spaceImports(queryableOf(tx), tableId, [id]) : null;
      const row = waits?.has(id) ? { ...created, isHeld: true } : created;
      await note(tx, { kind: 'job', id, name: title }, tableId);
      return { row, replayed: false };
    }
    const earlier = await findStarted(tx, key);
    // The earlier request removed its job between the two statements: the queue did not answer it.
    if (!earlier) throw new AppError('queue_unavailable');
    return earlier;
  }, RECORD_OPTIONS);
}

/** How much it will be is not known yet: the worker counts what it made. Where nothing is left, it need not begin. */
function needOf(kind: JobInput['kind']): QuotaNeed {
  return kind === 'export' ? { storedBytes: 0 } : kind === 'import' ? { rowsPerDay: 0 } : {};
}

/** @throws AlreadyImported */
async function refuseRepeated(tx: Prisma.TransactionClient, brought: Brought): Promise<void> {
  const earlier = (await lockEarlierImports(tx, [brought])).get(0);
  if (earlier) throw new AlreadyImported(earlier);
}

/** What a new job waits for may be over already. Where the queue does not answer, the janitor enqueues it. */
async function enqueueFreed({ pool, producer, bounds }: Context): Promise<void> {
  const { freed } = await settleDependents(pool);
  for (const job of freed)
    await withTimeout(
      bounds.queueMs,
      producer.enqueue(laneOf(job), job),
      () => new AppError('queue_unavailable'),
    ).catch(() => undefined);
}

/** @throws AppError `queue_unavailable` unless the record is kept, once the record of the job is removed */
async function enqueueJob(
  { records, producer, bounds }: Context,
  row: JobRecord,
  key: Idempotency | undefined,
  isKept: boolean,
): Promise<void> {
  try {
    await withTimeout(bounds.queueMs, producer.enqueue(laneOf(row), row), () => new AppError('queue_unavailable'));
  } catch (error) {
    if (isKept) return;
    const removed = await records.job.deleteMany({ where: { id: row.id, ...UNTOUCHED, seq: row.seq } });
    // A worker may have got it from a queue that answered too late, or another request was told of it: it is accepted after all.
    if (removed.count === 0) return;
    if (key) await records.idempotencyKey.deleteMany({ where: { owner: key.owner, key: key.key, madeId: row.id } });
    throw error;
  }
}
