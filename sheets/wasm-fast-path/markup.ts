/** Finding and copying bytes of XML, sixteen at a time. Behind the data there are always zeros, at which every search ends. */
import { scratch, scratchEnd } from './memory-layout';

export const LT: u32 = 0x3c;
export const GT: u32 = 0x3e;
export const SLASH: u32 = 0x2f;
export const QUOTE: u32 = 0x22;
export const EQUALS: u32 = 0x3d;
export const AMPERSAND: u32 = 0x26;

/** Four bytes of ASCII as they lie in memory. */
export function word(a: u32, b: u32, c: u32, d: u32): u32 {
  return a | (b << 8) | (c << 16) | (d << 24);
}

/** The first byte from `p` on that plain text may not pass by: `<`, `&`, carriage return, NUL, or the `_` of what may be an escape. */
export function endOfPlain(p: usize): usize {
  while (true) {
    const v = v128.load(p);
    const special = v128.or(
      v128.or(i8x16.eq(v, i8x16.splat(0x3c)), i8x16.eq(v, i8x16.splat(0x26))),
      v128.or(v128.or(i8x16.eq(v, i8x16.splat(0x0d)), i8x16.eq(v, i8x16.splat(0))), i8x16.eq(v, i8x16.splat(0x5f))),
    );
    const mask = i8x16.bitmask(special);
    if (mask === 0) {
      p += 16;
      continue;
    }
    p += <usize>ctz(mask);
    // `_` begins an escape (`_x000D_`) only where an x follows.
    if (load<u8>(p) === 0x5f && load<u8>(p, 1) !== 0x78) {
      p++;
      continue;
    }
    return p;
  }
}

/** The next byte `wanted` from `p` on, or the zeros behind the data. */
export function find(p: usize, wanted: i8): usize {
  while (true) {
    const v = v128.load(p);
    const mask = i8x16.bitmask(v128.or(i8x16.eq(v, i8x16.splat(wanted)), i8x16.eq(v, i8x16.splat(0))));
    if (mask !== 0) return p + <usize>ctz(mask);
    p += 16;
  }
}

/** Where `resolve` stopped in the XML. */
export let resolvedTo: usize = 0;

/**
 * Copies text to the scratch place with the five entities of XML (§4.6) resolved, up to the next `<`. Returns the copy's end, or 0 where
 * there is anything else in the text.
 */
export function resolve(p: usize): usize {
  let at = scratch;
  while (true) {
    const end = endOfPlain(p);
    if (at + (end - p) + 16 > scratchEnd) return 0;
    memory.copy(at, p, end - p);
    at += end - p;
    p = end;
    const c: u32 = load<u8>(p);
    if (c === LT) {
      resolvedTo = p;
      return at;
    }
    if (c !== AMPERSAND) return 0;
    const name = load<u32>(p, 1);
    if (name === word(0x61, 0x6d, 0x70, 0x3b)) {
      store<u8>(at++, 0x26);
      p += 5;
    } else if ((name & 0xffffff) === word(0x6c, 0x74, 0x3b, 0)) {
      store<u8>(at++, 0x3c);
      p += 4;
    } else if ((name & 0xffffff) === word(0x67, 0x74, 0x3b, 0)) {
      store<u8>(at++, 0x3e);
      p += 4;
    } else if (name === word(0x71, 0x75, 0x6f, 0x74) && load<u8>(p, 5) === 0x3b) {
      store<u8>(at++, 0x22);
      p += 6;
    } else if (name === word(0x61, 0x70, 0x6f, 0x73) && load<u8>(p, 5) === 0x3b) {
      store<u8>(at++, 0x27);
      p += 6;
    } else {
      return 0;
    }
  }
}

/** Where `attribute` stopped: behind the closing quote. */
export let attributeEnd: usize = 0;

/** Passes over an attribute whose name begins at `p`. False where it is not written plainly. */
export function attribute(p: usize): bool {
  while (true) {
    const c: u32 = load<u8>(p);
    if (c === EQUALS) break;
    if (c <= 0x20 || c === GT || c === LT || c === SLASH) return false;
    p++;
  }
  if (load<u8>(p, 1) !== QUOTE) return false;
  attributeEnd = find(p + 2, <i8>QUOTE) + 1;
  return load<u8>(attributeEnd - 1) === QUOTE;
}

export function skipBlanks(p: usize, to: usize): usize {
  while (p < to && load<u8>(p) <= 0x20) p++;
  return p;
}

export function isDigit(c: u32): bool {
  return c - 0x30 <= 9;
}
