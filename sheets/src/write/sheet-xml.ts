/** Rows of COPY TEXT as the rows of a worksheet part, ECMA-376 part 1 §18.3.1.73 (row) and §18.3.1.4 (c), with no JavaScript value per cell. */
import { isWideSign } from '@sheetport/contract/formulas';
import { MAX_CELL_CHARACTERS } from '../limits.ts';
import type { ColumnType } from '../model.ts';
import { type AsciiTemplate, makeAsciiTemplate, writeTemplate } from './ascii-template.ts';
import { Cell, COLUMN_FORMS, type ReadSerial } from './column-forms.ts';
import type { Tally } from './column-totals.ts';
import { shortenRow } from './long-text.ts';
import { isPlainNumber } from './plain-number.ts';
import { type Constant, constantBytes, isSameInFirst, type RepeatedXml, toConstant } from './row-constant.ts';
import {
  BACKSLASH,
  fieldEnd,
  isNull,
  LF,
  RowEncoder,
  TAB,
  unescapeCode,
  viewOf,
  wrongFieldCount,
} from './row-encoder.ts';
import { RowNumber } from './row-number.ts';
import { DAYS_TO_1904, type Serial, writeSerial } from './serial-date.ts';
import { type CellMarkup, compileSheet, type JoinedPart, PRESERVE } from './sheet-kernel.ts';
import type { WasmEncoder } from './wasm-encoder.ts';
import { MAX_BYTES_PER_BYTE, XmlText } from './xml-text.ts';

const ROW_START = makeAsciiTemplate('<row r="');
const ROW_END = makeAsciiTemplate('</row>');
const VALUE_END = makeAsciiTemplate('</v></c>');
const TEXT_END = makeAsciiTemplate('</t></is></c>');
const PRESERVE_BYTES = Buffer.from(PRESERVE);

/** Tags around a cell, with its address. */
const MAX_MARKUP_PER_CELL = 96;
/** A row's own tags, and what is written beyond the end of a piece before the next one comes there. */
const MAX_MARKUP_PER_ROW = 64;

/** The parts of a column's opening tags: `<c r="AB`, and what follows the row's number. */
interface Tags {
  cell: number;
  read: ReadSerial;
  start: AsciiTemplate;
  /** `" s="2"><v>`, before a number, a boolean or a serial. */
  value: AsciiTemplate;
  /** `" s="1" t="inlineStr"><is><t>` */
  text: AsciiTemplate;
  /** The same with a quote prefix. */
  quoted: AsciiTemplate;
  /** What its total is made of; null where it has none. */
  tally: Tally | null;
  /** What stands before it in each row, or null. */
  before: Constant | null;
  /** Several fields make one text, or null. */
  join: JoinedPart | null;
}

/** A cell that takes a value of each row. */
export interface CellShape {
  type: ColumnType;
  /** Of its column. */
  letters: string;
  /** Numbers of cell formats: of a value, of a text, of a text that begins as a formula. */
  value: number;
  text: number;
  quoted: number;
  tally: Tally | null;
  /** Cells between the one before and this one: of the first row, and of all others. */
  before?: RepeatedXml;
  /** Several values in one text: what is written around this one (XML), and whether it begins or ends the cell. */
  join?: { opens: boolean; lead: string; closes: boolean; trail: string };
}

/** How each row is written. */
export interface RowShape {
  cells: readonly CellShape[];
  /** Attributes of a row, with a blank in front. */
  attributes: string;
  /** Cells behind the last one. */
  after?: RepeatedXml;
  /** Number of the row before the first one. */
  start: number;
  /** Whether the workbook counts its dates from 1904. */
  is1904?: boolean;
}

/**
 * Encodes rows for one sheet. Every cell carries its address: it costs a tenth of the time, and many readers insist on it. Nulls and
 * empty texts are absent cells. Values that a number cell cannot hold truly (more than 15 digits, NaN, dates outside 1900-03-01 to 9999)
 * are text cells in the text format, which Excel leaves alone also when someone edits the cell.
 */
export class SheetEncoder extends RowEncoder {
  readonly #columns: readonly Tags[];
  readonly #header: readonly Tags[];
  readonly #number: RowNumber;
  readonly #rowOpen: AsciiTemplate;
  readonly #after: Constant | null;
  readonly #constantBytes: number;
  /** Whether what stands between the values is the same in the first row. */
  readonly #isSameInFirst: boolean;
  /** Rows of the sheet for each row that comes in. */
  readonly #height: number;
  readonly #compiled: WasmEncoder | null;
  readonly #texts = new XmlText();
  readonly #serial: Serial = { day: 0, micros: 0 };
  /** Where the cell that was read last ends: at its tab or line feed. */
  #next = 0;
  /** Whether a text that begins as a formula was written. */
  hasQuoted = false;

