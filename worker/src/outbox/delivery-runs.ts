/** The SQL by which workers take runs of deliveries whose export is done, and note what became of each attempt. */
import { randomUUID } from 'node:crypto';
import type { AppError } from '@sheetport/contract';
import { jsonText, type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';
import { type AttemptOutcome, PAUSES } from './webhook-messages.ts';

/** Extended while a file is on its way: a run whose worker died is sent again after it. */
const LEASE_SECONDS = 60;

const Due = z.object({
  id: z.string(),
  attempts: z.number(),
  forced: z.boolean(),
  delivery_id: z.string(),
  name: z.string(),
  /** `DeliveryTarget`, unless a later version wrote it: one that cannot be read must not hide the others. */
  target: z.unknown(),
  headers: z.string().nullable(),
  secret: z.string().nullable(),
  skip_unchanged: z.boolean(),
  last_sha256: z.string().nullable(),
  created_by: z.string(),
  disabled: z.boolean(),
  job_id: z.string(),
  table_id: z.string().nullable(),
  spec: z.unknown(),
  file: z.object({ name: z.string().optional(), format: z.string().optional(), gone: z.boolean().optional() }),
  title: z.string(),
  /** Names the target, for the limit of runs at once. */
  host: z.string(),
});
export interface DueRun extends z.infer<typeof Due> {
  holder: string;
}

/** Take the run that is due for longest. Out: undefined where none is. */
export async function takeRun(db: Queryable, busyHosts: readonly string[]): Promise<DueRun | undefined> {
  const holder = randomUUID();
  const [row] = await queryRows(
    db,
    Due,
    `WITH due AS (
       SELECT r.id FROM sheetport.delivery_run r JOIN sheetport.delivery d ON d.id = r.delivery_id
        WHERE r.state = 'sending' AND r.due_at <= now() AND d.host <> ALL ($1)
        ORDER BY r.due_at LIMIT 1 FOR UPDATE OF r SKIP LOCKED)
     UPDATE sheetport.delivery_run r SET holder = $2, attempts = r.attempts + 1, due_at = now() + interval '${LEASE_SECONDS} s'
       FROM due, sheetport.delivery d, sheetport.person p, sheetport.job j
      WHERE r.id = due.id AND d.id = r.delivery_id AND p.id = d.created_by AND j.id = r.job_id
  RETURNING r.id, r.attempts, r.forced, r.delivery_id, d.name, d.target, d.headers, d.secret, d.skip_unchanged,
            (SELECT l.sha256 FROM sheetport.delivery_run l WHERE l.delivery_id = d.id AND l.state = 'delivered' AND l.id <> r.id ORDER BY l.ended_at DESC LIMIT 1) AS last_sha256,
            d.created_by, p.disabled_at IS NOT NULL AS disabled, r.job_id, j.table_id, j.spec, coalesce(j.result, '{}') AS file, j.title, d.host`,
    [busyHosts, holder],
  );
  return row && { ...row, holder };
}

/** Go on holding a run. False where another has it by now. */
export async function extendLease(db: Queryable, { id, holder }: DueRun): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE sheetport.delivery_run SET due_at = now() + interval '${LEASE_SECONDS} s' WHERE id = $1 AND holder = $2`,
    [id, holder],
  );
  return rowCount === 1;
}

/** Note the file of a run, before it is sent. */
export async function noteFile(
  db: Queryable,
  { id, holder }: DueRun,
  file: { name: string; bytes: number; sha256: string },
): Promise<void> {
  await db.query(
    'UPDATE sheetport.delivery_run SET file_name = $3, bytes = $4, sha256 = $5 WHERE id = $1 AND holder = $2',
    [id, holder, file.name, file.bytes, file.sha256],
  );
}

/** End a run without an attempt: the file is not sent, or cannot be. */
export async function endRun(
  db: Queryable,
  { id, holder }: DueRun,
  state: 'skipped' | 'failed',
  error: AppError | null = null,
): Promise<void> {
  await db.query(
    'UPDATE sheetport.delivery_run SET state = $3, error = $4, ended_at = now(), holder = NULL WHERE id = $1 AND holder = $2',
    [id, holder, state, error && jsonText({ code: error.code, message: error.message })],
  );
}

/** Note how an attempt ended, and when the next one is, in one statement. */
export async function noteRunAttempt(
  db: Queryable,
  { id, holder, attempts }: DueRun,
  {
    ms,
    status,
    answer,
    error,
    isDone,
    isFinal,
    retryAfter = 0,
  }: AttemptOutcome & { isDone: boolean; isFinal: boolean },
): Promise<void> {
  const usual = isFinal ? undefined : PAUSES[attempts - 1];
  const state = isDone ? 'delivered' : usual === undefined ? 'failed' : 'sending';
  await db.query(
    `WITH told AS (INSERT INTO sheetport.delivery_attempt (run_id, ms, status, answer, error)
                   SELECT id, $3, $4, $5, $6 FROM sheetport.delivery_run WHERE id = $1)
     UPDATE sheetport.delivery_run SET state = $7, holder = NULL, due_at = now() + make_interval(secs => $8),
            ended_at = CASE WHEN $7 <> 'sending' THEN now() END, error = $6
      WHERE id = $1 AND holder = $2`,
    [
      id,
      holder,
      ms,
      status,
      answer,
      error === null ? null : jsonText(error),
      state,
      Math.max(usual ?? 0, Math.min(retryAfter, 86_400)),
    ],
  );
}

/** Give back a run whose attempt was stopped, so that another worker sends it now. */
export async function giveBackRun(db: Queryable, { id, holder }: DueRun): Promise<void> {
  await db.query(
    'UPDATE sheetport.delivery_run SET holder = NULL, due_at = now(), attempts = greatest(0, attempts - 1) WHERE id = $1 AND holder = $2',
    [id, holder],
  );
}
