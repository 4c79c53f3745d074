/** How imports that nobody watches run, as the fields of forms have it. */
import type { JobLimits, JobPriority, SourceRate } from '@sheetport/contract';
import { toCount } from '../../ui/to-count.ts';

export interface RunDraft {
  /** Minutes; empty for no limit. */
  limit: string;
  priority: JobPriority;
  /** Files in a minute or an hour; empty for as many as come. */
  files: string;
  per: SourceRate['per'];
}

interface RunOptions {
  limits: JobLimits | null;
  priority: JobPriority;
  rate: SourceRate | null;
}

/** @param run undefined of a new one */
export function runDraftOf(run: RunOptions | undefined): RunDraft {
  return {
    limit: minutesOf(run?.limits),
    priority: run?.priority ?? 'normal',
    files: run?.rate ? String(run.rate.files) : '',
    per: run?.rate?.per ?? 'minute',
  };
}

export function toRunOptions({ limit, priority, files, per }: RunDraft): RunOptions {
  const count = toCount(files);
  return { limits: toLimits(limit), priority, rate: count === null ? null : { files: count, per } };
}

export function minutesOf(limits: JobLimits | null | undefined): string {
  return limits?.softSeconds ? String(limits.softSeconds / 60) : '';
}

/** Whatever does not heed that it was asked to stop is cut off a minute later. @param minutes empty for no limit */
export function toLimits(minutes: string): JobLimits | null {
  const seconds = Math.round(Number(minutes) * 60);
  return seconds > 0 ? { softSeconds: seconds, hardSeconds: seconds + 60 } : null;
}
