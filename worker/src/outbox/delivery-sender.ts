/** Sends the files of deliveries once their exports are done. */
import { createHash } from 'node:crypto';
import { AppError, DeliveryTarget, EXPORT_TYPES, type ExportFormat, mayDo } from '@sheetport/contract';
import { findSender, type SecretBox, toOutgoingError } from '@sheetport/core';
import { exportKey, type Storage } from '@sheetport/storage';
import type pg from 'pg';
import { z } from 'zod';
import { readSpec } from '../runner/read-spec.ts';
import { refuseLostRight } from '../runner/sender-rights.ts';
import { type DueRun, endRun, extendLease, giveBackRun, noteFile, noteRunAttempt, takeRun } from './delivery-runs.ts';
import type { OutboxLimits, OutboxWork } from './outbox-loop.ts';
import { readRetryAfter } from './retry-after.ts';
import { type FileToSend, type SendContext, sendFile } from './send-file.ts';

/** Files take memory, disk and lines. */
export const DELIVERY_LIMITS: OutboxLimits = { atOnce: 4, perHost: 2 };

/** How often the lease of a run is extended. */
const EXTEND_MS = 15_000;

const Headers = z.record(z.string(), z.string());

export interface DeliveryContext extends SendContext {
  pool: pg.Pool;
  storage: Pick<Storage, 'find' | 'read'>;
  box: SecretBox;
  settings: SendContext['settings'] & { PUBLIC_URL?: string | undefined };
}

/** What the loop of deliveries takes and sends. */
export function deliveryWork(context: DeliveryContext): OutboxWork<DueRun> {
  const { pool } = context;
  return {
    take: (busyHosts) => takeRun(pool, busyHosts),
    async send(run, stop) {
      const extending = setInterval(() => void extendLease(pool, run).catch(() => undefined), EXTEND_MS);
      try {
        await sendRun(context, run, stop);
      } finally {
        clearInterval(extending);
      }
    },
  };
}

async function sendRun(context: DeliveryContext, run: DueRun, stop: AbortSignal): Promise<void> {
  const { pool } = context;
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  try {
    // Another worker may know it; where none does, the run ends as one whose target is away.
    const target = readSpec(DeliveryTarget, run.target);
    await refuseLostDelivery(pool, run);
    const file = await findFile(context, run);
    if (!file) return endRun(pool, run, 'failed', new AppError('gone'));
    const sha256 = await hash(file);
    await noteFile(pool, run, { name: file.name, bytes: file.bytes, sha256 });
    if (run.skip_unchanged && !run.forced && run.last_sha256 === sha256) return endRun(pool, run, 'skipped');
    const headers =
      run.headers === null
        ? {}
        : Headers.parse(JSON.parse(context.box.open(`delivery ${run.delivery_id} headers`, run.headers)));
    const secret = run.secret === null ? undefined : context.box.open(`delivery ${run.delivery_id} secret`, run.secret);
    const receipt = await sendFile(context, target, { headers, secret }, file, run.id, stop);
    const { status, answer, isDone, retryAfter } = receipt;
    const outcome = { ms: took(), status, answer: answer.replaceAll('\0', '\ufffd'), error: null };
    return noteRunAttempt(pool, run, { ...outcome, isDone, isFinal: false, retryAfter: readRetryAfter(retryAfter) });
  } catch (error) {
    if (stop.aborted) return giveBackRun(pool, run);
    const failure = toOutgoingError(error, run.host);
    const { code, message } = failure;
    // What a person has to change does not change by itself.
    const isFinal = failure.code === 'sender_not_allowed' || failure.code === 'target_not_set_up';
    return noteRunAttempt(pool, run, {
      ms: took(),
      status: null,
      answer: null,
      error: { code, message },
      isDone: false,
      isFinal,
    });
  }
}

/** @throws AppError `sender_not_allowed` where its maker may not deliver any more, or not export each table that was exported */
async function refuseLostDelivery(
  db: pg.Pool,
  { created_by: sender, disabled, table_id: tableId, spec }: DueRun,
): Promise<void> {
  const holder = disabled ? null : await findSender(db, { id: sender });
  if (!holder || !mayDo(holder.role, 'delivery.run', true)) throw new AppError('sender_not_allowed');
  await refuseLostRight(db, { kind: 'export', tableId, spec, sender, keyId: null });
}

async function findFile(
  { storage, settings }: DeliveryContext,
  { job_id: jobId, file: { name, format = 'xlsx', gone }, title, name: delivery }: DueRun,
): Promise<FileToSend | undefined> {
  const key = exportKey(jobId);
  const stored = gone ? undefined : await storage.find(key);
  if (!stored) return undefined;
  return {
    name: (name ?? `${title}.${format}`).replace(/[\p{Cc}/\\:*?"<>|]/gu, '_').replace(/^\.+/, '_'),
    type: EXPORT_TYPES[format as ExportFormat] ?? 'application/octet-stream',
    bytes: stored.bytes,
    title: delivery,
    page: `${settings.PUBLIC_URL ?? ''}/jobs/${jobId}`,
    read: () => (stored.bytes === 0 ? empty() : storage.read(key)),
  };
}

async function* empty(): AsyncIterable<Uint8Array> {}

async function hash(file: FileToSend): Promise<string> {
  const digest = createHash('sha256');
  for await (const piece of file.read()) digest.update(piece);
  return digest.digest('hex');
}
