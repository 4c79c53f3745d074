/** Rows of COPY TEXT as the rows of a table in OpenDocument (ODF 1.3 part 3, §9.1), with no JavaScript value per cell. */
import type { ColumnType, ExportColumn } from '../../model.ts';
import { isPlainNumber } from '../plain-number.ts';
import {
  BACKSLASH,
  fieldEnd,
  isNull,
  LF,
  RowEncoder,
  TAB,
  unescapeCode,
  write,
  wrongFieldCount,
} from '../row-encoder.ts';
import { readDate, readDateTime, type Serial } from '../serial-date.ts';
import { type ShowCell, showCells, shownRoom } from '../shown-values.ts';

const ROW = Buffer.from('<table:table-row>');
const ROW_END = Buffer.from('</table:table-row>\n');
const EMPTY = Buffer.from('<table:table-cell/>');
const TEXT = Buffer.from('<table:table-cell office:value-type="string"><text:p>');
/** A text in a column of another type. */
const TEXT_AMONG_OTHERS = Buffer.from('<table:table-cell table:style-name="text" office:value-type="string"><text:p>');
const HEADER = Buffer.from('<table:table-cell table:style-name="header" office:value-type="string"><text:p>');
const TEXT_END = Buffer.from('</text:p></table:table-cell>');
const NUMBER = Buffer.from('<table:table-cell office:value-type="float" office:value="');
const TRUE = Buffer.from(
  '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>',
);
const FALSE = Buffer.from(
  '<table:table-cell office:value-type="boolean" office:boolean-value="false"><text:p>FALSE</text:p></table:table-cell>',
);
const DATE = Buffer.from('<table:table-cell office:value-type="date" office:date-value="');
const TIME = Buffer.from('<table:table-cell office:value-type="time" office:time-value="PT');
const VALUE_END = Buffer.from('"><text:p>');

const PARAGRAPH = Buffer.from('</text:p><text:p>');
const SPACE = Buffer.from('<text:s/>');
const TABULATOR = Buffer.from('<text:tab/>');
/** XML 1.0 §2.2 has no place for other control characters. */
const NO_CHARACTER = Buffer.from('\ufffd');
const ESCAPES: (Buffer | undefined)[] = [];
ESCAPES[38] = Buffer.from('&amp;');
ESCAPES[60] = Buffer.from('&lt;');
ESCAPES[62] = Buffer.from('&gt;');

/** A line feed becomes an end and a begin of a paragraph. */
const MAX_BYTES_PER_BYTE = PARAGRAPH.length;
const MAX_MARKUP_PER_CELL = 128;
const BLANK = 32;

/** Encodes rows for one table. Null and empty texts are empty cells; numbers of more than 15 digits, and moments without a serial, are texts. */
export class TableEncoder extends RowEncoder {
  /** Characters that XML cannot hold, written as U+FFFD. */
  replaced = 0;
  readonly #types: readonly ColumnType[];
  readonly #shows: readonly (ShowCell | undefined)[];
  readonly #shownRoom: number;
  readonly #serial: Serial = { day: 0, micros: 0 };

  constructor(columns: readonly ExportColumn[], spare: Buffer[], rowLimit: number, language = 'en') {
    super(spare, rowLimit);
    this.#shows = showCells(columns, language);
    this.#shownRoom = shownRoom(columns) * MAX_BYTES_PER_BYTE;
    this.#types = columns.map(({ type }) => type);
  }

  /** Writes the header row. `fields` is one COPY TEXT row with its line feed, every field of it text. */
  putHeader(fields: Uint8Array): void {
    this.makeRoom(this.roomFor(fields.length));
    let at = write(ROW, this.out, this.at);
    for (let from = 0; from < fields.length; ) {
      const end = fieldEnd(fields, from);
      at = this.#writeText(HEADER, fields, from, end, at);
      from = end + 1;
    }
    this.at = write(ROW_END, this.out, at);
  }

  protected roomFor(rowBytes: number): number {
    return rowBytes * MAX_BYTES_PER_BYTE + this.#types.length * MAX_MARKUP_PER_CELL + this.#shownRoom + 64;
  }

  protected encodeRow(bytes: Uint8Array, from: number): number {
    const columns = this.#types.length;
    let at = write(ROW, this.out, this.at);
    let field = from;
    for (let column = 0; column < columns; column++) {
      const end = fieldEnd(bytes, field);
      at =
        end === field || isNull(bytes, field)
          ? write(EMPTY, this.out, at)
          : this.#writeCell(column, bytes, field, end, at);
      if (bytes[end] !== (column === columns - 1 ? LF : TAB)) throw wrongFieldCount(columns);
      field = end + 1;
    }
    return write(ROW_END, this.out, at);
  }

