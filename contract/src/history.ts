/** What a job was asked to do, what it did, and how each attempt at it went. */
import { z } from 'zod';
import { ColumnMark, ColumnType, DateOrder, Id, JobKind, JobState, Phase } from './words.ts';

/** One phase of one attempt. */
export const LoggedPhase = z.object({
  phase: Phase,
  startedAt: z.iso.datetime(),
  /** Null while it goes on, and where nobody saw it end. */
  ms: z.number().int().nullable(),
  /** Rows that it had to do with; 0 where it counts none. */
  rows: z.number().int(),
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
  /** Null while it goes on. */
  end: AttemptEnd.nullable(),
  /** Why it failed or was handed back, by the table of errors; `drain` where its worker was told to stop. */
  code: z.string().nullable(),
  phases: z.array(LoggedPhase),
});
export type Attempt = z.infer<typeof Attempt>;

/** Where one column of the sheet went. */
export const UsedColumn = z.object({
  index: z.number().int(),
  header: z.string(),
  /** The table's column by its Postgres name, and what people call it. */
  column: z.string(),
  label: z.string(),
  type: ColumnType,
  /** Somebody chose it; otherwise it was matched by itself. */
  said: z.boolean(),
  dateOrder: DateOrder.optional(),
  decimal: ColumnMark.optional(),
});

/** What an import worked with in the end, defaults and automatic matches included. */
export const Used = z.object({
  sheet: z.string(),
  headerRow: z.number().int(),
  mode: z.string(),
  /** The columns by which rows were recognised, as people call them. */
  key: z.array(z.string()),
  onReject: z.string(),
  table: z.string(),
  columns: z.array(UsedColumn),
  /** Headings of the sheet that went nowhere. */
  ignored: z.array(z.string()),
});
export type Used = z.infer<typeof Used>;

/** What a job's row holds of one attempt. Times of phases are milliseconds since it began. */
export const StoredAttempt = z.object({
  fence: z.number().int(),
  worker: z.string().nullable(),
  startedAt: z.string(),
  phases: z.array(z.object({ phase: Phase, at: z.number(), rows: z.number() })).optional(),
  used: Used.optional(),
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
  /** As it was asked: the body of the call, without rows. */
  asked: z.record(z.string(), z.unknown()),
  used: Used.nullable(),
  fileName: z.string().nullable(),
  /** Until when the file, or what an export made, can be had. */
  fileUntil: z.iso.datetime().nullable(),
  tableName: z.string().nullable(),
  /** Until when the import can be taken back; null where it cannot, or not any more. */
  undoUntil: z.iso.datetime().nullable(),
  /** Imports that brought its mended rows, step by step, and are not taken back; and how many rows they added or changed. */
  continuations: z.object({ count: z.number().int(), rows: z.number().int() }),
  /** Jobs that followed from it: rows mended, the run of a rehearsal, an undo. */
  children: z.array(z.object({ id: Id, kind: JobKind, state: JobState, createdAt: z.iso.datetime() })),
});
export type JobDetails = z.infer<typeof JobDetails>;

const Day = z.union([z.iso.datetime({ offset: true }), z.iso.date()]);

/** Which jobs a list is about. */
export const JobsFilter = z.object({
  kind: JobKind.optional(),
  state: JobState.optional(),
  tableId: Id.optional(),
  fileId: Id.optional(),
  parent: Id.optional(),
  /** Who asked for them. */
  createdBy: z.string().max(200).optional(),
  /** Asked for at this moment or day, or later. */
  from: Day.optional(),
  /** Asked for before this moment, or on this day or before. */
  to: Day.optional(),
  /** Words of the file's or the table's name, in any case. */
  search: z.string().max(200).optional(),
});
export type JobsFilter = z.infer<typeof JobsFilter>;
