/** The nouns of the service as they cross a process. docs: see "Words" in ARCHITECTURE.md. */
import { z } from 'zod';
import { Rules, Severity } from './rules/rules.ts';
import { SheetLayout } from './sheet-layout.ts';

/** Ids are UUIDs (version 7 where we make them, so that they sort by age). */
export const Id = z.uuid();

/** The type of a column of a table, as a person would name it. */
export const ColumnType = z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'datetime']);
export type ColumnType = z.infer<typeof ColumnType>;

/** What the bytes of a file turned out to be. */
export const Format = z.enum(['xlsx', 'csv', 'tsv', 'xls', 'xlsb', 'ods']);
export type Format = z.infer<typeof Format>;

export const ExportFormat = z.enum(['xlsx', 'csv', 'tsv', 'jsonl']);
export type ExportFormat = z.infer<typeof ExportFormat>;

export const DateOrder = z.enum(['dmy', 'mdy', 'ymd']);
export type DateOrder = z.infer<typeof DateOrder>;

export const DecimalMark = z.enum(['.', ',']);
export type DecimalMark = z.infer<typeof DecimalMark>;
/** How the numbers of one column are written. `each`: some with a point, others with a comma, every cell as it shows itself. */
export const ColumnMark = z.enum(['.', ',', 'each']);
export type ColumnMark = z.infer<typeof ColumnMark>;

/** How a delimited text file is to be read. Detected by inspection; a person can override it. */
export const Dialect = z.object({
  /** A name that iconv-lite knows, e.g. `utf-8`, `utf-16le`, `windows-1252`. */
  encoding: z.string().max(40),
  delimiter: z.string().length(1),
  quote: z.string().length(1),
  decimal: DecimalMark,
  dateOrder: DateOrder,
});
export type Dialect = z.infer<typeof Dialect>;

/** Something about a column that a person should know before the import. */
export const Warning = z.object({
  code: z.string(),
  /** How many of the cells that were read it concerns. */
  count: z.number().int(),
  /** The first sheet row with such a cell. */
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
  /** Exact up to 10,000 distinct values, then an estimate. */
  distinct: z.number().int(),
  distinctIsExact: z.boolean(),
  lowest: z
    .string()
    .optional()
    .describe('Of numbers and days by value; of texts, where there is nothing else, by code points.'),
  highest: z.string().optional(),
  longest: z.number().int(),
  /** The most frequent values, at most 40, for columns with few distinct values. */
  top: z.array(z.object({ value: z.string(), count: z.number().int() })).optional(),
  /** At most 12 equal bins between lowest and highest, for numbers and dates. */
  histogram: z.array(z.number()).optional(),
});
export type ColumnProfile = z.infer<typeof ColumnProfile>;

export const SheetColumn = z.object({
  index: z.number().int(),
  hidden: z.literal(true).optional().describe('Nobody sees it in the sheet.'),
  /** The header's text; made unique and never empty (`Column C` where the cell is blank). */
  header: z.string(),
  leafHeader: z
    .string()
    .optional()
    .describe('The lowest heading alone, where `header` was joined of several rows and no other column has it.'),
  type: ColumnType,
  /** Up to 5 distinct values, as a person would see them. */
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
    .describe('Counted in `rows`. An import brings them like any other row, unless its `skipRows` names them.'),
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
    .describe('The import whose rejected rows this file brings back: retry it with this file.'),
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
  filled: z.boolean().optional().describe('A new row gets a value by itself: a default, or a number of a sequence.'),
  generated: z.boolean().optional().describe('Postgres works it out, so that nothing can be put into it.'),
  enumValues: z
    .array(z.string())
    .optional()
    .describe("The only values it takes: an enum's, or those that a check of the table lists."),
});
export type Column = z.infer<typeof Column>;

/** Where rows live: a real Postgres table. */
export const Table = z.object({
  id: Id,
  name: z.string(),
  qualifiedName: z.string().describe('The Postgres name, for people who query it: `schema.table`.'),
  columns: z.array(Column),
  key: z.array(z.string()),
  rowCount: z.number().int(),
  rowCountExact: z.boolean().describe('False where `rowCount` is an estimate, or 0 because the rows cannot be read.'),
  attached: z.boolean().optional().describe('It was in the database before, and was attached.'),
  restriction: ErrorInfo.optional().describe(
    'Why nothing can be imported into it, or why it cannot be read; absent where nothing stands in the way.',
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

/** What is wrong with many rows alike: a column and a reason. */
export const IssueGroup = z.object({
  column: z.string(),
  code: z.string(),
  message: z.string(),
  severity: Severity.optional().describe('Absent for rows that did not go in.'),
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
    .describe('Rows that went in although they break a rule that only warns, and what they break.'),
  warnings: z.array(IssueGroup).optional(),
  created: z
    .array(z.object({ tableId: Id, name: z.string(), count: z.number().int() }))
    .optional()
    .describe('Rows that were made in other tables because rows of this import refer to them.'),
  dryRun: z.boolean().optional().describe('Nothing was changed: the counts are what an import would come to.'),
  /** Of a dry run: some of what would change, by the table's column names. `before` is null for an added row, `after` for a deleted one. */
  sample: z
    .array(z.object({ key: z.record(z.string(), Value), before: Row.nullable(), after: Row.nullable() }))
    .optional(),
  changedSinceDryRun: z
    .boolean()
    .optional()
    .describe('The table was changed by others between the dry run and this import.'),
  deleted: z.number().int().optional().describe('Rows that a replace took away.'),
  removed: z.number().int().optional().describe('Of an undo: rows that the import had added, now gone.'),
  restored: z
    .number()
    .int()
    .optional()
    .describe('Of an undo: rows that the import had changed or deleted, now as before.'),
  kept: z
    .number()
    .int()
    .optional()
    .describe('Of an undo: rows that somebody changed since, left as they are, and the keys of the first of them.'),
  keptKeys: z.array(z.array(z.string())).optional(),
  removedElsewhere: z
    .number()
    .int()
    .optional()
    .describe('Of an undo: rows that the import had made in other tables, now gone; those that others use stay.'),
  correctionImports: z
    .number()
    .int()
    .optional()
    .describe('Of an undo: imports of mended rows that followed, taken back with it.'),
  dropped: z.boolean().optional().describe('Of an undo: the import had made the table, and it is gone too.'),
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
    .describe('The first import, of one that brings rows which that one left out and somebody mended.'),
  pendingRejects: z
    .number()
    .int()
    .nullable()
    .optional()
    .describe('Of the rows that it left out: how many are still to be mended.'),
  undoneByJobId: Id.nullable().optional().describe('The job that took this import back.'),
  createdBy: z.string().nullable().optional().describe('Who asked for it.'),
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
  cell: z.string().optional().describe('Where the cell is in the sheet, as Excel writes it: `G11`.'),
  code: z.string(),
  message: z.string(),
  details: z
    .record(z.string(), z.union([z.string(), z.number()]))
    .optional()
    .describe('What the message names of the rule, for a sentence in another language.'),
});
export type Issue = z.infer<typeof Issue>;

/** A row that did not go in, with why. `cells` by the sheet's own headings. */
export const Reject = z.object({
  row: z.number().int(),
  cells: z.record(z.string(), z.string()),
  issues: z.array(Issue),
});
export type Reject = z.infer<typeof Reject>;
