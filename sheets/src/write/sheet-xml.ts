/** Rows of COPY TEXT as the rows of a worksheet part, ECMA-376 part 1 §18.3.1.73 (row) and §18.3.1.4 (c), with no JavaScript value per cell. */
import { MAX_CELL_CHARACTERS } from '../limits.ts';
import type { ColumnType } from '../model.ts';
import { shortenRow } from './long-text.ts';
import { isPlainNumber } from './plain-number.ts';
import { BACKSLASH, fieldEnd, isNull, LF, RowEncoder, TAB, unescapeCode, wrongFieldCount } from './row-encoder.ts';
import { readDate, readDateTime, type Serial, writeSerial } from './serial-date.ts';

/** Numbers of cell formats in the workbook's styles. */
export interface CellStyles {
  header: number;
  text: number;
  integer: number;
  decimal: number;
  date: number;
  datetime: number;
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const ROW_START = bytesOf('<row r="');
const ROW_OPEN = bytesOf('">');
const ROW_END = bytesOf('</row>');
const VALUE_END = bytesOf('</v></c>');
const TEXT_END = bytesOf('</t></is></c>');
const PRESERVE = bytesOf(' xml:space="preserve"');
const AMP = bytesOf('&amp;');
const LESS = bytesOf('&lt;');
const GREATER = bytesOf('&gt;');
/** XML 1.0 §2.11 turns a bare carriage return into a line feed. */
const CARRIAGE_RETURN = bytesOf('&#13;');
const UNDERSCORE = bytesOf('_x005F_');

/** What a byte of text needs: nothing, or a look. */
const LOOK = new Uint8Array(256);
for (let byte = 0; byte < 32; byte++) LOOK[byte] = 1;
for (const character of '\\&<>_') LOOK[character.charCodeAt(0)] = 1;
LOOK[0xef] = 1; // U+FFFE and U+FFFF begin so

const HEX = bytesOf('0123456789ABCDEF');
/** One byte of text becomes at most `_x0001_`. */
const MOST_PER_BYTE = 7;
/** Tags around a cell, with its address. */
const MOST_PER_CELL = 96;

const Type = { text: 0, integer: 1, decimal: 2, boolean: 3, date: 4, datetime: 5 } as const satisfies Record<
  ColumnType,
  number
>;

/** The parts of a cell's opening tag around its row number: `<c r="AB` and `" s="2"><v>`. */
interface Tags {
  start: Uint8Array;
  /** Before a number, a boolean or a serial. */
  value: Uint8Array;
  /** Before an inline string. */
  text: Uint8Array;
}

/**
 * Encodes rows for one sheet. Every cell carries its address: it costs a tenth of the time, and many readers insist on it. Nulls and
 * empty texts are absent cells. Values that a number cell cannot hold truly (more than 15 digits, NaN, dates outside 1900-03-01 to 9999)
 * are text cells in the text format, which Excel leaves alone also when someone edits the cell.
 */
export class SheetEncoder extends RowEncoder {
  readonly #types: Uint8Array;
  readonly #tags: Tags[];
  readonly #header: Tags[];
  readonly #serial: Serial = { day: 0, micros: 0 };
  /** The row's number in ASCII, counted up in place. */
  readonly #rowDigits = new Uint8Array(7).fill(48);
  #rowLength = 1;
  /** Where the last text that was read ends. */
  #next = 0;

