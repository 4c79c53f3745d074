import {
  ERRORS,
  type ErrorCode,
  ErrorInfo,
  JobLimits,
  MissedPolicy,
  OverlapPolicy,
  type Schedule,
  type ScheduleRun,
  ScheduleRunState,
  ScheduleTask,
  ScheduleTiming,
} from '@sheetport/contract';
import type { ScheduleRecord, ScheduleRunRecord } from '@sheetport/prisma';
import type { When } from './due-times.ts';

/** When a schedule is due, out of its record. */
export function whenOf({ timing, timeZone, startsAt, endsAt, createdAt }: ScheduleRecord): When {
  return { timing: ScheduleTiming.parse(timing), timeZone, startsAt, endsAt, createdAt };
}

const text = (moment: Date | null) => moment?.toISOString() ?? null;

/** A schedule as people see it, with its last run. */
export function viewSchedule(row: ScheduleRecord & { runs: ScheduleRunRecord[] }): Schedule {
  const { id, name, timeZone, enabled, retries, createdBy, createdAt, updatedAt, runs } = row;
  return {
    id,
    name,
    task: ScheduleTask.parse(row.task),
    timing: ScheduleTiming.parse(row.timing),
    timeZone,
    startsAt: text(row.startsAt),
    endsAt: text(row.endsAt),
    enabled,
    missed: MissedPolicy.parse(row.missed),
    overlap: OverlapPolicy.parse(row.overlap),
    retries,
    limits: JobLimits.nullable().parse(row.limits),
    createdBy,
    createdAt: createdAt.toISOString(),
    updatedAt: updatedAt.toISOString(),
    nextAt: text(row.nextAt),
    lastRun: runs[0] ? viewRun(runs[0]) : null,
  };
}

export function viewRun(row: ScheduleRunRecord): ScheduleRun {
  const { id, dueAt, manual, attempts, jobId, deleted, startedAt, finishedAt } = row;
  const state = ScheduleRunState.parse(row.state);
  return {
    id,
    dueAt: dueAt.toISOString(),
    manual,
    state,
    attempts,
    nextTryAt: state === 'waiting' ? text(row.tryAt) : null,
    jobId,
    error: ErrorInfo.nullable().parse(row.error),
    deleted,
    startedAt: text(startedAt),
    finishedAt: text(finishedAt),
  };
}

/** The code of a stored error; `internal` of one that a later version knows. */
export function knownCode(code: string): ErrorCode {
  return Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
}
