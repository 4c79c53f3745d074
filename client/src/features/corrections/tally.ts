/** How many of an import's rejected rows were corrected, and how many are pending. */
import { isOver, type Job } from '@sheetport/contract';
import { useQuery } from '@tanstack/react-query';
import { jobQuery } from '../../api/queries.ts';

export interface Tally {
  imported: number;
  corrected: number;
  pending: number;
}

/** From the counts of the service. Pure. */
export function tallyRows({ counts, pendingRejects }: Pick<Job, 'counts' | 'pendingRejects'>): Tally {
  const { inserted, updated, unchanged, rejected } = counts;
  const pending = pendingRejects ?? rejected;
  return { imported: inserted + updated + unchanged, corrected: Math.max(0, rejected - pending), pending };
}

/** Whether the rows that this import rejected can be corrected here. */
export function isCorrectable(job: Job): boolean {
  return (
    job.kind === 'import' &&
    job.state === 'succeeded' &&
    job.counts.rejected > 0 &&
    job.result?.dryRun !== true &&
    job.result?.rejectsGone !== true &&
    !job.undoneByJobId
  );
}

export function tallyOf(job: Job): Tally | null {
  return isCorrectable(job) ? tallyRows(job) : null;
}

/** The import whose rejected rows this one imports again, if that is what it is; or the dry run that it follows. */
export function useParent(job: Job): { parent: Job | undefined; role: 'corrects' | 'follows' | 'repeats' | null } {
  const { data: parent } = useQuery({ ...jobQuery(job.parentId ?? ''), enabled: job.parentId !== null });
  if (!parent || job.kind !== 'import') return { parent, role: null };
  if (parent.result?.dryRun) return { parent, role: 'follows' };
  return { parent, role: isOver(parent.state) && parent.state === 'succeeded' ? 'corrects' : 'repeats' };
}
