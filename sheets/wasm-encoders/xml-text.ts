/** Texts of COPY TEXT as the content of XML elements, as src/write/xml-text.ts writes them. */
import { BACKSLASH, CR, LF, STEP, TAB, unescapeCode } from './fields';

const UNDERSCORE: u32 = 95;

/** Where the text that was written last ends in the row. */
export let textEnd: usize = 0;

/** Writes the text that begins at `p`; one byte becomes seven at most. Returns where it ends. */
export function writeXmlText(p: usize, at: usize): usize {
  while (true) {
    const v = v128.load(p);
    v128.store(at, v);
    const mask = specials(p);
    if (mask === 0) {
      p += STEP;
      at += STEP;
      continue;
    }
    const plain = <usize>ctz(mask);
    p += plain;
    at += plain;
    const byte: u32 = load<u8>(p);
    if (byte === TAB || byte === LF) {
      textEnd = p;
      return at;
    }
    if (byte === BACKSLASH) {
      at = writeCharacter(unescapeCode(load<u8>(p, 1)), at);
      p += 2;
    } else if (byte === 0xef && load<u8>(p, 1) === 0xbf && load<u8>(p, 2) >= 0xbe) {
      at = writeEscape(load<u8>(p, 2) === 0xbe ? 0xfffe : 0xffff, at);
      p += 3;
    } else if (byte === UNDERSCORE && startsEscape(p)) {
      store<u32>(at, 0x3030785f); // _x00
      store<u32>(at, 0x5f4635, 4); // 5F_
      at += 7;
      p++;
    } else {
      at = writeCharacter(byte, at);
      p++;
    }
  }
}

/** A bit for each of the sixteen bytes from `p` on that needs a look: controls, `\ & < > _`, and what U+FFFE and U+FFFF begin with. */
function specials(p: usize): i32 {
  const v = v128.load(p);
  const controls = i8x16.lt_u(v, i8x16.splat(32));
  // Less than and greater than are 60 and 62: one bit apart.
  const angles = i8x16.eq(v128.and(v, i8x16.splat(<i8>0xfd)), i8x16.splat(60));
  const and = i8x16.eq(v, i8x16.splat(38));
  const escapes = v128.or(i8x16.eq(v, i8x16.splat(<i8>BACKSLASH)), i8x16.eq(v, i8x16.splat(<i8>UNDERSCORE)));
  const wide = i8x16.eq(v, i8x16.splat(<i8>0xef));
  return i8x16.bitmask(v128.or(v128.or(controls, angles), v128.or(v128.or(and, escapes), wide)));
}

function writeCharacter(code: u32, at: usize): usize {
  switch (code) {
    case 38:
      store<u64>(at, 0x3b706d6126); // &amp;
      return at + 5;
    case 60:
      store<u32>(at, 0x3b746c26); // &lt;
      return at + 4;
    case 62:
      store<u32>(at, 0x3b746726); // &gt;
      return at + 4;
    case CR: // XML 1.0 §2.11 turns a bare carriage return into a line feed.
      store<u64>(at, 0x3b33312326); // &#13;
      return at + 5;
    default:
      if (code < 32 && code !== TAB && code !== LF) return writeEscape(code, at);
      store<u8>(at, code);
      return at + 1;
  }
}

/** `_xHHHH_` (ECMA-376 part 1 §22.9.2.19), for what XML 1.0 §2.2 cannot hold. */
function writeEscape(code: u32, at: usize): usize {
  store<u16>(at, 0x785f); // _x
  for (let place: usize = 5; place >= 2; place--, code >>= 4) {
    const digit = code & 15;
    store<u8>(at + place, digit < 10 ? 48 + digit : 55 + digit);
  }
  store<u8>(at, UNDERSCORE, 6);
  return at + 7;
}

/** Whether the text itself holds `_xHHHH_` at `p`. */
function startsEscape(p: usize): bool {
  if (load<u8>(p, 1) !== 120 || load<u8>(p, 6) !== UNDERSCORE) return false;
  for (let i: usize = 2; i < 6; i++) {
    const byte: u32 = load<u8>(p + i);
    if (byte - 48 > 9 && (byte | 32) - 97 > 5) return false;
  }
  return true;
}
