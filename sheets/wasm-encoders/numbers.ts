/** Numbers of COPY TEXT that Excel keeps as they are, as src/write/plain-number.ts has it. */
import { LF, MINUS, POINT, TAB } from './fields';

/** Where the number that was written last ends in the row. */
export let numberEnd: usize = 0;

/** Copies the digits of a number that Excel keeps as it is. Returns where they end, or 0 for all others. */
export function writeDigits(p: usize, at: usize): usize {
  const from = p;
  if (load<u8>(p) === MINUS) {
    store<u8>(at++, MINUS);
    p++;
  }
  const first = p;
  let points: usize = 0;
  let others: bool = false;
  let byte: u32 = load<u8>(p);
  while (byte !== TAB && byte !== LF) {
    if (byte === POINT) points++;
    else if (byte - 48 > 9) others = true;
    store<u8>(at++, byte);
    byte = load<u8>(++p);
  }
  const length = p - first;
  numberEnd = p;
  const isSimple = !others && points < 2 && length > points && length < 16;
  return isSimple || isPlainNumber(from, p) ? at : 0;
}

function isPlainNumber(p: usize, end: usize): bool {
  if (end - p > 300) return false;
  let digits: i32 = 0;
  let zeros: i32 = 0;
  let fraction: bool = false;
  let any: bool = false;
  if (load<u8>(p) === MINUS) p++;
  for (; p < end; p++) {
    const byte: u32 = load<u8>(p);
    if (byte === 48) {
      any = true;
      if (digits > 0) {
        digits++;
        zeros++;
      }
    } else if (byte - 49 <= 8) {
      any = true;
      digits++;
      zeros = 0;
    } else if (byte === POINT && !fraction) {
      fraction = true;
      zeros = 0;
    } else break;
  }
  if (!any || digits - (fraction ? zeros : 0) > 15) return false;
  return p === end || isSmallExponent(p, end);
}

/** `e±dd` as PostgreSQL writes float8. */
function isSmallExponent(p: usize, end: usize): bool {
  if (load<u8>(p) !== 101) return false;
  p++;
  if (load<u8>(p) === 43 || load<u8>(p) === MINUS) p++;
  let exponent: u32 = 0;
  for (const from = p; p < end; p++) {
    const digit = <u32>load<u8>(p) - 48;
    if (digit > 9 || p - from > 3) return false;
    exponent = exponent * 10 + digit;
  }
  return exponent <= 290;
}
