/** Rows and fields of COPY TEXT (PostgreSQL docs, "COPY", Text Format). Every search ends at the line feed of the last row. */

export const TAB: u32 = 9;
export const LF: u32 = 10;
export const CR: u32 = 13;
export const QUOTE: u32 = 34;
export const APOSTROPHE: u32 = 39;
export const MINUS: u32 = 45;
export const POINT: u32 = 46;
export const BACKSLASH: u32 = 92;

/** Searches and copies take so many bytes at a time: as many behind an end may be read and overwritten. */
export const STEP: usize = 16;

/** The next line feed from `p` on. */
export function findLineFeed(p: usize): usize {
  while (true) {
    const mask = i8x16.bitmask(i8x16.eq(v128.load(p), i8x16.splat(<i8>LF)));
    if (mask !== 0) return p + <usize>ctz(mask);
    p += STEP;
  }
}

/** Whether the field at `p` is null: `\N` and nothing else. A text `\N` is written `\\N`. */
export function isNull(p: usize): bool {
  return load<u16>(p) === 0x4e5c;
}

/** A bit for each of the sixteen bytes from `p` on: whether a field ends there. */
export function fieldEnds(p: usize): i32 {
  // A tab and a line feed are the only bytes from 9 to 10.
  return i8x16.bitmask(i8x16.lt_u(i8x16.sub(v128.load(p), i8x16.splat(<i8>TAB)), i8x16.splat(2)));
}

/** The character that a backslash and `code` stand for. */
export function unescapeCode(code: u32): u32 {
  switch (code) {
    case 98: // b
      return 8;
    case 102: // f
      return 12;
    case 110: // n
      return LF;
    case 114: // r
      return CR;
    case 116: // t
      return TAB;
    case 118: // v
      return 11;
    default:
      return code;
  }
}

/** Whether the character at `p` is `= + - @` or its full-width form. */
export function isSign(p: usize): bool {
  const byte: u32 = load<u8>(p);
  if (byte === 61 || byte === 43 || byte === 45 || byte === 64) return true;
  return byte === 0xef && isWideSign(p);
}

/** U+FF1D, U+FF0B, U+FF0D, U+FF20. In UTF-8 the two bytes behind the first are never ends of a field. */
function isWideSign(p: usize): bool {
  if (load<u8>(p, 1) !== 0xbc) return false;
  const last: u32 = load<u8>(p, 2);
  return last === 0x9d || last === 0x8b || last === 0x8d || last === 0xa0;
}
