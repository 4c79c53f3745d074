/** Tables and their columns. */
import { z } from 'zod';
import { Rules } from '../rules/rules.ts';
import { ColumnType } from './column-type.ts';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { TableRole } from './table-role.ts';
import { NewColumnsPolicy } from './unattended.ts';

export const Column = z.object({
  name: z.string().describe('The Postgres column.'),
  label: z.string().describe('The heading people see.'),
  type: ColumnType,
  required: z.boolean(),
  unique: z.boolean(),
  rules: Rules,
  currency: z
    .string()
    .min(1)
    .max(3)
    .optional()
    .describe(
      'The currency of the amounts, by ISO 4217 where its sign has a code: that of the sheet which the column was made of. Values are the amounts alone.',
    ),
  pgType: z.string().optional().describe('The type as Postgres writes it.'),
  filled: z
    .boolean()
    .optional()
    .describe('A new row gets a value without one being given: a default, or a number of a sequence.'),
  generated: z.boolean().optional().describe('Postgres computes it, so that it cannot be written.'),
  enumValues: z
    .array(z.string())
    .optional()
    .describe("The only values it takes: an enum's, or those that a check of the table lists."),
});
export type Column = z.infer<typeof Column>;

/**
 * How keys are compared. `ignore_case`: texts that differ only in case and in spaces at both ends are the same key.
 */
export const KeyMatching = z.enum(['exact', 'ignore_case']);
export type KeyMatching = z.infer<typeof KeyMatching>;

/** A Postgres table that rows are imported into. */
export const Table = z.object({
  id: Id,
  name: z.string(),
  qualifiedName: z.string().describe('The Postgres name, for people who query it: `schema.table`.'),
  columns: z.array(Column),
  key: z.array(z.string()),
  keyMatching: KeyMatching.optional().describe('How keys are compared; absent for `exact`.'),
  rowCount: z.number().int(),
  rowCountExact: z.boolean().describe('False where `rowCount` is an estimate, or 0 because the rows cannot be read.'),
  attached: z.boolean().optional().describe('True for a table that was attached, not created here.'),
  restriction: ErrorInfo.optional().describe(
    'Why nothing can be imported into it, or why it cannot be read; absent where both are possible.',
  ),
  role: TableRole.optional().describe('What you may do with it: the role that you have on it.'),
  restricted: z
    .boolean()
    .optional()
    .describe('True where only people whom it is shared with, and owners of the service, see it.'),
  folderId: Id.nullable().optional().describe('The folder that it stands in, as far as you may know of it.'),
  newColumns: NewColumnsPolicy.optional().describe(
    'What becomes of new columns of files that come in by themselves; absent where each feed and upload link says it.',
  ),
  importsPerMinute: z
    .number()
    .int()
    .optional()
    .describe('At most so many imports begin in a minute; absent where there is no such limit.'),
  triggers: z.array(z.string()).optional().describe('Triggers that fire when rows are written.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Table = z.infer<typeof Table>;
