/**
 * What this program reads of the service's answers. Less than the service says, and kinds and states as plain texts: a newer service may know
 * more of them.
 */
import { z } from 'zod';

export const ProblemAnswer = z.object({ title: z.string(), detail: z.string(), code: z.string() });

export const JobAnswer = z.looseObject({
  id: z.string(),
  kind: z.string(),
  state: z.string(),
  phase: z.string(),
  seq: z.number(),
  title: z.string(),
  tableId: z.string().nullable(),
  pendingRejects: z.number().nullish(),
  progress: z.looseObject({
    fraction: z.number(),
    rowsDone: z.number(),
    rowsPerSecond: z.number().nullable(),
    secondsLeft: z.number().nullable(),
    queuePosition: z.number().nullable(),
    paused: z.boolean().optional(),
  }),
  counts: z.looseObject({
    read: z.number(),
    inserted: z.number(),
    updated: z.number(),
    unchanged: z.number(),
    rejected: z.number(),
  }),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
  result: z
    .looseObject({
      name: z.string().optional(),
      bytes: z.number().optional(),
      removed: z.number().optional(),
      restored: z.number().optional(),
      kept: z.number().optional(),
      deleted: z.number().optional(),
    })
    .nullable(),
  createdAt: z.string(),
});
export type JobAnswer = z.infer<typeof JobAnswer>;
export const JobsAnswer = z.object({ jobs: z.array(JobAnswer) });

const SheetAnswer = z.looseObject({ index: z.number(), name: z.string(), complete: z.boolean() });
export const FileAnswer = z.looseObject({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  state: z.string(),
  sheets: z.array(SheetAnswer).optional(),
  error: z.looseObject({ code: z.string(), message: z.string() }).nullable(),
});
export type FileAnswer = z.infer<typeof FileAnswer>;

export const TableAnswer = z.looseObject({
  id: z.string(),
  name: z.string(),
  rowCount: z.number(),
  columns: z.array(z.object({ name: z.string(), label: z.string() })),
});
export const TablesAnswer = z.object({ tables: z.array(TableAnswer) });
export type TableAnswer = z.infer<typeof TableAnswer>;

export const MappingAnswer = z.object({
  columns: z.array(z.looseObject({ header: z.string(), column: z.string().nullable(), confidence: z.number() })),
});

export const RejectsAnswer = z.object({
  rows: z.array(
    z.looseObject({
      row: z.number(),
      cells: z.record(z.string(), z.unknown()),
      issues: z.array(z.looseObject({ column: z.string(), code: z.string() })),
    }),
  ),
  next: z.number().nullable(),
});

const Failure = z.looseObject({ code: z.string(), message: z.string() });
export const ScheduleRunAnswer = z.looseObject({
  dueAt: z.string(),
  state: z.string(),
  jobId: z.string().nullable(),
  error: Failure.nullable(),
});
export const ScheduleRunsAnswer = z.object({ runs: z.array(ScheduleRunAnswer) });
export const SchedulesAnswer = z.object({
  schedules: z.array(
    z.looseObject({
      id: z.string(),
      name: z.string(),
      enabled: z.boolean(),
      nextAt: z.string().nullable(),
      lastRun: ScheduleRunAnswer.nullable(),
    }),
  ),
});

export const MeAnswer = z.looseObject({ name: z.string(), role: z.string() });

/** Whether a job has come to its end. */
export function isOver({ state }: Pick<JobAnswer, 'state'>): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}
