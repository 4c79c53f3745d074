/** How many of an import's rejected rows went in since, and how many are open. */
import { isOver, type Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../../api/queries.ts';

export interface Tally {
  inside: number;
  mended: number;
  open: number;
}

/** By what the service counts of the open ones. Pure. */
export function tallyRows({ counts, pendingRejects: known }: Pick<Job, 'counts' | 'pendingRejects'>): Tally {
  const { inserted, updated, unchanged, rejected } = counts;
  const open = known ?? rejected;
  return { inside: inserted + updated + unchanged, mended: Math.max(0, rejected - open), open };
}

/** Whether the rows that this import left out can be mended here. */
export function isMendable(job: Job): boolean {
  return (
    job.kind === 'import' &&
    job.state === 'succeeded' &&
    job.counts.rejected > 0 &&
    job.result?.dryRun !== true &&
    !job.undoneByJobId
  );
}

export function tallyOf(job: Job): Tally | null {
  return isMendable(job) ? tallyRows(job) : null;
}

/** The import whose rejected rows this one brought again, if that is what it is; or the rehearsal that it follows. */
export function useParent(job: Job): { parent: Job | undefined; role: 'mends' | 'follows' | 'repeats' | null } {
  const { data: parent } = useQuery({ ...jobQuery(job.parentId ?? ''), enabled: job.parentId !== null });
  if (!parent || job.kind !== 'import') return { parent, role: null };
  if (parent.result?.dryRun) return { parent, role: 'follows' };
  return { parent, role: isOver(parent.state) && parent.state === 'succeeded' ? 'mends' : 'repeats' };
}
