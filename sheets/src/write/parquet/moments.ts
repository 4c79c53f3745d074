/** Days, moments and times in PostgreSQL's ISO style as Parquet counts them: days and microseconds from 1970-01-01 on. */
import { daysFromCivil } from '../../convert/calendar.ts';
import { SheetError } from '../../errors.ts';

const SPACE = 32;
const LETTER_B = 66;

/** What was read last; one state for the thread. */
const instant = { day: 0, micros: 0 };
let next = 0;

/** `2024-01-31`, years of more digits, and `0044-03-15 BC`, in the Gregorian calendar without an end. */
export function readDays(bytes: Uint8Array, from: number, end: number): number {
  const year = readDigits(bytes, from, end);
  const month = readDigits(bytes, next + 1, end);
  const day = readDigits(bytes, next + 1, end);
  const isBefore = bytes[end - 2] === LETTER_B;
  return daysFromCivil(isBefore ? 1 - year : year, month, day);
}

/** `2024-01-31 10:00:00.5`, without a zone. The object is used again by the next call. */
export function readInstant(bytes: Uint8Array, from: number, end: number): Readonly<typeof instant> {
  instant.day = readDays(bytes, from, end);
  if (bytes[next] !== SPACE) throw noMoment();
  instant.micros = readMicros(bytes, next + 1, end);
  return instant;
}

/** `10:00:00.5` as microseconds since midnight. */
export function readMicros(bytes: Uint8Array, from: number, end: number): number {
  const hours = readDigits(bytes, from, end);
  const minutes = readDigits(bytes, next + 1, end);
  const seconds = readDigits(bytes, next + 1, end);
  let micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000;
  if (bytes[next] === 46) {
    let unit = 100_000;
    for (next++; next < end && bytes[next]! >= 48; next++, unit /= 10) micros += (bytes[next]! - 48) * unit;
  }
  return micros;
}

function readDigits(bytes: Uint8Array, from: number, end: number): number {
  let value = 0;
  let at = from;
  for (; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  if (at === from) throw noMoment();
  next = at;
  return value;
}

/** Infinity and `24:00:00` have no place in these columns. */
export const noMoment = (): SheetError => new SheetError('value_does_not_fit', 'A value is no moment of its column.');