  constructor(columns: readonly { type: ColumnType }[], styles: CellStyles, spare: Buffer[], rowLimit: number) {
    super(spare, rowLimit);
    this.#types = Uint8Array.from(columns, ({ type }) => Type[type]);
    const tagsOf = (column: number, style: number): Tags => ({
      start: bytesOf(`<c r="${columnLetters(column)}`),
      value: bytesOf(`"${style > 0 ? ` s="${style}"` : ''}><v>`),
      text: bytesOf(`"${styles.text > 0 ? ` s="${styles.text}"` : ''} t="inlineStr"><is><t>`),
    });
    this.#tags = columns.map(({ type }, i) => {
      if (type !== 'boolean') return tagsOf(i, styles[type]);
      return { ...tagsOf(i, 0), value: bytesOf('" t="b"><v>') };
    });
    this.#header = columns.map((_, i) => ({
      ...tagsOf(i, 0),
      text: bytesOf(`" s="${styles.header}" t="inlineStr"><is><t>`),
    }));
  }

  /** Writes the header row. `fields` is one COPY TEXT row with its line feed, every field of it text. */
  putHeader(fields: Uint8Array): void {
    const block = Buffer.allocUnsafe(this.roomFor(fields.length));
    const texts = new Uint8Array(this.#types.length);
    this.put(block.subarray(0, this.#writeRow(fields, 0, block, 0, texts, this.#header)));
  }

  protected roomFor(rowBytes: number): number {
    const columns = this.#types.length;
    return 64 + columns * MOST_PER_CELL + MOST_PER_BYTE * Math.min(rowBytes, columns * MAX_CELL_CHARACTERS * 4);
  }

  protected encodeRow(bytes: Uint8Array, from: number, end: number): number {
    // Only a row this long can hold a text that is too long; the others need not be measured.
    if (end - from > MAX_CELL_CHARACTERS) {
      const shorter = shortenRow(bytes, from, end, MAX_CELL_CHARACTERS);
      this.truncated += shorter.cut;
      if (shorter.cut > 0) return this.#writeRow(shorter.bytes, 0, this.out, this.at, this.#types, this.#tags);
    }
    return this.#writeRow(bytes, from, this.out, this.at, this.#types, this.#tags);
  }

  #writeRow(bytes: Uint8Array, from: number, out: Uint8Array, at: number, types: Uint8Array, tags: Tags[]): number {
    this.#countRow();
    at = write(ROW_START, out, at);
    at = this.#writeRowNumber(out, at);
    at = write(ROW_OPEN, out, at);
    const columns = types.length;
    let field = from;
    for (let column = 0; column < columns; column++) {
      const first = bytes[field]!;
      let next: number;
      if (first === TAB || first === LF) next = field;
      else if (isNull(bytes, field)) next = field + 2;
      else if (types[column] === Type.text) {
        at = this.#writeText(bytes, field, tags[column]!, out, at);
        next = this.#next;
      } else {
        next = fieldEnd(bytes, field);
        at = this.#writeValue(bytes, field, next, types[column]!, tags[column]!, out, at);
      }
      // A table without columns has rows of no fields; else every field but the last ends with a tab.
      if (bytes[next] !== (column === columns - 1 ? LF : TAB)) throw wrongFieldCount(columns);
      field = next + 1;
    }
    return write(ROW_END, out, at);
  }

  #writeValue(
    bytes: Uint8Array,
    from: number,
    end: number,
    type: number,
    tags: Tags,
    out: Uint8Array,
    at: number,
  ): number {
    const serial = this.#serial;
    if (type === Type.boolean) {
      at = this.#openCell(tags, tags.value, out, at);
      out[at++] = bytes[from] === 116 ? 49 : 48;
    } else if (type === Type.date || type === Type.datetime) {
      const known = type === Type.date ? readDate(bytes, from, end, serial) : readDateTime(bytes, from, end, serial);
      if (!known) return this.#writeText(bytes, from, tags, out, at);
      at = this.#openCell(tags, tags.value, out, at);
      at = writeSerial(serial, out, at);
    } else {
      if (!isPlainNumber(bytes, from, end)) return this.#writeText(bytes, from, tags, out, at);
      at = this.#openCell(tags, tags.value, out, at);
      for (let i = from; i < end; i++) out[at++] = bytes[i]!;
    }
    return write(VALUE_END, out, at);
  }

  /** Writes the text that begins at `from` as an inline string and leaves its end in `#next`. Excel's escapes: ECMA-376 part 1 §22.9.2.19. */
  #writeText(bytes: Uint8Array, from: number, tags: Tags, out: Uint8Array, at: number): number {
    at = this.#openCell(tags, tags.text, out, at);
    const open = at - 1;
    let i = from;
    for (;;) {
      const byte = bytes[i]!;
      if (LOOK[byte] === 0) {
        out[at++] = byte;
        i++;
        continue;
      }
      if (byte === TAB || byte === LF) break;
      if (byte === BACKSLASH) {
        at = writeCharacter(unescapeCode(bytes[i + 1]!), out, at);
        i += 2;
      } else if (byte === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2]! >= 0xbe) {
        at = writeEscape(bytes[i + 2] === 0xbe ? 0xfffe : 0xffff, out, at);
        i += 3;
      } else if (byte === 95 && startsEscape(bytes, i)) {
        at = write(UNDERSCORE, out, at);
        i++;
      } else {
        at = writeCharacter(byte, out, at);
        i++;
      }
    }
    this.#next = i;
    if (isSpace(out[open + 1]!) || isSpace(out[at - 1]!) || bytes[i - 2] === BACKSLASH || bytes[from] === BACKSLASH) {
      out.copyWithin(open + PRESERVE.length, open, at);
      write(PRESERVE, out, open);
      at += PRESERVE.length;
    }
    return write(TEXT_END, out, at);
  }

  #openCell(tags: Tags, rest: Uint8Array, out: Uint8Array, at: number): number {
    at = write(tags.start, out, at);
    at = this.#writeRowNumber(out, at);
    return write(rest, out, at);
  }

  #writeRowNumber(out: Uint8Array, at: number): number {
    const digits = this.#rowDigits;
    for (let i = 7 - this.#rowLength; i < 7; i++) out[at++] = digits[i]!;
    return at;
  }

  #countRow(): void {
    const digits = this.#rowDigits;
    let place = 6;
    while (digits[place] === 57) digits[place--] = 48;
    digits[place]!++;
    if (7 - place > this.#rowLength) this.#rowLength = 7 - place;
  }
}

function write(piece: Uint8Array, out: Uint8Array, at: number): number {
  for (let i = 0; i < piece.length; i++) out[at++] = piece[i]!;
  return at;
}

function writeCharacter(code: number, out: Uint8Array, at: number): number {
  if (code === 38) return write(AMP, out, at);
  if (code === 60) return write(LESS, out, at);
  if (code === 62) return write(GREATER, out, at);
  if (code === 13) return write(CARRIAGE_RETURN, out, at);
  if (code < 32 && code !== TAB && code !== LF) return writeEscape(code, out, at);
  out[at++] = code;
  return at;
}

/** `_xHHHH_`, for what XML 1.0 §2.2 cannot hold. */
function writeEscape(code: number, out: Uint8Array, at: number): number {
  out[at++] = 95;
  out[at++] = 120;
  for (let shift = 12; shift >= 0; shift -= 4) out[at++] = HEX[(code >> shift) & 15]!;
  out[at++] = 95;
  return at;
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

function isSpace(byte: number): boolean {
  return byte === 32 || byte === TAB || byte === LF;
}

/** A column's letters: 0 is A, 26 is AA. */
export function columnLetters(column: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}
