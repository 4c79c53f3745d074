/** Texts of COPY TEXT as the content of XML elements, with Excel's escapes (ECMA-376 part 1 §22.9.2.19). */

import { makeAsciiTemplate, writeTemplate } from './ascii-template.ts';
import { BACKSLASH, LF, TAB, unescapeCode } from './row-encoder.ts';

const AMP = makeAsciiTemplate('&amp;');
const LESS = makeAsciiTemplate('&lt;');
const GREATER = makeAsciiTemplate('&gt;');
/** XML 1.0 §2.11 turns a bare carriage return into a line feed. */
const CARRIAGE_RETURN = makeAsciiTemplate('&#13;');
const UNDERSCORE = makeAsciiTemplate('_x005F_');
const HEX = Buffer.from('0123456789ABCDEF');

/** One byte of text becomes at most `_x0001_`. */
export const MAX_BYTES_PER_BYTE = 7;

/** What a byte of text needs: nothing, or a look. */
const NEEDS_ESCAPE = new Uint8Array(256);
for (let byte = 0; byte < 32; byte++) NEEDS_ESCAPE[byte] = 1;
for (const character of '\\&<>_') NEEDS_ESCAPE[character.charCodeAt(0)] = 1;
NEEDS_ESCAPE[0xef] = 1; // U+FFFE and U+FFFF begin so

/** The same of two bytes at once, as a little-endian number. */
const NEEDS_ESCAPE_PAIR = Uint8Array.from(
  { length: 65_536 },
  (_, two) => NEEDS_ESCAPE[two & 255]! | NEEDS_ESCAPE[two >> 8]!,
);

/** Writes texts; says where the last one ended. */
export class XmlText {
  /** Behind the last text that was read: at its tab or line feed. */
  next = 0;

  /**
   * Writes the text that begins at `from`; its row ends at `end`. There must be room for MAX_BYTES_PER_BYTE times its bytes, and 8.
   * @returns where it ends in `out`
   */
  write(bytes: Uint8Array, input: DataView, from: number, end: number, out: DataView, at: number): number {
    let i = from;
    for (;;) {
      while (i + 4 <= end) {
        const four = input.getUint32(i, true);
        if ((NEEDS_ESCAPE_PAIR[four & 0xffff]! | NEEDS_ESCAPE_PAIR[four >>> 16]!) !== 0) break;
        out.setUint32(at, four, true);
        at += 4;
        i += 4;
      }
      let byte = bytes[i]!;
      while (NEEDS_ESCAPE[byte] === 0) {
        out.setUint8(at++, byte);
        byte = bytes[++i]!;
      }
      if (byte === TAB || byte === LF) break;
      if (byte === BACKSLASH) {
        at = writeCharacter(unescapeCode(bytes[i + 1]!), out, at);
        i += 2;
      } else if (byte === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2]! >= 0xbe) {
        at = writeEscape(bytes[i + 2] === 0xbe ? 0xfffe : 0xffff, out, at);
        i += 3;
      } else if (byte === 95 && startsEscape(bytes, i)) {
        at = writeTemplate(UNDERSCORE, out, at);
        i++;
      } else {
        at = writeCharacter(byte, out, at);
        i++;
      }
    }
    this.next = i;
    return at;
  }
}

function writeCharacter(code: number, out: DataView, at: number): number {
  if (code === 38) return writeTemplate(AMP, out, at);
  if (code === 60) return writeTemplate(LESS, out, at);
  if (code === 62) return writeTemplate(GREATER, out, at);
  if (code === 13) return writeTemplate(CARRIAGE_RETURN, out, at);
  if (code < 32 && code !== TAB && code !== LF) return writeEscape(code, out, at);
  out.setUint8(at, code);
  return at + 1;
}

/** `_xHHHH_`, for what XML 1.0 §2.2 cannot hold. */
function writeEscape(code: number, out: DataView, at: number): number {
  out.setUint16(at, 0x785f, true); // _x
  for (let place = 5; place >= 2; place--, code >>= 4) out.setUint8(at + place, HEX[code & 15]!);
  out.setUint8(at + 6, 95);
  return at + 7;
}

/** Whether the text itself holds `_xHHHH_` at `at`: its first underscore is then escaped. */
function startsEscape(bytes: Uint8Array, at: number): boolean {
  if (bytes[at + 1] !== 120 || bytes[at + 6] !== 95) return false;
  for (let i = at + 2; i < at + 6; i++) {
    const byte = bytes[i]! | 32;
    if (!((bytes[i]! >= 48 && bytes[i]! <= 57) || (byte >= 97 && byte <= 102))) return false;
  }
  return true;
}
