/** How requests and answers about what runs by itself look. A test checks each against its schema. */
import type { z } from 'zod';
import type { Schedule, ScheduleRun } from '../entities/schedule.ts';
import type { NewSchedule, ScheduleChange, SchedulePreview, ScheduleRuns, Schedules } from '../http/schedules.ts';

const TABLE_ID = '0199c1a2-9b20-7d31-8a4c-51e0c7d9aa03';
const AT = '2026-01-15T09:30:00.000Z';

const newSchedule: z.input<typeof NewSchedule> = {
  name: 'Orders for the sales team',
  task: { kind: 'export', export: { tableId: TABLE_ID, format: 'xlsx' } },
  timing: { kind: 'cron', cron: '30 7 * * 1-5' },
  timeZone: 'Asia/Ho_Chi_Minh',
};
const deletion: z.input<typeof NewSchedule> = {
  name: 'Old files',
  task: { kind: 'deletion', olderThanDays: 365 },
  timing: { kind: 'interval', minutes: 1440 },
  timeZone: 'UTC',
  missed: 'skip',
};
const run: ScheduleRun = {
  id: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c91',
  dueAt: '2026-01-16T00:30:00.000Z',
  manual: false,
  state: 'succeeded',
  attempts: 1,
  nextTryAt: null,
  jobId: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c92',
  error: null,
  deleted: null,
  startedAt: '2026-01-16T00:30:00.412Z',
  finishedAt: '2026-01-16T00:30:02.120Z',
};
const schedule: Schedule = {
  id: '0199c1a2-7c1e-7a55-9d0e-3f6f5a2b1c90',
  name: 'Orders for the sales team',
  task: { kind: 'export', export: { tableId: TABLE_ID, format: 'xlsx' } },
  timing: { kind: 'cron', cron: '30 7 * * 1-5' },
  timeZone: 'Asia/Ho_Chi_Minh',
  startsAt: null,
  endsAt: null,
  enabled: true,
  missed: 'once',
  retries: 3,
  limits: null,
  createdBy: 'owner',
  createdAt: AT,
  updatedAt: AT,
  nextAt: '2026-01-19T00:30:00.000Z',
  lastRun: run,
};
const schedules: Schedules = { schedules: [schedule] };
const change: z.input<typeof ScheduleChange> = { enabled: false };
const runs: ScheduleRuns = { runs: [run], next: null };
const preview: SchedulePreview = { runs: [{ at: '2026-01-19T00:30:00.000Z', moved: false }] };

/** By the name of the component. */
export const AUTOMATION_EXAMPLES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  Schedule: { weekdays: schedule },
  Schedules: { list: schedules },
  NewSchedule: { weekdays: newSchedule, deletion },
  ScheduleUpdate: { off: change },
  SchedulePreviewRequest: { weekdays: { timing: newSchedule.timing, timeZone: newSchedule.timeZone } },
  SchedulePreview: { next: preview },
  ScheduleRun: { done: run },
  ScheduleRuns: { page: runs },
  JobLimits: { both: { softSeconds: 600, hardSeconds: 900 } },
};
