/** The SQL by which workers take messages of webhooks, one holder at a time, and note how attempts ended. */
import { randomUUID } from 'node:crypto';
import { TEST_EVENT } from '@sheetport/contract';
import { jsonText, type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';

/** Longer than an attempt may take: a message whose worker died is sent again after it. */
const LEASE_SECONDS = 60;

/**
 * Pauses after attempts that failed, in seconds: 5 s, 5 min, 30 min, 2, 5, 10, 14, 20 and 24 hours, a bit more than three days in all, as
 * Standard Webhooks proposes ("Deliverability and reliability").
 */
export const PAUSES: readonly number[] = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
/** A receiver that is to be asked later is not waited for longer. */
const LONGEST_PAUSE = 86_400;
/** Pauses differ by this share, so that messages that failed together do not come back together. */
const JITTER = 0.1;

const Due = z.object({
  id: z.string(),
  event: z.string(),
  job_id: z.string().nullable(),
  file_id: z.string().nullable(),
  body: z.string().nullable(),
  attempts: z.number(),
  created_at: z.date(),
  webhook_id: z.string(),
  url: z.string(),
  host: z.string(),
  secret: z.string(),
  earlier_secret: z.string().nullable(),
  created_by: z.string(),
  disabled: z.boolean(),
});
export interface DueMessage extends z.infer<typeof Due> {
  holder: string;
}

/**
 * Take the message that is due for longest.
 * @param busyHosts hosts that are sent as many messages as they get at once
 * @returns undefined where none is due
 */
export async function takeMessage(db: Queryable, busyHosts: readonly string[]): Promise<DueMessage | undefined> {
  const holder = randomUUID();
  const [row] = await queryRows(
    db,
    Due,
    `WITH due AS (
       SELECT m.id FROM sheetport.webhook_message m JOIN sheetport.webhook w ON w.id = m.webhook_id
        WHERE m.state = 'waiting' AND m.due_at <= now() AND (w.off_reason IS NULL OR m.event = '${TEST_EVENT}') AND w.host <> ALL ($1)
        ORDER BY m.due_at LIMIT 1 FOR UPDATE OF m SKIP LOCKED)
     UPDATE sheetport.webhook_message m
        SET holder = $2, attempts = attempts + 1, due_at = now() + interval '${LEASE_SECONDS} s'
       FROM due, sheetport.webhook w, sheetport.person p
      WHERE m.id = due.id AND w.id = m.webhook_id AND p.id = w.created_by
  RETURNING m.id, m.event, m.job_id, m.file_id, m.body, m.attempts, m.created_at, m.webhook_id, w.url, w.host, w.secret,
            CASE WHEN w.earlier_until > now() THEN w.earlier_secret END AS earlier_secret, w.created_by, p.disabled_at IS NOT NULL AS disabled`,
    [busyHosts, holder],
  );
  return row && { ...row, holder };
}

/** Keep the body of a message: it is the same at each attempt. */
export async function keepBody(db: Queryable, id: string, body: string): Promise<void> {
  await db.query('UPDATE sheetport.webhook_message SET body = $2 WHERE id = $1 AND body IS NULL', [id, body]);
}

/** A message that whom it is for may not know of. */
export async function dropMessage(db: Queryable, id: string): Promise<void> {
  await db.query('DELETE FROM sheetport.webhook_message WHERE id = $1', [id]);
}

/** Its maker gets a letter, where letters can be sent. */
const TELL_MAKER = `INSERT INTO sheetport.letter (id, kind, person_id, webhook_id)
  SELECT gen_random_uuid(), 'webhook_off', created_by, id FROM off`;

/** Switch a webhook off. Out: whether it was on. What waits stays, but for a receiver that is gone. */
export async function switchOff(db: Queryable, webhookId: string, reason: 'gone' | 'maker'): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH ended AS (UPDATE sheetport.webhook_message SET state = 'failed', ended_at = now(), holder = NULL
                     WHERE $2::text = 'gone' AND webhook_id = $1 AND state = 'waiting')
     , off AS (UPDATE sheetport.webhook SET off_reason = $2 WHERE id = $1 AND off_reason IS NULL RETURNING id, created_by)
     , told AS (${TELL_MAKER} WHERE $2 <> 'maker')
     SELECT 1 FROM off`,
    [webhookId, reason],
  );
  return rowCount === 1;
}

export interface AttemptOutcome {
  ms: number;
  status: number | null;
  answer: string | null;
  error: { code: string; message: string } | null;
  /** Seconds for which the receiver wants to be left alone. */
  retryAfter?: number | undefined;
}

/**
 * Note how an attempt ended, and when the next one is, in one statement.
 * @returns the state of the message; undefined where another holds it by now, or it was deleted
 */
export async function noteAttempt(
  db: Queryable,
  { id, holder, attempts, event }: DueMessage,
  { ms, status, answer, error, retryAfter = 0 }: AttemptOutcome,
): Promise<'delivered' | 'waiting' | 'failed' | undefined> {
  const isDelivered = status !== null && status >= 200 && status < 300;
  const usual = event === TEST_EVENT || status === 410 ? undefined : PAUSES[attempts - 1];
  const state = isDelivered ? 'delivered' : usual === undefined ? 'failed' : 'waiting';
  const pause = Math.max((usual ?? 0) * (1 - JITTER + 2 * JITTER * Math.random()), Math.min(retryAfter, LONGEST_PAUSE));
  const { rowCount } = await db.query(
    `WITH told AS (INSERT INTO sheetport.webhook_attempt (message_id, ms, status, answer, error)
                   SELECT id, $3, $4, $5, $6 FROM sheetport.webhook_message WHERE id = $1)
     UPDATE sheetport.webhook_message SET state = $7, holder = NULL, due_at = now() + make_interval(secs => $8),
            ended_at = CASE WHEN $7 <> 'waiting' THEN now() END
      WHERE id = $1 AND holder = $2`,
    [id, holder, ms, status, answer, error === null ? null : jsonText(error), state, pause],
  );
  return rowCount === 1 ? state : undefined;
}

/** Give back a message whose attempt was stopped, so that another worker sends it now. */
export async function giveBack(db: Queryable, { id, holder }: DueMessage): Promise<void> {
  await db.query(
    `UPDATE sheetport.webhook_message SET holder = NULL, due_at = now(), attempts = greatest(0, attempts - 1) WHERE id = $1 AND holder = $2`,
    [id, holder],
  );
}

/** Switch a webhook off whose message was given up, where none arrived since that was noted. Out: whether it was on. */
export async function switchOffFailing(db: Queryable, { webhook_id, created_at }: DueMessage): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH off AS (UPDATE sheetport.webhook w SET off_reason = 'failing' WHERE id = $1 AND off_reason IS NULL
        AND NOT EXISTS (SELECT 1 FROM sheetport.webhook_message d WHERE d.webhook_id = w.id AND d.state = 'delivered' AND d.ended_at > $2)
      RETURNING id, created_by), told AS (${TELL_MAKER})
     SELECT 1 FROM off`,
    [webhook_id, created_at],
  );
  return rowCount === 1;
}

/** Remove messages that are older than so many days, by the index of each webhook: the janitor asks every few seconds. */
export async function forgetMessages(db: Queryable, days: number): Promise<void> {
  await db.query(
    `DELETE FROM sheetport.webhook_message WHERE id IN (
       SELECT m.id FROM sheetport.webhook w, LATERAL (SELECT id FROM sheetport.webhook_message
         WHERE webhook_id = w.id AND created_at < now() - $1 * interval '1 day' LIMIT 1000) m)`,
    [days],
  );
}
