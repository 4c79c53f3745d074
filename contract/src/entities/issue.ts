/** What is wrong with cells and rows, and the rows that are rejected for it. */
import { z } from 'zod';
import { IssueDetails, Severity } from '../rules/rules.ts';

/** Rows with the same issue in the same column. */
export const IssueGroup = z.object({
  column: z.string(),
  code: z.string(),
  message: z.string(),
  severity: Severity.optional().describe('Absent for rejected rows.'),
  details: IssueDetails.optional(),
  count: z.number().int(),
  rows: z.array(z.number().int()).describe('The first sheet rows, at most five.'),
  examples: z.array(z.string()).describe('Some of the values, each once, at most three.'),
});
export type IssueGroup = z.infer<typeof IssueGroup>;

/** What is wrong with one cell, or with the whole row where `column` is empty. */
export const Issue = z.object({
  column: z.string(),
  cell: z.string().optional().describe('The address of the cell in the sheet, as Excel writes it: `G11`.'),
  code: z.string(),
  message: z.string(),
  details: IssueDetails.optional().describe('The values in the message, for a message in another language.'),
});
export type Issue = z.infer<typeof Issue>;

/** A rejected row with its issues. `cells` by the sheet's own headings. */
export const Reject = z.object({
  row: z.number().int(),
  cells: z.record(z.string(), z.string()),
  issues: z.array(Issue),
});
export type Reject = z.infer<typeof Reject>;
