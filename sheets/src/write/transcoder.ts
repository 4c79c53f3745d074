/** Text in another encoding than UTF-8, block by block. */

const REPLACEMENT = 63; // ?

/** What the bytes 0x80 to 0x9f are in windows-1252; the others from 0xa0 on are the characters of their numbers. */
const HIGH =
  '\u20ac\u0081\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u008d\u017d\u008f\u0090\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u009d\u017e\u0178';

/** Byte of each UTF-16 unit; 0 where there is none (but for NUL itself). */
const TO_BYTE = new Uint8Array(65_536);
for (let code = 0; code < 256; code++) if (code < 0x80 || code >= 0xa0) TO_BYTE[code] = code;
for (let i = 0; i < HIGH.length; i++) TO_BYTE[HIGH.charCodeAt(i)] = 0x80 + i;

export class Transcoder {
  /** Characters that the encoding does not have; each is written as `?`. */
  replaced = 0;
  readonly #encoding: 'utf-16le' | 'windows-1252';

  constructor(encoding: 'utf-16le' | 'windows-1252') {
    this.#encoding = encoding;
  }

  /** @param block UTF-8 that begins and ends with whole characters */
  encode(block: Buffer): Buffer {
    const text = block.toString('utf8');
    if (this.#encoding === 'utf-16le') return Buffer.from(text, 'utf16le');
    // Letters that are written as a letter and a mark exist there as one.
    const composed = text.normalize('NFC');
    const out = Buffer.allocUnsafe(composed.length);
    let length = 0;
    for (let i = 0; i < composed.length; i++) {
      const code = composed.charCodeAt(i);
      let byte = TO_BYTE[code]!;
      if (byte === 0 && code !== 0) {
        byte = REPLACEMENT;
        this.replaced++;
        // Both halves of one character.
        if (code >= 0xd800 && code < 0xdc00) i++;
      }
      out[length++] = byte;
    }
    return out.subarray(0, length);
  }
}
