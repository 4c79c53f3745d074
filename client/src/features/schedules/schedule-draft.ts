/** A schedule as the fields of its form have it, and the request that they make. */
import type {
  MissedPolicy,
  NewSchedule,
  OverlapPolicy,
  Schedule,
  SchedulePreviewRequest,
  ScheduleTask,
} from '@sheetport/contract';
import { minutesOf, toLimits } from '../automation/run-draft.ts';
import { ownTimeZone } from './format-zoned.ts';
import { makeTiming, NEW_TIMING, readTiming, type TimingDraft } from './timing-draft.ts';

export interface ScheduleDraft {
  name: string;
  task: ScheduleTask | undefined;
  timing: TimingDraft;
  timeZone: string;
  /** Days, as `2026-12-24`; empty for none. */
  startsOn: string;
  endsOn: string;
  missed: MissedPolicy;
  overlap: OverlapPolicy;
  retries: string;
  /** Minutes; empty for no limit. */
  limit: string;
}

export function newDraft(task?: ScheduleTask, name = ''): ScheduleDraft {
  return {
    name,
    task,
    timing: task ? { ...NEW_TIMING, repeat: 'weekly' } : NEW_TIMING,
    timeZone: ownTimeZone(),
    startsOn: '',
    endsOn: '',
    missed: 'once',
    overlap: 'skip',
    retries: '3',
    limit: '',
  };
}

export function draftOf(schedule: Schedule): ScheduleDraft {
  const { name, task, timing, timeZone, startsAt, endsAt, missed, overlap, retries, limits } = schedule;
  return {
    name,
    task,
    timing: readTiming(timing),
    timeZone,
    startsOn: startsAt ? dayOf(startsAt) : '',
    endsOn: endsAt ? dayOf(endsAt) : '',
    missed,
    overlap,
    retries: String(retries),
    limit: minutesOf(limits),
  };
}

/** When it is due; undefined where something is missing. */
export function makeWhen({ timing, timeZone, startsOn, endsOn }: ScheduleDraft): SchedulePreviewRequest | undefined {
  const made = makeTiming(timing);
  if (!made) return undefined;
  // Whole days, where the person is.
  return { timing: made, timeZone, startsAt: momentOf(startsOn, '00:00:00'), endsAt: momentOf(endsOn, '23:59:59') };
}

/** What is asked for; undefined where something is missing. Whether it is on is said elsewhere. */
export function makeRequest(draft: ScheduleDraft): Omit<NewSchedule, 'enabled'> | undefined {
  const when = makeWhen(draft);
  const { name, task, missed, overlap, retries, limit } = draft;
  if (!when || !task || name.trim() === '') return undefined;
  return {
    name: name.trim(),
    task,
    ...when,
    missed,
    overlap,
    retries: Number(retries),
    limits: toLimits(limit),
  };
}

function momentOf(day: string, time: string): string | null {
  return day === '' ? null : new Date(`${day}T${time}`).toISOString();
}

function dayOf(iso: string): string {
  const moment = new Date(iso);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}
