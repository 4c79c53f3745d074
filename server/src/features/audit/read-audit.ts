import { AppError, type AuditEvent, type AuditFilter } from '@sheetport/contract';
import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';

const Row = z.object({
  id: z.string(),
  at: z.date(),
  action: z.string(),
  outcome: z.string(),
  person_id: z.string().nullable(),
  person_name: z.string().nullable(),
  via: z.string(),
  via_id: z.string().nullable(),
  address: z.string().nullable(),
  object_kind: z.string().nullable(),
  object_id: z.string().nullable(),
  object_name: z.string().nullable(),
  details: z.record(z.string(), z.unknown()),
});

const DAY_MS = 86_400_000;

/**
 * A page of the audit trail, newest first.
 * @param before the id of the last event of the page before
 */
export async function readAudit(
  db: Queryable,
  filter: AuditFilter,
  before: string | null,
  limit: number,
): Promise<AuditEvent[]> {
  const { person, action, outcome, objectKind, objectId, from, to } = filter;
  const until = to === undefined ? null : new Date(Date.parse(to) + (to.length === 10 ? DAY_MS : 0));
  const rows = await queryRows(
    db,
    Row,
    `SELECT id::text, at, action, outcome, person_id, person_name, via, via_id, address, object_kind, object_id, object_name, details
       FROM sheetport.audit_event
      WHERE ($1::bigint IS NULL OR id < $1::bigint) AND ($2::text IS NULL OR person_id = $2) AND ($3::text IS NULL OR action = $3)
        AND ($4::text IS NULL OR outcome = $4) AND ($5::text IS NULL OR object_kind = $5) AND ($6::text IS NULL OR object_id = $6 OR details ->> 'tableId' = $6)
        AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
      ORDER BY audit_event.id DESC LIMIT $9`,
    [
      before,
      person ?? null,
      action ?? null,
      outcome ?? null,
      objectKind ?? null,
      objectId ?? null,
      from === undefined ? null : new Date(from),
      until,
      limit,
    ],
  );
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    action: row.action,
    outcome: row.outcome,
    person: row.person_id === null ? null : { id: row.person_id, name: row.person_name },
    via: { kind: row.via, id: row.via_id },
    address: row.address,
    object: row.object_kind === null ? null : { kind: row.object_kind, id: row.object_id, name: row.object_name },
    details: row.details,
  }));
}

/** @throws AppError `invalid_cursor` */
export function readAuditCursor(cursor: string | undefined): string | null {
  if (cursor === undefined) return null;
  const id = Buffer.from(cursor, 'base64url').toString();
  if (!/^[1-9]\d{0,17}$/.test(id)) throw new AppError('invalid_cursor');
  return id;
}

/** The opaque cursor of the page after an event. */
export function writeAuditCursor({ id }: AuditEvent): string {
  return Buffer.from(id).toString('base64url');
}
