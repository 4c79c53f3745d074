/** The SQL by which workers take letters that are due, and note what became of each attempt. */
import { randomUUID } from 'node:crypto';
import { ErrorInfo, Language } from '@sheetport/contract';
import { jsonText, type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';
import { PAUSES } from './webhook-messages.ts';

/** Longer than an attempt may take. */
const LEASE_SECONDS = 120;
/** Nobody wants to be told later. */
const LATEST = '7 days';

const Due = z.object({
  id: z.string(),
  kind: z.enum(['job_done', 'webhook_off']),
  attempts: z.number(),
  person_id: z.string(),
  name: z.string(),
  email: z.string().nullable(),
  language: Language.catch('en'),
  disabled: z.boolean(),
  job_id: z.string().nullable(),
  job_kind: z.string().nullable(),
  state: z.string().nullable(),
  title: z.string().nullable(),
  table_id: z.string().nullable(),
  created_by: z.string().nullable(),
  inserted: z.number().nullable(),
  updated: z.number().nullable(),
  rejected: z.number().nullable(),
  error: ErrorInfo.nullable().catch(null),
  webhook_id: z.string().nullable(),
  webhook: z.string().nullable(),
  off_reason: z.string().nullable(),
});
export interface DueLetter extends z.infer<typeof Due> {
  holder: string;
  /** All go to one mail server. */
  host: string;
}

/** Take the letter that is due for longest, of a job once it is over. Out: undefined where none is. */
export async function takeLetter(db: Queryable, busyHosts: readonly string[]): Promise<DueLetter | undefined> {
  if (busyHosts.length > 0) return undefined;
  const holder = randomUUID();
  const [row] = await queryRows(
    db,
    Due,
    `WITH due AS (
       SELECT l.id FROM sheetport.letter l LEFT JOIN sheetport.job j ON j.id = l.job_id
        WHERE l.ended_at IS NULL AND l.due_at <= now() AND l.created_at > now() - interval '${LATEST}'
          AND (l.job_id IS NULL OR j.state::text IN ('succeeded', 'failed', 'cancelled'))
        ORDER BY l.due_at LIMIT 1 FOR UPDATE OF l SKIP LOCKED),
     taken AS (UPDATE sheetport.letter l SET holder = $1, attempts = l.attempts + 1, due_at = now() + interval '${LEASE_SECONDS} s'
       FROM due WHERE l.id = due.id RETURNING l.*)
     SELECT l.id, l.kind, l.attempts, l.person_id, p.name, p.email, p.language, p.disabled_at IS NOT NULL AS disabled,
            l.job_id, j.kind::text AS job_kind, j.state::text AS state, j.title, j.table_id, j.created_by,
            j.inserted::float8 AS inserted, j.updated::float8 AS updated, j.rejected::float8 AS rejected, j.error,
            l.webhook_id, w.name AS webhook, w.off_reason
       FROM taken l JOIN sheetport.person p ON p.id = l.person_id LEFT JOIN sheetport.job j ON j.id = l.job_id
       LEFT JOIN sheetport.webhook w ON w.id = l.webhook_id`,
    [holder],
  );
  return row && { ...row, holder, host: 'smtp' };
}

/** A letter was sent, or is not to be sent any more. */
export async function endLetter(db: Queryable, { id, holder }: DueLetter): Promise<void> {
  await db.query(
    'UPDATE sheetport.letter SET ended_at = now(), holder = NULL, error = NULL WHERE id = $1 AND holder = $2',
    [id, holder],
  );
}

/** Note why an attempt failed, and when the next one is. */
export async function noteLetterFailure(
  db: Queryable,
  { id, holder, attempts }: DueLetter,
  error: { code: string; message: string },
): Promise<void> {
  const pause = PAUSES[attempts - 1];
  await db.query(
    `UPDATE sheetport.letter SET error = $3, holder = NULL, due_at = now() + make_interval(secs => $4), ended_at = CASE WHEN $5 THEN now() END
      WHERE id = $1 AND holder = $2`,
    [id, holder, jsonText(error), pause ?? 0, pause === undefined],
  );
}

/** Remove letters of so many days ago. */
export async function forgetLetters(db: Queryable, days: number): Promise<void> {
  await db.query(`DELETE FROM sheetport.letter WHERE created_at < now() - $1 * interval '1 day'`, [days]);
}
