/**
 * The SQL by which workers hold a job. Each function runs on whatever connection it is given, so that settling a job
 * can be part of the transaction that changed the rows (docs/promises.md, P03 and P05).
 */
import { JobKind, JobLimits, JobPriority, JobState, type Lane } from '@sheetport/contract';
import { z } from 'zod';
import type { Sender } from '../access/read-roles.ts';
import { queryRows } from '../transactions/query-rows.ts';
import type { Queryable } from '../transactions/queryable.ts';

const State = z.object({ state: JobState });
const CancelledJob = z.object({ id: z.string(), kind: JobKind, lane: z.string().nullable(), state: JobState });
const CancelRequest = z.object({ cancel_requested_at: z.date().nullable() });
const ClaimedJob = z.object({
  kind: JobKind,
  fence: z.number(),
  fraction: z.number(),
  fraction_lease: z.number(),
  attempts: z.number(),
  title: z.string(),
  spec: z.unknown(),
  file_id: z.string().nullable(),
  file_bytes: z.number().nullable(),
  table_id: z.string().nullable(),
  parent_id: z.string().nullable(),
  created_by: z.string().nullable(),
  key_id: z.string().nullable(),
  priority: JobPriority.catch('normal'),
  limits: JobLimits.nullable().catch(null),
  cancel_requested_at: z.date().nullable(),
});

export interface Claim {
  id: string;
  kind: JobKind;
  fence: number;
  /** The bar starts here: the highest fraction that anyone can have seen. */
  base: number;
  /** The highest fraction that may be shown before the row says another. */
  lease: number;
  attempts: number;
  title: string;
  spec: unknown;
  fileId: string | null;
  /** Of that file. */
  fileBytes: number | null;
  tableId: string | null;
  parentId: string | null;
  /** Who sent it; null for a job of nobody. */
  sender: string | null;
  /** The API key that they asked with. */
  keyId: string | null;
  priority: JobPriority;
  /** How long this attempt may run; null for as long as it takes. */
  limits: JobLimits | null;
  cancelRequested: boolean;
}

/** Who sent a job; null for a job of nobody. */
export function senderOf({ sender, keyId }: Pick<Claim, 'sender' | 'keyId'>): Sender | null {
  return sender === null ? null : { id: sender, keyId };
}

export interface Tally {
  read: number;
  inserted: number;
  updated: number;
  unchanged: number;
  rejected: number;
}

/**
 * How much of what is left a fresh claim may show before it first writes how far it is. A job of the small lane is mostly over by then; where
 * its worker dies, it is done anew in a moment.
 */
const FIRST_LEASE = { small: 0.8, other: 0.3 } as const;

/** Attempts that a job's row remembers: the first and the last ones. */
const MAX_LOGGED_ATTEMPTS = 40;

/** The row's log with more said of the claim that runs: `patch` is a parameter with a JSON object, or null for nothing new. */
const logged = (patch: string) =>
  `CASE WHEN ${patch}::jsonb IS NULL THEN log ELSE coalesce(jsonb_set(log, '{-1}', (log -> -1) || ${patch}::jsonb), log) END`;

/** The same, and how the claim ended. */
const loggedEnd = (patch: string, end: string, code: string) =>
  `coalesce(jsonb_set(log, '{-1}', (log -> -1) || coalesce(${patch}::jsonb, '{}') ||
     jsonb_build_object('end', ${end}::text, 'code', ${code}::text, 'endedAt', clock_timestamp())), log)`;

/**
 * Take a job that is not over. Every earlier holder's fence is void from now on.
 * @returns null when the job is settled or does not exist, or is of a kind that only a later version knows; the janitor queues that one again
 */
