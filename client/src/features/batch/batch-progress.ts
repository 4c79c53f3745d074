/** A batch as its bar shows it. Pure. */
import type { Batch, Job } from '@sheetport/contract';

/** How many of its imports are over, whatever became of them. */
export function countOver({ states }: Pick<Batch, 'states'>): number {
  return states.succeeded + states.failed + states.cancelled;
}

export function batchTone({ states }: Pick<Batch, 'states'>): 'going' | 'waiting' | 'good' | 'bad' | 'off' {
  if (states.queued + states.running > 0) return states.running === 0 ? 'waiting' : 'going';
  if (states.failed > 0) return 'bad';
  return states.succeeded > 0 ? 'good' : 'off';
}

/** The jobs of a batch without those that were retried: their retries are there, too. */
export function withoutRetried<Item extends Pick<Job, 'id' | 'parentId'>>(jobs: readonly Item[]): Item[] {
  const retried = new Set(jobs.map(({ parentId }) => parentId));
  return jobs.filter(({ id }) => !retried.has(id));
}
