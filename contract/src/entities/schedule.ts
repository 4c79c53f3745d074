/** Work that is done by itself: what, when, and what became of it. */
import { z } from 'zod';
import { ScheduledExport } from '../http/exports.ts';
import { TimeZone } from '../http/filter.ts';
import { Name } from '../http/name.ts';
import { ErrorInfo } from './error-info.ts';
import { Id } from './id.ts';
import { JobLimits } from './job-limits.ts';

/** What a schedule does each time. */
export const ScheduleTask = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('export'), export: ScheduledExport }),
  z.strictObject({ kind: z.literal('delivery'), deliveryId: Id.describe('A delivery of your own, which is made.') }),
  z.strictObject({
    kind: z.literal('feed'),
    feedId: Id.describe('A feed of your own, which is looked at, also while it is off.'),
  }),
  z.strictObject({
    kind: z.literal('deletion'),
    olderThanDays: z
      .number()
      .int()
      .min(1)
      .max(36_500)
      .describe('Jobs and files that are older are deleted. Rows in tables stay. Only owners may.'),
  }),
]);
export type ScheduleTask = z.infer<typeof ScheduleTask>;

/** A year; what comes less often is a cron expression. */
const MOST_MINUTES = 366 * 24 * 60;

/** When a schedule is due. */
export const ScheduleTiming = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cron'),
    cron: z
      .string()
      .trim()
      .min(9)
      .max(120)
      .describe(
        'Minute, hour, day of the month, month and day of the week, as `30 7 * * 1-5`. A time that a day skips as clocks go forward is due as much later as they go; one that comes twice is due the first time. With `*` as the hour it is due in both.',
      ),
  }),
  z.strictObject({
    kind: z.literal('interval'),
    minutes: z.number().int().min(1).max(MOST_MINUTES).describe('Of time that passes, whatever clocks show.'),
  }),
  z.strictObject({
    kind: z.literal('once'),
    at: z
      .string()
      .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, 'must look like 2026-12-24T18:00')
      .describe('The local time in the time zone of the schedule, as `2026-12-24T18:00`.'),
  }),
]);
export type ScheduleTiming = z.infer<typeof ScheduleTiming>;

/** What becomes of due times at which no server was there to start them. */
export const MissedPolicy = z.enum(['skip', 'once', 'all']);
export type MissedPolicy = z.infer<typeof MissedPolicy>;

/** What becomes of a due time while the run before is not over. */
export const OverlapPolicy = z.enum(['skip', 'queue', 'allow']);
export type OverlapPolicy = z.infer<typeof OverlapPolicy>;

export const ScheduleRunState = z.enum(['waiting', 'running', 'succeeded', 'failed', 'cancelled', 'missed', 'skipped']);
export type ScheduleRunState = z.infer<typeof ScheduleRunState>;

export const ScheduleRun = z.object({
  id: Id,
  dueAt: z.string().describe('The time that it was due at; of one that a person started, when they did.'),
  manual: z.boolean().describe('A person started it.'),
  state: ScheduleRunState.describe(
    '`waiting`: it starts soon, or is tried again. `missed`: it was not done, as the time was over. `skipped`: it was not done, as the run before was not over.',
  ),
  attempts: z.number().int().describe('How often it was tried.'),
  nextTryAt: z.string().nullable().describe('When it is tried again; null where it is not.'),
  jobId: Id.nullable().describe('The job that does it; null where there is none, or none that you may see.'),
  error: ErrorInfo.nullable().describe('Why it failed, or why its last try did.'),
  deleted: z.number().int().nullable().describe('Of a deletion: how many jobs and files went.'),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
});
export type ScheduleRun = z.infer<typeof ScheduleRun>;

export const Schedule = z.object({
  id: Id,
  name: Name,
  task: ScheduleTask,
  timing: ScheduleTiming,
  timeZone: TimeZone,
  startsAt: z.string().nullable().describe('It is not due before this time.'),
  endsAt: z.string().nullable().describe('It is not due after this time.'),
  enabled: z.boolean(),
  missed: MissedPolicy,
  overlap: OverlapPolicy,
  retries: z.number().int(),
  limits: JobLimits.nullable(),
  createdBy: z.string().describe('Each run has the rights of this person as they are then.'),
  createdAt: z.string(),
  updatedAt: z.string(),
  nextAt: z.string().nullable().describe('When it is due next; null where it is off or over.'),
  lastRun: ScheduleRun.nullable(),
});
export type Schedule = z.infer<typeof Schedule>;