export async function claimJob(db: Queryable, id: string, worker: string): Promise<Claim | null> {
  const [row] = await queryRows(
    db,
    ClaimedJob,
    `UPDATE sheetport.job
        SET state = 'running', phase = 'opening', fence = fence + 1, attempts = attempts + 1, worker = $2, heartbeat_at = now(),
            seq = (fence + 1)::bigint * 1000000000, started_at = coalesce(started_at, now()), fraction = fraction_lease,
            fraction_lease = fraction_lease + (1 - fraction_lease) * CASE lane WHEN 'small' THEN ${FIRST_LEASE.small} ELSE ${FIRST_LEASE.other} END, rows_done = 0, rows_total = NULL, rows_per_second = NULL, seconds_left = NULL,
            read = 0, inserted = 0, updated = 0, unchanged = 0, rejected = 0,
            log = CASE WHEN jsonb_array_length(log) < ${MAX_LOGGED_ATTEMPTS} THEN log ELSE log - 1 END
              || jsonb_build_array(jsonb_build_object('fence', fence + 1, 'worker', $2::text, 'startedAt', clock_timestamp()))
      WHERE id = $1 AND state IN ('queued', 'running') AND NOT is_held AND kind::text = ANY ($3)
  RETURNING (SELECT bytes::float8 FROM sheetport.file WHERE id = file_id) AS file_bytes, kind, fence, fraction, fraction_lease, attempts, title, spec, file_id, table_id, parent_id, created_by, key_id, priority, limits, cancel_requested_at`,
    [id, worker, JobKind.options],
  );
  if (!row) return null;
  return {
    id,
    kind: row.kind,
    fence: row.fence,
    base: row.fraction,
    lease: row.fraction_lease,
    attempts: row.attempts,
    title: row.title,
    spec: row.spec,
    fileId: row.file_id,
    fileBytes: row.file_bytes,
    tableId: row.table_id,
    parentId: row.parent_id,
    sender: row.created_by,
    keyId: row.key_id,
    priority: row.priority,
    limits: row.limits,
    cancelRequested: row.cancel_requested_at !== null,
  };
}

/** The name under which a claim's own connection is seen in pg_stat_activity. At most 63 bytes, as Postgres cuts the rest. */
export function connectionName(id: string, fence: number): string {
  return `sheetport-job-${id}-${fence}`;
}

/**
 * Cut the connections of earlier claims of a job. A frozen worker holds its transaction open, and its successor would wait
 * for the rows that this transaction has inserted; the fence only stops it from committing (docs/promises.md, P05).
 */
