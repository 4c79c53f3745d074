/** What an export is to do. */
import { z } from 'zod';
import { ColumnFormat } from '../entities/column-format.ts';
import { ExportFormat, RowsFormat } from '../entities/file.ts';
import { Id } from '../entities/id.ts';
import { DependsOn, JobPriority } from '../entities/job.ts';
import { JobLimits } from '../entities/job-limits.ts';
import { TextOptions } from '../entities/text-options.ts';
import { WorkbookOptions } from '../entities/workbook-options.ts';
import { isOfWholeTable } from './export-of-whole.ts';
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
  name: Name.optional().describe('Of the sheet, or of the file in a zip; default the name of the table.'),
  format: RowsFormat.optional().describe('Of the file, where a zip is made; default `files`.'),
});
export type ExportSheet = z.infer<typeof ExportSheet>;

/** The same as a request names it: by its table, or by a saved view. */
export const SheetRequest = z
  .strictObject({
    ...ExportSheet.shape,
    tableId: Id.optional().describe('Either this, or `viewId`.'),
    viewId: Id.optional().describe('A saved view: its table, rows and columns. What is said beside it comes first.'),
  })
  .refine(({ tableId, viewId }) => (tableId === undefined) !== (viewId === undefined), {
    message: 'needs either tableId or viewId',
  });
export type SheetRequest = z.infer<typeof SheetRequest>;

const EXPORT = {
  tableId: Id.optional().describe('Either this, or `viewId`, or `sheets`.'),
  columns: Columns.optional(),
  filter: Filter.optional(),
  sort: Sort.optional(),
  formats: Formats.optional(),
  groupBy: z
    .string()
    .optional()
    .describe(
      `A column of the table: each of its values gets a sheet of its own, or a file in a zip. At most ${MAX_GROUPS} values.`,
    ),
  format: ExportFormat.default('xlsx'),
  files: RowsFormat.optional().describe('Of a zip: the format of its files; default csv.'),
  name: Name.optional().describe(
    'Of the file, without its ending; default the name of the table or the view, and the day.',
  ),
  text: TextOptions.optional().describe('Of csv and tsv.'),
  workbook: WorkbookOptions.optional(),
  templateId: Id.optional().describe(
    'An export template that is filled, instead of a new workbook. Each of several `sheets` fills the block that names it, as `{{#each Orders}}`.',
  ),
  priority: JobPriority.optional().describe('How soon it is to run; default `normal`.'),
  limits: JobLimits.optional(),
};
const sheetsOfKind = <Sheet extends z.ZodType>(sheet: Sheet) =>
  z
    .array(sheet)
    .min(1)
    .max(MAX_EXPORT_SHEETS)
    .optional()
    .describe(
      'Several sheets of one workbook, or files of one zip, all at one instant. The same table may come more than once.',
    );

type Parts = Partial<
  Record<
    | 'tableId'
    | 'tableOf'
    | 'viewId'
    | 'sheets'
    | 'columns'
    | 'filter'
    | 'sort'
    | 'formats'
    | 'groupBy'
    | 'templateId'
    | 'workbook'
    | 'format',
    unknown
  >
>;
const namesOne = ({ tableId, tableOf, viewId, sheets }: Parts): boolean =>
  [tableId, tableOf, viewId, sheets].filter((part) => part !== undefined).length === 1;
const sheetsStandAlone = ({ sheets, columns, filter, sort, formats, groupBy }: Parts): boolean =>
  sheets === undefined || [columns, filter, sort, formats, groupBy].every((part) => part === undefined);
const ALONE = { message: 'with sheets, columns, filter, sort and formats belong to each of them' };

const templateStandsAlone = ({ templateId, sheets, columns, formats, groupBy, workbook, format }: Parts): boolean =>
  templateId === undefined ||
  (format === 'xlsx' &&
    [columns, formats, groupBy, workbook].every((part) => part === undefined) &&
    (!Array.isArray(sheets) || sheets.every((sheet: Parts) => !sheet.columns && !sheet.formats)));
const OF_TEMPLATE = { message: 'a template brings its own columns and formats' };

/** An export as its job has it: of tables. */
export const NewExport = z
  .strictObject({ ...EXPORT, sheets: sheetsOfKind(ExportSheet) })
  .refine(namesOne, { message: 'needs either tableId or sheets' })
  .refine(sheetsStandAlone, ALONE)
  .refine(templateStandsAlone, OF_TEMPLATE);
export type NewExport = z.infer<typeof NewExport>;

const makeRequest = <More extends z.ZodRawShape>(more: More) =>
  z
    .strictObject({
      ...EXPORT,
      ...more,
      viewId: Id.optional().describe(
        'A saved view: its table, rows, columns and formats. What is said beside it comes first.',
      ),
      sheets: sheetsOfKind(SheetRequest),
      reuse: z
        .boolean()
        .optional()
        .describe(
          'Answer the last export of the same, where its file is there and no row has changed since: then the job has `succeeded` already. Of one table.',
        ),
    })
    .refine(namesOne, { message: 'needs one of tableId, viewId and sheets' })
    .refine(sheetsStandAlone, ALONE)
    .refine(templateStandsAlone, OF_TEMPLATE);

/** An export as a request names it: of tables, or of saved views. */
export const ExportRequest = makeRequest({
  dependsOn: DependsOn.optional(),
  tableOf: Id.optional().describe(
    'In place of `tableId`: an import that makes its table. The export waits for it, and is one of the whole table.',
  ),
}).refine((parts) => parts.tableOf === undefined || isOfWholeTable(parts), {
  message: 'of a table that is not there yet, columns, filter, sort, formats and template are not known',
});
export type ExportRequest = z.infer<typeof ExportRequest>;
/** The same of a schedule or a delivery. It is in answers, too, where defaults are filled in, and so has a name of its own in the description of the API. */
export const ScheduledExport = makeRequest({});

/** The sheets of an export, also of one that names a single table. */
export function sheetsOf(spec: NewExport): ExportSheet[] {
  if (spec.sheets) return spec.sheets;
  const { tableId, columns, filter, sort, formats } = spec;
  return [{ tableId: tableId!, columns, filter, sort, formats }];
}
