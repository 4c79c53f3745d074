/** What a job was asked to do, what it did, and how each attempt at it went. */
import { z } from 'zod';
import { ColumnMark, ColumnType, DateOrder, Id, JobKind, JobState, Phase } from './entities.ts';

/** One phase of one attempt. */
export const LoggedPhase = z.object({
  phase: Phase,
  startedAt: z.iso.datetime(),
  ms: z.number().int().nullable().describe('Null while it goes on, and where nobody saw it end.'),
  rows: z.number().int().describe('Rows that it had to do with; 0 where it counts none.'),
});
export type LoggedPhase = z.infer<typeof LoggedPhase>;

/**
 * How an attempt ended. `released`: it was handed back, because of an outage or because its worker was to stop, and the job
 * waited for another. `lost`: its worker fell silent, and the job was taken over or given up.
 */
export const AttemptEnd = z.enum(['succeeded', 'failed', 'cancelled', 'released', 'lost']);
export type AttemptEnd = z.infer<typeof AttemptEnd>;

/** One worker's hold on a job. */
export const Attempt = z.object({
  number: z.number().int(),
  worker: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  end: AttemptEnd.nullable().describe('Null while it goes on.'),
  code: z
    .string()
    .nullable()
    .describe('Why it failed or was handed back, by the table of errors; `drain` where its worker was told to stop.'),
  phases: z.array(LoggedPhase),
});
export type Attempt = z.infer<typeof Attempt>;

/** Where one column of the sheet went. */
export const EffectiveColumn = z.object({
  index: z.number().int(),
  header: z.string(),
  column: z.string().describe("The table's column by its Postgres name, and what people call it."),
  label: z.string(),
  type: ColumnType,
  explicit: z.boolean().describe('Somebody chose it; otherwise it was matched by itself.'),
  dateOrder: DateOrder.optional(),
  decimal: ColumnMark.optional(),
});

/** What an import worked with in the end, defaults and automatic matches included. */
export const EffectiveMapping = z.object({
  sheet: z.string(),
  headerRow: z.number().int(),
  mode: z.string(),
  key: z.array(z.string()).describe('The columns by which rows were recognised, as people call them.'),
  onReject: z.string(),
  table: z.string(),
  columns: z.array(EffectiveColumn),
  ignored: z.array(z.string()).describe('Headings of the sheet that went nowhere.'),
});
export type EffectiveMapping = z.infer<typeof EffectiveMapping>;

/** What a job's row holds of one attempt. Times of phases are milliseconds since it began. */
export const StoredAttempt = z.object({
  fence: z.number().int(),
  worker: z.string().nullable(),
  startedAt: z.string(),
  phases: z.array(z.object({ phase: Phase, at: z.number(), rows: z.number() })).optional(),
  effective: EffectiveMapping.optional(),
  end: AttemptEnd.optional(),
  endedAt: z.string().optional(),
  code: z.string().nullable().optional(),
});
export type StoredAttempt = z.infer<typeof StoredAttempt>;

export const JobDetails = z.object({
  id: Id,
  createdBy: z.string().nullable(),
  cancelRequestedAt: z.iso.datetime().nullable(),
  attempts: z.array(Attempt),
  requested: z.record(z.string(), z.unknown()).describe('As it was asked: the body of the call, without rows.'),
  effective: EffectiveMapping.nullable(),
  fileName: z.string().nullable(),
  fileUntil: z.iso.datetime().nullable().describe('Until when the file, or what an export made, can be had.'),
  tableName: z.string().nullable(),
  undoUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until when the import can be taken back; null where it cannot, or not any more.'),
  correctionImports: z
    .object({ count: z.number().int(), rows: z.number().int() })
    .describe(
      'Imports that brought its mended rows, step by step, and are not taken back; and how many rows they added or changed.',
    ),
  children: z
    .array(z.object({ id: Id, kind: JobKind, state: JobState, createdAt: z.iso.datetime() }))
    .describe('Jobs that followed from it: rows mended, the run of a rehearsal, an undo.'),
});
export type JobDetails = z.infer<typeof JobDetails>;

const Day = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** Which jobs a list is about. */
export const JobsFilter = z.object({
  kind: JobKind.optional().describe('Only jobs of this kind.'),
  state: JobState.optional().describe('Only jobs in this state.'),
  tableId: Id.optional().describe('Only jobs on this table.'),
  fileId: Id.optional().describe('Only jobs on this file.'),
  parentId: Id.optional().describe('Only jobs that followed from this one.'),
  createdBy: z.string().max(200).optional().describe('Who asked for them.'),
  from: Day.optional().describe('Asked for at this moment or day, or later.'),
  to: Day.optional().describe('Asked for before this moment, or on this day or before.'),
  search: z.string().max(200).optional().describe("Words of the file's or the table's name, in any case."),
});
export type JobsFilter = z.infer<typeof JobsFilter>;
