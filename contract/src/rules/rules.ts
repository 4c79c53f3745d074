/** Rules of a table's columns: what a value must be, and what happens to a row whose value is not. */
import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType, hasDay, isNumber } from '../entities/column-type.ts';
import { isStorable, MAX_PATTERN_CHARACTERS, patternProblem, readPattern } from './pattern.ts';

/** `error`: the row does not go in. `warning`: it goes in, and is reported. */
export const Severity = z.enum(['error', 'warning']);
export type Severity = z.infer<typeof Severity>;

export const MAX_LIST_VALUES = 1000;
export const MAX_LIST_VALUE_CHARACTERS = 200;
/** Characters that an xlsx cell holds (Excel specifications and limits). */
const MAX_TEXT_CHARACTERS = 32_767;

const severity = Severity.default('error');
const Bound = z.union([z.number(), z.string().trim().min(1).max(40)]);

export const Rule = z.discriminatedUnion('kind', [
  /** As an error it is a NOT NULL of the table, and the column's `required` in answers. */
  z.strictObject({ kind: z.literal('required'), severity }),
  /** As an error it is a unique index of the table, and the column's `unique` in answers. */
  z.strictObject({ kind: z.literal('unique'), severity }),
  z.strictObject({
    kind: z.literal('list'),
    values: z.array(z.string().min(1).max(MAX_LIST_VALUE_CHARACTERS)).min(1).max(MAX_LIST_VALUES),
    ignoreCase: z.boolean().default(false).describe('Texts only.'),
    severity,
  }),
  /** What the whole value must look like, in the subset of regular expressions that `readPattern` takes. */
  z.strictObject({ kind: z.literal('pattern'), pattern: z.string().min(1).max(MAX_PATTERN_CHARACTERS), severity }),
  z.strictObject({
    kind: z.literal('length'),
    min: z.number().int().min(0).max(MAX_TEXT_CHARACTERS).optional(),
    max: z.number().int().min(1).max(MAX_TEXT_CHARACTERS).optional(),
    severity,
  }),
  /** A range of numbers, dates (`2024-12-31`), dates with times (`2024-12-31T23:59`) and times (`23:59`); both ends are allowed values. */
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

export const MAX_RULES = 20;
export const Rules = z.array(Rule).max(MAX_RULES);

/** The kinds of rule that a column of a type can have, in the order to offer them. */
export function rulesFor(type: ColumnType): RuleKind[] {
  return RuleKind.options.filter((kind) => isJudgedBy(type, kind));
}

function isJudgedBy(type: ColumnType, kind: RuleKind): boolean {
  return COLUMN_TYPES[type].rules.includes(kind);
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
export function ruleProblem(rule: Rule, type: ColumnType): string | null {
  if (!isJudgedBy(type, rule.kind)) return `${NAMES[rule.kind]} does not go with the type ${type}`;
  const { isValue } = COLUMN_TYPES[type];
  switch (rule.kind) {
    case 'list': {
      if (new Set(rule.values).size < rule.values.length) return 'the list has a value twice';
      const odd = rule.values.find((value) => !isStorable(value) || !isValue(value));
      return odd === undefined ? null : `"${odd}" in the list is not a value of the type ${type}`;
    }
    case 'pattern': {
      const problem = patternProblem(rule.pattern);
      return problem === null ? null : `the pattern ${problem}`;
    }
    case 'length':
      if (rule.min === undefined && rule.max === undefined) return 'a length needs a least or a greatest number';
      return (rule.min ?? 0) > (rule.max ?? MAX_TEXT_CHARACTERS) ? 'the least length is more than the greatest' : null;
    case 'range': {
      const { min, max } = rule;
      if (min === undefined && max === undefined) return 'a range needs a least or a greatest value';
      const odd = [min, max].find((bound) => bound !== undefined && !isValue(String(bound)));
      if (odd !== undefined) return `"${odd}" is not a value of the type ${type}`;
      return min !== undefined && max !== undefined && compare(String(min), String(max), type) > 0
        ? 'the least value is more than the greatest'
        : null;
    }
    default:
      return null;
  }
}

/** Less than 0 where `a` comes first. Both are values of the type. */
export function compare(a: string, b: string, type: ColumnType): number {
  if (isNumber(type)) return Number(a) - Number(b);
  const whole = hasDay(type)
    ? (text: string) => text.replace(' ', 'T').padEnd(19, 'T00:00:00'.slice(text.length - 10))
    : (text: string) => text.padEnd(8, ':00');
  return whole(a) < whole(b) ? -1 : whole(a) > whole(b) ? 1 : 0;
}

/** The forms of values that have a name. */
export const FORMS: Readonly<Record<'email' | 'url' | 'uuid', string>> = {
  email: '[^\\s@"(),:;<>\\[\\]\\\\]+@([^\\s@"(),:;<>\\[\\]\\\\.]+\\.)+[^\\s@"(),:;<>\\[\\]\\\\.]{2,}',
  url: '[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#]+([/?#]\\S*)?',
  uuid: '[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}',
};

/** The pattern that the whole value must match, for rules that have one. */
export function formOf(rule: Rule): ReturnType<typeof readPattern> | undefined {
  if (rule.kind === 'pattern') return readPattern(rule.pattern);
  return rule.kind === 'email' || rule.kind === 'url' || rule.kind === 'uuid'
    ? readPattern(FORMS[rule.kind])
    : undefined;
}

/** Allowed values that a sentence names. */
const NAMED_VALUES = 8;

/** What the sentences about a broken rule name: `{allowed}`, `{max}`, … */
export const IssueDetails = z.record(z.string(), z.union([z.string(), z.number()]));
export type IssueDetails = z.infer<typeof IssueDetails>;

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