export async function evictEarlierClaims(db: Queryable, id: string, fence: number): Promise<void> {
  await db.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND starts_with(application_name, $1) AND application_name <> $2`,
    [connectionName(id, 0).slice(0, -1), connectionName(id, fence)],
  );
}

export interface Mark extends Tally {
  seq: number;
  phase: string;
  fraction: number;
  fractionLease: number;
  rowsDone: number;
  rowsTotal: number | null;
  rowsPerSecond: number | null;
  secondsLeft: number | null;
  /** What is new in the log of this claim, as JSON; null for nothing. */
  log: string | null;
}

/**
 * Write how far a claim is. This is also its heartbeat and how it hears that someone asked to cancel.
 * @returns `lost` when another holds the job or it is over
 */
export async function markJob(
  db: Queryable,
  id: string,
  fence: number,
  mark: Mark,
): Promise<'going' | 'cancel' | 'lost'> {
  const [row] = await queryRows(
    db,
    CancelRequest,
    `UPDATE sheetport.job
        SET seq = $3, phase = $4, fraction = $5, fraction_lease = $6, rows_done = $7, rows_total = $8, rows_per_second = $9,
            seconds_left = $10, read = $11, inserted = $12, updated = $13, unchanged = $14, rejected = $15, heartbeat_at = now(),
            log = ${logged('$16')}
      WHERE id = $1 AND fence = $2 AND state = 'running'
  RETURNING cancel_requested_at`,
    [
      id,
      fence,
      mark.seq,
      mark.phase,
      mark.fraction,
      mark.fractionLease,
      mark.rowsDone,
      mark.rowsTotal,
      mark.rowsPerSecond,
      mark.secondsLeft,
      mark.read,
      mark.inserted,
      mark.updated,
      mark.unchanged,
      mark.rejected,
      mark.log,
    ],
  );
  if (!row) return 'lost';
  return row.cancel_requested_at === null ? 'going' : 'cancel';
}

/** The event of the audit trail for a job that changed a table, in the transaction of that change. */
const RECORD_CHANGE = `INSERT INTO sheetport.audit_event
    (action, outcome, person_id, person_name, via, object_kind, object_id, object_name, details)
  SELECT CASE s.kind WHEN 'import' THEN 'finishImport' WHEN 'edit' THEN 'finishEdit' ELSE 'finishUndo' END, 'done', s.created_by, p.name, 'worker', 'job', s.id::text,
         left(s.title, 200), jsonb_strip_nulls(jsonb_build_object('tableId', s.table_id, 'inserted', s.inserted, 'updated', s.updated, 'rejected', s.rejected))
    FROM settled s LEFT JOIN sheetport.person p ON p.id = s.created_by
   WHERE s.kind IN ('import', 'undo', 'edit') AND s.spec ->> 'dryRun' IS DISTINCT FROM 'true'`;

export interface Settlement extends Tally {
  seq: number;
  result: unknown;
  tableId: string | null;
  /** What undoing, running or continuing this job later needs to know. Never shown. */
  continuationState?: unknown;
  /** The log of this claim, as JSON. */
  log?: string | undefined;
}

/** What is changed in the statement that settles a job, where that does: queries of a WITH that read from `settled`; parameters from $13 on. */
export interface Alongside {
  sql: string;
  values: unknown[];
}

/**
 * Set a job succeeded. Must be the last statement of the transaction that made the change; when it returns false the
 * caller must roll back: the claim is void, or someone has asked to cancel and was told that it would be heeded.
 */
export async function settleJob(
  db: Queryable,
  id: string,
  fence: number,
  end: Settlement,
  also?: Alongside,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `WITH settled AS (UPDATE sheetport.job
        SET state = 'succeeded', phase = 'done', seq = $3, fraction = 1, fraction_lease = 1, rows_done = $4, rows_total = $4,
            rows_per_second = NULL, seconds_left = NULL, read = $4, inserted = $5, updated = $6, unchanged = $7, rejected = $8,
            result = $9, table_id = coalesce($10, table_id), continuation_state = coalesce($11, continuation_state), error = NULL, finished_at = clock_timestamp(), heartbeat_at = now(),
            log = ${loggedEnd('$12', "'succeeded'", 'NULL')}
      WHERE id = $1 AND fence = $2 AND state = 'running' AND cancel_requested_at IS NULL RETURNING *),
     recorded AS (${RECORD_CHANGE})${also ? `, ${also.sql}` : ''}
     SELECT 1 FROM settled`,
    [
      id,
      fence,
      end.seq,
      end.read,
      end.inserted,
      end.updated,
      end.unchanged,
      end.rejected,
      JSON.stringify(end.result),
      end.tableId,
      end.continuationState === undefined ? null : JSON.stringify(end.continuationState),
      end.log ?? null,
      ...(also?.values ?? []),
    ],
  );
  return rowCount === 1;
}

/**
 * Ends a job by an UPDATE that returns its kind, state, error and file. The file of an inspection that failed is unreadable from then on,
 * and says why, however the inspection came to fail: otherwise it would be waited for, for ever. Where what failed was not the file's fault,
 * one whose first look has been saved stays as it is. False when the UPDATE changed nothing.
 */
async function endWithFile(db: Queryable, update: string, values: unknown[], isPassing = false): Promise<boolean> {
  const states = isPassing ? "IN ('received', 'inspecting')" : "<> 'gone'";
  const { rowCount } = await db.query(
    `WITH ended AS (${update} RETURNING kind, state, error, file_id),
          marked AS (UPDATE sheetport.file f SET state = 'unreadable', error = ended.error FROM ended
                      WHERE f.id = ended.file_id AND ended.kind = 'inspect' AND ended.state = 'failed' AND f.state ${states})
     SELECT 1 FROM ended`,
    values,
  );
  return rowCount === 1;
}

/**
 * Set a claimed job failed or cancelled; the file of an inspection that failed is marked, too. False when the claim is void.
 * `isPassing`: it failed for a reason of its time (a disk, a database), not of the file.
 */
export async function endJob(
  db: Queryable,
  id: string,
  fence: number,
  state: 'failed' | 'cancelled',
  seq: number,
  error: { code: string; message: string } | null,
  tally?: Partial<Tally>,
  log?: string,
  isPassing = false,
): Promise<boolean> {
  return endWithFile(
    db,
    `UPDATE sheetport.job
        SET state = $3::text::sheetport.job_state, phase = 'done', seq = $4, error = $5, rows_per_second = NULL, seconds_left = NULL,
            read = coalesce($6, read), inserted = 0, updated = 0, unchanged = 0, rejected = CASE $3 WHEN 'cancelled' THEN 0 ELSE coalesce($7, rejected) END,
            finished_at = now(), heartbeat_at = now(), log = ${loggedEnd('$8', '$3', '$9')}
      WHERE id = $1 AND fence = $2 AND state = 'running'`,
    [
      id,
      fence,
      state,
      seq,
      error === null ? null : JSON.stringify(error),
      tally?.read ?? null,
      tally?.rejected ?? null,
      log ?? null,
      error?.code ?? null,
    ],
    isPassing,
  );
}

/**
 * Hand a claimed job back to be run again (an outage, a drain, or another lane). False when the claim is void.
 * @param why.to the lane that it is to wait in from now on, and its turn there
 * @param why.shown the highest fraction that the claim has shown, where the next one starts
 */
export async function releaseJob(
  db: Queryable,
  id: string,
  fence: number,
  seq: number,
  why?: { code: string; log: string; shown: number; to?: { lane: Lane; turn: number } },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `UPDATE sheetport.job SET state = 'queued', phase = 'waiting', seq = $3, worker = NULL, rows_per_second = NULL, seconds_left = NULL,
            lane = coalesce($6, lane), turn = coalesce($8::int, turn), fraction = greatest(fraction, least(fraction_lease, coalesce($7::float8, fraction))),
            fraction_lease = greatest(fraction, least(fraction_lease, coalesce($7::float8, fraction_lease))), log = ${loggedEnd('$4', "'released'", '$5')}
      WHERE id = $1 AND fence = $2 AND state = 'running'`,
    [
      id,
      fence,
      seq,
      why?.log ?? null,
      why?.code ?? null,
      why?.to?.lane ?? null,
      why?.shown ?? null,
      why?.to?.turn ?? null,
    ],
  );
  return rowCount === 1;
}

const REQUEST_CANCEL = `UPDATE sheetport.job
        SET cancel_requested_at = coalesce(cancel_requested_at, now()), seq = seq + 1,
            state = CASE WHEN state = 'queued' THEN 'cancelled'::sheetport.job_state ELSE state END,
            phase = CASE WHEN state = 'queued' THEN 'done' ELSE 'cancelling' END,
            finished_at = CASE WHEN state = 'queued' THEN now() ELSE finished_at END`;

/**
 * Ask that a job stop. A queued job is over at once; a running one hears of it with its next mark.
 * @returns the state after asking: `cancelled` or `running`; or the state it had already ended in; null when there is none
 */
export async function cancelJob(db: Queryable, id: string): Promise<{ state: JobState; heeded: boolean } | null> {
  const [asked] = await queryRows(
    db,
    State,
    `${REQUEST_CANCEL} WHERE id = $1 AND state IN ('queued', 'running') RETURNING state`,
    [id],
  );
  if (asked) return { ...asked, heeded: true };
  const [over] = await queryRows(db, State, 'SELECT state FROM sheetport.job WHERE id = $1', [id]);
  return over ? { ...over, heeded: false } : null;
}

/** Ask that all imports of a batch stop, in one statement. Out: those that were asked, with the state after that. */
export async function cancelBatch(db: Queryable, batchId: string): Promise<z.infer<typeof CancelledJob>[]> {
  return queryRows(
    db,
    CancelledJob,
    `${REQUEST_CANCEL} WHERE batch_id = $1 AND kind = 'import' AND state IN ('queued', 'running') RETURNING id, kind, lane, state`,
    [batchId],
  );
}

/**
 * Settle a job whose worker is lost for good, whatever its fence; the file of an inspection is marked, too. False when it is over already.
 */
export async function abandonJob(
  db: Queryable,
  id: string,
  error: { code: string; message: string },
): Promise<boolean> {
  return endWithFile(
    db,
    `UPDATE sheetport.job
        SET state = CASE WHEN cancel_requested_at IS NULL THEN 'failed'::sheetport.job_state ELSE 'cancelled'::sheetport.job_state END,
            error = CASE WHEN cancel_requested_at IS NULL THEN $2::jsonb ELSE NULL END,
            inserted = 0, updated = 0, unchanged = 0,
            rejected = CASE WHEN cancel_requested_at IS NULL THEN rejected ELSE 0 END,
            phase = 'done', fence = fence + 1, seq = (fence + 1)::bigint * 1000000000, finished_at = now()
      WHERE id = $1 AND state IN ('queued', 'running')`,
    [id, JSON.stringify(error)],
  );
}
