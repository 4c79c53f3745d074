import type { AuditOutcome, AuditVia } from '@sheetport/contract';
import type { Queryable } from '../transactions/queryable.ts';
import { jsonText } from '../transactions/to-jsonb.ts';

/** What happened, for the audit trail. It has neither cell values nor secrets. */
export interface AuditEntry {
  /** The operation id of a call, or an action of the service's own (contract, `AUDIT_ACTIONS`). */
  action: string;
  outcome: AuditOutcome;
  /** Who did it; null where nobody known did. Their name is noted as it is now. */
  personId?: string | null;
  /** How they asked, and the id of that: of the session or the key. */
  via: AuditVia;
  viaId?: string | null;
  /** From where, as the server sees it behind its trusted proxies. */
  address?: string | null;
  /** What it was done to, with what it is called now. */
  object?: AuditObject | undefined;
  /** A few words more: names of columns, operators, counts, choices. */
  details?: Readonly<Record<string, unknown>> | undefined;
}

export interface AuditObject {
  kind: string;
  id?: string | null;
  name?: string | null;
}

/** A connection of pg, or of the records (a transaction of Prisma's). */
type AuditConnection =
  | Pick<Queryable, 'query'>
  | { $executeRawUnsafe(sql: string, ...values: unknown[]): Promise<number> };

const INSERT = `INSERT INTO sheetport.audit_event
    (action, outcome, person_id, person_name, via, via_id, address, object_kind, object_id, object_name, details)
  VALUES ($1::text, $2::text, $3::text, (SELECT name FROM sheetport.person WHERE id = $3::text), $4::text, $5::text, $6::text,
    $7::text, $8::text, $9::text, $10::text::jsonb)`;

/** A name that somebody chose may be as long as they like; the trail keeps this much of it. */
const NAME_LENGTH = 200;

/**
 * Add an event to the audit trail: one insert. Give the connection of the transaction that makes the change, so that both are kept or neither.
 * Routes need not call it: each call that changes something is recorded by itself (server, features/audit/audit-hook.ts); one that
 * has a transaction gives it to `auditWithin` there. This is for whatever is no request: sockets, jobs, the janitor.
 */
export async function recordAudit(db: AuditConnection, entry: AuditEntry): Promise<void> {
  const { action, outcome, personId = null, via, viaId = null, address = null, object, details = {} } = entry;
  const name = object?.name?.slice(0, NAME_LENGTH) ?? null;
  const values = [
    action,
    outcome,
    personId,
    via,
    viaId,
    address,
    object?.kind ?? null,
    object?.id ?? null,
    name,
    jsonText(details),
  ];
  if ('query' in db) await db.query(INSERT, values);
  else await db.$executeRawUnsafe(INSERT, ...values);
}

/**
 * Remove events that are older than so many days. Triggers refuse the removal of any other way, and of the last day's.
 * @param db a connection of its own, in a transaction
 * @returns how many were removed, at most `most`
 */
export async function forgetAudit(db: Pick<Queryable, 'query'>, days: number, most = 5000): Promise<number> {
  await db.query(`SELECT set_config('sheetport.audit_sweep', 'on', true)`);
  const { rowCount } = await db.query(
    `DELETE FROM sheetport.audit_event WHERE id IN (
       SELECT id FROM sheetport.audit_event WHERE at < now() - $1 * interval '1 day' ORDER BY at LIMIT $2)`,
    [days, most],
  );
  return rowCount ?? 0;
}
