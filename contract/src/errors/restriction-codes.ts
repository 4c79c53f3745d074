/** Why a table cannot be attached, or cannot be imported into. */
const restrictions = {
  attached: { stops: 'attach', message: 'it is already attached' },
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
  rewrite_rules: { stops: 'import', message: 'rewrite rules replace writes to it (CREATE RULE)' },
  missing: { stops: 'attach', message: 'it is no longer in the database' },
} as const satisfies Record<string, { stops: 'attach' | 'import'; message: string }>;

export type RestrictionCode = keyof typeof restrictions;
export const RESTRICTIONS: Readonly<Record<RestrictionCode, { stops: 'attach' | 'import'; message: string }>> =
  restrictions;
