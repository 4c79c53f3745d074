/** Rows of a table that are alike. */
import { z } from 'zod';
import { Row } from '../entities/value.ts';
import { Likeness } from './edits.ts';
import { Filter } from './filter.ts';
import { RowId } from './rows.ts';

/** Which rows count as alike, and which page of them. */
export const FindDuplicates = z.strictObject({
  ...Likeness,
  filter: Filter.optional().describe('Only among these rows. Default: all of them.'),
  limit: z.number().int().min(1).max(100).default(20).describe('The largest number of groups in the answer.'),
  after: z.string().max(20_000).optional().describe('The `next` of the page before; absent for the first page.'),
});
/** As a request has it: what has a default may be left out. */
export type DuplicatesRequest = z.input<typeof FindDuplicates>;

export const DuplicateGroup = z.object({
  count: z.number().int().describe('Rows of the group; the first twenty of them are listed.'),
  rows: z.array(Row),
  ids: z.array(RowId).describe('Of each row which one it is, for `editRows`.'),
});
export const DuplicateGroups = z.object({
  groups: z.array(DuplicateGroup),
  total: z.object({
    groups: z.number().int(),
    rows: z.number().int().describe('Rows that would go if one of each group stayed.'),
  }),
  next: z.string().nullable(),
});
export type DuplicateGroups = z.infer<typeof DuplicateGroups>;
