/** Several jobs taken together. Pure. */
import { isOver, type Job } from '@sheetport/contract';

/** How much of all of them is done, from 0 to 1: each counts the same, and what is over is done whatever became of it. */
export function batchFraction(jobs: readonly Pick<Job, 'state' | 'progress'>[], total: number): number {
  if (total === 0) return 1;
  const done = jobs.reduce((sum, job) => sum + (isOver(job.state) ? 1 : job.progress.fraction), 0);
  return Math.min(1, done / total);
}

export function batchTone(
  jobs: readonly Pick<Job, 'state'>[],
  total: number,
): 'going' | 'waiting' | 'good' | 'bad' | 'off' {
  const has = (state: Job['state']) => jobs.some((job) => job.state === state);
  if (jobs.length < total || jobs.some((job) => !isOver(job.state)))
    return has('queued') && !has('running') ? 'waiting' : 'going';
  if (has('failed')) return 'bad';
  return has('succeeded') ? 'good' : 'off';
}

/** The tables that they go into. */
export function tablesOf(jobs: readonly Pick<Job, 'tableId' | 'result'>[]): string[] {
  return [...new Set(jobs.flatMap((job) => job.result?.tableId ?? job.tableId ?? []))];
}
