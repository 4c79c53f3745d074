import { Kind } from '../row-sink.ts';
import type { Serial } from '../write/serial-date.ts';
import { DAY_MS, mayBeExact, moment, readExact } from './calendar.ts';
import { OK } from './conversion-status.ts';
import { parseClockText } from './date-text.ts';
import { decimal, decimalToDouble, parseDecimal, roundDecimal } from './decimal.ts';
import type { Target } from './target.ts';

/**
 * Reads a time of day into `moment`: a text such as `8:30 PM`, or a serial number from 0 to below 1 whose style shows a date or a time. In a
 * workbook that counts from 1904, day 0 is a day like any other, so a style with a day shows one.
 */
export function readTimeOfDay(kind: Kind, b: Uint8Array, start: number, end: number, date1904: boolean): boolean {
  if (kind === Kind.text) return parseClockText(b, start, end);
  if (kind === Kind.isoDate) return parseClockText(b, b[start] === 0x54 ? start + 1 : start, end);
  const isTime = kind === Kind.time || kind === Kind.duration;
  if (!isTime && (date1904 || (kind !== Kind.date && kind !== Kind.datetime))) return false;
  return readFractionOfDay(b, start, end);
}

/** Reads a serial number from 0 to below 1, rounded to milliseconds unless it says microseconds; none is rounded up to the next day. */
export function readFractionOfDay(b: Uint8Array, start: number, end: number): boolean {
  if (mayBeExact(b, start, end)) {
    const day = readExact(b, start, end);
    if (day >= 0) return day === 0;
  }
  if (!parseDecimal(b, start, end)) return false;
  if (decimal.count > 15) roundDecimal();
  const serial = decimalToDouble();
  if (!(serial >= 0 && serial < 1)) return false;
  moment.ms = Math.min(Math.round(serial * DAY_MS), DAY_MS - 1);
  moment.micros = 0;
  return true;
}

/** Writes `moment`'s time of day as Postgres time: int64 microseconds since midnight (time_recv). */
export function writeTime(target: Target): number {
  const micros = moment.ms * 1000 + moment.micros;
  const high = Math.floor(micros / 4_294_967_296);
  target.view.setInt32(target.at, high);
  target.view.setUint32(target.at + 4, micros - high * 4_294_967_296);
  target.at += 8;
  return OK;
}

/** The other way round: a time in COPY TEXT as a serial number. False for `24:00:00`, which a sheet shows as 00:00:00. */
export function readTime(b: Uint8Array, at: number, end: number, serial: Serial): boolean {
  if (!parseClockText(b, at, end) || moment.ms >= DAY_MS) return false;
  serial.day = 0;
  serial.micros = moment.ms * 1000 + moment.micros;
  return true;
}
