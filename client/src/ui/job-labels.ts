/** What a job is called in headings and lists. */
import type { Job } from '@sheetport/contract';
import { isDryRun } from '../api/started-dry-runs.ts';
import type { Translate } from '../i18n/translate.ts';

const GOING = {
  import: 'job.importing',
  export: 'job.exporting',
  inspect: 'job.inspecting',
  undo: 'job.undoing',
  edit: 'edit.going',
} as const;
const DONE = { import: 'job.imported', export: 'job.exported', inspect: 'job.inspected', undo: 'job.undone' } as const;
const FAILED = {
  import: 'job.notImported',
  export: 'job.notExported',
  inspect: 'job.notInspected',
  undo: 'job.notUndone',
  edit: 'edit.failed',
} as const;

export function formatJobTitle(job: Job, t: Translate): string {
  const { title } = job;
  if (job.correctsJobId && job.state !== 'cancelled') return formatCorrections(job, t);
  if (job.kind === 'edit' && job.state === 'succeeded') return formatEdit(job, t);
  if (job.undoneByJobId) return t('undo.heading', { title });
  if (isDryRun(job) && job.state !== 'cancelled')
    return t(job.state === 'succeeded' ? 'dryRun.heading' : job.state === 'failed' ? 'dryRun.failed' : 'dryRun.going', {
      title,
    });
  if (job.state === 'succeeded') return t(DONE[job.kind as keyof typeof DONE], { title });
  if (job.state === 'failed') return t(FAILED[job.kind], { title });
  if (job.state === 'cancelled') return t('job.stopped', { title });
  return t(GOING[job.kind], { title });
}

/** A correction import has the title of the first import; its own name tells them apart. */
function formatCorrections({ title, state, undoneByJobId }: Job, t: Translate): string {
  if (undoneByJobId) return t('correctionImports.undone', { title });
  if (state === 'succeeded') return t('correctionImports.imported', { title });
  return t(state === 'failed' ? 'correctionImports.failed' : 'correctionImports.going', { title });
}

/** What an edit did, as `3 cells changed, 1 row added in Customers`. */
function formatEdit({ title, counts, result, undoneByJobId }: Job, t: Translate): string {
  const { cells = 0, deleted = 0 } = result ?? {};
  const what = [
    ...(cells > 0 ? [t('edit.cells', { count: cells })] : []),
    ...(counts.inserted > 0 ? [t('edit.added', { count: counts.inserted })] : []),
    ...(deleted > 0 ? [t('edit.deleted', { count: deleted })] : []),
  ].join(', ');
  if (what === '') return t('edit.nothing', { title });
  if (result?.dryRun) return t('edit.tried', { what, title });
  return t(undoneByJobId ? 'edit.undone' : 'edit.done', { what, title });
}
