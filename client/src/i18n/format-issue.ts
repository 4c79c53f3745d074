/** What is wrong with a cell or a row, in the words of the person. */
import { ISSUES, type Issue, type IssueCode, PRECISE_ISSUES } from '@sheetport/contract';
import type { issueWith } from './en/issues.ts';
import type { Translate, Translation } from './translate.ts';

function isIssueCode(code: string): code is IssueCode {
  return code in ISSUES;
}

/** What stands for a mark of a sentence that nothing was told of. */
const UNKNOWN = { type: '—', rule: '—', allowed: '—', pattern: '—', min: '—', max: '—', table: '—', column: '—' };

export function formatIssue(issue: Issue, t: Translate, language: Translation['i18n']): string {
  // The same reasoning: the server's English may say more (which value, which limit) than the code alone.
  if (language.language === 'en' && issue.message) return issue.message;
  if (issue.details && issue.code in PRECISE_ISSUES)
    return t(`issueWith.${issue.code as keyof typeof issueWith}`, { ...UNKNOWN, ...issue.details });
  return isIssueCode(issue.code) ? t(`issue.${issue.code}`, { ...UNKNOWN, ...issue.details }) : issue.message;
}
