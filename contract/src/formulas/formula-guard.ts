/**
 * Promise P28. A spreadsheet that opens a csv runs a text as a formula when it begins with `= + - @`, tab, CR, LF or the full-width
 * `＝ ＋ － ＠` (OWASP, "CSV Injection"). Our exports put an apostrophe before such a text; our imports take it off. Texts that begin with
 * apostrophes and then one of these get one more, so that every text comes back as it was.
 *
 * A program that splits at another separator than ours begins a cell within a text: after a comma, semicolon, colon, bar, tab or line end,
 * and any quotation marks and apostrophes behind it. Two apostrophes stand there before `= + - @` and their full-width forms. Two, as files of
 * others do hold one there: `'a','-b'`.
 * The functions on bytes are for exports and imports of tables, which are large; `guardText` is the same rule for a text.
 */

export const APOSTROPHE = 39;
const QUOTE = 34;

/** What a byte of a text is to the guard. All other bytes are nothing to it. */
export const Part = { none: 0, separator: 1, mark: 2, sign: 3, wide: 4, backslash: 5 } as const;

/** The part that each byte has. The backslash is one of COPY TEXT. */
export const PARTS = new Uint8Array(256);
for (const separator of ',;:|\t\r\n') PARTS[separator.charCodeAt(0)] = Part.separator;
for (const mark of `"'`) PARTS[mark.charCodeAt(0)] = Part.mark;
for (const sign of '=+-@') PARTS[sign.charCodeAt(0)] = Part.sign;
PARTS[0xef] = Part.wide;
PARTS[92] = Part.backslash;

/** What stands before a sign within a text. */
export const INNER_GUARD = "''";

/** Whether the text begins with apostrophes, at least one, and then with what could begin a formula: one of them is a guard. */
export function isGuarded(bytes: Uint8Array, from: number, end: number): boolean {
  return bytes[from] === APOSTROPHE && beginsFormula(bytes, from, end);
}

/** Whether what follows any apostrophes at `from` could begin a formula. */
export function beginsFormula(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end && bytes[at] === APOSTROPHE) at++;
  if (at >= end) return false;
  switch (bytes[at]) {
    case 61: // =
    case 43: // +
    case 45: // -
    case 64: // @
    case 9:
    case 10:
    case 13:
      return true;
    case 0xef:
      return isWideSign(bytes, at, end);
    default:
      return false;
  }
}

/** Whether a full-width sign begins at `at`: U+FF1D, U+FF0B, U+FF0D, U+FF20. */
export function isWideSign(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < 3 || bytes[at] !== 0xef || bytes[at + 1] !== 0xbc) return false;
  const last = bytes[at + 2];
  return last === 0x9d || last === 0x8b || last === 0x8d || last === 0xa0;
}

/**
 * Takes the guards within a text off, in its place.
 * @returns where the text then ends
 */
export function takeInnerGuards(bytes: Uint8Array, from: number, end: number): number {
  let out = from;
  // Where the text so far ends with a separator, and marks at most behind it.
  let opened = -1;
  let marks = 0;
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    const part = PARTS[byte]!;
    const sign = part === Part.sign || (part === Part.wide && isWideSign(bytes, at, end));
    if (sign && opened === out && marks >= 2) {
      out -= 2;
      opened = -1;
    }
    bytes[out++] = byte;
    if (part === Part.separator) {
      opened = out;
      marks = 0;
    } else if (part === Part.mark && opened === out - 1) {
      opened = out;
      marks = byte === QUOTE ? 0 : marks + 1;
    }
  }
  return out;
}

/**
 * A text as our csv has it, so that no program runs it or a part of it as a formula.
 * @returns the text with its guards; quotation marks are not doubled, and none are put around it
 */
export function guardText(text: string): string {
  let out = '';
  // Where the text so far ends with a separator, and marks at most behind it.
  let opened = false;
  for (const character of text) {
    const code = character.charCodeAt(0);
    const part = code < 128 ? PARTS[code]! : WIDE_SIGNS.includes(character) ? Part.sign : Part.none;
    if (opened && part === Part.sign) out += INNER_GUARD;
    opened = part === Part.separator || (opened && part === Part.mark);
    out += character;
  }
  return BEGINS_FORMULA.test(out) ? `'${out}` : out;
}

const WIDE_SIGNS = '＝＋－＠';
const BEGINS_FORMULA = /^'*[=+\-@\t\n\r＝＋－＠]/;
