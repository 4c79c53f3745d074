/** Rules of a table's columns: what a value must be, and what happens to a row whose value is not. */
import { z } from 'zod';
import { isStorable, LONGEST_PATTERN, patternProblem, readPattern } from './pattern.ts';

/** `error`: the row does not go in. `warning`: it goes in, and is reported. */
export const Severity = z.enum(['error', 'warning']);
export type Severity = z.infer<typeof Severity>;

export const MOST_LIST_VALUES = 1000;
export const LONGEST_LIST_VALUE = 200;
/** Characters that an xlsx cell holds (Excel specifications and limits). */
const LONGEST_TEXT = 32_767;

const severity = Severity.default('error');
const Bound = z.union([z.number(), z.string().trim().min(1).max(40)]);

export const Rule = z.discriminatedUnion('kind', [
  /** As an error it is held by the table itself and told as the column's `required`. */
  z.strictObject({ kind: z.literal('required'), severity }),
  /** As an error it is held by the table itself and told as the column's `unique`. */
  z.strictObject({ kind: z.literal('unique'), severity }),
  z.strictObject({
    kind: z.literal('list'),
    values: z.array(z.string().min(1).max(LONGEST_LIST_VALUE)).min(1).max(MOST_LIST_VALUES),
    ignoreCase: z.boolean().default(false).describe('Texts only.'),
    severity,
  }),
  /** What the whole value must look like, in the subset of regular expressions that `readPattern` takes. */
  z.strictObject({ kind: z.literal('pattern'), pattern: z.string().min(1).max(LONGEST_PATTERN), severity }),
  z.strictObject({
    kind: z.literal('length'),
    min: z.number().int().min(0).max(LONGEST_TEXT).optional(),
    max: z.number().int().min(1).max(LONGEST_TEXT).optional(),
    severity,
  }),
  /** Of numbers, dates (`2024-12-31`) and times (`2024-12-31T23:59`); both ends are allowed values. */
  z.strictObject({ kind: z.literal('range'), min: Bound.optional(), max: Bound.optional(), severity }),
  z.strictObject({ kind: z.literal('email'), severity }),
  z.strictObject({ kind: z.literal('url'), severity }),
  z.strictObject({ kind: z.literal('uuid'), severity }),
  /** The value must be in a unique column of a table; with `create`, a row is made there for one that is not. */
  z.strictObject({
    kind: z.literal('reference'),
    table: z.uuid(),
    column: z.string().min(1).max(120).describe('A column of it, by its Postgres name.'),
    create: z.boolean().default(false),
    severity,
  }),
]);
export type Rule = z.infer<typeof Rule>;
export const RuleKind = z.enum([
  'required',
  'unique',
  'list',
  'pattern',
  'length',
  'range',
  'email',
  'url',
  'uuid',
  'reference',
]);
export type RuleKind = Rule['kind'];

export const MOST_RULES = 20;
export const Rules = z.array(Rule).max(MOST_RULES);

/** The types whose values a rule can judge. */
const TYPES: Readonly<Record<RuleKind, readonly string[]>> = {
  required: ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime'],
  unique: ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime'],
  list: ['text', 'integer', 'decimal', 'date'],
  pattern: ['text'],
  length: ['text'],
  range: ['integer', 'decimal', 'date', 'datetime'],
  email: ['text'],
  url: ['text'],
  uuid: ['text'],
  reference: ['text', 'integer', 'decimal', 'date', 'datetime'],
};

/** The kinds of rule that a column of a type can have, in the order to offer them. */
export function rulesFor(type: string): RuleKind[] {
  return (Object.keys(TYPES) as RuleKind[]).filter((kind) => TYPES[kind].includes(type));
}

const NAMES: Readonly<Record<RuleKind, string>> = {
  required: 'required',
  unique: 'unique',
  list: 'a list',
  pattern: 'a pattern',
  length: 'a length',
  range: 'a range',
  email: 'an e-mail address',
  url: 'a web address',
  uuid: 'a UUID',
  reference: 'a reference',
};

