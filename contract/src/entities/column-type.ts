/** The types of columns, and what the rooms need to know of each. CONTRIBUTING says what a further type takes. */
import { z } from 'zod';

/** The Postgres type whose binary form COPY carries (PostgreSQL docs, "COPY", Binary Format; typsend and typreceive functions). */
export type Wire =
  | 'text'
  | 'int2'
  | 'int4'
  | 'int8'
  | 'numeric'
  | 'float4'
  | 'float8'
  | 'bool'
  | 'date'
  | 'timestamp'
  | 'timestamptz'
  | 'time';

interface TypeFacts {
  /** How values are compared and typed: a `moment` has a day, a time of day (`clock`), or both. */
  kind: 'text' | 'number' | 'boolean' | 'moment';
  day?: true;
  clock?: true;
  /** The wire of a column that Sheetport creates. */
  wire: Wire;
  /** The issue of a value that is not of this type; null where every value is. */
  issue: 'not_integer' | 'not_decimal' | 'not_boolean' | 'not_date' | 'not_datetime' | 'not_time' | null;
  /** The kinds of rule that can judge it. */
  rules: readonly (
    | 'required'
    | 'unique'
    | 'list'
    | 'pattern'
    | 'length'
    | 'range'
    | 'email'
    | 'url'
    | 'uuid'
    | 'reference'
  )[];
  /** Whether a text in a rule is a value of the type. */
  isValue: (text: string) => boolean;
  /** Number format and least width (characters) of its cells in a template. */
  cell: { format: string; width: number };
}

const NUMBER = /^[+-]?\d{1,30}(\.\d{1,30})?$/;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DAY_AND_CLOCK = /^(\d{4}-\d{2}-\d{2})(?:[T ]([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)?$/;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/;

export const ColumnType = z.enum(['text', 'integer', 'decimal', 'boolean', 'date', 'datetime', 'time']);
export type ColumnType = z.infer<typeof ColumnType>;

export const COLUMN_TYPES: Readonly<Record<ColumnType, TypeFacts>> = {
  text: {
    kind: 'text',
    wire: 'text',
    issue: null,
    rules: ['required', 'unique', 'list', 'pattern', 'length', 'email', 'url', 'uuid', 'reference'],
    isValue: () => true,
    cell: { format: '@', width: 18 },
  },
  integer: {
    kind: 'number',
    wire: 'int8',
    issue: 'not_integer',
    rules: ['required', 'unique', 'list', 'range', 'reference'],
    isValue: (text) => NUMBER.test(text) && !text.includes('.'),
    cell: { format: '0', width: 12 },
  },
  decimal: {
    kind: 'number',
    wire: 'numeric',
    issue: 'not_decimal',
    rules: ['required', 'unique', 'list', 'range', 'reference'],
    isValue: (text) => NUMBER.test(text),
    cell: { format: 'General', width: 12 },
  },
  boolean: {
    kind: 'boolean',
    wire: 'bool',
    issue: 'not_boolean',
    rules: ['required', 'unique'],
    isValue: () => true,
    cell: { format: 'General', width: 10 },
  },
  date: {
    kind: 'moment',
    day: true,
    wire: 'date',
    issue: 'not_date',
    rules: ['required', 'unique', 'list', 'range', 'reference'],
    isValue: isDay,
    cell: { format: 'yyyy-mm-dd', width: 12 },
  },
  datetime: {
    kind: 'moment',
    day: true,
    clock: true,
    wire: 'timestamp',
    issue: 'not_datetime',
    rules: ['required', 'unique', 'range', 'reference'],
    isValue: (text) => isDay(DAY_AND_CLOCK.exec(text)?.[1] ?? ''),
    cell: { format: 'yyyy-mm-dd hh:mm:ss', width: 20 },
  },
  time: {
    kind: 'moment',
    clock: true,
    wire: 'time',
    issue: 'not_time',
    rules: ['required', 'unique', 'range', 'reference'],
    isValue: (text) => CLOCK.test(text),
    cell: { format: 'hh:mm:ss', width: 12 },
  },
};

/** Whether values of the type have a day, whose parts somebody may write in several orders. */
export function hasDay(type: ColumnType): boolean {
  return COLUMN_TYPES[type].day === true;
}

export function isNumber(type: ColumnType): boolean {
  return COLUMN_TYPES[type].kind === 'number';
}

/** Whether values of the type are earlier or later than others, rather than less or more. */
export function isMoment(type: ColumnType): boolean {
  return COLUMN_TYPES[type].kind === 'moment';
}

function isDay(text: string): boolean {
  const parts = DAY.exec(text);
  if (!parts) return false;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const date = new Date(Date.UTC(2000, 0, 1));
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
