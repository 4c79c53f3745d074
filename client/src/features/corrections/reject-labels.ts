/** Rejected rows in words and in order. */
import type { Reject } from '@sheetport/contract';
import { formatIssue } from '../../i18n/format-issue.ts';
import type { Translate, Translation } from '../../i18n/translate.ts';

export function formatReasons(row: Reject, t: Translate, language: Translation['i18n']): string {
  return row.issues
    .map((issue) => {
      const reason = formatIssue(issue, t, language);
      const { column, cell } = issue;
      if (!column) return reason;
      return cell ? t('rejects.reasonAt', { column, cell, reason }) : t('rejects.reason', { column, reason });
    })
    .join('; ');
}

/**
 * The sheet's headings in their order, with any that a row has but the list does not. Columns in which something is
 * wrong come first: nobody should have to look for the marked cell in a sheet of a hundred columns.
 */
export function badFirst(columns: readonly string[], rows: readonly Reject[]): string[] {
  const all = new Set(columns);
  for (const row of rows) for (const heading of Object.keys(row.cells)) all.add(heading);
  const bad = new Set(rows.flatMap((row) => row.issues.map((issue) => issue.column)));
  return [...all].sort((a, b) => Number(bad.has(b)) - Number(bad.has(a)));
}
