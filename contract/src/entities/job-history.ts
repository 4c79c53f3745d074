/** What a job was requested to do, what it did, and how each attempt went. */
import { z } from 'zod';
import { ColumnType } from './column-type.ts';
import { Id } from './id.ts';
import { JobKind, JobState, Phase } from './job.ts';
import { ColumnMark, DateOrder } from './value.ts';

/** One phase of one attempt. */
export const LoggedPhase = z.object({
  phase: Phase,
  startedAt: z.iso.datetime(),
  ms: z.number().int().nullable().describe('Null while the phase runs, and where its end was not recorded.'),
  rows: z.number().int().describe('Rows that the phase processed; 0 where it counts none.'),
});
export type LoggedPhase = z.infer<typeof LoggedPhase>;

/**
 * How an attempt ended. `released`: it was handed back, because of an outage or because its worker was to stop, and the job
 * waited for another. `lost`: its worker stopped responding, and another took the job over, or the job failed.
 */
export const AttemptEnd = z.enum(['succeeded', 'failed', 'cancelled', 'released', 'lost']);
export type AttemptEnd = z.infer<typeof AttemptEnd>;

/** One attempt of a worker at a job. */
export const Attempt = z.object({
  number: z.number().int(),
  worker: z.string().nullable(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
  end: AttemptEnd.nullable().describe('Null while the attempt runs.'),
  code: z
    .string()
    .nullable()
    .describe('Why it failed or was handed back, by the table of errors; `drain` where its worker was shutting down.'),
  phases: z.array(LoggedPhase),
});
export type Attempt = z.infer<typeof Attempt>;

/** The column of the table that one column of the sheet was imported into. */
export const EffectiveColumn = z.object({
  index: z.number().int(),
  header: z.string(),
  column: z.string().describe('The column of the table, by its Postgres name.'),
  label: z.string(),
  type: ColumnType,
  explicit: z.boolean().describe('True where the request named it; false where it was matched automatically.'),
  dateOrder: DateOrder.optional(),
  decimal: ColumnMark.optional(),
});

/** The mapping and settings that an import worked with, defaults and automatic matches included. */
export const EffectiveMapping = z.object({
  sheet: z.string(),
  headerRow: z.number().int(),
  mode: z.string(),
  key: z.array(z.string()).describe('The labels of the columns that identified a row.'),
  onReject: z.string(),
  table: z.string(),
  columns: z.array(EffectiveColumn),
  ignored: z.array(z.string()).describe('Headings of the sheet that were not imported.'),
});
export type EffectiveMapping = z.infer<typeof EffectiveMapping>;

/** An attempt as the record of a job stores it. Times of phases are milliseconds since its start. */
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
  requested: z.record(z.string(), z.unknown()).describe('The body of the request, without rows.'),
  effective: EffectiveMapping.nullable(),
  fileName: z.string().nullable(),
  fileUntil: z.iso.datetime().nullable().describe('Until when the file, or the file of an export, can be downloaded.'),
  tableName: z.string().nullable(),
  undoUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until when the import can be undone; null where it cannot, or no longer.'),
  correctionImports: z
    .object({ count: z.number().int(), rows: z.number().int() })
    .describe('Correction imports of it that are not undone, and how many rows they added or changed.'),
  children: z
    .array(z.object({ id: Id, kind: JobKind, state: JobState, createdAt: z.iso.datetime() }))
    .describe('Jobs that followed from it: correction imports, the run of a dry run, an undo, a retry.'),
});
export type JobDetails = z.infer<typeof JobDetails>;
