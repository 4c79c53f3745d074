/** What a job is called in headings and lists. */
import type { Job } from '@sheetport/contract';
import type { TFunction } from 'i18next';

const GOING = {
  import: 'job.importing',
  export: 'job.exporting',
  inspect: 'job.inspecting',
  undo: 'job.undoing',
} as const;
const DONE = { import: 'job.imported', export: 'job.exported', inspect: 'job.inspected', undo: 'job.undone' } as const;
const FAILED = {
  import: 'job.notImported',
  export: 'job.notExported',
  inspect: 'job.notInspected',
  undo: 'job.notUndone',
} as const;

export function sayJob(job: Pick<Job, 'kind' | 'state' | 'title'>, t: TFunction): string {
  const { title } = job;
  if (job.state === 'succeeded') return t(DONE[job.kind], { title });
  if (job.state === 'failed') return t(FAILED[job.kind], { title });
  if (job.state === 'cancelled') return t('job.stopped', { title });
  return t(GOING[job.kind], { title });
}
