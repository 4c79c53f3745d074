/** What an import is to do. */
import { z } from 'zod';
import { ColumnType } from '../entities/column-type.ts';
import { DialectChoice } from '../entities/file.ts';
import { Id } from '../entities/id.ts';
import { DependsOn, JobPriority } from '../entities/job.ts';
import { JobLimits } from '../entities/job-limits.ts';
import { KeyMatching } from '../entities/table.ts';
import { ColumnMark, DateOrder } from '../entities/value.ts';
import { HeaderRows } from './files.ts';
import { ColumnLabel, Name } from './name.ts';
import { NewTableSharing } from './tables.ts';

/**
 * What a blank cell does. `null`: it empties. `keep`: what is there stays. `default`: the column's default, where it has one.
 * A new row's blank cells get the default under `keep` too.
 */
export const Blank = z.enum(['null', 'keep', 'default']);
export type Blank = z.infer<typeof Blank>;

/** What becomes of a row with an error cell (`#N/A`, `#REF!`). `blank`: it goes in, and the cell is blank. `reject`: the row is rejected. */
export const ErrorCells = z.enum(['blank', 'reject']);
export type ErrorCells = z.infer<typeof ErrorCells>;

/** Which of several rows of the file with the same key goes in; the others are rejects. `reject`: none of them. */
export const Duplicates = z.enum(['first', 'last', 'reject']);
export type Duplicates = z.infer<typeof Duplicates>;

export const MappedColumn = z.strictObject({
  column: ColumnLabel.describe(
    'A column of the table by name or label; for a table being made, the label of the new column.',
  ),
  type: ColumnType.optional(),
  dateOrder: DateOrder.optional(),
  decimal: ColumnMark.optional(),
  values: z
    .record(z.string().max(1000), z.string().max(32_767).nullable())
    .optional()
    .describe('Cell values that become others before they are read; null makes the cell blank.'),
  trim: z.boolean().optional().describe('Take spaces off both ends of text; default true.'),
  blank: Blank.optional().describe('What a blank cell does; default what the import says.'),
  add: z
    .boolean()
    .optional()
    .describe(
      'The table gets this column, of `type`, where it has none of that name or label. Undoing the import leaves it.',
    ),
});

/** By sheet column index or header; null ignores the column. */
export const Mapping = z.record(z.string(), MappedColumn.nullable());
export type Mapping = z.infer<typeof Mapping>;

export type MappedColumn = z.infer<typeof MappedColumn>;

export const ImportMode = z.enum(['insert', 'upsert', 'update', 'replace']);
export type ImportMode = z.infer<typeof ImportMode>;

export const NewImport = z.strictObject({
  fileId: Id,
  sheet: z
    .union([z.number().int().min(0), z.string()])
    .optional()
    .describe('Index or name; default the first sheet that is not hidden and holds anything.'),
  headerRow: z.number().int().min(0).max(1_048_576).optional(),
  headerRows: HeaderRows.optional().describe(
    'How many rows the headings take, `headerRow` being the last. Default 1, or what inspection saw where `headerRow` is its own.',
  ),
  dialect: DialectChoice.optional().describe(
    'How a text file is read by this import; default as the file says. A choice for the file itself is made with `updateFile`.',
  ),
  table: z.union([
    z.strictObject({ id: Id }),
    z.strictObject({
      create: z.strictObject({ name: Name, keyMatching: KeyMatching.optional(), ...NewTableSharing }),
    }),
  ]),
  mapping: Mapping.optional(),
  mode: ImportMode.default('insert'),
  key: z.array(z.string()).max(16).optional(),
  onReject: z.enum(['skip', 'abort']).default('skip'),
  duplicates: Duplicates.optional().describe(
    'Of rows with a key, or a value that must be unique, that is in the file more than once; default `first`.',
  ),
  blank: Blank.optional().describe(
    'What a blank cell does, in columns of which the mapping says nothing else; default `null`.',
  ),
  errorCells: ErrorCells.optional().describe(
    'What an error cell (`#N/A`, `#REF!`) costs: the cell, or the row. Default `blank`: the row goes in, and `warnings` of the result lists the cells.',
  ),
  skipRows: z
    .array(z.number().int().min(1).max(1_048_576))
    .max(1000)
    .optional()
    .describe(
      'Rows of the sheet that are no data and are not imported. Default: the `nonDataRows` of the sheet that are known when the import starts; they are all known once the sheet is `complete`. Send `[]` to import every row.',
    ),
  skipHidden: z
    .boolean()
    .optional()
    .describe(
      'Leave out the rows that nobody sees in the sheet, and the columns that are hidden and not named in the mapping.',
    ),
  fillMerged: z
    .boolean()
    .optional()
    .describe('Cells merged downwards give their value to each of their rows, instead of to the first alone.'),
  allowRepeat: z
    .boolean()
    .optional()
    .describe(
      'Import rows that were imported into the table before. Without it, mode `insert` answers `already_imported` to the same file, or the same rows, a second time.',
    ),
  batchId: Id.optional().describe(
    'An id of your own. Imports with the same one were started together and can be undone together.',
  ),
  priority: JobPriority.optional().describe('How soon it is to run; default `normal`.'),
  limits: JobLimits.optional(),
  dependsOn: DependsOn.optional(),
  dryRun: z.boolean().optional().describe('Change nothing: tell what would change, and which rows would not fit.'),
});
export type NewImport = z.infer<typeof NewImport>;

/** Running a dry run as an import. */
export const RunDryRun = z.strictObject({ allowRepeat: NewImport.shape.allowRepeat });
export type RunDryRun = z.infer<typeof RunDryRun>;
