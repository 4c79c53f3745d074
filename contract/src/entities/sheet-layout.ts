/** What a sheet looks like beside its cells: what is merged, and what is hidden. */
import { z } from 'zod';

/** Cells merged into one: rows from `top` to `bottom` (1-based), columns from `left` to `right` (0-based). Its text stands in the first. */
export const Merge = z.object({
  top: z.number().int(),
  left: z.number().int(),
  bottom: z.number().int(),
  right: z.number().int(),
});
export type Merge = z.infer<typeof Merge>;

/** Joined to a sheet. */
export const SheetLayout = {
  hiddenRows: z
    .number()
    .int()
    .optional()
    .describe(
      'How many of `rows` nobody sees in the sheet, by a filter or by hand; absent where there are none or the format does not tell.',
    ),
  merges: z
    .array(Merge)
    .optional()
    .describe('Merged cells among the first rows: absent where there are none, or they are not known yet.'),
};
