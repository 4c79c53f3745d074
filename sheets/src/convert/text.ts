import { MAX_CELL_BYTES } from '../limits.ts';
import { Kind } from '../row-sink.ts';
import { moment, readSerial, Serial, writeDayText, writeTimeText } from './calendar.ts';
import { INVALID_CHARACTER, OK } from './conversion-status.ts';
import { decimal, decimalToDouble, parseDecimal, roundDecimal } from './decimal.ts';
import type { Target } from './target.ts';
import { blankLength } from './typed-number.ts';

/** What `trimText` found. */
export const trimmed = { start: 0, end: 0 };

/** Takes blanks, line ends and no-break blanks off both ends; the result is in `trimmed`. */
export function trimText(b: Uint8Array, start: number, end: number): void {
  while (start < end) {
    if (isBlank(b[start]!)) start++;
    else {
      const length = b[start]! < 0x80 ? 0 : blankLength(b, start, end);
      if (length === 0) break;
      start += length;
    }
  }
  while (end > start) {
    const last = b[end - 1]!;
    if (isBlank(last)) end--;
    else if (last < 0x80) break;
    else if (end - start >= 2 && blankLength(b, end - 2, end) === 2) end -= 2;
    else if (end - start >= 3 && blankLength(b, end - 3, end) === 3) end -= 3;
    else break;
  }
  trimmed.start = start;
  trimmed.end = end;
}

/** Blanks, tabs and line ends; other control characters stay, so that they are noticed. */
function isBlank(c: number): boolean {
  return c === 0x20 || (c >= 0x09 && c <= 0x0d);
}

/** Below this a loop beats the call and the view that `set` needs. */
const LOOP_BYTES = 160;

/**
 * Appends UTF-8 text. Postgres takes neither NUL nor invalid UTF-8 in text, and one such byte would fail the whole COPY: both are
 * found here. The caller has made room.
 */
export function copyText(target: Target, b: Uint8Array, start: number, end: number): number {
  const out = target.bytes;
  let at = target.at;
  if (end - start > LOOP_BYTES) {
    if (!isCleanText(b, start, end)) return INVALID_CHARACTER;
    out.set(b.subarray(start, end), at);
    target.at = at + end - start;
    return OK;
  }
  let all = 0;
  for (let p = start; p < end; p++) {
    const c = b[p]!;
    if (c === 0) return INVALID_CHARACTER;
    all |= c;
    out[at++] = c;
  }
  if (all > 0x7f && !isCleanText(b, start, end)) return INVALID_CHARACTER;
  target.at = at;
  return OK;
}

/** Appends text that is known to be clean. */
export function copyCleanText(target: Target, b: Uint8Array, start: number, end: number): void {
  const out = target.bytes;
  let at = target.at;
  if (end - start > LOOP_BYTES) {
    out.set(b.subarray(start, end), at);
    at += end - start;
  } else {
    for (let p = start; p < end; p++) out[at++] = b[p]!;
  }
  target.at = at;
}

/** Whether bytes are UTF-8 (RFC 3629 §4: no overlong forms, no surrogates, nothing above U+10FFFF) without NUL. */
export function isCleanText(b: Uint8Array, start: number, end: number): boolean {
  let p = start;
  while (p < end) {
    const c = b[p]!;
    if (c < 0x80) {
      if (c === 0) return false;
      p++;
    } else if (c < 0xe0) {
      if (c < 0xc2 || p + 1 >= end || !isTail(b[p + 1]!)) return false;
      p += 2;
    } else if (c < 0xf0) {
      if (p + 2 >= end || !isTail(b[p + 1]!) || !isTail(b[p + 2]!)) return false;
      if ((c === 0xe0 && b[p + 1]! < 0xa0) || (c === 0xed && b[p + 1]! > 0x9f)) return false;
      p += 3;
    } else {
      if (c > 0xf4 || p + 3 >= end || !isTail(b[p + 1]!) || !isTail(b[p + 2]!) || !isTail(b[p + 3]!)) return false;
      if ((c === 0xf0 && b[p + 1]! < 0x90) || (c === 0xf4 && b[p + 1]! > 0x8f)) return false;
      p += 4;
    }
  }
  return true;
}

function isTail(c: number): boolean {
  return (c & 0xc0) === 0x80;
}

