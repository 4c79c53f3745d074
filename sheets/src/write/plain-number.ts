/** Which numbers Excel keeps as they are. It holds IEEE doubles and shows 15 significant digits. */

const SIGNIFICANT_DIGITS = 15;
/** Excel's numbers end at 1E±307; a text longer than this, or with such an exponent, is out of its reach. */
const MAX_LENGTH = 300;
const MAX_EXPONENT = 290;

/**
 * Whether the field is a number of at most 15 significant digits (zeros at the end of a fraction do not count), so that a
 * double gives the same digits back. NaN, infinities and longer numbers are not.
 */
export function isPlainNumber(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at > MAX_LENGTH) return false;
  let digits = 0;
  let zeros = 0;
  let fraction = false;
  let any = false;
  if (bytes[at] === 45) at++;
  for (; at < end; at++) {
    const byte = bytes[at]!;
    if (byte === 48) {
      any = true;
      if (digits > 0) {
        digits++;
        zeros++;
      }
    } else if (byte > 48 && byte <= 57) {
      any = true;
      digits++;
      zeros = 0;
    } else if (byte === 46 && !fraction) {
      fraction = true;
      zeros = 0; // zeros before the point count
    } else break;
  }
  if (!any || digits - (fraction ? zeros : 0) > SIGNIFICANT_DIGITS) return false;
  return at === end || isSmallExponent(bytes, at, end);
}

/** `e±dd` as PostgreSQL writes float8. */
function isSmallExponent(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== 101) return false;
  at++;
  if (bytes[at] === 43 || bytes[at] === 45) at++;
  let exponent = 0;
  for (let from = at; at < end; at++) {
    const digit = bytes[at]! - 48;
    if (digit < 0 || digit > 9 || at - from > 3) return false;
    exponent = exponent * 10 + digit;
  }
  return exponent <= MAX_EXPONENT;
}
