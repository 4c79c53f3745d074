/** What an export is to do. */
import { z } from 'zod';
import { ColumnFormat } from '../entities/column-format.ts';
import { ExportFormat } from '../entities/file.ts';
import { Id } from '../entities/id.ts';
import { JobPriority } from '../entities/job.ts';
import { TextOptions } from '../entities/text-options.ts';
import { WorkbookOptions } from '../entities/workbook-options.ts';
import { Filter, Sort } from './filter.ts';
import { Name } from './name.ts';

/** A workbook holds at most so many sheets that were asked for, or that a column groups its rows into. */
export const MAX_EXPORT_SHEETS = 50;
export const MAX_GROUPS = 200;

const Columns = z.array(z.string()).min(1).max(1500);
const Formats = z
  .array(ColumnFormat)
  .max(1500)
  .describe('How columns look in a workbook. Columns that are not named look as their types do.');

/** Rows of one table, as one sheet of a workbook. */
export const ExportSheet = z.strictObject({
  tableId: Id,
  columns: Columns.optional(),
  filter: Filter.optional(),
  sort: Sort.optional(),
  formats: Formats.optional(),
  name: Name.optional().describe('Of the sheet; default the name of the table.'),
});
export type ExportSheet = z.infer<typeof ExportSheet>;

export const NewExport = z
  .strictObject({
    tableId: Id.optional().describe('Either this, or `sheets`.'),
    columns: Columns.optional(),
    filter: Filter.optional(),
    sort: Sort.optional(),
    formats: Formats.optional(),
    groupBy: z
      .string()
      .optional()
      .describe(`A column of the table: each of its values gets a sheet of its own. At most ${MAX_GROUPS} values.`),
    sheets: z
      .array(ExportSheet)
      .min(1)
      .max(MAX_EXPORT_SHEETS)
      .optional()
      .describe('Several sheets of one workbook, all at one instant. The same table may come more than once.'),
    format: ExportFormat.default('xlsx'),
    name: Name.optional().describe('Of the file, without its ending; default the name of the table and the day.'),
    text: TextOptions.optional().describe('Of csv and tsv.'),
    workbook: WorkbookOptions.optional(),
    templateId: Id.optional().describe('An export template that is filled, instead of a new workbook.'),
    priority: JobPriority.optional().describe('How soon it is to run; default `normal`.'),
  })
  .refine(({ tableId, sheets }) => (tableId === undefined) !== (sheets === undefined), {
    message: 'needs either tableId or sheets',
  })
  .refine(
    ({ sheets, columns, filter, sort, formats, groupBy }) =>
      sheets === undefined || [columns, filter, sort, formats, groupBy].every((part) => part === undefined),
    { message: 'with sheets, columns, filter, sort and formats belong to each of them' },
  )
  .refine(
    ({ templateId, sheets, columns, formats, groupBy, workbook, format }) =>
      templateId === undefined ||
      (format === 'xlsx' && [sheets, columns, formats, groupBy, workbook].every((part) => part === undefined)),
    { message: 'a template brings its own columns, formats and sheets' },
  );
export type NewExport = z.infer<typeof NewExport>;

/** The sheets of an export, also of one that names a single table. */
export function sheetsOf(spec: NewExport): ExportSheet[] {
  if (spec.sheets) return spec.sheets;
  const { tableId, columns, filter, sort, formats } = spec;
  return [{ tableId: tableId!, columns, filter, sort, formats }];
}
