/** What travels through the queue: a job by id and nothing else, and the progress a worker reports on the side. */
import { z } from 'zod';
import { Id } from '../entities/id.ts';
import { Counts, JobState, Phase, Progress } from '../entities/job.ts';

/** Where jobs of one expected cost wait, and exports apart from what writes into tables. Each lane has slots of its own in a worker, so that none starves. */
export const Lane = z.enum(['inspect', 'small', 'large', 'exports']);
export type Lane = z.infer<typeof Lane>;
export const LANES = Lane.options;

/** The lane that a stored job waits in. Versions before lanes stored none: then the kind decided. */
export function laneOf({ lane, kind }: { lane: string | null; kind: string }): Lane {
  return Lane.safeParse(lane).data ?? (kind === 'inspect' ? 'inspect' : 'large');
}

/** Something for each lane. What a later version says of a lane of its own is left aside. */
function perLane<T extends z.ZodType>(value: T) {
  const known = (stored: unknown) =>
    typeof stored === 'object' && stored !== null
      ? Object.fromEntries(Object.entries(stored).filter(([lane]) => Lane.safeParse(lane).success))
      : stored;
  return z.preprocess(known, z.partialRecord(Lane, value));
}

/** How many jobs of each lane a worker runs at once. A lane that is absent is not taken. */
export const LaneSlots = perLane(z.number().int());
export type LaneSlots = z.infer<typeof LaneSlots>;

/** What a worker process did in one lane since it started: jobs that ended, and their sums. */
export const LaneTotals = z.object({
  succeeded: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  /** From a job's request to the start of its first attempt. */
  waitSeconds: z.number(),
  /** From there to its end. */
  runSeconds: z.number(),
  rows: z.number(),
  /** Of files that were inspected, imported or written. */
  bytes: z.number(),
});
export type LaneTotals = z.infer<typeof LaneTotals>;
export const WorkerTotals = perLane(LaneTotals);
export type WorkerTotals = z.infer<typeof WorkerTotals>;

/** What a later version adds is left aside. */
export const Message = z.object({ id: Id });
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
