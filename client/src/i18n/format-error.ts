/** An error in the words of the person: what happened and what to do next. */
import {
  ISSUES,
  type Issue,
  type IssueCode,
  type Job,
  PRECISE_ISSUES,
  RESTRICTIONS,
  type RestrictionCode,
} from '@sheetport/contract';
import type { i18n, TFunction } from 'i18next';
import { ApiError, NetworkError, OutdatedError } from '../api/api.ts';
import type { issueWith } from './en/issues.ts';

/** The service's message names details, so it wins where it is in the reader's language; it is English. */
export function formatAppError(error: { code: string; message: string }, t: TFunction, language: i18n): string {
  if (error.code === 'unreachable') return t('error.unreachable');
  const own: unknown = language.getResource(language.resolvedLanguage ?? 'en', 'translation', `errors.${error.code}`);
  if (typeof own === 'string') return own;
  return error.message || t('error.title');
}

/** Why a job failed. Where the job itself counts what the message counts, it is said with the right number and form. */
export function formatJobError(job: Pick<Job, 'error' | 'counts'>, t: TFunction, language: i18n): string {
  if (!job.error) return t('error.title');
  if (job.error.code === 'rows_rejected' && job.counts.rejected > 0)
    return t('job.rowsRejected', { count: job.counts.rejected });
  return formatAppError(job.error, t, language);
}

export function formatError(error: unknown, t: TFunction, language: i18n): string {
  if (error instanceof NetworkError) return t('error.unreachable');
  if (error instanceof OutdatedError) return t('error.outdated');
  if (error instanceof ApiError) return formatAppError(error, t, language);
  return t('error.title');
}

function isIssueCode(code: string): code is IssueCode {
  return code in ISSUES;
}

/** What stands for a mark of a sentence that nothing was told of. */
const UNKNOWN = { type: '—', rule: '—', allowed: '—', pattern: '—', min: '—', max: '—', table: '—', column: '—' };

export function formatIssue(issue: Issue, t: TFunction, language: i18n): string {
  // The same reasoning: the server's English may say more (which value, which limit) than the code alone.
  if (language.resolvedLanguage === 'en' && issue.message) return issue.message;
  if (issue.details && issue.code in PRECISE_ISSUES)
    return t(`issueWith.${issue.code as keyof typeof issueWith}`, { ...UNKNOWN, ...issue.details });
  return isIssueCode(issue.code) ? t(`issue.${issue.code}`, { ...UNKNOWN, ...issue.details }) : issue.message;
}

/** Why nothing can be imported into a table, or why it cannot be read. */
export function formatRestriction({ code, message }: { code: string; message: string }, t: TFunction): string {
  return Object.hasOwn(RESTRICTIONS, code) ? t(`restriction.${code as RestrictionCode}`) : message;
}
