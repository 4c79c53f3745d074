/** Jobs, their progress and their results. */
import { z } from 'zod';
import { ColumnType } from './column-type.ts';
import { ErrorInfo } from './error-info.ts';
import { ExportFormat } from './file.ts';
import { Id } from './id.ts';
import { IssueGroup } from './issue.ts';
import { TableRole } from './table-role.ts';
import { Row, Value } from './value.ts';

export const JobKind = z.enum(['inspect', 'import', 'export', 'undo', 'edit']);
export type JobKind = z.infer<typeof JobKind>;

/** Jobs that one waits for at most. */
const MAX_DEPENDENCIES = 1000;

/** Jobs that must have succeeded before another one begins. */
export const DependsOn = z
  .array(Id)
  .min(1)
  .max(MAX_DEPENDENCIES)
  .describe(
    'Jobs that must have succeeded before this one begins. Where one of them fails or is cancelled, this one fails with `dependency_failed` and does nothing.',
  );

export const JobState = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled']);
export type JobState = z.infer<typeof JobState>;

/** How soon a job is to run among those that wait in its lane (docs/scaling.md, "Turns"). */
export const JobPriority = z.enum(['high', 'normal', 'low']);
export type JobPriority = z.infer<typeof JobPriority>;

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
  queuePosition: z
    .number()
    .int()
    .nullable()
    .describe('How many jobs of its lane run before this one; null once it runs.'),
  waitSeconds: z
    .number()
    .nullable()
    .optional()
    .describe('How long it will probably wait until it runs; null where that cannot be told, and once it runs.'),
  paused: z.boolean().optional().describe('True while it waits in a lane that the owner has paused.'),
  importsPerMinute: z
    .number()
    .int()
    .optional()
    .describe(
      'While it waits since its table takes so many imports a minute: that many. `queuePosition` then counts the imports into the table that begin before it.',
    ),
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

export const JobResult = z.object({
  tableId: Id.optional(),
  fileId: Id.optional(),
  bytes: z.number().int().optional(),
  name: z.string().optional(),
  format: ExportFormat.optional(),
  gone: z
    .boolean()
    .optional()
    .describe('Of an export: its file was removed, as its time was over. It can be made again.'),
  truncated: z.number().int().optional().describe('Texts that were longer than an xlsx cell holds and were cut.'),
  replaced: z
    .number()
    .int()
    .optional()
    .describe('Characters that the encoding of a text file, or the font of a pdf, does not have.'),
  instant: z
    .object({ xid: z.string(), signature: z.string(), rows: z.number().int() })
    .optional()
    .describe('Of an export of one table: what tells whether its rows have changed since.'),
  fingerprint: z
    .string()
    .optional()
    .describe('Of a workbook of rejects or an import template: what tells whether it would be the same now.'),
  omitted: z.number().int().optional().describe('Rows beyond those that a pdf has room for: they are not in it.'),
  unrepeated: z
    .number()
    .int()
    .optional()
    .describe(
      'Merged cells, links, formats and page breaks of the rows of an export template that are not there for each record, as there are too many.',
    ),
  columns: z.array(z.string()).optional().describe("The sheet's headings in their order, where rows were rejected."),
  rejectsGone: z.boolean().optional().describe('The rejected rows were removed, as their time was over.'),
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
  changes: z
    .object({
      updated: z.number().int(),
      removed: z.number().int(),
      added: z.number().int(),
      columns: z.array(
        z.object({
          name: z.string(),
          label: z.string(),
          type: ColumnType,
          changed: z.number().int().describe('Rows in which the value of this column changes.'),
        }),
      ),
    })
    .optional()
    .describe(
      "Of a dry run: the changes that `listChanges` pages, and the columns of their rows in the sheet's order.",
    ),
  changedSinceDryRun: z
    .boolean()
    .optional()
    .describe('The table was changed by others between the dry run and this import.'),
  skippedRows: z
    .number()
    .int()
    .optional()
    .describe('Rows of the sheet that are no data (totals, notes, headings) and were not imported.'),
  deleted: z.number().int().optional().describe('Rows that a replace or an edit deleted.'),
  cells: z.number().int().optional().describe('Of an edit: cells of rows that were there whose value changed.'),
  rowIds: z
    .object({ updates: z.array(z.string().nullable()), inserts: z.array(z.string().nullable()) })
    .optional()
    .describe(
      'Of an edit of few rows: their ids from now on, in the order of the request; null for a row that was rejected.',
    ),
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
  undoneImports: z.number().int().optional().describe('Of an undo of a batch: imports that were undone.'),
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
  batchId: Id.nullable().optional().describe('Imports with the same one were started together.'),
  correctsJobId: Id.nullable()
    .optional()
    .describe('Of a correction import: the first import, whose rejects it corrects.'),
  pendingRejects: z.number().int().nullable().optional().describe('Rejected rows that are not corrected yet.'),
  undoneByJobId: Id.nullable().optional().describe('The job that undid this import.'),
  createdBy: z.string().nullable().optional().describe('The principal that created the job.'),
  priority: JobPriority.optional(),
  dependsOn: z.array(Id).optional().describe('The jobs that had to succeed before this one began; absent for none.'),
  role: TableRole.optional().describe('What you may do with it: the role that you have on its table.'),
  error: ErrorInfo.nullable(),
  result: JobResult.nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Job = z.infer<typeof Job>;
