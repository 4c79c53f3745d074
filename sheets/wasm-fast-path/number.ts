/** Numbers of cells: the digits as Excel shows them, and the Postgres forms of them. As src/convert/decimal.ts has it. */

/** What `readNumber` read: (-1)^negative × mantissa × 10^exponent, of 15 digits at most, typed ones of 18. */
export let mantissa: u64 = 0;
export let exponent: i32 = 0;
export let negative: bool = false;

const POWERS: usize = memory.data<u64>([
  1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000, 10000000000, 100000000000, 1000000000000,
  10000000000000, 100000000000000, 1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
]);
const DOUBLES: usize = memory.data<f64>([
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
]);
const POWER_15: u64 = 1000000000000000;
/** Digits that a double surely holds, and all that Excel shows. */
const SIGNIFICANT: i32 = 15;
/** Beyond this the JavaScript path reads the number; it has no such bound. */
const MAX_EXPONENT: i32 = 60;

function power(n: i32): u64 {
  return load<u64>(POWERS + ((<usize>n) << 3));
}

/**
 * Reads an XML number (xsd:double without INF and NaN) exactly and rounds it to what Excel shows; `typed` as text it keeps every digit,
 * and has no exponent. False where it is none, or one that is too long to be quick with.
 */
export function readNumber(p: usize, end: usize, typed: bool): bool {
  let c: u32 = load<u8>(p);
  const minus = c === 0x2d;
  if (minus) p++;
  const first = p;
  let value: u64 = 0;
  let count: i32 = 0;
  let power10: i32 = 0;
  for (; p < end; p++) {
    c = <u32>load<u8>(p) - 0x30;
    if (c > 9) break;
    value = value * 10 + c;
    if (value !== 0) count++;
  }
  let any = p > first;
  if (p < end && load<u8>(p) === 0x2e) {
    const point = ++p;
    for (; p < end; p++) {
      c = <u32>load<u8>(p) - 0x30;
      if (c > 9) break;
      value = value * 10 + c;
      if (value !== 0) count++;
    }
    power10 = -(<i32>(p - point));
    any = any || p > point;
  }
  if (!any || count > 18) return false;
  if (p < end) {
    if (typed || (load<u8>(p) | 0x20) !== 0x65) return false;
    p++;
    const sign: u32 = load<u8>(p);
    if (sign === 0x2d || sign === 0x2b) p++;
    const digits = p;
    let shift: i32 = 0;
    for (; p < end; p++) {
      c = <u32>load<u8>(p) - 0x30;
      if (c > 9) return false;
      shift = shift * 10 + <i32>c;
      if (shift > 999) return false;
    }
    if (p === digits) return false;
    power10 += sign === 0x2d ? -shift : shift;
  }
  if (typed) {
    // Nothing is rounded, and `12.50` stays what it is.
    mantissa = value;
    exponent = power10;
    negative = minus && value !== 0;
    return power10 >= -MAX_EXPONENT;
  }
  if (count > SIGNIFICANT) {
    const cut = count - SIGNIFICANT;
    const unit = power(cut);
    const rest = value % unit;
    value /= unit;
    if (rest >= (unit / 10) * 5) value++;
    power10 += cut;
  }
  if (value === 0) {
    power10 = 0;
  } else if (power10 < 0 || count > SIGNIFICANT) {
    while (value % 10 === 0) {
      value /= 10;
      power10++;
    }
  }
  if (power10 > MAX_EXPONENT || power10 < -MAX_EXPONENT) return false;
  mantissa = value;
  exponent = power10;
  negative = minus && value !== 0;
  return true;
}

/** The number as numeric_recv reads it (PostgreSQL src/backend/utils/adt/numeric.c). Returns the end. */
export function writeNumeric(at: usize): usize {
  let value = mantissa;
  if (value === 0) return finishNumeric(at, 0, 0, -exponent);
  // Groups of four digits meet at the decimal point.
  if (exponent < 0) {
    const pad = (4 - (-exponent & 3)) & 3;
    const groups = value < POWER_15 ? writeGroups(at + 8, value * power(pad)) : writePadded(at + 8, value, pad);
    return finishNumeric(at, groups, groups - 1 - ((pad - exponent) >> 2), -exponent);
  }
  let behind = exponent >> 2;
  value *= power(exponent & 3);
  // Groups of zeros at the end of a whole number are not kept.
  while (value % 10000 === 0) {
    value /= 10000;
    behind++;
  }
  const groups = writeGroups(at + 8, value);
  return finishNumeric(at, groups, groups - 1 + behind, 0);
}