  /** @param plain whether compiled code takes rows as far as it can */
  constructor(
    shape: RowShape,
    headerStyles: { text: number; quoted: number },
    spare: Buffer[],
    rowLimit: number,
    plain = true,
  ) {
    super(spare, rowLimit);
    const openText = (style: number) => makeAsciiTemplate(textTag(style));
    this.#number = new RowNumber(shape.start);
    const rowOpen = `"${shape.attributes}>`;
    this.#rowOpen = makeAsciiTemplate(rowOpen);
    this.#after = toConstant(shape.after);
    this.#columns = shape.cells.map((cell) => {
      const { type, tally, before, join } = cell;
      const { start, value, text, quoted } = markUp(cell);
      return {
        cell: COLUMN_FORMS[type].cell,
        read: readerOf(type, shape.is1904 === true),
        start: makeAsciiTemplate(start),
        value: makeAsciiTemplate(value),
        text: makeAsciiTemplate(text),
        quoted: makeAsciiTemplate(quoted),
        tally,
        before: toConstant(before),
        join: join ? { ...join, lead: Buffer.from(join.lead), trail: Buffer.from(join.trail) } : null,
      };
    });
    const constants = [this.#after, ...this.#columns.map(({ before }) => before)].filter((one) => one !== null);
    this.#isSameInFirst = constants.every(isSameInFirst);
    this.#height = constants.reduce((sum, { rest }) => sum + rest.filter(({ isNext }) => isNext).length, 1);
    const text = openText(headerStyles.text);
    const quoted = openText(headerStyles.quoted);
    this.#header = this.#columns.map((column) => ({ ...column, cell: Cell.text, text, quoted, tally: null }));
    this.#constantBytes = [
      shape.after,
      ...shape.cells.flatMap(({ before, join }) => [before, join && { first: join.lead, rest: join.trail }]),
    ]
      .map((one) => (one ? constantBytes(one) : 0))
      .reduce((sum, bytes) => sum + bytes, shape.attributes.length);
    this.#compiled = plain
      ? compileSheet({
          cells: shape.cells.map((cell, i) => {
            const { before, tally, join } = this.#columns[i]!;
            return { ...markUp(cell), before, tally, join };
          }),
          rowOpen,
          after: this.#after,
          constantBytes: this.#constantBytes,
          is1904: shape.is1904 === true,
        })
      : null;
  }

  /** Writes the header row. `fields` is one COPY TEXT row with its line feed, every field of it text. */
  putHeader(fields: Uint8Array): void {
    this.makeRoom(this.roomFor(fields.length));
    this.at = this.#writeRow(fields, viewOf(fields), 0, fields.length - 1, this.#header);
  }

  protected roomFor(rowBytes: number): number {
    const columns = this.#columns.length;
    const texts = MAX_BYTES_PER_BYTE * Math.min(rowBytes, columns * MAX_CELL_CHARACTERS * 4);
    return MAX_MARKUP_PER_ROW + columns * MAX_MARKUP_PER_CELL + texts + this.#constantBytes;
  }

  protected override begin(): void {
    this.#compiled?.forget();
  }

  protected override encodePlain(bytes: Uint8Array, from: number, end: number): number {
    const encoder = this.#compiled;
    if (!encoder?.isWorthIt || (this.rows === 0 && !this.#isSameInFirst)) return from;
    const { kernel } = encoder;
    const before = this.#number.value;
    const next = this.encodeCompiled(encoder, (...places) => kernel.encodeSheet(...places, before), bytes, from, end);
    this.#number.skip(encoder.rows * this.#height);
    if (kernel.hasQuoted.value) this.hasQuoted = true;
    return next;
  }

  protected encodeRow(bytes: Uint8Array, from: number, end: number): number {
    // Only a row this long can hold a text that is too long; the others need not be measured.
    if (end - from > MAX_CELL_CHARACTERS) {
      const shorter = shortenRow(bytes, from, end, MAX_CELL_CHARACTERS);
      this.truncated += shorter.cut;
      if (shorter.cut > 0) {
        return this.#writeRow(shorter.bytes, viewOf(shorter.bytes), 0, shorter.bytes.length - 1, this.#columns);
      }
    }
    return this.#writeRow(bytes, this.input, from, end, this.#columns);
  }

  /** Writes the row from `from`, whose line feed is at `end`, into the block. Returns where the block then ends. */
  #writeRow(bytes: Uint8Array, input: DataView, from: number, end: number, columns: readonly Tags[]): number {
    const out = this.view;
    const number = this.#number;
    number.next();
    let at = writeTemplate(ROW_START, out, this.at);
    at = number.write(out, at);
    at = writeTemplate(this.#rowOpen, out, at);
    const count = columns.length;
    let field = from;
    for (let i = 0; i < count; i++) {
      const first = bytes[field]!;
      let next = field;
      const tags = columns[i]!;
      if (tags.before !== null) at = this.#writeConstant(tags.before, at);
      if (tags.join !== null) {
        at = this.#writeJoined(bytes, input, field, end, tags, at);
        next = this.#next;
      } else if (first === BACKSLASH && isNull(bytes, field)) next = field + 2;
      else if (first !== TAB && first !== LF) {
        at = writeTemplate(tags.start, out, at);
        at = number.write(out, at);
        at = this.#writeCell(bytes, input, field, end, tags, at);
        next = this.#next;
      }
      // A table without columns has rows of no fields; else every field but the last ends with a tab.
      if (bytes[next] !== (i === count - 1 ? LF : TAB)) throw wrongFieldCount(count);
      field = next + 1;
    }
    if (this.#after !== null) at = this.#writeConstant(this.#after, at);
    return writeTemplate(ROW_END, out, at);
  }

  #writeConstant({ first, rest }: Constant, at: number): number {
    const pieces = this.rows === 0 ? first : rest;
    for (let i = 0; i < pieces.length; i++) {
      const { isNext, bytes } = pieces[i]!;
      if (isNext) this.#number.next();
      else if (i > 0) at = this.#number.write(this.view, at);
      this.out.set(bytes, at);
      at += bytes.length;
    }
    return at;
  }

  /** One of the values that make a text together. */
  #writeJoined(bytes: Uint8Array, input: DataView, from: number, end: number, tags: Tags, at: number): number {
    const { opens, lead, closes, trail } = tags.join!;
    if (opens) {
      at = writeTemplate(tags.start, this.view, at);
      at = this.#number.write(this.view, at);
      at = writeTemplate(tags.text, this.view, at);
      this.out.copyWithin(at - 1 + PRESERVE_BYTES.length, at - 1, at);
      this.out.set(PRESERVE_BYTES, at - 1);
      at += PRESERVE_BYTES.length;
    }
    this.out.set(lead, at);
    at += lead.length;
    if (isNull(bytes, from)) this.#next = from + 2;
    else {
      at = this.#texts.write(bytes, input, from, end, this.view, at);
      this.#next = this.#texts.next;
    }
    if (!closes) return at;
    this.out.set(trail, at);
    return writeTemplate(TEXT_END, this.view, at + trail.length);
  }

  /** Writes the cell behind its address, and leaves in `#next` where its field ends. */
  #writeCell(bytes: Uint8Array, input: DataView, from: number, end: number, tags: Tags, at: number): number {
    if (tags.tally !== null) tags.tally.addCell();
    switch (tags.cell) {
      case Cell.text:
        return this.#writeText(bytes, input, from, end, tags, at);
      case Cell.number:
        return this.#writeNumber(bytes, input, from, end, tags, at);
      case Cell.boolean: {
        this.#next = fieldEnd(bytes, from);
        const digit = writeTemplate(tags.value, this.view, at);
        this.view.setUint8(digit, bytes[from] === 116 ? 49 : 48);
        return writeTemplate(VALUE_END, this.view, digit + 1);
      }
      default:
        return this.#writeMoment(bytes, input, from, end, tags, at);
    }
  }

  #writeNumber(bytes: Uint8Array, input: DataView, from: number, end: number, tags: Tags, at: number): number {
    const out = this.view;
    const start = at;
    at = writeTemplate(tags.value, out, at);
    let next = from;
    let byte = bytes[next]!;
    if (byte === MINUS) {
      out.setUint8(at++, byte);
      byte = bytes[++next]!;
    }
    // Most numbers are a few digits with a point at most: these are plain without a further look.
    const first = next;
    let weight = 0;
    while (byte !== TAB && byte !== LF) {
      weight += NON_DIGIT_WEIGHT[byte]!;
      out.setUint8(at++, byte);
      byte = bytes[++next]!;
    }
    const length = next - first;
    const simple = weight < 2 && length > weight && length < 16;
    if (!simple && !isPlainNumber(bytes, from, next)) return this.#writeText(bytes, input, from, end, tags, start);
    if (tags.tally !== null) tags.tally.addDigits(bytes, from, next);
    this.#next = next;
    return writeTemplate(VALUE_END, out, at);
  }

  #writeMoment(bytes: Uint8Array, input: DataView, from: number, end: number, tags: Tags, at: number): number {
    const serial = this.#serial;
    const next = fieldEnd(bytes, from);
    if (!tags.read(bytes, from, next, serial)) return this.#writeText(bytes, input, from, end, tags, at);
    if (tags.tally !== null) tags.tally.add(serial.day + serial.micros / DAY_MICROS);
    this.#next = next;
    at = writeTemplate(tags.value, this.view, at);
    at = writeSerial(serial, this.out, this.view, at);
    return writeTemplate(VALUE_END, this.view, at);
  }

  /** An inline string. A program that edits one which begins as a formula does keeps it as it is (promise P28). */
  #writeText(bytes: Uint8Array, input: DataView, from: number, end: number, tags: Tags, at: number): number {
    const quoted = MAY_BEGIN_FORMULA[bytes[from]!] === 1 && isQuoted(bytes, from, end);
    if (quoted) this.hasQuoted = true;
    const text = writeTemplate(quoted ? tags.quoted : tags.text, this.view, at);
    at = this.#texts.write(bytes, input, from, end, this.view, text);
    const next = this.#texts.next;
    this.#next = next;
    // Space at an end is kept only where XML is told so; what was escaped may be one.
    if (
      bytes[from] === SPACE ||
      bytes[next - 1] === SPACE ||
      bytes[from] === BACKSLASH ||
      bytes[next - 2] === BACKSLASH
    ) {
      const open = text - 1;
      this.out.copyWithin(open + PRESERVE_BYTES.length, open, at);
      this.out.set(PRESERVE_BYTES, open);
      at += PRESERVE_BYTES.length;
    }
    return writeTemplate(TEXT_END, this.view, at);
  }
}

