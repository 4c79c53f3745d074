/** Calls about the audit trail: who did what, when and from where. */
import { z } from 'zod';
import { AUDIT_OUTCOMES } from '../access/audit-actions.ts';
import { Cursor, Limit } from './paging.ts';

const Day = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

export const AuditEvent = z.object({
  id: z.string().describe('Grows with each event.'),
  at: z.iso.datetime(),
  action: z.string().describe('The operation id of a call, or what the service did on its own.'),
  outcome: z
    .string()
    .describe('`done`; `refused` for want of rights or of the right secret; or `failed` after it had begun.'),
  person: z
    .object({ id: z.string(), name: z.string().nullable() })
    .nullable()
    .describe('Who did it, with their name at that time; null where nobody known did.'),
  via: z
    .object({ kind: z.string(), id: z.string().nullable() })
    .describe('How they asked: `session`, `token`, `key`, `link`, `password`; or `worker` or `service`.'),
  address: z.string().nullable().describe('The address that the request came from.'),
  object: z
    .object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() })
    .nullable()
    .describe('What it was done to, with its name at that time.'),
  details: z
    .record(z.string(), z.unknown())
    .describe('More of it: columns, operators, counts and choices. Never cell values or secrets.'),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** Filters of the audit trail. All must hold. */
export const AuditFilter = z.object({
  person: z.string().max(200).optional().describe('The id of the person who did it.'),
  action: z.string().max(100).optional().describe('Only this action.'),
  outcome: z.enum(AUDIT_OUTCOMES).optional().describe('Only events that ended so.'),
  objectKind: z
    .string()
    .max(100)
    .optional()
    .describe('Only events about this kind of object: `table`, `file`, `job`, `person` …'),
  objectId: z.string().max(200).optional().describe('Only events about this object.'),
  from: Day.optional().describe('At this time or on this day, or later.'),
  to: Day.optional().describe('Before this time, or on this day or before.'),
});
export type AuditFilter = z.infer<typeof AuditFilter>;

export const AuditQuery = AuditFilter.extend({ after: Cursor(100), limit: Limit(500, 50) });

export const AuditFormat = z.enum(['csv', 'jsonl']);
export type AuditFormat = z.infer<typeof AuditFormat>;

export const AuditExportQuery = AuditFilter.extend({
  format: AuditFormat.default('csv').describe('`csv`, or `jsonl` with an event in each line.'),
});

export const AuditEvents = z.object({
  events: z.array(AuditEvent),
  next: z.string().nullable().describe('Give it as `after` for the next page; null on the last page.'),
});
export type AuditEvents = z.infer<typeof AuditEvents>;
