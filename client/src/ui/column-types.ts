/** What the page needs to know of each column type. CONTRIBUTING says what a further type takes. Pure. */
import type { ColumnType } from '@sheetport/contract';
import type { Formats } from './format.ts';

interface TypeFacts {
  /** The kind of input that somebody types a value into. */
  input: 'text' | 'date' | 'datetime-local' | 'time';
  inputMode?: 'numeric' | 'decimal';
  /** False only for a text (trimmed, not blank) that surely is no value of the type. */
  mayBe: (value: string) => boolean;
  /** What values look like as inspection shows them. */
  shown: RegExp | null;
  /** Another type whose values are of this one too. */
  widens?: ColumnType;
  /** Texts that rules compare; others can be read in more than one way. */
  comparable: RegExp | null;
  /** A value as people read it. */
  format: (value: string | number, format: Formats) => string;
}

const WHOLE = /^[+-]?(\d+([.,]0+)?|\d{1,3}([.,'’\s]\d{3})+)$/;
const NUMBER = /^\(?[+-]?\s*\p{Sc}?\s*[+-]?(\d[\d.,'’\s]*|[.,]\d+)(e[+-]?\d+)?\s*(%|\p{Sc})?\)?$/iu;
const YES_NO: ReadonlySet<string> = new Set(
  ['true', 'false', 'yes', 'no', 'y', 'n', '1', '0', 'x', 'có', 'không'].map((word) => word.normalize('NFC')),
);
const DIGITS = /^[+-]?\d{1,15}$/;
const asDecimal = (value: string | number, format: Formats): string => format.decimal(value);

export const TYPE_FACTS: Readonly<Record<ColumnType, TypeFacts>> = {
  text: { input: 'text', mayBe: () => true, shown: null, comparable: /^/, format: String },
  integer: {
    input: 'text',
    inputMode: 'numeric',
    mayBe: (value) => WHOLE.test(value),
    shown: /^-?\d{1,3}(,\d{3})+$|^-?\d{1,18}$/,
    comparable: DIGITS,
    format: asDecimal,
  },
  decimal: {
    input: 'text',
    inputMode: 'decimal',
    mayBe: (value) => NUMBER.test(value),
    shown: /^-?(\d{1,3}(,\d{3})+|\d+)?([.,]\d+)?(e[+-]?\d+)?$/i,
    widens: 'integer',
    comparable: DIGITS,
    format: asDecimal,
  },
  boolean: {
    input: 'text',
    mayBe: (value) => YES_NO.has(value.normalize('NFC').toLowerCase()),
    shown: /^(true|false|yes|no)$/i,
    comparable: null,
    format: String,
  },
  date: {
    input: 'date',
    mayBe: mayBeDate,
    shown: /^\d{4}-\d{2}-\d{2}$/,
    comparable: /^\d{4}-\d{2}-\d{2}$/,
    format: (value, format) => format.date(String(value)),
  },
  datetime: {
    input: 'datetime-local',
    mayBe: mayBeDate,
    shown: /^\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(z|utc|gmt|[+-]\d{2}:?\d{2}))?$/i,
    widens: 'date',
    comparable: /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/,
    format: (value, format) => format.dateTime(String(value)),
  },
  time: {
    input: 'time',
    mayBe: mayBeTime,
    shown: /^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?( ?[ap]m)?$/i,
    comparable: /^\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?$/,
    // Seconds that say nothing are left out.
    format: (value) => String(value).replace(/^(\d\d:\d\d):00$/, '$1'),
  },
};

/** Numbers in the places of a date are checked against the calendar, in any order of day and month. */
function mayBeDate(value: string): boolean {
  const parts = /^(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})(?:[T\s].*)?$/.exec(value);
  // A month's name, or a form that only the service knows.
  if (!parts) return /\d/.test(value) && /[\p{L}\s/.-]/u.test(value) && !/^[+-]?[\d.,\s]+$/.test(value);
  const [a, b, c] = parts.slice(1).map(Number) as [number, number, number];
  const yearFirst = String(parts[1]).length > 2;
  if (yearFirst) return isDay(a, b, c);
  return isDay(c, b, a) || isDay(c, a, b);
}

function isDay(year: number, month: number, day: number): boolean {
  const whole = year < 100 ? 2000 + year : year;
  const at = new Date(Date.UTC(whole, month - 1, day));
  return at.getUTCFullYear() === whole && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}

/** `08:30`, `8.30`, `8:30 PM`, `08:30:15.5`, also in digits of another width. */
function mayBeTime(value: string): boolean {
  const text = value
    .normalize('NFKC')
    .replace(/^(\d{1,2})([.,])(\d{2})(?:\2(?=\d{2}$)|$)/, (_, hours, __, minutes) => `${hours}:${minutes}:`);
  const parts = /^(\d{1,2}):(\d{2})(?::(\d{2})?(?:[.,]\d*)?)?\s*([ap]m)?$/i.exec(text);
  if (!parts) return false;
  const [hours, minutes, seconds] = [parts[1], parts[2], parts[3] ?? 0].map(Number) as [number, number, number];
  if (parts[4] !== undefined && (hours < 1 || hours > 12)) return false;
  return minutes < 60 && seconds < 60 && (hours < 24 || (hours === 24 && minutes + seconds === 0));
}
