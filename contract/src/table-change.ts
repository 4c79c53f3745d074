/** Changing a table that is there: its name, its columns' labels and rules, its key. */
import { z } from 'zod';
import { Table } from './entities.ts';
import { RuleKind, Rules, Severity } from './rules/rules.ts';

const Name = z.string().trim().min(1).max(120);

export const ColumnChange = z.strictObject({
  column: Name.describe('A column of the table by name or label. What is not named of it stays.'),
  label: Name.optional(),
  required: z.boolean().optional().describe('Held by Postgres: refused where a row has no value.'),
  unique: z.boolean().optional().describe('Held by Postgres: refused where two rows have the same value.'),
  rules: Rules.optional().describe(
    'All of them. `required` and `unique` of severity `error` are the same as the two above.',
  ),
});
export type ColumnChange = z.input<typeof ColumnChange>;

export const TableChange = z.strictObject({
  name: Name.optional(),
  columns: z.array(ColumnChange).max(1500).optional(),
  key: z
    .array(z.string())
    .max(16)
    .optional()
    .describe('Names or labels of the columns that make the primary key; empty for a table without one of its own.'),
});
export type TableChange = z.input<typeof TableChange>;

/** Rows that stand in the table and break a rule. They stay: a rule is for what comes in from now on. */
export const RuleViolation = z.object({
  column: z.string().describe("The column's Postgres name."),
  kind: RuleKind,
  severity: Severity,
  count: z.number().int().nullable().describe('Null where counting took too long.'),
  keys: z
    .array(z.array(z.string()))
    .describe("Keys of some of them, as text in the order of the table's key; empty where it has none to show."),
  examples: z.array(z.string()).describe('Some of the values, each once.'),
  blocks: z.boolean().describe('The rule can only be had once no row breaks it.'),
});
export type RuleViolation = z.infer<typeof RuleViolation>;
export const RuleViolations = z.object({ violations: z.array(RuleViolation) });
export type RuleViolations = z.infer<typeof RuleViolations>;

/** A table after a change, with how many of its rows break the rules that were named. */
export const ChangedTable = z.object({ ...Table.shape, ...RuleViolations.shape });
export type ChangedTable = z.infer<typeof ChangedTable>;
