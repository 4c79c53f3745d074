import { damagedXml } from './elements.ts';

/** Bytes that plain text may not pass by: 1 `<`, 2 `&`, 3 carriage return, 4 `_` (perhaps an _xHHHH_ escape). */
export const TEXT_SPECIAL: Uint8Array = (() => {
  const table = new Uint8Array(256);
  table[0x3c] = 1;
  table[0x26] = 2;
  table[0x0d] = 3;
  table[0x5f] = 4;
  return table;
})();

/**
 * Copies character data from `source` to `target` at `at`, resolving entities (XML 1.0 §4.6), line ends (§2.11) and Excel's `_xHHHH_`
 * escapes (ECMA-376 part 1 §22.9.2.19 ST_Xstring). In a CDATA section an ampersand is one. Never writes more bytes than it reads. Returns the end in `target`.
 * Throws SheetError damaged_xml for entities that XML does not define.
 */
export function unescapeText(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  at: number,
  cdata = false,
): number {
  let p = start;
  while (p < end) {
    const byte = source[p]!;
    const special = TEXT_SPECIAL[byte]!;
    if (special === 2 && !cdata) {
      // The longest entity we know, `&#x0010FFFF;` with generous zeros, has 16 bytes: never look further.
      const limit = Math.min(end, p + 17);
      let semicolon = p + 1;
      while (semicolon < limit && source[semicolon] !== 0x3b) semicolon++;
      if (semicolon >= limit) throw damagedXml();
      at = writeCodePoint(target, at, entityCode(source, p + 1, semicolon));
      p = semicolon + 1;
    } else if (special === 3) {
      target[at++] = 0x0a;
      p += p + 1 < end && source[p + 1] === 0x0a ? 2 : 1;
    } else if (special === 4 && isEscape(source, p, end)) {
      let code = hex4(source, p + 2);
      p += 7;
      if (code >= 0xd800 && code <= 0xdbff && p + 7 <= end && source[p] === 0x5f && isEscape(source, p, end)) {
        const low = hex4(source, p + 2);
        if (low >= 0xdc00 && low <= 0xdfff) {
          code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
          p += 7;
        }
      }
      at = writeCodePoint(target, at, code);
    } else {
      target[at++] = byte;
      p++;
    }
  }
  return at;
}

/** Whether `_xHHHH_` stands at `p`. */
export function isEscape(source: Uint8Array, p: number, end: number): boolean {
  return p + 7 <= end && source[p + 1] === 0x78 && source[p + 6] === 0x5f && hex4(source, p + 2) >= 0;
}

function hex4(source: Uint8Array, p: number): number {
  let value = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexDigit(source[p + i]!);
    if (digit < 0) return -1;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  if (byte >= 0x41 && byte <= 0x46) return byte - 0x37;
  if (byte >= 0x61 && byte <= 0x66) return byte - 0x57;
  return -1;
}

function entityCode(source: Uint8Array, start: number, end: number): number {
  if (source[start] === 0x23) {
    const hex = source[start + 1] === 0x78 || source[start + 1] === 0x58;
    const first = start + (hex ? 2 : 1);
    if (first >= end) throw damagedXml();
    let code = 0;
    for (let p = first; p < end; p++) {
      const digit = hexDigit(source[p]!);
      if (digit < 0 || (!hex && digit > 9)) throw damagedXml();
      code = code * (hex ? 16 : 10) + digit;
    }
    if (code > 0x10ffff) throw damagedXml();
    return code;
  }
  const length = end - start;
  const a = source[start];
  const b = source[start + 1];
  if (length === 2 && b === 0x74 && a === 0x6c) return 0x3c; // lt
  if (length === 2 && b === 0x74 && a === 0x67) return 0x3e; // gt
  if (length === 3 && a === 0x61 && b === 0x6d && source[start + 2] === 0x70) return 0x26; // amp
  if (length === 4 && a === 0x71 && b === 0x75 && source[start + 2] === 0x6f && source[start + 3] === 0x74) return 0x22; // quot
  if (length === 4 && a === 0x61 && b === 0x70 && source[start + 2] === 0x6f && source[start + 3] === 0x73) return 0x27; // apos
  throw damagedXml();
}

/** Writes a code point as UTF-8; half a surrogate pair becomes U+FFFD. */
function writeCodePoint(target: Uint8Array, at: number, code: number): number {
  if (code < 0x80) {
    target[at] = code;
    return at + 1;
  }
  if (code < 0x800) {
    target[at] = 0xc0 | (code >> 6);
    target[at + 1] = 0x80 | (code & 0x3f);
    return at + 2;
  }
  if (code < 0x10000) {
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    target[at] = 0xe0 | (code >> 12);
    target[at + 1] = 0x80 | ((code >> 6) & 0x3f);
    target[at + 2] = 0x80 | (code & 0x3f);
    return at + 3;
  }
  target[at] = 0xf0 | (code >> 18);
  target[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  target[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  target[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
}
