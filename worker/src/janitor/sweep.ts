import { ERRORS, JobState, laneOf } from '@sheetport/contract';
import {
  abandonJob,
  forgetAudit,
  forgetTurns,
  inTransaction,
  queryRows,
  recordAudit,
  removeNoted,
} from '@sheetport/core';
import { exportKey, fileKey, previewKey } from '@sheetport/storage';
import { dropUndo } from '@sheetport/tables';
import { z } from 'zod';
import { forgetLetters } from '../outbox/letters.ts';
import { forgetMessages } from '../outbox/webhook-messages.ts';
import type { Context } from '../runner/context.ts';
import { isDiskShort } from '../runner/disk-room.ts';
import { startDependents } from '../runner/start-dependents.ts';
import { VERSION } from '../version.ts';
import { removeDrafts } from './sweep-drafts.ts';

const SWEEP_EVERY_MS = 3000;
/** A row committed this long ago should be in the queue by now. */
const QUEUED_GRACE_MS = 2000;
/** Claims of a job that ended in silence before it is given up (docs/promises.md, P06). */
const MAX_SILENT_CLAIMS = 3;
/** The same where the queue, too, has seen its workers fall silent. */
const MAX_STALLED_CLAIMS = 2;
/** Claims of a job that never said how they ended. One that an outage ended says so, once the outage is over (persist.ts). */
const SILENT = `attempts - (SELECT count(*)::int FROM jsonb_array_elements(log) AS one WHERE one ? 'end')`;
/** Jobs looked at in one sweep; the next one comes soon. */
const BATCH = 200;
const Id = z.object({ id: z.string() });
const Silence = z.object({ silent: z.number() });
const Lock = z.object({ isMine: z.boolean() });
/** Its kind may be one of a later version. */
const WaitingJob = z.object({
  id: z.string(),
  kind: z.string(),
  lane: z.string().nullable(),
  state: JobState,
  silent: z.number(),
  turn: z.number(),
});

/** One janitor at a time among all workers. No other lock has this number. */
const SWEEP_LOCK = 7_733_784_511;

/**
 * Repair what a crash left between Postgres and the queue: queue again what is queued in Postgres only, and what runs
 * without a live claim; and remove files whose time is over. Returns how to stop.
 */
export function startJanitor(context: Context): { stop(): Promise<void> } {
  let going: Promise<void> | null = null;
  const beat = () => {
    going ??= recordHeartbeat(context)
      .then(() => context.history.sync(context.pool))
      .then(() => sweep(context))
      .catch((error) => context.log.debug({ err: error }, 'a sweep failed; the next one tries again'))
      .finally(() => {
        going = null;
      });
  };
  const timer = setInterval(beat, SWEEP_EVERY_MS);
  timer.unref();
  return {
    async stop() {
      clearInterval(timer);
      await going;
      await context.history.sync(context.pool).catch(() => undefined);
      await context.pool.query('DELETE FROM sheetport.worker WHERE name = $1', [context.worker]).catch(() => undefined);
    },
  };
}

/** Note that this worker lives, how many jobs of each lane it runs, what it did so far, and the memory that it holds. */
export async function recordHeartbeat({
  pool,
  worker,
  slots,
  finished,
}: Pick<Context, 'pool' | 'worker' | 'slots' | 'finished'>): Promise<void> {
  const totals = await finished.count(pool);
  await pool.query(
    `INSERT INTO sheetport.worker (name, seen_at, slots, totals, memory_bytes, version) VALUES ($1, now(), $2, $3, $4, $5)
     ON CONFLICT (name) DO UPDATE SET seen_at = now(), slots = excluded.slots, totals = excluded.totals, memory_bytes = excluded.memory_bytes,
       version = excluded.version`,
    [worker, JSON.stringify(slots()), JSON.stringify(totals), process.memoryUsage.rss(), VERSION],
  );
}

