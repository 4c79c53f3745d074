/** Figures over the rows of a table: of several columns together, and of one in detail. */
import { z } from 'zod';
import { ColumnProfile } from '../entities/sheet.ts';
import { Value } from '../entities/value.ts';
import { Filter } from './filter.ts';
import { JsonText } from './json-text.ts';

export const SummaryQuery = z.object({
  filter: JsonText(Filter).optional().describe('Which rows, as JSON. Default: all of them.'),
  columns: JsonText(z.array(z.string()).max(1500)).optional().describe('Which columns, as JSON. Default: all of them.'),
});

export const ColumnSummary = z.object({
  column: z.string(),
  filled: z.number().int().describe('Cells that are not empty.'),
  lowest: Value.describe('Null where there is none, or where the type has no order.'),
  highest: Value,
  sum: Value.optional().describe('Of numbers.'),
  average: Value.optional().describe('Of numbers, with up to 15 significant digits.'),
});
export type ColumnSummary = z.infer<typeof ColumnSummary>;

export const Summary = z.object({
  rows: z.number().int().describe('Rows that the filter leaves, counted.'),
  columns: z.array(ColumnSummary),
});
export type Summary = z.infer<typeof Summary>;

export const ProfileQuery = z.object({
  column: z.string().describe('Name or label of the column.'),
  filter: SummaryQuery.shape.filter,
});

export const TableColumnProfile = ColumnProfile.extend({
  rows: z.number().int().describe('Rows that the filter leaves.'),
  sum: Value.optional(),
  average: Value.optional(),
  median: Value.optional().describe('The value in the middle, of numbers, days and times.'),
});
export type TableColumnProfile = z.infer<typeof TableColumnProfile>;
