/** How many of an import's rejected rows went in since, and how many are open. */
import { isOver, type Job, type Reject } from '@sheetport/contract';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { jobQuery, jobsQuery, rejectsQuery } from '../../../queries.ts';

export interface Tally {
  inside: number;
  mended: number;
  open: number;
}

/** Exact where all open rows are loaded; else by what the continuations brought in. Pure. */
export function tallyRows(
  job: Pick<Job, 'id' | 'counts'>,
  loaded: readonly Reject[] | null,
  others: readonly Job[],
): Tally {
  const { inserted, updated, unchanged, rejected } = job.counts;
  const brought = others
    .filter((one) => one.parent === job.id && one.kind === 'import' && one.state === 'succeeded' && !one.undoneBy)
    .reduce((sum, { counts }) => sum + counts.inserted + counts.updated + counts.unchanged, 0);
  const open = loaded ? loaded.length : Math.max(0, rejected - brought);
  return { inside: inserted + updated + unchanged, mended: Math.max(0, rejected - open), open };
}

/** Whether the rows that this import left out can be mended here. */
export function isMendable(job: Job): boolean {
  return (
    job.kind === 'import' &&
    job.state === 'succeeded' &&
    job.counts.rejected > 0 &&
    job.result?.dryRun !== true &&
    !job.undoneBy
  );
}

export function useTally(job: Job): Tally | null {
  const enabled = isMendable(job);
  const rejects = useInfiniteQuery({ ...rejectsQuery(job.id), enabled });
  const all = rejects.data && !rejects.hasNextPage ? rejects.data.pages.flatMap((page) => page.rows) : null;
  const jobs = useInfiniteQuery({
    ...jobsQuery({ kind: 'import', tableId: job.tableId ?? undefined }),
    enabled: enabled && rejects.hasNextPage && job.tableId !== null,
  });
  if (!enabled || !rejects.data) return null;
  return tallyRows(job, all, jobs.data?.pages.flatMap((page) => page.jobs) ?? []);
}

/** The import whose rejected rows this one brought again, if that is what it is; or the rehearsal that it follows. */
export function useParent(job: Job): { parent: Job | undefined; role: 'mends' | 'follows' | 'repeats' | null } {
  const { data: parent } = useQuery({ ...jobQuery(job.parent ?? ''), enabled: job.parent !== null });
  if (!parent || job.kind !== 'import') return { parent, role: null };
  if (parent.result?.dryRun) return { parent, role: 'follows' };
  return { parent, role: isOver(parent.state) && parent.state === 'succeeded' ? 'mends' : 'repeats' };
}

/** How many rows of an import are still to be mended; 0 where it is none, or unknown. */
export function useOpenOf(job: Job | undefined): number {
  const enabled = job !== undefined && isMendable(job);
  const rejects = useInfiniteQuery({ ...rejectsQuery(job?.id ?? ''), enabled, staleTime: 0 });
  return enabled ? (rejects.data?.pages.reduce((sum, page) => sum + page.rows.length, 0) ?? 0) : 0;
}