const styleOf = (style: number): string => (style > 0 ? ` s="${style}"` : '');
const textTag = (style: number): string => `"${styleOf(style)} t="inlineStr"><is><t>`;

/** What stands around the row's number, and around the value of a cell. */
function markUp({ type, letters, value, text, quoted }: CellShape): CellMarkup {
  return {
    type,
    start: `<c r="${letters}`,
    value: type === 'boolean' ? `"${styleOf(value)} t="b"><v>` : `"${styleOf(value)}><v>`,
    text: textTag(text),
    quoted: textTag(quoted),
  };
}

/** 1 for a byte of COPY TEXT with which a text may begin that gets a quote prefix. */
const MAY_BEGIN_FORMULA = new Uint8Array(256);
for (const character of "=+-@'\\") MAY_BEGIN_FORMULA[character.charCodeAt(0)] = 1;
MAY_BEGIN_FORMULA[0xef] = 1;

/** Whether a text of COPY TEXT that may begin a formula does; an apostrophe at its begin would be lost in an edit. */
function isQuoted(bytes: Uint8Array, from: number, end: number): boolean {
  const first = bytes[from];
  if (first === BACKSLASH) return [TAB, LF, CR].includes(unescapeCode(bytes[from + 1]!));
  return first !== 0xef || isWideSign(bytes, from, end);
}

/** Reads what becomes a serial; of a date, of the workbook's date system. */
function readerOf(type: ColumnType, is1904: boolean): ReadSerial {
  const read = COLUMN_FORMS[type].read ?? noSerial;
  if (!is1904 || type === 'time') return read;
  return (bytes, at, end, serial) => {
    if (!read(bytes, at, end, serial)) return false;
    serial.day -= DAYS_TO_1904;
    return serial.day >= 0;
  };
}

const CR = 13;
const DAY_MICROS = 86_400_000_000;
const noSerial: ReadSerial = () => false;
const MINUS = 45;
const SPACE = 32;
/** 0 for a digit, 1 for a point, much for all else. */
const NON_DIGIT_WEIGHT = new Uint8Array(256).fill(2);
NON_DIGIT_WEIGHT.fill(0, 48, 58);
NON_DIGIT_WEIGHT[46] = 1;
