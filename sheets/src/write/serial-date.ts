/**
 * Dates in PostgreSQL's ISO style as serial numbers of Excel's 1900 date system (ECMA-376 part 1 §18.17.4.1), in integers.
 * What that system cannot say truly has no serial: dates before 1900-03-01 (Excel believes in a 29 February 1900), after 9999, BC
 * and infinity.
 */
import { writeFour, writeInteger } from './digits.ts';

/** 1900-03-01 and 9999-12-31. */
const FIRST_SERIAL = 61;
const LAST_SERIAL = 2_958_465;
const DAY_MICROS = 86_400_000_000;
/** 1904-01-01, where the 1904 date system begins with 0 (ECMA-376 part 1 §18.17.4.1). */
export const DAYS_TO_1904 = 1_462;
/** Days before each month, in a year of 365. */
const BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/** A date as `readDate` or `readDateTime` found it; used again for every cell. */
export interface Serial {
  day: number;
  /** Microseconds since midnight. */
  micros: number;
}

/** Reads `YYYY-MM-DD` that fills the field from `at` to `end`. False when there is no serial for it. */
export function readDate(bytes: Uint8Array, at: number, end: number, serial: Serial): boolean {
  if (end - at !== 10) return false;
  serial.day = dayOf(bytes, at);
  serial.micros = 0;
  return serial.day >= FIRST_SERIAL;
}

/**
 * Reads `YYYY-MM-DD HH:MM:SS[.ffffff][±HH[:MM[:SS]]]`. With an offset (timestamptz) the serial is in UTC, for a serial knows no zone.
 * False when there is no serial for it.
 */
export function readDateTime(bytes: Uint8Array, at: number, end: number, serial: Serial): boolean {
  if (end - at < 19 || bytes[at + 10] !== 32 || bytes[at + 13] !== 58 || bytes[at + 16] !== 58) return false;
  const day = dayOf(bytes, at);
  if (day < 0) return false;
  const hours = two(bytes, at + 11);
  const minutes = two(bytes, at + 14);
  const seconds = two(bytes, at + 17);
  if (hours < 0 || minutes < 0 || seconds < 0) return false;
  let micros = ((hours * 60 + minutes) * 60 + seconds) * 1_000_000;
  at += 19;
  if (bytes[at] === 46) {
    let unit = 100_000;
    for (at++; at < end && isDigit(bytes[at]!); at++) {
      micros += (bytes[at]! - 48) * unit;
      unit = Math.floor(unit / 10);
    }
  }
  if (at < end) {
    const sign = bytes[at] === 45 ? -1 : bytes[at] === 43 ? 1 : 0;
    if (sign === 0) return false;
    let offset = 0;
    let unit = 3600;
    for (at++; at < end; at += 3) {
      const part = two(bytes, at);
      if (part < 0 || unit < 1 || (at + 2 < end && bytes[at + 2] !== 58)) return false;
      offset += part * unit;
      unit /= 60;
    }
    micros -= sign * offset * 1_000_000;
  }
  const days = Math.floor(micros / DAY_MICROS);
  serial.day = day + days;
  serial.micros = micros - days * DAY_MICROS;
  return serial.day >= FIRST_SERIAL && serial.day <= LAST_SERIAL;
}

/** The day number of `YYYY-MM-DD` at `at`, or -1. */
function dayOf(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== 45 || bytes[at + 7] !== 45) return -1;
  const high = two(bytes, at);
  const low = two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const day = two(bytes, at + 8);
  const year = high * 100 + low;
  if (high < 0 || low < 0 || month < 1 || month > 12 || day < 1 || year < 1900) return -1;
  const past = year - 1900;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  // Leap days in the years before this one; 1900 had none, 2000 had one, 2100 and so on have none but every 400 years.
  const before = year - 1;
  const leaps = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400) - 460;
  return past * 365 + leaps + BEFORE_MONTH[month]! + (leap && month > 2 ? 1 : 0) + day + 1;
}

function two(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57;
}

/**
 * Writes a serial with up to 12 decimals, 13 where milliseconds do not say all: a double near 45,000 tells moments 0.6 microseconds apart. Up to 8 bytes behind it are overwritten.
 * @returns where it ends
 */
export function writeSerial(serial: Serial, bytes: Uint8Array, out: DataView, at: number): number {
  at = writeInteger(serial.day, out, at);
  if (serial.micros === 0) return at;
  bytes[at] = 46;
  const fraction = Math.round(serial.micros / 0.0864);
  const high = Math.floor(fraction / 1e8);
  const rest = fraction - high * 1e8;
  const middle = (rest / 10_000) | 0;
  writeFour(high, out, at + 1);
  writeFour(middle, out, at + 5);
  writeFour(rest - middle * 10_000, out, at + 9);
  let last = at + 12;
  if (serial.micros % 1000 !== 0) {
    // A zero more says that microseconds are meant (`readExactSerial`): no other program writes zeros at the end.
    bytes[last + 1] = 48;
    return last + 2;
  }
  while (bytes[last] === 48) last--;
  return last === at ? at : last + 1;
}
