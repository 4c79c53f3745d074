/** A group of rejected rows with the same issue: its filter, its text, and the key to update them by. Pure. */
import type { EffectiveMapping, IssueGroup, RejectFilter, Table } from '@sheetport/contract';
import { formatIssue } from '../../i18n/format-issue.ts';
import type { Translate, Translation } from '../../i18n/translate.ts';

/** The rows of a group, as the service is asked for them. */
export function filterOf({ column, code, details }: IssueGroup): RejectFilter {
  return { column, code, ...(details ? { details } : {}) };
}

export function isSameGroup(a: IssueGroup, b: IssueGroup): boolean {
  return JSON.stringify(filterOf(a)) === JSON.stringify(filterOf(b));
}

/** A group in words: its column, and what is wrong with it. */
export function formatIssueGroup(group: IssueGroup, t: Translate, language: Translation['i18n']): string {
  const reason = formatIssue({ ...group, message: '' }, t, language) || group.message;
  return group.column === '' ? reason : `${group.column}: ${reason}`;
}

/**
 * The key by which rows that exist already would be updated: the table's own (an empty list), or the column alone if it is
 * unique. Null where the import meant something else, or no single column tells.
 */
export function keyFor(
  group: Pick<IssueGroup, 'code' | 'column'>,
  table: Pick<Table, 'columns' | 'key'> | undefined,
  effective: Pick<EffectiveMapping, 'mode' | 'columns'> | null | undefined,
): string[] | null {
  if (group.code !== 'already_exists' || !table || !effective) return null;
  if (effective.mode !== 'insert' && effective.mode !== 'replace') return null;
  const name = effective.columns.find(({ header }) => header === group.column)?.column;
  if (name === undefined) return null;
  if (table.key.includes(name)) return [];
  return table.columns.some((column) => column.name === name && column.unique) ? [name] : null;
}
