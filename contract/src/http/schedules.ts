/** Schedules: list, make, change, run, and what became of them. */
import { z } from 'zod';
import { JobLimits } from '../entities/job-limits.ts';
import {
  MissedPolicy,
  OverlapPolicy,
  Schedule,
  ScheduleRun,
  ScheduleTask,
  ScheduleTiming,
} from '../entities/schedule.ts';
import { TimeZone } from './filter.ts';
import { Name } from './name.ts';
import { Cursor, Limit } from './paging.ts';

const moment = z.iso.datetime({ offset: true });
const when = {
  timing: ScheduleTiming,
  timeZone: TimeZone,
  startsAt: moment.nullable().default(null).describe('It is not due before this time.'),
  endsAt: moment.nullable().default(null).describe('It is not due after this time.'),
};
const isInOrder = ({
  startsAt,
  endsAt,
}: {
  startsAt?: string | null | undefined;
  endsAt?: string | null | undefined;
}) => !startsAt || !endsAt || Date.parse(startsAt) < Date.parse(endsAt);
const IN_ORDER = { message: 'must be after startsAt', path: ['endsAt'] };

const missed = MissedPolicy.describe(
  'Due times at which no server was there: `skip` them, make up for them `once`, or do `all` of them, the last 50 at most.',
);
const overlap = OverlapPolicy.describe(
  'A due time at which the run before is not over, or waits to be tried again: `skip` it, `queue` it until that one is over, or `allow` both at once.',
);
const retries = z
  .number()
  .int()
  .min(0)
  .max(10)
  .describe(
    'How often a run is tried again that failed for a reason that passes, after pauses that grow from a minute to an hour.',
  );

export const NewSchedule = z
  .strictObject({
    name: Name,
    task: ScheduleTask,
    ...when,
    enabled: z.boolean().default(true),
    missed: missed.default('once'),
    overlap: overlap.default('skip'),
    retries: retries.default(3),
    limits: JobLimits.nullable().default(null),
  })
  .refine(isInOrder, IN_ORDER);
export type NewSchedule = z.infer<typeof NewSchedule>;

export const ScheduleChange = z
  .strictObject({
    name: Name.optional(),
    task: ScheduleTask.optional(),
    timing: ScheduleTiming.optional(),
    timeZone: TimeZone.optional(),
    startsAt: moment.nullable().optional(),
    endsAt: moment.nullable().optional(),
    enabled: z.boolean().optional().describe('Due times while it is off are not made up for.'),
    missed: missed.optional(),
    overlap: overlap.optional(),
    retries: retries.optional(),
    limits: JobLimits.nullable().optional(),
  })
  .refine((change) => Object.values(change).some((part) => part !== undefined), { message: 'changes nothing' });
export type ScheduleChange = z.infer<typeof ScheduleChange>;

export const Schedules = z.object({ schedules: z.array(Schedule) });
export type Schedules = z.infer<typeof Schedules>;

export const SchedulePreviewRequest = z.strictObject(when).refine(isInOrder, IN_ORDER);
export type SchedulePreviewRequest = z.infer<typeof SchedulePreviewRequest>;

/** As many due times as a preview has. */
export const PREVIEWED_RUNS = 5;
export const SchedulePreview = z.object({
  runs: z.array(
    z.object({
      at: z.string(),
      moved: z.boolean().describe('Clocks skip the time that was meant, so that it is later on that day.'),
    }),
  ),
});
export type SchedulePreview = z.infer<typeof SchedulePreview>;

export const ScheduleRunsQuery = z.object({ after: Cursor(200), limit: Limit(100, 30) });
export const ScheduleRuns = z.object({ runs: z.array(ScheduleRun), next: z.string().nullable() });
export type ScheduleRuns = z.infer<typeof ScheduleRuns>;