  #writeCell(column: number, bytes: Uint8Array, from: number, end: number, at: number): number {
    const out = this.out;
    const show = this.#shows[column];
    switch (this.#types[column]!) {
      case 'text':
        return this.#writeText(TEXT, bytes, from, end, at);
      case 'boolean':
        return write(bytes[from] === 116 ? TRUE : FALSE, out, at);
      case 'integer':
      case 'decimal':
        if (!isPlainNumber(bytes, from, end)) break;
        return copyTwice(NUMBER, bytes, from, end, out, at, show);
      case 'date':
        if (!readDate(bytes, from, end, this.#serial)) break;
        return copyTwice(DATE, bytes, from, end, out, at, show);
      case 'datetime': {
        if (!readDateTime(bytes, from, end, this.#serial)) break;
        const start = at + DATE.length;
        at = copyTwice(DATE, bytes, from, end, out, at, show);
        out[start + 10] = LETTER_T;
        return at;
      }
      default:
        if (end - from < 8 || (bytes[from] === 50 && bytes[from + 1] === 52)) break;
        return this.#writeTime(bytes, from, end, at, show);
    }
    return this.#writeText(TEXT_AMONG_OTHERS, bytes, from, end, at);
  }

  /** `10:00:00.5` as the duration `PT10H00M00.5S`. */
  #writeTime(bytes: Uint8Array, from: number, end: number, at: number, show: ShowCell | undefined): number {
    const out = this.out;
    at = write(TIME, out, at);
    for (let i = from; i < end; i++) out[at++] = i === from + 2 ? 72 : i === from + 5 ? 77 : bytes[i]!;
    out[at++] = 83;
    at = write(VALUE_END, out, at);
    return writeShown(bytes, from, end, out, at, show);
  }

  /** Blanks that XML readers would fold have elements of their own (§6.1.2); a carriage return is left out. */
  #writeText(open: Uint8Array, bytes: Uint8Array, from: number, end: number, at: number): number {
    const out = this.out;
    at = write(open, out, at);
    let afterBlank = true;
    for (let i = from; i < end; i++) {
      let byte = bytes[i]!;
      if (byte === BACKSLASH) byte = unescapeCode(bytes[++i]!);
      if (byte === BLANK) {
        if (afterBlank || i + 1 === end || bytes[i + 1] === BACKSLASH) at = write(SPACE, out, at);
        else out[at++] = BLANK;
        afterBlank = true;
        continue;
      }
      if (byte === 13) continue;
      if (byte === LF) at = write(PARAGRAPH, out, at);
      else if (byte === TAB) at = write(TABULATOR, out, at);
      else if (byte < 32 || (byte === 0xef && bytes[i + 1] === 0xbf && bytes[i + 2]! >= 0xbe)) {
        at = write(NO_CHARACTER, out, at);
        if (byte >= 32) i += 2;
        this.replaced++;
      } else {
        const escaped = ESCAPES[byte];
        if (escaped === undefined) out[at++] = byte;
        else at = write(escaped, out, at);
      }
      afterBlank = byte === LF;
    }
    return write(TEXT_END, out, at);
  }
}

const LETTER_T = 84;

/** A value as an attribute, and as what people see. */
function copyTwice(
  open: Uint8Array,
  bytes: Uint8Array,
  from: number,
  end: number,
  out: Buffer,
  at: number,
  show: ShowCell | undefined,
): number {
  at = write(open, out, at);
  for (let i = from; i < end; i++) out[at++] = bytes[i]!;
  at = write(VALUE_END, out, at);
  return writeShown(bytes, from, end, out, at, show);
}

/** What people see of it: by the format of its column, or as it is. */
function writeShown(
  bytes: Uint8Array,
  from: number,
  end: number,
  out: Buffer,
  at: number,
  show: ShowCell | undefined,
): number {
  if (show)
    at += out.write(
      show(bytes, from, end).replace(/[&<>]/g, (mark) => ESCAPES[mark.charCodeAt(0)]!.toString()),
      at,
    );
  else for (let i = from; i < end; i++) out[at++] = bytes[i]!;
  return write(TEXT_END, out, at);
}
