/** Text into a field, as src/convert/text.ts has it. */

/** What `trim` left. */
export let trimmedStart: usize = 0;
export let trimmedEnd: usize = 0;

/** Takes blanks, line ends and no-break blanks off both ends. */
export function trim(start: usize, end: usize): void {
  const first: u32 = load<u8>(start);
  const last: u32 = load<u8>(end - 1);
  trimmedStart = start;
  trimmedEnd = end;
  if (first <= 0x20 || first > 0x7f || last <= 0x20 || last > 0x7f) trimEnds(start, end);
}

function trimEnds(start: usize, end: usize): void {
  while (start < end) {
    const c: u32 = load<u8>(start);
    if (isBlank(c)) start++;
    else {
      const length: usize = c < 0x80 ? <usize>0 : blankLength(start, end);
      if (length === 0) break;
      start += length;
    }
  }
  while (end > start) {
    const c: u32 = load<u8>(end - 1);
    if (isBlank(c)) end--;
    else if (c < 0x80) break;
    else if (end - start >= 2 && blankLength(end - 2, end) === 2) end -= 2;
    else if (end - start >= 3 && blankLength(end - 3, end) === 3) end -= 3;
    else break;
  }
  trimmedStart = start;
  trimmedEnd = end;
}

function isBlank(c: u32): bool {
  return c === 0x20 || (c >= 0x09 && c <= 0x0d);
}

/** The bytes of a no-break, narrow no-break, thin or figure space at `p`, else 0. */
function blankLength(p: usize, end: usize): usize {
  const c: u32 = load<u8>(p);
  if (c === 0xc2) return p + 1 < end && load<u8>(p, 1) === 0xa0 ? 2 : 0;
  if (c !== 0xe2 || p + 2 >= end || load<u8>(p, 1) !== 0x80) return 0;
  const last: u32 = load<u8>(p, 2);
  return last === 0xaf || last === 0x89 || last === 0x87 ? 3 : 0;
}

/**
 * Copies text to `at`, sixteen bytes at a time: up to 15 bytes behind it are overwritten. False where Postgres would not take it (NUL,
 * or bytes that are not UTF-8).
 */
export function copyText(at: usize, start: usize, end: usize): bool {
  let high: i32 = 0;
  let p = start;
  for (; p + 16 <= end; p += 16, at += 16) {
    const v = v128.load(p);
    v128.store(at, v);
    high |= i8x16.bitmask(v);
    if (i8x16.bitmask(i8x16.eq(v, i8x16.splat(0))) !== 0) return false;
  }
  if (p < end) {
    const v = v128.load(p);
    v128.store(at, v);
    const mask = (1 << (<i32>(end - p))) - 1;
    high |= i8x16.bitmask(v) & mask;
    if ((i8x16.bitmask(i8x16.eq(v, i8x16.splat(0))) & mask) !== 0) return false;
  }
  return high === 0 || isUtf8(start, end);
}

/** RFC 3629 §4: no overlong forms, no surrogates, nothing above U+10FFFF. */
function isUtf8(p: usize, end: usize): bool {
  while (p < end) {
    const c: u32 = load<u8>(p);
    if (c < 0x80) {
      p++;
    } else if (c < 0xe0) {
      if (c < 0xc2 || p + 1 >= end || !isTail(p + 1)) return false;
      p += 2;
    } else if (c < 0xf0) {
      if (p + 2 >= end || !isTail(p + 1) || !isTail(p + 2)) return false;
      const second: u32 = load<u8>(p, 1);
      if ((c === 0xe0 && second < 0xa0) || (c === 0xed && second > 0x9f)) return false;
      p += 3;
    } else {
      if (c > 0xf4 || p + 3 >= end || !isTail(p + 1) || !isTail(p + 2) || !isTail(p + 3)) return false;
      const second: u32 = load<u8>(p, 1);
      if ((c === 0xf0 && second < 0x90) || (c === 0xf4 && second > 0x8f)) return false;
      p += 4;
    }
  }
  return true;
}

function isTail(p: usize): bool {
  return (load<u8>(p) & 0xc0) === 0x80;
}
