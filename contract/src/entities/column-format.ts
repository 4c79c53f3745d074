/** How a column of an export shows its values, and its total. */
import { z } from 'zod';
import { COLUMN_TYPES, type ColumnType } from './column-type.ts';

const Decimals = z.number().int().min(0).max(10);

/** Year, month, day and clock as a spreadsheet writes them, between marks that every program knows. */
const DATE_PATTERN = /^(?:yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|AM\/PM|[ ,./:-])+$/;

export const ValueFormat = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('number'),
    decimals: Decimals.optional().describe('Default 0 for whole numbers, else 2. Values keep all they have.'),
    grouping: z.boolean().optional().describe('Thousands are separated; default true.'),
    negative: z.enum(['minus', 'red', 'brackets']).optional(),
  }),
  z.strictObject({
    kind: z.literal('currency'),
    currency: z
      .string()
      .regex(/^(?:\p{Sc}|[A-Z]{3})$/u)
      .describe('A sign, or a code of three letters (ISO 4217).'),
    decimals: Decimals.optional().describe('Default 2.'),
    behind: z.boolean().optional().describe('The currency stands behind the number.'),
    negative: z.enum(['minus', 'red', 'brackets']).optional(),
  }),
  z.strictObject({
    kind: z.literal('percent'),
    decimals: Decimals.optional().describe('Default 0.'),
    of: z
      .union([z.literal(1), z.literal(100)])
      .optional()
      .describe('Which value is the whole: with 1, the default, 0.25 is shown as 25%; with 100, 25 is.'),
  }),
  z.strictObject({
    kind: z.literal('date'),
    pattern: z
      .string()
      .min(1)
      .max(40)
      .regex(DATE_PATTERN, 'may hold yyyy yy mmmm mmm mm m dddd ddd dd d hh h ss AM/PM, blanks and , . / : -')
      .describe('As a spreadsheet writes it: `dd/mm/yyyy hh:mm`. Minutes are `mm` behind hours.'),
  }),
]);
export type ValueFormat = z.infer<typeof ValueFormat>;

/** What stands below a column. `count` counts cells that are not empty. */
export const ColumnTotal = z.enum(['sum', 'average', 'count', 'min', 'max']);
export type ColumnTotal = z.infer<typeof ColumnTotal>;

export const Tone = z.enum(['red', 'yellow', 'green', 'blue']);
export type Tone = z.infer<typeof Tone>;

const Bound = z.union([z.number(), z.string().max(200), z.boolean()]);

/** A colour that depends on the value. */
export const ColumnHighlight = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scale').describe('From the least value to the greatest.'),
    colours: z.enum(['red-yellow-green', 'green-yellow-red', 'white-blue', 'white-red', 'white-green']).optional(),
  }),
  z.strictObject({ kind: z.literal('bar'), tone: Tone.optional() }),
  z.strictObject({
    kind: z.literal('rule'),
    op: z.enum(['lt', 'le', 'gt', 'ge', 'eq', 'ne', 'between', 'contains', 'starts', 'empty', 'duplicate']),
    value: Bound.optional().describe('Dates as `2024-01-31`, with a time as `2024-01-31 10:00`.'),
    to: Bound.optional().describe('With `between`: the other end.'),
    tone: Tone.optional(),
  }),
]);
export type ColumnHighlight = z.infer<typeof ColumnHighlight>;

export const ColumnFormat = z.strictObject({
  column: z.string().describe('Its name or its label.'),
  value: ValueFormat.optional(),
  width: z.number().min(1).max(255).optional().describe('In characters; measured by the first rows where absent.'),
  total: ColumnTotal.optional(),
  highlight: ColumnHighlight.optional(),
});
export type ColumnFormat = z.infer<typeof ColumnFormat>;

/** What of a format does not go with a type of column, in a sentence; null where all of it does. */
export function checkColumnFormat(type: ColumnType, { value, total, highlight }: ColumnFormat): string | null {
  const { kind } = COLUMN_TYPES[type];
  if (value !== undefined && (value.kind === 'date' ? kind !== 'moment' : kind !== 'number'))
    return `a ${kind} column cannot be shown as ${value.kind}`;
  if (total !== undefined && total !== 'count') {
    const goes = kind === 'number' || (kind === 'moment' && (total === 'min' || total === 'max'));
    if (!goes) return `a ${kind} column has no total "${total}"`;
  }
  if (highlight === undefined) return null;
  if (highlight.kind !== 'rule')
    return kind === 'number' || kind === 'moment' ? null : `a ${kind} column has no ${highlight.kind} of colours`;
  return checkRule(kind, highlight);
}

function checkRule(
  kind: (typeof COLUMN_TYPES)[ColumnType]['kind'],
  { op, value, to }: Extract<ColumnHighlight, { kind: 'rule' }>,
): string | null {
  const fits = (bound: typeof value): boolean =>
    kind === 'number'
      ? typeof bound === 'number'
      : kind === 'boolean'
        ? typeof bound === 'boolean'
        : typeof bound === 'string' && (kind === 'text' || MOMENT.test(bound));
  if (op === 'empty' || op === 'duplicate') return null;
  if (op === 'contains' || op === 'starts')
    return kind === 'text' && typeof value === 'string' && value !== ''
      ? null
      : `"${op}" needs a text column and a text`;
  if (op === 'between') {
    const ordered = kind === 'number' || kind === 'moment';
    return ordered && fits(value) && fits(to) ? null : '"between" needs numbers or dates, as the column has';
  }
  if ((kind === 'text' || kind === 'boolean') && op !== 'eq' && op !== 'ne') return `a ${kind} column is not ordered`;
  return fits(value) ? null : `"${op}" needs a value that the column could have`;
}

/** A day, a day with a clock, or a clock. */
const MOMENT = /^(?:\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?)?|\d{2}:\d{2}(?::\d{2})?)$/;
