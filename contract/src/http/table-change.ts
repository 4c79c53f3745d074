/** Changes of an existing table: its name, its columns' labels and rules, its key. */
import { z } from 'zod';
import { KeyMatching, Table } from '../entities/table.ts';
import { NewColumnsPolicy } from '../entities/unattended.ts';
import { RuleKind, Rules, Severity } from '../rules/rules.ts';
import { ColumnLabel, Name } from './name.ts';

export const ColumnChange = z.strictObject({
  column: ColumnLabel.describe('A column of the table by name or label. Fields that are absent stay as they are.'),
  label: ColumnLabel.optional(),
  required: z.boolean().optional().describe('Enforced by Postgres: rejected where an existing row has no value.'),
  unique: z
    .boolean()
    .optional()
    .describe('Enforced by Postgres: rejected where two existing rows have the same value.'),
  rules: Rules.optional().describe(
    'All of them. `required` and `unique` of severity `error` are the same as the two above.',
  ),
});
export type ColumnChange = z.input<typeof ColumnChange>;

export const TableChange = z.strictObject({
  name: Name.optional(),
  columns: z.array(ColumnChange).max(1500).optional(),
  newColumns: NewColumnsPolicy.nullable()
    .optional()
    .describe(
      'What becomes of new columns of files that come in by feeds and upload links which leave it to the table. Null: a feed keeps the file for a person, a link leaves them out.',
    ),
  importsPerMinute: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .nullable()
    .optional()
    .describe('At most so many imports begin in a minute; the others wait, and fail nothing. Null: no such limit.'),
  key: z
    .array(z.string())
    .max(16)
    .optional()
    .describe('Names or labels of the columns that make the primary key; empty for a table without one of its own.'),
  keyMatching: KeyMatching.optional().describe(
    'How keys are compared. A new key is compared as the old one, or exactly where it has no text.',
  ),
});
export type TableChange = z.input<typeof TableChange>;

/** Existing rows of a table that violate a rule. They stay: a rule applies to rows that are imported later. */
export const RuleViolation = z.object({
  column: z.string().describe("The column's Postgres name."),
  kind: RuleKind,
  severity: Severity,
  count: z.number().int().nullable().describe('Null where counting took too long.'),
  keys: z
    .array(z.array(z.string()))
    .describe("Keys of some of them, as text in the order of the table's key; empty where it has none to show."),
  examples: z.array(z.string()).describe('Some of the values, each once.'),
  blocks: z.boolean().describe('The rule can be set only once no row violates it.'),
});
export type RuleViolation = z.infer<typeof RuleViolation>;
/** What stands in the way of a new key, and what it costs. */
export const KeyCheck = z.object({
  repeated: z.number().int().describe('Rows with the key of another row.'),
  blank: z.number().int().describe('Rows without a value in a column of the key.'),
  notUndoable: z
    .number()
    .int()
    .describe(
      'Imports that can be undone now and no longer once the table has this key: those that changed or deleted rows.',
    ),
});
export type KeyCheck = z.infer<typeof KeyCheck>;
export const RuleViolations = z.object({
  violations: z.array(RuleViolation),
  keyCheck: KeyCheck.optional().describe('Of a check of a change that names another key.'),
});
export type RuleViolations = z.infer<typeof RuleViolations>;

/** A table after a change, with the violations of the rules that the change named. */
export const ChangedTable = z.object({ ...Table.shape, violations: RuleViolations.shape.violations });
export type ChangedTable = z.infer<typeof ChangedTable>;
