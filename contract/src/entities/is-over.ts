/** Without schemas, so that the page needs none to draw a job. */
import type { JobState } from './job.ts';

/** Whether a job in this state never runs again. */
export function isOver(state: JobState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}
