/** The imports that brought an import's mended rows, and are still in the table. */
import type { Job } from '@sheetport/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { jobsQuery } from '../../queries.ts';

/** Of these jobs those that came out of one of them, step by step, the last one first: so they are taken back. Pure. */
export function findContinuations(first: string, jobs: readonly Job[]): Job[] {
  const inside = new Set([first]);
  const found: Job[] = [];
  // A continuation is younger than what it continues.
  for (const job of jobs.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt))) {
    if (job.kind !== 'import' || job.parent === null || !inside.has(job.parent)) continue;
    inside.add(job.id);
    const { inserted, updated } = job.counts;
    if (job.state === 'succeeded' && !job.undoneBy && inserted + updated > 0) found.unshift(job);
  }
  return found;
}

export function useContinuations(job: Job, enabled: boolean): Job[] {
  const jobs = useInfiniteQuery({
    ...jobsQuery({ kind: 'import', tableId: job.tableId ?? undefined }),
    enabled: enabled && job.tableId !== null,
    staleTime: 0,
  });
  return findContinuations(job.id, jobs.data?.pages.flatMap((page) => page.jobs) ?? []);
}
