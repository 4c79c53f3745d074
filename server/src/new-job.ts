import { createHash } from 'node:crypto';
import { Failure, type JobKind } from '@sheetport/contract';
import type { JobRecord, Prisma } from '@sheetport/prisma';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { addressOf } from './address.ts';
import type { Context } from './context.ts';
import { newId } from './id.ts';
import { within } from './patience.ts';
import { callerOf } from './plugins/doors.ts';

/** With what comes before and after it, an answer within a second (docs/promises.md, P11). */
const QUEUE_MS = 600;

/** What a job is made of. */
export interface Ask {
  kind: JobKind;
  title: string;
  spec: object;
  fileId?: string | null;
  tableId?: string | null;
  parentId?: string | null;
}

/** A key that a program sent so that sending the request again starts nothing new. */
export interface Once {
  owner: string;
  key: string;
  /** SHA-256 of what was asked. */
  request: string;
}

/** The header of calls that start a job. */
export const OnceHeaders = z.object({ 'idempotency-key': z.string().min(1).max(200).optional() });

export interface Started {
  row: JobRecord;
  /** The job was started by an earlier request with the same key. */
  replayed: boolean;
}

/**
 * Start a job at most once for each Idempotency-Key (docs/promises.md, P10): the key and the job's row are one
 * transaction. Then say so to the queue; if that is away, take the row back and say so at once (P11).
 * @param prepare checks the request; not called for a repetition, for which the checks may no longer hold
 * @throws Failure `idempotency_conflict`, `queue_unavailable`, or what `prepare` throws
 */
export async function startJob(
  context: Context,
  request: FastifyRequest,
  prepare: () => Promise<Ask>,
): Promise<Started> {
  const once = onceOf(request);
  const known = once && (await findStarted(context, once));
  if (known) return known;
  const ask = await prepare().catch(async (error: unknown) => {
    // The same request, a moment earlier, may be what it now collides with.
    const meanwhile = once && (await findStarted(context, once));
    if (meanwhile) return meanwhile;
    throw error;
  });
  if ('row' in ask) return ask;
  const started = await writeJob(context, ask, callerOf(request).id, once);
  if (!started.replayed) await queueJob(context, started.row, once);
  context.relay.touch(started.row.id, 0);
  return started;
}

function onceOf(request: FastifyRequest): Once | undefined {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return undefined;
  const path = addressOf(request.url).pathname;
  const asked = `${request.method} ${path}\n${canonical(request.body)}`;
  return { owner: callerOf(request).id, key, request: createHash('sha256').update(asked).digest('hex') };
}

/** JSON with its keys in order, so that the same request reads the same however a program wrote it. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`)
    .join(',')}}`;
}

async function findStarted({ records }: Pick<Context, 'records'>, once: Once): Promise<Started | undefined> {
  const known = await records.idempotencyKey.findUnique({ where: { owner_key: { owner: once.owner, key: once.key } } });
  if (!known) return undefined;
  if (known.request !== once.request) throw new Failure('idempotency_conflict');
  const row = await records.job.findUnique({ where: { id: known.jobId } });
  return row ? { row, replayed: true } : undefined;
}

async function writeJob(context: Context, ask: Ask, createdBy: string, once: Once | undefined): Promise<Started> {
  const { records } = context;
  const id = newId();
  const data = {
    id,
    kind: ask.kind,
    title: ask.title,
    spec: ask.spec as Prisma.InputJsonObject,
    fileId: ask.fileId ?? null,
    tableId: ask.tableId ?? null,
    parentId: ask.parentId ?? null,
    createdBy,
  };
  if (!once) return { row: await records.job.create({ data }), replayed: false };
  return records.$transaction(async (tx) => {
    const key = { owner: once.owner, key: once.key };
    // A key whose job is no longer there is as good as new.
    await tx.$executeRaw`DELETE FROM sheetport.idempotency_key k WHERE owner = ${key.owner} AND key = ${key.key}
      AND NOT EXISTS (SELECT 1 FROM sheetport.job j WHERE j.id = k.job_id)`;
    // Whoever comes second waits here until the first has committed, and then finds the key taken.
    const { count } = await tx.idempotencyKey.createMany({
      data: [{ ...key, request: once.request, jobId: id }],
      skipDuplicates: true,
    });
    if (count === 1) return { row: await tx.job.create({ data }), replayed: false };
    const started = await findStarted({ records: tx as unknown as Context['records'] }, once);
    // The first took its job back between our two looks: the queue was away for it, and is for us.
    if (!started) throw new Failure('queue_unavailable');
    return started;
  });
}

async function queueJob({ records, producer }: Context, row: JobRecord, once: Once | undefined): Promise<void> {
  try {
    await within(QUEUE_MS, producer.enqueue(row.kind, row.id), () => new Failure('queue_unavailable'));
  } catch (error) {
    const taken = await records.job.deleteMany({ where: { id: row.id, state: 'queued', fence: 0 } });
    // A queue that answered too late may have given the job to a worker already: then it is accepted after all.
    if (taken.count === 0) return;
    if (once) await records.idempotencyKey.deleteMany({ where: { owner: once.owner, key: once.key, jobId: row.id } });
    throw error;
  }
}
