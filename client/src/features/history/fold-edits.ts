/** Small edits of one table by one person stand under the newest of them, so that a list of jobs stays readable. Pure. */
import type { Job } from '@sheetport/contract';

/** Edits that begin within this time of the next one belong together. */
const WITHIN_MS = 10 * 60_000;
/** An edit of more cells or rows stands by itself. */
const SMALL = 100;

export interface FoldedJob {
  job: Job;
  /** Edits before it that belong to it. */
  earlier: Job[];
}

/** @param jobs newest first */
export function foldEdits(jobs: readonly Job[]): FoldedJob[] {
  const folded: FoldedJob[] = [];
  for (const job of jobs) {
    const last = folded.at(-1);
    const next = last?.earlier.at(-1) ?? last?.job;
    if (last && next && isSmallEdit(last.job) && isSmallEdit(job) && areTogether(next, job)) last.earlier.push(job);
    else folded.push({ job, earlier: [] });
  }
  return folded;
}

function isSmallEdit({ kind, state, undoneByJobId, counts, result }: Job): boolean {
  const { cells = 0, deleted = 0, dryRun } = result ?? {};
  const isQuiet =
    kind === 'edit' && state === 'succeeded' && !undoneByJobId && dryRun !== true && counts.rejected === 0;
  return isQuiet && cells + counts.inserted + deleted <= SMALL;
}

function areTogether(later: Job, earlier: Job): boolean {
  return (
    later.tableId === earlier.tableId &&
    later.createdBy === earlier.createdBy &&
    Date.parse(later.createdAt) - Date.parse(earlier.createdAt) <= WITHIN_MS
  );
}
