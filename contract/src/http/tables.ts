/** Creating and listing tables. */
import { z } from 'zod';
import { ColumnType } from '../entities/column-type.ts';
import { Id } from '../entities/id.ts';
import { KeyMatching, Table } from '../entities/table.ts';
import { Rules } from '../rules/rules.ts';
import { ColumnLabel, Name } from './name.ts';

/** Where a new table stands, and who may see it. Whoever makes it is its owner. */
export const NewTableSharing = {
  folderId: Id.optional().describe('The folder that it is put into. Who may edit the folder may make tables in it.'),
  restricted: z
    .boolean()
    .optional()
    .describe('True: only you, owners of the service and people whom it is shared with see it; default false.'),
};

export const NewColumn = z.strictObject({
  label: ColumnLabel,
  name: z.string().min(1).max(63).optional(),
  type: ColumnType,
  required: z.boolean().default(false),
  unique: z.boolean().default(false),
  rules: Rules.optional(),
});

export const NewTable = z.strictObject({
  name: Name,
  columns: z.array(NewColumn).min(1).max(1500),
  key: z.array(z.string()).max(16).default([]).describe('Names or labels of the columns that make the primary key.'),
  keyMatching: KeyMatching.optional().describe('How keys are compared; default `exact`.'),
  ...NewTableSharing,
});
export type NewTable = z.infer<typeof NewTable>;

export const Tables = z.object({ tables: z.array(Table) });
export type Tables = z.infer<typeof Tables>;
