import type { Progress } from '@sheetport/contract';

/** Whether a job that waits can be told for how long; one that is about to start is not told. */
export function isWaitKnown(progress: Progress): progress is Progress & { waitSeconds: number } {
  return (progress.waitSeconds ?? 0) > 0;
}
