/** The entities of the service as they cross a process: see the glossary in ARCHITECTURE.md. */
import { z } from 'zod';
import { Rules, Severity } from './rules/rules.ts';
import { SheetLayout } from './sheet-layout.ts';

/** Ids are UUIDs (version 7 where we make them, so that they sort by age). */
export const Id = z.uuid();

export const ColumnType = z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'datetime']);
export type ColumnType = z.infer<typeof ColumnType>;

export const Format = z.enum(['xlsx', 'csv', 'tsv', 'xls', 'xlsb', 'ods']);
export type Format = z.infer<typeof Format>;

export const ExportFormat = z.enum(['xlsx', 'csv', 'tsv', 'jsonl']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const DateOrder = z.enum(['dmy', 'mdy', 'ymd']);
export const DecimalMark = z.enum(['.', ',']);
/** How the numbers of one column are written. `each`: some with a point, others with a comma, every cell as it shows itself. */
export const ColumnMark = z.enum(['.', ',', 'each']);

export const Dialect = z.object({
  encoding: z.string().max(40),
  delimiter: z.string().length(1),
  quote: z.string().length(1),
  decimal: DecimalMark,
  dateOrder: DateOrder,
});
export type Dialect = z.infer<typeof Dialect>;

export const Warning = z.object({
  code: z.string(),
  count: z.number().int(),
  row: z.number().int().optional(),
  sample: z.string().optional(),
  fixes: z
    .array(z.object({ from: z.string(), to: z.string().nullable() }))
    .optional()
    .describe(
      'What the values could be instead, null for nothing: each once, at most 50. They fit `values` of a mapping.',
    ),
});
export type Warning = z.infer<typeof Warning>;

export const ColumnProfile = z.object({
  filled: z.number().int(),
  distinct: z.number().int(),
  distinctIsExact: z.boolean(),
  lowest: z
    .string()
    .optional()
    .describe('Of numbers and days by value; of texts, where there is nothing else, by code points.'),
  highest: z.string().optional(),
  longest: z.number().int(),
  top: z.array(z.object({ value: z.string(), count: z.number().int() })).optional(),
  histogram: z.array(z.number()).optional(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

export const SheetColumn = z.object({
  index: z.number().int(),
  hidden: z.literal(true).optional().describe('True where the column is hidden in the sheet.'),
  header: z.string(),
  leafHeader: z
    .string()
    .optional()
    .describe('The lowest heading alone, where `header` was joined of several rows and no other column has it.'),
  type: ColumnType,
  samples: z.array(z.string()),
  blanks: z.number().int(),
  warnings: z.array(Warning),
  dateOrder: DateOrder.optional(),
  decimal: ColumnMark.optional(),
  profile: ColumnProfile.optional(),
});
export type SheetColumn = z.infer<typeof SheetColumn>;

/** A row below the header that looks like something else than data: the heading again, totals or notes under the table. */
export const NonDataRow = z.object({
  row: z.number().int(),
  what: z.enum(['heading', 'totals', 'note']),
  text: z.string(),
});
export type NonDataRow = z.infer<typeof NonDataRow>;

export const Sheet = z.object({
  index: z.number().int(),
  name: z.string(),
  hidden: z.boolean(),
  rows: z.number().int().nullable().describe('Rows below the header that hold anything; exact once `complete`.'),
  headerRow: z.number().int().describe('1-based; 0 where there is none.'),
  headerRows: z
    .number()
    .int()
    .min(1)
    .default(1)
    .describe(
      'How many rows the headings take, `headerRow` being the last; an upper one is put before those below it.',
    ),
  columns: z.array(SheetColumn),
  nonDataRows: z
    .array(NonDataRow)
    .optional()
    .describe('Counted in `rows`. An import reads them like any other row unless its `skipRows` names them.'),
  ...SheetLayout,
  complete: z.boolean(),
});
export type Sheet = z.infer<typeof Sheet>;

export const FileState = z.enum(['receiving', 'received', 'inspecting', 'ready', 'unreadable', 'gone']);
export type FileState = z.infer<typeof FileState>;

/** What went wrong, for people: `code` is in the table of errors, `message` says what, where and what next. */
export const ErrorInfo = z.object({ code: z.string(), message: z.string() });
export type ErrorInfo = z.infer<typeof ErrorInfo>;

/** Something uploaded. `sheets` is present once inspection has a first answer; `complete` on each sheet once it has the last. */
export const File = z.object({
  id: Id,
  name: z.string(),
  bytes: z.number().int(),
  sha256: z.string().nullable(),
  format: Format.nullable(),
  state: FileState,
  createdAt: z.iso.datetime(),
  sheets: z.array(Sheet).optional(),
  dialect: Dialect.optional(),
  error: ErrorInfo.nullable(),
  inspectionId: Id.nullable().describe('The job that inspects the file, to watch.'),
  correctsJobId: Id.nullable()
    .optional()
    .describe('The import whose rejects this file holds. Send the id of the file to `createCorrections` of that job.'),
});
export type File = z.infer<typeof File>;

export const Column = z.object({
  name: z.string().describe('The Postgres column.'),
  label: z.string().describe('The heading people see.'),
  type: ColumnType,
  required: z.boolean(),
  unique: z.boolean(),
  rules: Rules,
  pgType: z.string().optional().describe('The type as Postgres writes it.'),
  filled: z
    .boolean()
    .optional()
    .describe('A new row gets a value without one being given: a default, or a number of a sequence.'),
  generated: z.boolean().optional().describe('Postgres computes it, so that it cannot be written.'),
  enumValues: z
    .array(z.string())
    .optional()
    .describe("The only values it takes: an enum's, or those that a check of the table lists."),
});
export type Column = z.infer<typeof Column>;

/** A Postgres table that rows are imported into. */
export const Table = z.object({
  id: Id,
  name: z.string(),
  qualifiedName: z.string().describe('The Postgres name, for people who query it: `schema.table`.'),
  columns: z.array(Column),
  key: z.array(z.string()),
  rowCount: z.number().int(),
  rowCountExact: z.boolean().describe('False where `rowCount` is an estimate, or 0 because the rows cannot be read.'),
  attached: z.boolean().optional().describe('True for a table that was attached, not created here.'),
  restriction: ErrorInfo.optional().describe(
    'Why nothing can be imported into it, or why it cannot be read; absent where both are possible.',
  ),
  triggers: z.array(z.string()).optional().describe('Triggers that fire when rows are written.'),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type Table = z.infer<typeof Table>;

/** A value of a cell on its way to a person: numbers that JavaScript cannot hold exactly, dates and times are strings. */
export const Value = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export type Value = z.infer<typeof Value>;

export const Row = z.record(z.string(), Value);
export type Row = z.infer<typeof Row>;

export const JobKind = z.enum(['inspect', 'import', 'export', 'undo']);
export type JobKind = z.infer<typeof JobKind>;

export const JobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobState = z.infer<typeof JobState>;

export function isOver(state: JobState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

/** What a job is doing, in the order it happens. The plain names live with the screens. */
export const Phase = z.enum([
  'waiting',
  'opening',
  'sampling',
  'profiling',
  'reading',
  'checking',
  'merging',
  'committing',
  'querying',
  'writing',
  'publishing',
  'undoing',
  'cancelling',
  'done',
]);
export type Phase = z.infer<typeof Phase>;

export const Progress = z.object({
  fraction: z
    .number()
    .min(0)
    .max(1)
    .describe('0 to 1; never goes back; 1 only once the data is committed or the file is published.'),
  rowsDone: z.number().int(),
  rowsTotal: z.number().int().nullable(),
  rowsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  queuePosition: z.number().int().nullable().describe('How many jobs run before this one; null once it runs.'),
});
export type Progress = z.infer<typeof Progress>;

export const Counts = z.object({
  read: z.number().int(),
  inserted: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  rejected: z.number().int(),
});
export type Counts = z.infer<typeof Counts>;

/** Rows with the same issue in the same column. */
export const IssueGroup = z.object({
  column: z.string(),
  code: z.string(),
  message: z.string(),
  severity: Severity.optional().describe('Absent for rejected rows.'),
  details: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  count: z.number().int(),
  rows: z.array(z.number().int()).describe('The first sheet rows, at most five.'),
  examples: z.array(z.string()).describe('Some of the values, each once, at most three.'),
});
export type IssueGroup = z.infer<typeof IssueGroup>;

export const JobResult = z.object({
  tableId: Id.optional(),
  fileId: Id.optional(),
  bytes: z.number().int().optional(),
  name: z.string().optional(),
  format: ExportFormat.optional(),
  truncated: z.number().int().optional().describe('Texts that were longer than an xlsx cell holds and were cut.'),
  columns: z.array(z.string()).optional().describe("The sheet's headings in their order, where rows were rejected."),
  warned: z
    .number()
    .int()
    .optional()
    .describe('Rows that were imported although they violate a rule of severity `warning`.'),
  warnings: z.array(IssueGroup).optional(),
  created: z
    .array(z.object({ tableId: Id, name: z.string(), count: z.number().int() }))
    .optional()
    .describe('Rows that were added to other tables because rows of this import refer to them.'),
  dryRun: z.boolean().optional().describe('Nothing was changed: the counts are those that an import would have.'),
  /** Of a dry run: some of what would change, by the table's column names. `before` is null for an added row, `after` for a deleted one. */
  sample: z
    .array(z.object({ key: z.record(z.string(), Value), before: Row.nullable(), after: Row.nullable() }))
    .optional(),
  changedSinceDryRun: z
    .boolean()
    .optional()
    .describe('The table was changed by others between the dry run and this import.'),
  deleted: z.number().int().optional().describe('Rows that a replace deleted.'),
  removed: z.number().int().optional().describe('Of an undo: rows that the import had added, now deleted.'),
  restored: z
    .number()
    .int()
    .optional()
    .describe('Of an undo: rows that the import had changed or deleted, now as before.'),
  kept: z
    .number()
    .int()
    .optional()
    .describe('Of an undo: rows that were changed since and are kept as they are; `keptKeys` are the first of them.'),
  keptKeys: z.array(z.array(z.string())).optional(),
  removedElsewhere: z
    .number()
    .int()
    .optional()
    .describe(
      'Of an undo: rows that the import had added to other tables, now deleted; those that are referenced stay.',
    ),
  correctionImports: z.number().int().optional().describe('Of an undo: correction imports that were undone with it.'),
  dropped: z.boolean().optional().describe('Of an undo: the import had created the table, and the table was dropped.'),
});
export type JobResult = z.infer<typeof JobResult>;

export const Job = z.object({
  id: Id,
  kind: JobKind,
  state: JobState,
  phase: Phase,
  seq: z.number().int().describe('Grows with every change; of two versions of a job the greater `seq` is the later.'),
  progress: Progress,
  counts: Counts,
  title: z.string().describe("What it works on, for a list: the file's or the table's name."),
  fileId: Id.nullable(),
  sheet: z
    .union([z.number().int(), z.string()])
    .nullable()
    .optional()
    .describe('Of an import: the sheet that was asked for, by its index or name.'),
  tableId: Id.nullable(),
  parentId: Id.nullable(),
  correctsJobId: Id.nullable()
    .optional()
    .describe('Of a correction import: the first import, whose rejects it corrects.'),
  pendingRejects: z.number().int().nullable().optional().describe('Rejected rows that are not corrected yet.'),
  undoneByJobId: Id.nullable().optional().describe('The job that undid this import.'),
  createdBy: z.string().nullable().optional().describe('The principal that created the job.'),
  error: ErrorInfo.nullable(),
  result: JobResult.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof Job>;

/** What is wrong with one cell, or with the whole row where `column` is empty. */
export const Issue = z.object({
  column: z.string(),
  cell: z.string().optional().describe('The address of the cell in the sheet, as Excel writes it: `G11`.'),
  code: z.string(),
  message: z.string(),
  details: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('The values in the message, for a message in another language.'),
});
export type Issue = z.infer<typeof Issue>;

/** A rejected row with its issues. `cells` by the sheet's own headings. */
export const Reject = z.object({
  row: z.number().int(),
  cells: z.record(z.string(), z.string()),
  issues: z.array(Issue),
});
export type Reject = z.infer<typeof Reject>;
