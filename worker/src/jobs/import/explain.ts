import type { IssueCode } from '@sheetport/contract';
import { allowedValuesOf, type Column, type RejectIssue, type Table } from '@sheetport/tables';

/** Values and characters of a rule that a sentence can bear. */
const MAX_CHOICES = 20;
const MAX_RULE_CHARACTERS = 160;

interface Explained {
  code: IssueCode | RejectIssue['code'];
  details?: Record<string, string | number>;
}

/** What the table found wrong with a cell, in the words that help to mend it: the values allowed, the length, the rule. */
export function explain(issue: RejectIssue, table: Table): Explained {
  const column = table.columns.find(({ name }) => name === issue.column);
  switch (issue.code) {
    case 'not_castable':
      return column ? explainType(column) : { code: issue.code };
    case 'check_failed':
      return explainCheck(issue, table);
    case 'reference_missing': {
      const reference = table.references.find(({ name }) => name === issue.detail);
      if (!reference) return { code: issue.code };
      return { code: issue.code, details: { table: reference.to.name, column: reference.to.columns.join(', ') } };
    }
    case 'row_referenced':
      return { code: issue.code, details: { table: issue.detail ?? '' } };
    default:
      return { code: issue.code };
  }
}

function explainType(column: Column): Explained {
  if (column.choices && column.cast) return { code: 'not_in_list', details: { allowed: listOf(column.choices) } };
  const length = /^character(?: varying)?\((\d+)\)$/.exec(column.pg)?.[1];
  if (length) return { code: 'longer_than', details: { max: Number(length) } };
  if (column.numeric) return { code: 'out_of_range', details: { type: column.pg } };
  if (column.domainRules) {
    const rules = column.domainRules.map((sql) => plainRule(sql.replace(/\bVALUE\b/g, column.label)));
    return explainRule(rules.join(' AND '), column.pg);
  }
  return { code: 'not_castable', details: { type: column.pg } };
}

function explainCheck({ column, detail }: RejectIssue, table: Table): Explained {
  const check = table.checks.find(({ name }) => name === detail);
  if (!check) return { code: 'check_failed' };
  const choices = column === undefined ? undefined : allowedValuesOf(column, [check]);
  if (choices) return { code: 'not_in_list', details: { allowed: listOf(choices) } };
  return explainRule(plainRule(check.sql), check.name);
}

/** A condition that is nothing but a pattern reads as one. */
const PATTERN = /^\S+ ~\*? '((?:[^']|'')*)'$/;

function explainRule(rule: string, name: string): Explained {
  if (rule.length > MAX_RULE_CHARACTERS) return { code: 'check_failed', details: { rule: name } };
  const pattern = PATTERN.exec(rule)?.[1];
  if (pattern) return { code: 'wrong_form', details: { pattern: pattern.replaceAll("''", "'") } };
  return { code: 'check_failed', details: { rule } };
}

function listOf(choices: readonly string[]): string {
  const shown = choices.slice(0, MAX_CHOICES).join(', ');
  return choices.length > MAX_CHOICES ? `${shown}, …` : shown;
}

/** A condition without the casts and brackets that Postgres puts in: `((price > (0)::numeric))` is `price > 0`. */
export function plainRule(sql: string): string {
  let rule = sql.replace(
    /::(?:(?:"[^"]*"|[a-z_]\w*)\.)?(?:"[^"]*"|[a-z_]\w*)(?: varying| precision| without time zone| with time zone)?(?:\(\d+(?:,\d+)?\))?(?:\[\])*/g,
    '',
  );
  rule = rule.replace(/(?<![\w"])\((-?\d+(?:\.\d+)?|'[^']*'|[a-z_]\w*|"[^"]*")\)/g, '$1');
  while (isWrapped(rule)) rule = rule.slice(1, -1);
  return rule;
}

/** The first bracket closes with the last character. */
function isWrapped(text: string): boolean {
  if (!text.startsWith('(') || !text.endsWith(')')) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')') depth--;
    if (depth === 0) return at === text.length - 1;
  }
  return false;
}
