import type { Job } from '@sheetport/contract';

export type Milestone = 'queued' | 'started' | 25 | 50 | 75 | 'succeeded' | 'failed' | 'cancelled';

/** The last milestone that the job has passed. */
export function milestoneOf(job: Pick<Job, 'state' | 'progress'>): Milestone {
  if (job.state !== 'running') return job.state;
  const { fraction } = job.progress;
  if (fraction >= 0.75) return 75;
  if (fraction >= 0.5) return 50;
  return fraction >= 0.25 ? 25 : 'started';
}
