/** What travels through the queue: a job by id and nothing else, and the progress a worker reports on the side. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Counts, JobState, Phase, Progress } from '../entities/job.ts';

/** Inspections answer a person who waits; imports, exports and undos are long. Each has its own queue so that neither starves. */
export const QUEUES = ['quick', 'bulk'] as const;
export type QueueName = (typeof QUEUES)[number];

export const Message = z.strictObject({ id: Id });
export type Message = z.infer<typeof Message>;

/** `seq` holds the job's fence in its high part (see `seqOf`), so a late worker's report is older than its successor's. */
export const Report = z.object({
  id: Id,
  seq: z.number().int(),
  state: JobState,
  phase: Phase,
  progress: Progress,
  counts: Counts,
});
export type Report = z.infer<typeof Report>;

/** How many reports one claim of a job may make. 2^53 leaves room for nine million claims. */
const REPORTS_PER_CLAIM = 1_000_000_000;

/** The `seq` of the nth report made under a fence. Grows with both. */
export function seqOf(fence: number, nth: number): number {
  return fence * REPORTS_PER_CLAIM + Math.min(nth, REPORTS_PER_CLAIM - 1);
}
