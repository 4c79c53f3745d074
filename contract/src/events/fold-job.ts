/** How a reader folds the events of a job into its state. Without schemas. */

import { isOver } from '../entities/is-over.ts';
import type { Job } from '../entities/job.ts';

/**
 * Fold one heard version of a job into what is known. Any order, repetition or loss of messages gives a state that
 * only moves forward: the greatest `seq` wins, a job that is over stays over, and the fraction never shrinks.
 */
export function foldJob(known: Job | undefined, heard: Job): Job {
  if (!known) return heard;
  if (heard.id !== known.id || heard.seq <= known.seq || isOver(known.state)) return known;
  if (isOver(heard.state) || heard.progress.fraction >= known.progress.fraction) return heard;
  return { ...heard, progress: { ...heard.progress, fraction: known.progress.fraction } };
}