/** One sweep. Exported for tests, which do not wait for time to pass. */
export async function sweep(context: Context): Promise<void> {
  const client = await context.pool.connect();
  try {
    const [lock] = await queryRows(client, Lock, 'SELECT pg_try_advisory_lock($1) AS "isMine"', [SWEEP_LOCK]);
    if (!lock?.isMine) return;
    try {
      await startDependents(context);
      await queueAgain(context);
      await removeDrafts(context);
      await removeOldFiles(context);
      await removeNoted(context.pool, context.storage);
      await forgetRejects(context);
      await forgetUndo(context);
      await forgetChanges(context);
      await forgetTurns(context.pool);
      await forgetEvents(context);
      await forgetMessages(context.pool, context.settings.KEEP_FILES_DAYS);
      await forgetLetters(context.pool, context.settings.KEEP_FILES_DAYS);
      await context.pool.query(`DELETE FROM sheetport.worker WHERE seen_at < now() - interval '1 day'`);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [SWEEP_LOCK]);
    }
  } finally {
    client.release();
  }
}

async function queueAgain({ pool, producer, settings, log }: Context): Promise<void> {
  // A live claim writes its row every second; the queue itself notices a dead one after its lock and one look.
  const silentMs = 2 * settings.JOB_LOCK_MS + 5000;
  const jobs = await queryRows(
    pool,
    WaitingJob,
    `SELECT id, kind, lane, state, turn, ${SILENT} AS silent FROM sheetport.job
      WHERE (state = 'queued' AND NOT is_held AND created_at < now() - $1 * interval '1 ms')
         OR (state = 'running' AND heartbeat_at < now() - $2 * interval '1 ms')
      ORDER BY created_at LIMIT ${BATCH}`,
    [QUEUED_GRACE_MS, silentMs],
  );
  for (const job of jobs) {
    if (await producer.knows(laneOf(job), job.id)) continue;
    if (
      job.state === 'running' &&
      job.silent >= MAX_SILENT_CLAIMS &&
      (await abandonLostJob({ pool, settings }, job.id))
    )
      continue;
    log.info({ job: job.id, state: job.state }, 'queued again');
    await producer.enqueue(laneOf(job), job);
  }
}

/** Settle a job that its workers did not survive. Not while the disk is full, which may be what ended them (P45). */
export async function abandonLostJob(context: Pick<Context, 'pool' | 'settings'>, id: string): Promise<boolean> {
  if (await isDiskShort(context)) return false;
  const { pool } = context;
  const [claims] = await queryRows(pool, Silence, `SELECT ${SILENT} AS silent FROM sheetport.job WHERE id = $1`, [id]);
  if ((claims?.silent ?? 0) < MAX_STALLED_CLAIMS) return false;
  return abandonJob(pool, id, { code: 'worker_lost', message: ERRORS.worker_lost.message });
}

/** Uploads and exported files go after their time, a workbook of rejects with these; what was done with them stays in the history (P37). */
async function removeOldFiles({ pool, settings, storage }: Context): Promise<void> {
  const days = settings.KEEP_FILES_DAYS;
  const files = await queryRows(
    pool,
    Id,
    `SELECT id FROM sheetport.file f
      WHERE state <> 'gone' AND created_at < now() - $1 * interval '1 day'
        AND NOT EXISTS (SELECT 1 FROM sheetport.job j WHERE j.file_id = f.id AND j.state IN ('queued', 'running'))
      LIMIT ${BATCH}`,
    [days],
  );
  for (const { id } of files) {
    await storage.remove(fileKey(id), previewKey(id));
    await pool.query(`UPDATE sheetport.file SET state = 'gone' WHERE id = $1`, [id]);
  }
  const exports = await queryRows(
    pool,
    Id,
    `SELECT id FROM sheetport.job j
      WHERE kind = 'export' AND state = 'succeeded' AND NOT (result ? 'gone')
        AND (finished_at < now() - $1 * interval '1 day'
          OR (spec ? 'rejectsOf' AND EXISTS (SELECT 1 FROM sheetport.job r WHERE r.id = j.parent_id AND r.result ? 'rejectsGone')))
      LIMIT ${BATCH}`,
    [days],
  );
  for (const { id } of exports) {
    await storage.remove(exportKey(id));
    await pool.query(`UPDATE sheetport.job SET result = result || '{"gone": true}' WHERE id = $1`, [id]);
  }
  const counts = { files: files.length, exports: exports.length };
  if (counts.files + counts.exports > 0)
    await recordAudit(pool, { action: 'removeOldFiles', outcome: 'done', via: 'worker', details: counts });
}

