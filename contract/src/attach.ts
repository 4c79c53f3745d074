/** Tables that were in the database before: finding them, attaching and detaching them. */
import { z } from 'zod';
import { Column, Id } from './words.ts';

/** What stands in the way of a table, and of what: of attaching it at all, or only of importing into it. */
const hindrances = {
  attached: { stops: 'attach', message: 'it is attached already' },
  view: { stops: 'attach', message: 'it is a view, which holds no rows of its own' },
  foreign_table: { stops: 'attach', message: 'it is a foreign table, whose rows are in another database' },
  partition: { stops: 'attach', message: 'it is one part of a partitioned table; attach the whole table' },
  no_select: { stops: 'attach', message: 'the database user of the service may not read it (GRANT SELECT)' },
  row_security: {
    stops: 'attach',
    message: 'row-level security may hide rows of it from the database user of the service (BYPASSRLS)',
  },
  no_columns: { stops: 'attach', message: 'it has no columns' },
  no_insert: { stops: 'import', message: 'the database user of the service may not add rows to it (GRANT INSERT)' },
  rewrite_rules: { stops: 'import', message: 'rewrite rules stand in for writing to it (CREATE RULE)' },
  missing: { stops: 'attach', message: 'it is no longer in the database' },
} as const satisfies Record<string, { stops: 'attach' | 'import'; message: string }>;

export type HindranceCode = keyof typeof hindrances;
export const HINDRANCES: Readonly<Record<HindranceCode, { stops: 'attach' | 'import'; message: string }>> = hindrances;

export const AttachableColumn = Column.pick({ name: true, type: true, required: true, filled: true }).extend({
  /** The type as Postgres writes it. */
  pg: z.string(),
});

/** Something with rows in the database, and whether it can be attached. */
export const Attachable = z.object({
  schema: z.string(),
  name: z.string(),
  kind: z.enum(['table', 'partitioned', 'view', 'materialized_view', 'foreign_table']),
  /** Empty for what cannot be attached by its kind. */
  columns: z.array(AttachableColumn),
  key: z.array(z.string()),
  /** The planner's estimate; null where the table was never analysed. */
  estimatedRows: z.number().int().nullable(),
  /** The table that it is attached as. */
  tableId: Id.nullable(),
  /** Triggers that fire when rows are written. */
  triggers: z.array(z.string()),
  /** Why it cannot be attached, or not be imported into. Empty where nothing stands in the way. */
  hindrances: z.array(z.object({ code: z.string(), stops: z.enum(['attach', 'import']), message: z.string() })),
});
export type Attachable = z.infer<typeof Attachable>;

export const AttachableQuery = z.object({
  /** Part of `schema.name`, in any case. */
  search: z.string().max(200).optional(),
  after: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
});
export const Attachables = z.object({ tables: z.array(Attachable), next: z.string().nullable() });
export type Attachables = z.infer<typeof Attachables>;

export const AttachTable = z.strictObject({
  /** As the catalogue spells them: case matters. */
  schema: z.string().min(1).max(63),
  name: z.string().min(1).max(63),
  /** What people call it here; its own name where this is absent. */
  label: z.string().trim().min(1).max(120).optional(),
});
export type AttachTable = z.infer<typeof AttachTable>;

const Flag = z.enum(['true', 'false']).transform((word) => word === 'true');
/** An attached table is only dropped where this says so. */
export const DeleteTableQuery = z.object({
  /** Forget the table; it stays in the database with all its rows. */
  keep: Flag.optional(),
  /** Drop a table that was there before it was attached. */
  drop: Flag.optional(),
});