function finishNumeric(at: usize, groups: i32, weight: i32, scale: i32): usize {
  store<u16>(at, bswap<u16>(<u16>groups));
  store<u16>(at, bswap<u16>(<u16>weight), 2);
  store<u16>(at, negative ? 0x40 : 0, 4);
  store<u16>(at, bswap<u16>(<u16>scale), 6);
  return at + 8 + ((<usize>groups) << 1);
}

/** Writes `value` × 10^pad in groups, where 64 bits may not hold the product: of up to 18 digits come 21. */
function writePadded(at: usize, value: u64, pad: i32): i32 {
  const unit = power(4 - pad);
  const groups = writeGroups(at, value / unit);
  store<u16>(at + ((<usize>groups) << 1), bswap<u16>(<u16>((value % unit) * power(pad))));
  return groups + 1;
}

/** Writes base-10000 digits, the highest first, and says how many. */
function writeGroups(at: usize, value: u64): i32 {
  if (value < 10000) {
    store<u16>(at, bswap<u16>(<u16>value));
    return 1;
  }
  if (value < 100000000) {
    const low = <u32>value;
    store<u16>(at, bswap<u16>(<u16>(low / 10000)));
    store<u16>(at, bswap<u16>(<u16>(low % 10000)), 2);
    return 2;
  }
  let count: i32 = 0;
  for (let rest = value; rest !== 0; rest /= 10000) count++;
  for (let p = at + ((<usize>count) << 1); p > at; ) {
    p -= 2;
    store<u16>(p, bswap<u16>(<u16>(value % 10000)));
    value /= 10000;
  }
  return count;
}

/** Whether the number is whole and has 15 digits at most; then `whole` has it. */
export function isWhole(): bool {
  return exponent === 0
    ? mantissa < POWER_15
    : exponent > 0 && exponent < SIGNIFICANT && mantissa < power(SIGNIFICANT - exponent);
}

export function whole(): i64 {
  const value = <i64>(exponent > 0 ? mantissa * power(exponent) : mantissa);
  return negative ? -value : value;
}

/** Whether one operation gives the number as a double, correctly rounded (Clinger's fast path); then `double` has it. */
export function isDouble(): bool {
  return mantissa < POWER_15 && exponent >= -22 && exponent <= 22;
}

export function double(): f64 {
  const digits = <f64>mantissa;
  const value =
    exponent < 0
      ? digits / load<f64>(DOUBLES + ((<usize>-exponent) << 3))
      : digits * load<f64>(DOUBLES + ((<usize>exponent) << 3));
  return negative ? -value : value;
}

/** Whether the bytes are a number written as it is shown: no needless zeros, no exponent, 15 digits at most. */
export function isShown(p: usize, end: usize): bool {
  if (end - p > 17) return false;
  if (load<u8>(p) === 0x2d) p++;
  const first = p;
  let digits: i32 = 0;
  let c: u32 = 0;
  for (; p < end; p++) {
    c = <u32>load<u8>(p) - 0x30;
    if (c > 9) break;
    digits++;
  }
  if (digits === 0 || (load<u8>(first) === 0x30 && digits > 1)) return false;
  if (p === end) return digits <= SIGNIFICANT && (load<u8>(first) !== 0x30 || load<u8>(first - 1) !== 0x2d);
  if (load<u8>(p) !== 0x2e) return false;
  const point = ++p;
  for (; p < end; p++) {
    c = <u32>load<u8>(p) - 0x30;
    if (c > 9) return false;
    digits++;
  }
  return p > point && digits <= SIGNIFICANT && load<u8>(end - 1) !== 0x30;
}
