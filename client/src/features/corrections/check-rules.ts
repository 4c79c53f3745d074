/** What a column's rules say of a typed value before the service sees it. Only what is surely wrong is called wrong. Pure. */
import {
  type ColumnType,
  compare,
  formOf,
  type IssueCode,
  type IssueDetails,
  isMoment,
  isNumber,
  issueDetails,
  type Rule,
} from '@sheetport/contract';
import { TYPE_FACTS } from '../../ui/column-types.ts';

export interface Broken {
  code: IssueCode;
  details: IssueDetails;
}

/** The first rule that a value breaks and that would keep its row out. What other rows decide is left to the service. */
export function checkRules(text: string, rules: readonly Rule[], type: ColumnType): Broken | null {
  const value = text.trim();
  if (value === '') return null;
  for (const rule of rules) {
    if (rule.severity !== 'error') continue;
    const code = violation(value, rule, type);
    if (code !== null) return { code, details: issueDetails(rule) };
  }
  return null;
}

/** Values longer than this are left to the service: matching while somebody types must not be felt. */
const LONGEST = 2000;

function violation(value: string, rule: Rule, type: ColumnType): IssueCode | null {
  switch (rule.kind) {
    case 'list': {
      const known = comparable(value, type);
      if (known === null) return null;
      const fold = (text: string) => (rule.ignoreCase ? text.toLowerCase() : text);
      return rule.values.some((allowed) => isSame(fold(known), fold(allowed), type)) ? null : 'not_in_list';
    }
    case 'length': {
      const length = [...value].length;
      if (rule.max !== undefined && length > rule.max) return 'longer_than';
      return rule.min !== undefined && length < rule.min ? 'shorter_than' : null;
    }
    case 'range': {
      const known = comparable(value, type);
      if (known === null) return null;
      const timed = isMoment(type);
      if (rule.min !== undefined && compare(known, String(rule.min), type) < 0)
        return timed ? 'earlier_than' : 'less_than';
      if (rule.max !== undefined && compare(known, String(rule.max), type) > 0)
        return timed ? 'later_than' : 'more_than';
      return null;
    }
    case 'pattern':
    case 'email':
    case 'url':
    case 'uuid':
      if (value.length > LONGEST || formOf(rule)!.matches(value)) return null;
      return rule.kind === 'pattern' ? 'wrong_form' : `not_${rule.kind}`;
    default:
      return null;
  }
}

/** A value in the form that rules use, or null where it can be read in more than one way. */
function comparable(value: string, type: ColumnType): string | null {
  return TYPE_FACTS[type].comparable?.test(value) ? value : null;
}

function isSame(value: string, allowed: string, type: ColumnType): boolean {
  return isNumber(type) ? Number(value) === Number(allowed) : value === allowed;
}
