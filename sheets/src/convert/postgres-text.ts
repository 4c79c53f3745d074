/**
 * Values that no cell shows otherwise than Postgres prints them (date_out, timestamp_out, numeric_out, float8out): exports hold them as text,
 * and so they come back. Only texts that nothing else reads come here.
 */
import { DAY_MS, daysFromCivil, daysInMonth, POSTGRES_EPOCH_DAYS } from './calendar.ts';
import type { Target } from './target.ts';

/** `0044-03-15 BC`, `12024-01-31 10:00:00.5`; AD years of four digits are read as any date. */
const MOMENT = /^(\d{4,7})-(\d\d)-(\d\d)(?: (\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))?)?( BC)?$/;
const LONGEST = 40;
/** PostgreSQL docs, "Date/Time Types": dates begin with 4714-11-24 BC. */
const FIRST_DAY = daysFromCivil(-4713, 11, 24) - POSTGRES_EPOCH_DAYS;
/** The last day of a date, 5874897-12-31, and the first behind the last timestamp, 294277-01-01. */
const DATE_END = daysFromCivil(5_874_897, 12, 31) - POSTGRES_EPOCH_DAYS;
const TIMESTAMP_END = daysFromCivil(294_277, 1, 1) - POSTGRES_EPOCH_DAYS;

interface PostgresMoment {
  /** Since 2000-01-01; an infinity for one. */
  day: number;
  micros: number;
}

function readMoment(b: Uint8Array, start: number, end: number): PostgresMoment | null {
  if (end - start > LONGEST) return null;
  const text = Buffer.from(b.buffer, b.byteOffset + start, end - start).toString('latin1');
  if (text === 'infinity') return { day: Number.POSITIVE_INFINITY, micros: 0 };
  if (text === '-infinity') return { day: Number.NEGATIVE_INFINITY, micros: 0 };
  const parts = MOMENT.exec(text);
  if (!parts) return null;
  const [year, month, day, hours = 0, minutes = 0, seconds = 0] = parts
    .slice(1, 7)
    .map((part) => (part === undefined ? undefined : Number(part))) as [
    number,
    number,
    number,
    number?,
    number?,
    number?,
  ];
  // Year 0 is 1 BC.
  const astronomical = parts[8] === undefined ? year : 1 - year;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(astronomical, month)) return null;
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  const micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000 + Number((parts[7] ?? '').padEnd(6, '0'));
  return { day: daysFromCivil(astronomical, month, day) - POSTGRES_EPOCH_DAYS, micros };
}

/** Writes a date that only Postgres prints so: int32 days since 2000-01-01, the ends of int32 for the infinities. False for all else. */
export function writePostgresDate(target: Target, b: Uint8Array, start: number, end: number): boolean {
  const moment = readMoment(b, start, end);
  if (moment === null) return false;
  const { day } = moment;
  if (Number.isFinite(day) && (day < FIRST_DAY || day > DATE_END)) return false;
  target.view.setInt32(target.at, Math.max(-0x80000000, Math.min(day, 0x7fffffff)));
  target.at += 4;
  return true;
}

/** Writes a moment that only Postgres prints so: int64 microseconds since 2000-01-01, its ends for the infinities. False for all else. */
export function writePostgresTimestamp(target: Target, b: Uint8Array, start: number, end: number): boolean {
  const moment = readMoment(b, start, end);
  if (moment === null) return false;
  const { day, micros } = moment;
  if (Number.isFinite(day) && (day < FIRST_DAY || day >= TIMESTAMP_END)) return false;
  const value = Number.isFinite(day)
    ? BigInt(day) * BigInt(DAY_MS) * 1000n + BigInt(micros)
    : day > 0
      ? 2n ** 63n - 1n
      : -(2n ** 63n);
  target.view.setBigInt64(target.at, value);
  target.at += 8;
  return true;
}

function specialNumber(b: Uint8Array, start: number, end: number): number | null {
  if (end - start > 9) return null;
  const text = Buffer.from(b.buffer, b.byteOffset + start, end - start).toString('latin1');
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity') return Number.POSITIVE_INFINITY;
  return text === '-Infinity' ? Number.NEGATIVE_INFINITY : null;
}

/** Signs of numerics without digits (numeric.c: NUMERIC_NAN, NUMERIC_PINF, NUMERIC_NINF). */
const NAN_SIGN = 0xc000;
const POSITIVE_INFINITY_SIGN = 0xd000;
const NEGATIVE_INFINITY_SIGN = 0xf000;

/** Writes `NaN`, `Infinity` or `-Infinity` as numeric; false for all else. */
export function writeSpecialNumeric(target: Target, b: Uint8Array, start: number, end: number): boolean {
  const value = specialNumber(b, start, end);
  if (value === null) return false;
  const sign = Number.isNaN(value) ? NAN_SIGN : value > 0 ? POSITIVE_INFINITY_SIGN : NEGATIVE_INFINITY_SIGN;
  target.view.setUint32(target.at, 0);
  target.view.setUint16(target.at + 4, sign);
  target.view.setUint16(target.at + 6, 0);
  target.at += 8;
  return true;
}

/** Writes one of them as a float; false for all else. */
export function writeSpecialFloat(
  target: Target,
  b: Uint8Array,
  start: number,
  end: number,
  isDouble: boolean,
): boolean {
  const value = specialNumber(b, start, end);
  if (value === null) return false;
  if (isDouble) target.view.setFloat64(target.at, value);
  else target.view.setFloat32(target.at, value);
  target.at += isDouble ? 8 : 4;
  return true;
}