/** Events of the audit trail go after their time. */
async function forgetEvents({ pool, settings }: Context): Promise<void> {
  const client = await pool.connect();
  try {
    await inTransaction(client, async () => {
      const events = await forgetAudit(client, settings.AUDIT_DAYS);
      if (events > 0)
        await recordAudit(client, { action: 'removeOldEvents', outcome: 'done', via: 'worker', details: { events } });
    });
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

/** The changes that a dry run found are kept as long as its file would be. */
async function forgetChanges({ pool, settings }: Context): Promise<void> {
  await pool.query(
    `WITH old AS (
       SELECT j.id FROM sheetport.job j
        WHERE j.kind = 'import' AND j.spec ->> 'dryRun' = 'true' AND j.finished_at < now() - $1 * interval '1 day'
          AND EXISTS (SELECT 1 FROM sheetport.job_change c WHERE c.job_id = j.id) LIMIT ${BATCH}),
       told AS (UPDATE sheetport.job j SET result = j.result - 'changes' FROM old WHERE j.id = old.id)
     DELETE FROM sheetport.job_change c USING old WHERE c.job_id = old.id`,
    [settings.KEEP_FILES_DAYS],
  );
}

/** Rejected rows go after their time; how many there were stays. Not while corrections of them are on their way. */
export async function forgetRejects({ pool, settings }: Pick<Context, 'pool' | 'settings'>): Promise<void> {
  await pool.query(
    `WITH old AS (
       SELECT j.id FROM sheetport.job j
        WHERE j.kind IN ('import', 'edit') AND j.finished_at < now() - $1 * interval '1 day'
          AND j.rejected > 0 AND NOT coalesce(j.result ? 'rejectsGone', false)
          AND NOT EXISTS (SELECT 1 FROM sheetport.job c WHERE c.parent_id = j.id AND c.state IN ('queued', 'running'))
        LIMIT ${BATCH} FOR UPDATE SKIP LOCKED),
       told AS (UPDATE sheetport.job j SET pending_rejects = 0, result = coalesce(j.result, '{}') || '{"rejectsGone": true}'
                  FROM old WHERE j.id = old.id),
       groups AS (DELETE FROM sheetport.reject_group g USING old WHERE g.job_id = old.id)
     DELETE FROM sheetport.reject r USING old WHERE r.job_id = old.id`,
    [settings.REJECT_DAYS],
  );
}

/** What undoing an import takes is kept as long as its file would be. */
async function forgetUndo({ pool, settings }: Context): Promise<void> {
  const imports = await queryRows(
    pool,
    Id,
    `SELECT id FROM sheetport.job
      WHERE kind IN ('import', 'edit') AND state = 'succeeded' AND continuation_state ? 'undo' AND finished_at < now() - $1 * interval '1 day'
      LIMIT ${BATCH}`,
    [settings.KEEP_FILES_DAYS],
  );
  for (const { id } of imports) {
    const client = await pool.connect();
    try {
      await inTransaction(client, async () => {
        // An undo that runs holds this row, and needs what lies there.
        const free = await client.query(
          `UPDATE sheetport.job SET continuation_state = continuation_state - 'undo'
            WHERE id = (SELECT id FROM sheetport.job WHERE id = $1 FOR UPDATE SKIP LOCKED)`,
          [id],
        );
        if (free.rowCount) await dropUndo(client, id);
      });
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}
