/** Socket.IO: who says what to whom, and how a reader folds what it hears. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { isOver, Job } from '../entities/job.ts';

export const Watch = z.union([Id, z.literal('all')]);
export type Watch = z.infer<typeof Watch>;

/** The acknowledgement of `watch`: the job as it is now (null for `all`), or why not. */
export const WatchAnswer = z.union([
  z.object({ ok: z.literal(true), job: Job.nullable() }),
  z.object({ ok: z.literal(false), code: z.string() }),
]);
export type WatchAnswer = z.infer<typeof WatchAnswer>;

export interface ClientToServer {
  watch: (what: Watch, answer: (reply: WatchAnswer) => void) => void;
  unwatch: (what: Watch) => void;
}
export interface ServerToClient {
  job: (job: Job) => void;
}

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