/** Characters (code points) of UTF-8 text, as Postgres counts varchar(n). */
export function countCharacters(b: Uint8Array, start: number, end: number): number {
  let count = 0;
  for (let p = start; p < end; p++) if ((b[p]! & 0xc0) !== 0x80) count++;
  return count;
}

const TRUE = Buffer.from('TRUE');
const FALSE = Buffer.from('FALSE');

/** The longest that `writeShown` writes for anything but text: a number of 20 digits, a point, zeros and an exponent. */
export const SHOWN_BYTES = 64;

/**
 * Appends what a person sees of a cell: text as it is, numbers as Excel's General format shows them in a wide column (15 digits), dates
 * as `2018-05-05`, with a time as `2018-05-05 13:30:00`, times as `13:30:00`, booleans as `TRUE`. The caller has made room for the
 * text and SHOWN_BYTES. INVALID_CHARACTER is all that can go wrong.
 */
export function writeShown(
  target: Target,
  kind: Kind,
  b: Uint8Array,
  start: number,
  end: number,
  date1904: boolean,
): number {
  if (kind === Kind.text || kind === Kind.error) return copyText(target, b, start, end);
  if (kind === Kind.boolean) return copyText(target, b[start] === 0x31 ? TRUE : FALSE, 0, b[start] === 0x31 ? 4 : 5);
  if (kind === Kind.isoDate) return writeIso(target, b, start, end);
  if (!parseDecimal(b, start, end)) return copyText(target, b, start, Math.min(end, start + MAX_CELL_BYTES));
  if (kind !== Kind.number && writeSerial(target, kind, date1904)) return OK;
  roundDecimal();
  writeGeneral(target);
  return OK;
}

/** Appends the serial in `decimal` as date or time; false where it is none, e.g. negative. */
function writeSerial(target: Target, kind: Kind, date1904: boolean): boolean {
  if (decimal.count > 15) roundDecimal();
  const serial = decimalToDouble();
  if (kind === Kind.duration) {
    if (serial < 0 || serial > 1e8) return false;
    writeTimeText(target, Math.round(serial * 86_400_000));
    return true;
  }
  const what = readSerial(serial, date1904);
  if (what === Serial.timeOfDay || (kind === Kind.time && serial < 1 && what === Serial.moment)) {
    writeTimeText(target, moment.ms);
    return true;
  }
  if (what !== Serial.moment) return false;
  writeDayText(target);
  if (moment.hasTime || kind === Kind.datetime) {
    target.bytes[target.at++] = 0x20;
    writeTimeText(target, moment.ms);
  }
  return true;
}

/** ISO text with a blank for its `T`. */
function writeIso(target: Target, b: Uint8Array, start: number, end: number): number {
  const at = target.at;
  const status = copyText(target, b, start, end);
  if (status === OK && end - start > 10 && target.bytes[at + 10] === 0x54) target.bytes[at + 10] = 0x20;
  return status;
}

/** Appends the number in `decimal` like General: plain up to 20 digits in front or behind, else `1E+20`. */
function writeGeneral(target: Target): void {
  const { digits, count, point, negative } = decimal;
  const out = target.bytes;
  let at = target.at;
  if (negative) out[at++] = 0x2d;
  if (count === 0) {
    out[at++] = 0x30;
  } else if (point > 20 || count - point > 20) {
    out[at++] = 0x30 + digits[0]!;
    if (count > 1) {
      out[at++] = 0x2e;
      for (let i = 1; i < count; i++) out[at++] = 0x30 + digits[i]!;
    }
    const exponent = point - 1;
    out[at++] = 0x45;
    out[at++] = exponent < 0 ? 0x2d : 0x2b;
    const text = String(Math.abs(exponent)).padStart(2, '0');
    for (let i = 0; i < text.length; i++) out[at++] = text.charCodeAt(i);
  } else {
    if (point <= 0) out[at++] = 0x30;
    for (let i = 0; i < point; i++) out[at++] = 0x30 + (i < count ? digits[i]! : 0);
    if (count > point) {
      out[at++] = 0x2e;
      for (let i = point; i < 0; i++) out[at++] = 0x30;
      for (let i = Math.max(point, 0); i < count; i++) out[at++] = 0x30 + digits[i]!;
    }
  }
  target.at = at;
}
