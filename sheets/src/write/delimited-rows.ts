/** Rows of COPY TEXT as delimited text: RFC 4180 with CRLF, UTF-8. */
import { APOSTROPHE, beginsFormula } from '../csv/formula-guard.ts';
import type { ColumnType } from '../model.ts';
import { BACKSLASH, fieldEnd, isNull, LF, RowEncoder, TAB, unescapeCode, wrongFieldCount } from './row-encoder.ts';

const QUOTE = 34;
const CR = 13;

/**
 * Encodes rows as csv or tsv. Null is an empty field and an empty text is `""`; booleans are `true` and `false`. Texts that a spreadsheet
 * would take for a formula get an apostrophe in front (`beginsFormula`, promise P28); numbers, dates and booleans never do.
 */
export class DelimitedEncoder extends RowEncoder {
  readonly #types: readonly ColumnType[];
  readonly #delimiter: number;

  constructor(columns: readonly { type: ColumnType }[], delimiter: ',' | '\t', spare: Buffer[]) {
    super(spare);
    this.#types = columns.map(({ type }) => type);
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** Writes the header record. `fields` is one COPY TEXT row with its line feed. */
  putHeader(fields: Uint8Array): void {
    const block = Buffer.allocUnsafe(this.roomFor(fields.length));
    const types = this.#types.map(() => 'text' as const);
    this.put(block.subarray(0, this.#writeRow(fields, 0, block, 0, types)));
  }

  protected roomFor(rowBytes: number): number {
    // Quotation marks may double every byte; around each field stand two, an apostrophe and a delimiter.
    return rowBytes * 2 + this.#types.length * 8 + 8;
  }

  protected encodeRow(bytes: Uint8Array, from: number): number {
    return this.#writeRow(bytes, from, this.out, this.at, this.#types);
  }

  #writeRow(bytes: Uint8Array, from: number, out: Uint8Array, at: number, types: readonly ColumnType[]): number {
    const start = at;
    const columns = types.length;
    let field = from;
    for (let column = 0; column < columns; column++) {
      if (column > 0) out[at++] = this.#delimiter;
      const end = fieldEnd(bytes, field);
      if (!isNull(bytes, field)) {
        const type = types[column];
        if (type === 'text') at = this.#writeText(bytes, field, end, out, at);
        else if (type === 'boolean') at = writeBoolean(bytes[field] === 116, out, at);
        else for (let i = field; i < end; i++) out[at++] = bytes[i]!;
      }
      if (bytes[end] !== (column === columns - 1 ? LF : TAB)) throw wrongFieldCount(columns);
      field = end + 1;
    }
    // A record that is one null would be a blank line, which is no record to anyone.
    if (at === start) {
      out[at++] = QUOTE;
      out[at++] = QUOTE;
    }
    out[at++] = CR;
    out[at++] = LF;
    return at;
  }

  #writeText(bytes: Uint8Array, from: number, end: number, out: Uint8Array, at: number): number {
    const delimiter = this.#delimiter;
    const start = at;
    let quoted = from === end;
    out[at++] = QUOTE; // taken back when it is not needed
    const text = at;
    for (let i = from; i < end; i++) {
      let byte = bytes[i]!;
      if (byte === BACKSLASH) byte = unescapeCode(bytes[++i]!);
      if (byte === QUOTE) {
        quoted = true;
        out[at++] = QUOTE;
      } else if (byte === delimiter || byte === LF || byte === CR) quoted = true;
      out[at++] = byte;
    }
    if (beginsFormula(out, text, at)) {
      out.copyWithin(text + 1, text, at);
      out[text] = APOSTROPHE;
      at++;
    }
    if (!quoted) {
      out.copyWithin(start, start + 1, at);
      return at - 1;
    }
    out[at++] = QUOTE;
    return at;
  }
}

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

function writeBoolean(value: boolean, out: Uint8Array, at: number): number {
  const word = value ? TRUE : FALSE;
  out.set(word, at);
  return at + word.length;
}
