import { MISFIT, OK, OUT_OF_RANGE } from './conversion-status.ts';
import type { Target } from './target.ts';

/** More digits than this are not a number that anybody typed; Postgres itself would take 131,072. */
const MAX_DIGITS = 1000;

/** Digits that a double surely holds, and all that Excel shows. */
const SIGNIFICANT = 15;

/**
 * The number that was parsed last: 0.d1d2d3… × 10^point with `count` digits and no leading zero. One state for the whole thread: a
 * converter parses, then writes, before the next cell comes. `scale` is how many digits behind the decimal mark are shown.
 */
export const decimal = {
  negative: false,
  count: 0,
  point: 0,
  scale: 0,
  digits: new Uint8Array(MAX_DIGITS + 8),
};

/**
 * Parses an XML number (xsd:double without INF and NaN) such as `-1.5E-3` exactly, in one pass. False where it is none, or has over a
 * thousand digits or an exponent beyond ±1000.
 */
export function parseDecimal(b: Uint8Array, start: number, end: number): boolean {
  const digits = decimal.digits;
  let p = start;
  let negative = false;
  let c = b[p]!;
  if (c === 0x2d || c === 0x2b) {
    negative = c === 0x2d;
    p++;
  }
  let count = 0;
  let point = 0;
  let fraction = 0;
  let any = false;
  for (; p < end; p++) {
    c = b[p]! - 0x30;
    if (c < 0 || c > 9) break;
    any = true;
    if (count > 0 || c > 0) {
      if (count === MAX_DIGITS) return false;
      digits[count++] = c;
      point++;
    }
  }
  if (p < end && b[p] === 0x2e) {
    for (p++; p < end; p++) {
      c = b[p]! - 0x30;
      if (c < 0 || c > 9) break;
      any = true;
      fraction++;
      if (count > 0 || c > 0) {
        if (count === MAX_DIGITS) return false;
        digits[count++] = c;
      } else {
        point--;
      }
    }
  }
  if (!any) return false;
  if (p < end && (b[p] === 0x45 || b[p] === 0x65)) {
    p++;
    const sign = b[p] === 0x2d ? -1 : 1;
    if (b[p] === 0x2d || b[p] === 0x2b) p++;
    if (p === end) return false;
    let exponent = 0;
    for (; p < end; p++) {
      c = b[p]! - 0x30;
      if (c < 0 || c > 9 || exponent > 1000) return false;
      exponent = exponent * 10 + c;
    }
    point += sign * exponent;
    fraction -= sign * exponent;
  }
  if (p !== end || point > MAX_DIGITS || point < -MAX_DIGITS) return false;
  decimal.negative = negative && count > 0;
  decimal.count = count;
  decimal.point = count === 0 ? 0 : point;
  decimal.scale = Math.max(fraction, 0);
  return true;
}

/** Rounds to what Excel shows, 15 significant digits, and drops zeros at the end: 0.30000000000000004 is 0.3. */
export function roundDecimal(): void {
  const digits = decimal.digits;
  let count = decimal.count;
  if (count > SIGNIFICANT) {
    const up = digits[SIGNIFICANT]! >= 5;
    count = SIGNIFICANT;
    if (up) {
      let p = SIGNIFICANT - 1;
      while (p >= 0 && digits[p] === 9) p--;
      if (p < 0) {
        digits[0] = 1;
        count = 1;
        decimal.point++;
      } else {
        digits[p]!++;
        count = p + 1;
      }
    }
  }
  while (count > 0 && digits[count - 1] === 0) count--;
  decimal.count = count;
  decimal.scale = Math.max(0, count - decimal.point);
  if (count === 0) decimal.scale = 0;
}

/**
 * Writes the parsed number as numeric_recv reads it: int16 ndigits, weight, sign, dscale, then base-10000 digits (PostgreSQL
 * src/backend/utils/adt/numeric.c). Takes at most 16 + count bytes.
 */
export function writeNumeric(target: Target): number {
  const { digits, count, point, scale } = decimal;
  const view = target.view;
  const start = target.at;
  if (scale > 16_383) return OUT_OF_RANGE;
  let p = start + 8;
  let weight = 0;
  let groups = 0;
  if (count > 0) {
    // The first group holds what is left of the point modulo four.
    weight = Math.floor((point - 1) / 4);
    let left = point - weight * 4;
    let group = 0;
    for (let i = 0; i < count; i++) {
      group = group * 10 + digits[i]!;
      if (--left === 0) {
        view.setInt16(p, group);
        p += 2;
        group = 0;
        left = 4;
      }
    }
    if (left < 4) {
      for (; left > 0; left--) group *= 10;
      view.setInt16(p, group);
      p += 2;
    }
    // Groups of zeros at the end of a whole number are not kept.
    if (scale === 0) while (view.getInt16(p - 2) === 0) p -= 2;
    groups = (p - start - 8) >> 1;
  }
  view.setInt16(start, groups);
  view.setInt16(start + 2, weight);
  view.setInt16(start + 4, decimal.negative ? 0x4000 : 0);
  view.setInt16(start + 6, scale);
  target.at = p;
  return OK;
}

/** Writes the parsed number as a big-endian integer of `size` 2, 4 or 8 bytes; 5.0 is an integer, 5.5 is not. */
export function writeDecimalInteger(target: Target, size: number): number {
  const { digits, count, point, negative } = decimal;
  for (let i = Math.max(point, 0); i < count; i++) if (digits[i] !== 0) return MISFIT;
  if (point > 19) return OUT_OF_RANGE;
  if (point > SIGNIFICANT) {
    let big = 0n;
    for (let i = 0; i < point; i++) big = big * 10n + BigInt(i < count ? digits[i]! : 0);
    if (negative) big = -big;
    if (size < 8 || BigInt.asIntN(64, big) !== big) return OUT_OF_RANGE;
    target.view.setBigInt64(target.at, big);
    target.at += 8;
    return OK;
  }
  let value = 0;
  for (let i = 0; i < point; i++) value = value * 10 + (i < count ? digits[i]! : 0);
  return writeInteger(target, negative ? -value : value, size);
}

/** Writes a whole number below 2^53 as int2, int4 or int8. */
export function writeInteger(target: Target, value: number, size: number): number {
  const at = target.at;
  const view = target.view;
  if (size === 4) {
    if (value > 2_147_483_647 || value < -2_147_483_648) return OUT_OF_RANGE;
    view.setInt32(at, value);
  } else if (size === 8) {
    const high = Math.floor(value / 4_294_967_296);
    view.setInt32(at, high);
    view.setUint32(at + 4, value - high * 4_294_967_296);
  } else {
    if (value > 32_767 || value < -32_768) return OUT_OF_RANGE;
    view.setInt16(at, value);
  }
  target.at = at + size;
  return OK;
}

const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** The parsed number as a double, correctly rounded. */
export function decimalToDouble(): number {
  const { digits, count, point, negative } = decimal;
  if (count <= SIGNIFICANT) {
    // Up to 15 digits and 10^22 are exact doubles, so one operation rounds correctly (Clinger's fast path).
    let mantissa = 0;
    for (let i = 0; i < count; i++) mantissa = mantissa * 10 + digits[i]!;
    const exponent = point - count;
    if (exponent >= -22 && exponent <= 22) {
      const value = exponent < 0 ? mantissa / POWERS[-exponent]! : mantissa * POWERS[exponent]!;
      return negative ? -value : value;
    }
  }
  let text = negative ? '-0.' : '0.';
  for (let i = 0; i < count; i++) text += digits[i];
  return Number(`${text}e${point}`);
}
