/** A way to look at a table that was saved under a name. */
import { z } from 'zod';
import { Filter, Sort } from '../http/filter.ts';
import { Name } from '../http/name.ts';
import { ColumnFormat } from './column-format.ts';
import { Id } from './id.ts';
import { TableRole } from './table-role.ts';
import { WorkbookOptions } from './workbook-options.ts';

/** As many as a table may have. */
const MOST_COLUMNS = 1500;

export const ViewColumn = z.strictObject({
  name: z.string().min(1).max(63).describe('The name of the column in the table.'),
  hidden: z.boolean().optional().describe('Not shown, and not exported.'),
  width: z.number().int().min(24).max(2000).optional().describe('In pixels, on the page.'),
});
export type ViewColumn = z.infer<typeof ViewColumn>;

export const ViewDefinition = z.strictObject({
  filter: Filter.optional(),
  sort: Sort.optional(),
  columns: z
    .array(ViewColumn)
    .max(MOST_COLUMNS)
    .optional()
    .describe('In their order. Columns that are not named follow, shown: those that the table got later are not lost.'),
  pinned: z.number().int().min(0).max(20).optional().describe('First columns that stay in view.'),
  groupBy: z.string().max(63).optional().describe('A column whose equal values stand together, and get a sheet each.'),
  formats: z.array(ColumnFormat).max(MOST_COLUMNS).optional().describe('How columns look in a workbook.'),
  workbook: WorkbookOptions.optional(),
});
export type ViewDefinition = z.infer<typeof ViewDefinition>;

export const View = z.object({
  id: Id,
  tableId: Id,
  name: Name,
  shared: z.boolean().describe('True: whoever may see the table sees the view. False: only who made it.'),
  definition: ViewDefinition,
  createdBy: z.string().nullable(),
  createdAt: z.string(),
  updatedAt: z.string(),
  role: TableRole.describe('What you are on the table of the view.'),
});
export type View = z.infer<typeof View>;