/** What is wrong with a rule for a column of this type, as the rest of a sentence, or null. */
export function ruleProblem(rule: Rule, type: string): string | null {
  if (!TYPES[rule.kind].includes(type)) return `${NAMES[rule.kind]} does not go with the type ${type}`;
  switch (rule.kind) {
    case 'list': {
      if (new Set(rule.values).size < rule.values.length) return 'the list has a value twice';
      const odd = rule.values.find((value) => !isStorable(value) || !isValue(value, type));
      return odd === undefined ? null : `"${odd}" in the list is not a value of the type ${type}`;
    }
    case 'pattern': {
      const problem = patternProblem(rule.pattern);
      return problem === null ? null : `the pattern ${problem}`;
    }
    case 'length':
      if (rule.min === undefined && rule.max === undefined) return 'a length needs a least or a greatest number';
      return (rule.min ?? 0) > (rule.max ?? LONGEST_TEXT) ? 'the least length is more than the greatest' : null;
    case 'range': {
      const { min, max } = rule;
      if (min === undefined && max === undefined) return 'a range needs a least or a greatest value';
      const odd = [min, max].find((bound) => bound !== undefined && !isValue(String(bound), type));
      if (odd !== undefined) return `"${odd}" is not a value of the type ${type}`;
      return min !== undefined && max !== undefined && compare(String(min), String(max), type) > 0
        ? 'the least value is more than the greatest'
        : null;
    }
    default:
      return null;
  }
}

const NUMBER = /^[+-]?\d{1,30}(\.\d{1,30})?$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const TIME = /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$/;

/** Whether a text in a rule is a value of the type, as rules write them. */
function isValue(text: string, type: string): boolean {
  if (type === 'integer') return NUMBER.test(text) && !text.includes('.');
  if (type === 'decimal') return NUMBER.test(text);
  if (type === 'date') return isDay(text);
  if (type === 'datetime') return isDay(TIME.exec(text)?.[1] ?? '');
  return true;
}

function isDay(text: string): boolean {
  const parts = DAY.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Less than 0 where `a` comes first. Both are values of the type. */
export function compare(a: string, b: string, type: string): number {
  if (type === 'integer' || type === 'decimal') return Number(a) - Number(b);
  const at = (text: string) => text.replace(' ', 'T').padEnd(19, 'T00:00:00'.slice(text.length - 10));
  return at(a) < at(b) ? -1 : at(a) > at(b) ? 1 : 0;
}

/** The forms of values that have a name. */
export const FORMS: Readonly<Record<'email' | 'url' | 'uuid', string>> = {
  email: '[^\\s@"(),:;<>\\[\\]\\\\]+@([^\\s@"(),:;<>\\[\\]\\\\.]+\\.)+[^\\s@"(),:;<>\\[\\]\\\\.]{2,}',
  url: '[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#]+([/?#]\\S*)?',
  uuid: '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}',
};

/** The form that a rule asks of the whole value, where it is one of form. */
export function formOf(rule: Rule): ReturnType<typeof readPattern> | undefined {
  if (rule.kind === 'pattern') return readPattern(rule.pattern);
  return rule.kind === 'email' || rule.kind === 'url' || rule.kind === 'uuid'
    ? readPattern(FORMS[rule.kind])
    : undefined;
}

/** Allowed values that a sentence names. */
const NAMED_VALUES = 8;

/** What the sentences about a broken rule name: `{allowed}`, `{max}`, … */
export type IssueDetails = Record<string, string | number>;

/** @param names of the table and the column that a reference goes to */
export function issueDetails(rule: Rule, names?: { table: string; column: string }): IssueDetails {
  switch (rule.kind) {
    case 'list': {
      const rest = rule.values.length - NAMED_VALUES;
      return { allowed: rule.values.slice(0, NAMED_VALUES).join(', ') + (rest > 0 ? `, … (+${rest})` : '') };
    }
    case 'pattern':
      return { pattern: rule.pattern };
    case 'length':
    case 'range':
      return {
        ...(rule.min === undefined ? {} : { min: rule.min }),
        ...(rule.max === undefined ? {} : { max: rule.max }),
      };
    case 'reference':
      return names ?? {};
    default:
      return {};
  }
}
