import { AppError, type JobKind } from '@sheetport/contract';
import type { JobRecord, Prisma } from '@sheetport/prisma';
import type { FastifyRequest } from 'fastify';
import { callerOf } from '../../auth/auth-guard.ts';
import type { Context } from '../../context.ts';
import { claimKey, findMade, type Idempotency, idempotencyOf } from '../../http/idempotency.ts';
import { within } from '../../http/with-timeout.ts';
import { newId } from '../../id.ts';

/** With what comes before and after it, an answer within a second (docs/promises.md, P11). */
const QUEUE_MS = 600;

/** What a job is made of. */
export interface JobInput {
  kind: JobKind;
  title: string;
  spec: object;
  fileId?: string | null;
  tableId?: string | null;
  parentId?: string | null;
}

export interface Started {
  row: JobRecord;
  /** The job was started by an earlier request. */
  replayed: boolean;
}

/**
 * Start a job at most once for each Idempotency-Key (docs/promises.md, P10): the key and the job's row are one
 * transaction. Then say so to the queue; if that is away, take the row back and say so at once (P11).
 * @param prepare checks the request; not called for a repetition, for which the checks may no longer hold. May answer with a
 * job that does already what is asked for
 * @throws Failure `idempotency_conflict`, `queue_unavailable`, or what `prepare` throws
 */
export async function startJob(
  context: Context,
  request: FastifyRequest,
  prepare: () => Promise<JobInput | Started>,
): Promise<Started> {
  const once = idempotencyOf(request);
  const known = once && (await findStarted(context, once));
  if (known) return known;
  const ask = await prepareWithRoom(context, prepare).catch(async (error: unknown) => {
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

/** What fills the disk is refused before the database has to (docs/promises.md, P45). A table is at least as large as its file. */
async function prepareWithRoom(
  { disk, records }: Context,
  prepare: () => Promise<JobInput | Started>,
): Promise<JobInput | Started> {
  await disk.refuseFull();
  const ask = await prepare();
  if ('row' in ask || ask.kind !== 'import' || !ask.fileId) return ask;
  const file = await records.file.findUnique({ where: { id: ask.fileId }, select: { bytes: true } });
  await disk.refuseFull(Number(file?.bytes ?? 0));
  return ask;
}

async function findStarted({ records }: Pick<Context, 'records'>, once: Idempotency): Promise<Started | undefined> {
  const id = await findMade({ records }, once);
  const row = id && (await records.job.findUnique({ where: { id } }));
  return row ? { row, replayed: true } : undefined;
}

async function writeJob(
  context: Context,
  ask: JobInput,
  createdBy: string,
  once: Idempotency | undefined,
): Promise<Started> {
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
    const execute = (sql: string, values: string[]) => tx.$executeRawUnsafe(sql, ...values);
    if (await claimKey(execute, once, id)) return { row: await tx.job.create({ data }), replayed: false };
    const started = await findStarted({ records: tx as unknown as Context['records'] }, once);
    // The first took its job back between our two looks: the queue was away for it, and is for us.
    if (!started) throw new AppError('queue_unavailable');
    return started;
  });
}

async function queueJob({ records, producer }: Context, row: JobRecord, once: Idempotency | undefined): Promise<void> {
  try {
    await within(QUEUE_MS, producer.enqueue(row.kind, row.id), () => new AppError('queue_unavailable'));
  } catch (error) {
    const taken = await records.job.deleteMany({ where: { id: row.id, state: 'queued', fence: 0 } });
    // A queue that answered too late may have given the job to a worker already: then it is accepted after all.
    if (taken.count === 0) return;
    if (once) await records.idempotencyKey.deleteMany({ where: { owner: once.owner, key: once.key, madeId: row.id } });
    throw error;
  }
}
