/** Tables that the service did not create: finding, attaching and detaching them. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Column } from '../entities/table.ts';
import { Cursor, Limit } from './paging.ts';

export const AttachableColumn = Column.pick({ name: true, type: true, required: true, filled: true }).extend({
  pgType: z.string().describe('The type as Postgres writes it.'),
});

/** Why a table cannot be attached, or why nothing can be imported into it. */
export const Restriction = z.object({
  code: z.string(),
  stops: z.enum(['attach', 'import']).describe('What it prevents.'),
  message: z.string(),
});

/** A table, view or foreign table of the database, and whether it can be attached. */
export const Attachable = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'partitioned', 'view', 'materialized_view', 'foreign_table']),
  columns: z.array(AttachableColumn).describe('Empty for what cannot be attached by its kind.'),
  key: z.array(z.string()),
  estimatedRows: z
    .number()
    .int()
    .nullable()
    .describe("The planner's estimate; null where the table was never analysed."),
  tableId: Id.nullable().describe('The table that it is attached as.'),
  triggers: z.array(z.string()).describe('Triggers that fire when rows are written.'),
  restrictions: z
    .array(Restriction)
    .describe('Why it cannot be attached, or cannot be imported into. Empty where both are possible.'),
});
export type Attachable = z.infer<typeof Attachable>;

export const AttachableQuery = z.object({
  search: z.string().max(200).optional().describe('Part of `schema.name`, in any case.'),
  after: Cursor(400),
  limit: Limit(100, 50),
});
export const Attachables = z.object({ tables: z.array(Attachable), next: z.string().nullable() });
export type Attachables = z.infer<typeof Attachables>;

export const AttachTable = z.strictObject({
  schema: z.string().min(1).max(63).describe('The names as in the catalog; case matters.'),
  name: z.string().min(1).max(63),
  label: z.string().trim().min(1).max(120).optional().describe('Its name in the service; default: its own name.'),
});
export type AttachTable = z.infer<typeof AttachTable>;

const Flag = z.enum(['true', 'false']).transform((word) => word === 'true');
/** An attached table is dropped only with `drop`. */
export const DeleteTableQuery = z.object({
  keep: Flag.optional().describe('Detach the table; it stays in the database with all its rows.'),
  drop: Flag.optional().describe('Drop an attached table with all its rows.'),
});
