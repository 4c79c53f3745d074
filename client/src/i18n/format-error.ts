/** An error in the words of the person: what happened and what to do next. */
import type { Job } from '@sheetport/contract';
import { ApiError, NetworkError, OutdatedError } from '../api/api.ts';
import type { Translate, Translation } from './translate.ts';

/** The service's message names details, so it wins where it is in the reader's language; it is English. */
export function formatAppError(
  error: { code: string; message: string },
  t: Translate,
  language: Translation['i18n'],
): string {
  if (error.code === 'unreachable') return t('error.unreachable');
  const own = language.find(`errors.${error.code}`);
  if (own !== undefined) return own;
  return error.message || t('error.title');
}

/** Why a job failed. Where the job itself counts what the message counts, it is said with the right number and form. */
export function formatJobError(
  job: Pick<Job, 'error' | 'counts' | 'kind'>,
  t: Translate,
  language: Translation['i18n'],
): string {
  if (!job.error) return t('error.title');
  if (job.error.code === 'rows_rejected' && job.counts.rejected > 0)
    return t(job.kind === 'edit' ? 'edit.rejected' : 'job.rowsRejected', { count: job.counts.rejected });
  return formatAppError(job.error, t, language);
}

export function formatError(error: unknown, t: Translate, language: Translation['i18n']): string {
  if (error instanceof NetworkError) return t('error.unreachable');
  if (error instanceof OutdatedError) return t('error.outdated');
  if (error instanceof ApiError) return formatAppError(error, t, language);
  return t('error.title');
}
