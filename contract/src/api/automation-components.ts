/** Schemas of what runs by itself, by their names. */
import type { z } from 'zod';
import { JobLimits } from '../entities/job-limits.ts';
import {
  MissedPolicy,
  Schedule,
  ScheduleRun,
  ScheduleRunState,
  ScheduleTask,
  ScheduleTiming,
} from '../entities/schedule.ts';
import { ScheduledExport } from '../http/exports.ts';
import {
  NewSchedule,
  ScheduleChange,
  SchedulePreview,
  SchedulePreviewRequest,
  ScheduleRuns,
  Schedules,
} from '../http/schedules.ts';

export const AUTOMATION_COMPONENTS: Readonly<Record<string, readonly [z.ZodType, string]>> = {
  JobLimits: [JobLimits, 'How long an attempt of a job may run.'],
  Schedule: [Schedule, 'Work that is done by itself at set times.'],
  Schedules: [Schedules, 'Schedules, by name.'],
  ScheduleTask: [ScheduleTask, 'What a schedule does each time.'],
  ScheduledExport: [ScheduledExport, 'An export that is made again and again.'],
  ScheduleTiming: [ScheduleTiming, 'When a schedule is due: by a cron expression, every so many minutes, or once.'],
  MissedPolicy: [MissedPolicy, 'What becomes of due times at which no server was there.'],
  ScheduleRun: [ScheduleRun, 'One due time of a schedule, and what became of it.'],
  ScheduleRunState: [ScheduleRunState, 'How far a run of a schedule is.'],
  ScheduleRuns: [ScheduleRuns, 'A page of the runs of a schedule, newest first.'],
  NewSchedule: [NewSchedule, 'A schedule to make.'],
  ScheduleUpdate: [ScheduleChange, 'What changes of a schedule. What is not named stays.'],
  SchedulePreviewRequest: [SchedulePreviewRequest, 'When a schedule that is not saved yet is due.'],
  SchedulePreview: [SchedulePreview, 'The next times at which a schedule is due.'],
};
