import { OK } from './conversion-status.ts';
import type { Target } from './target.ts';

/** Days from 1970-01-01 to Postgres' epoch 2000-01-01. */
export const POSTGRES_EPOCH_DAYS = 10_957;
export const DAY_MS = 86_400_000;

/** 9999-12-31 in the 1900 system, the last day that Excel knows. */
const LAST_SERIAL = 2_958_465;
/** 1904-01-01 in the 1900 system. */
const SHIFT_1904 = 1462;

/**
 * A day since 1970-01-01, the milliseconds in it, and the microseconds beyond them: what was parsed last. One state for the thread, as in
 * `decimal`.
 */
export const moment = { day: 0, ms: 0, micros: 0, hasTime: false, offsetMinutes: 0, hasOffset: false };

/** What a serial number is. */
export const Serial = { moment: 0, timeOfDay: 1, impossible: 2, outOfRange: 3 } as const;
export type Serial = (typeof Serial)[keyof typeof Serial];

/**
 * Puts a serial number into `moment`, rounded to milliseconds. The 1900 system counts a 29 February 1900 that never was as day 60 (a bug
 * kept from Lotus 1-2-3; ECMA-376 part 1 §18.17.4.1): that day is impossible, and before it days count from 1899-12-31.
 */
export function readSerial(serial: number, date1904: boolean): Serial {
  if (!(serial >= 0)) return Serial.impossible;
  let day = Math.floor(serial);
  let ms = Math.round((serial - day) * DAY_MS);
  if (ms >= DAY_MS) {
    ms = 0;
    day++;
  }
  moment.ms = ms;
  moment.micros = 0;
  moment.hasTime = ms !== 0;
  moment.hasOffset = false;
  if (date1904) {
    day += SHIFT_1904;
  } else if (day === 0) {
    moment.day = 0;
    return Serial.timeOfDay;
  } else if (day < 60) {
    day++;
  } else if (day === 60) {
    return Serial.impossible;
  }
  if (day > LAST_SERIAL) return Serial.outOfRange;
  moment.day = day - 25_569; // 1970-01-01
  return Serial.moment;
}

/** 12 decimals of a day and the zero behind them. */
const EXACT_DECIMALS = 13;
/** Whether bytes may be what `readExactSerial` reads: a look at the last one is enough for nearly all that are not. */
export function mayBeExact(b: Uint8Array, start: number, end: number): boolean {
  return b[end - 1] === 0x30 && end - start >= EXACT_DECIMALS + 2 && b[end - 1 - EXACT_DECIMALS] === 0x2e;
}

/**
 * Puts a serial number of the 1900 system into `moment` whose 13 decimals, the last a zero, say that microseconds are meant: exports write
 * those so (`writeSerial`), and no other program does. False for all else, which is milliseconds.
 */
export function readExactSerial(b: Uint8Array, start: number, end: number): boolean {
  const day = readExact(b, start, end);
  if (day <= 60 || day > LAST_SERIAL) return false;
  moment.day = day - 25_569;
  return true;
}

/** Puts the time of such a serial number into `moment` and returns its whole days; -1 where it is none. */
export function readExact(b: Uint8Array, start: number, end: number): number {
  const point = end - 1 - EXACT_DECIMALS;
  let day = 0;
  let fraction = 0;
  for (let p = start; p < end - 1; p++) {
    const digit = b[p]! - 0x30;
    if (p === point) continue;
    if (digit < 0 || digit > 9 || day > LAST_SERIAL) return -1;
    if (p < point) day = day * 10 + digit;
    else fraction = fraction * 10 + digit;
  }
  // A microsecond has 11.57 units of the last decimal.
  const micros = Math.floor((fraction * 864 + 5000) / 10_000);
  if (Math.abs(fraction * 864 - micros * 10_000) > 432 || micros % 1000 === 0) return -1;
  moment.ms = Math.floor(micros / 1000);
  moment.micros = micros % 1000;
  moment.hasTime = true;
  moment.hasOffset = false;
  return day;
}

/** Days since 1970-01-01 of a date in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
export function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Writes `moment`'s day as Postgres date: int32 days since 2000-01-01. */
export function writeDate(target: Target): number {
  target.view.setInt32(target.at, moment.day - POSTGRES_EPOCH_DAYS);
  target.at += 4;
  return OK;
}

/** Writes `moment` as Postgres timestamp: int64 microseconds since 2000-01-01. One with an offset is written in UTC. */
export function writeTimestamp(target: Target): number {
  let ms = (moment.day - POSTGRES_EPOCH_DAYS) * DAY_MS + moment.ms;
  if (moment.hasOffset) ms -= moment.offsetMinutes * 60_000;
  // Microseconds may pass 2^53, so the product is taken in two halves of 32 bits.
  const high = Math.floor(ms / 4_294_967_296);
  const low = (ms - high * 4_294_967_296) * 1000 + moment.micros;
  const carry = Math.floor(low / 4_294_967_296);
  target.view.setInt32(target.at, high * 1000 + carry);
  target.view.setUint32(target.at + 4, low - carry * 4_294_967_296);
  target.at += 8;
  return OK;
}

/** Writes `moment`'s day as `2018-05-05`. Ten bytes. */
export function writeDayText(target: Target): void {
  // Hinnant's civil_from_days.
  const z = moment.day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  writeTwo(target, Math.floor(year / 100));
  writeTwo(target, year % 100);
  target.bytes[target.at++] = 0x2d;
  writeTwo(target, month);
  target.bytes[target.at++] = 0x2d;
  writeTwo(target, day);
}

/** Writes milliseconds as `13:30:00`, with `.123` where they are not whole seconds; hours may pass 24. */
export function writeTimeText(target: Target, ms: number): void {
  const seconds = Math.floor(ms / 1000);
  const hours = Math.floor(seconds / 3600);
  if (hours < 100) writeTwo(target, hours);
  else for (const digit of String(hours)) target.bytes[target.at++] = digit.charCodeAt(0);
  target.bytes[target.at++] = 0x3a;
  writeTwo(target, Math.floor(seconds / 60) % 60);
  target.bytes[target.at++] = 0x3a;
  writeTwo(target, seconds % 60);
  const rest = ms - seconds * 1000;
  if (rest === 0) return;
  target.bytes[target.at++] = 0x2e;
  target.bytes[target.at++] = 0x30 + Math.floor(rest / 100);
  writeTwo(target, rest % 100);
}

function writeTwo(target: Target, value: number): void {
  target.bytes[target.at++] = 0x30 + Math.floor(value / 10);
  target.bytes[target.at++] = 0x30 + (value % 10);
}
