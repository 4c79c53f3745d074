/** Rows of COPY TEXT as delimited text: RFC 4180 with CRLF, UTF-8. */
import { APOSTROPHE, beginsFormula, isWideSign, PARTS, Part } from '@sheetport/contract/formulas';
import type { ColumnType, TextOptions } from '../model.ts';
import { fieldEnd, isNull, LF, RowEncoder, TAB, unescapeCode, wrongFieldCount } from './row-encoder.ts';
import { WasmEncoder } from './wasm-encoder.ts';

const QUOTE = 34;
const CR = 13;
const MINUS = 45;
const NINE = 57;
const POINT = 46;

/**
 * Encodes rows as csv or tsv. Null is an empty field and an empty text is `""`; booleans are `true` and `false`. What a spreadsheet
 * would take for a formula is guarded by apostrophes (`formula-guard.ts`, promise P28): texts, and `-Infinity` and `-infinity`, which are a
 * name behind a sign to it. Numbers, dates and booleans never are.
 */
export class DelimitedEncoder extends RowEncoder {
  readonly #types: readonly ColumnType[];
  readonly #delimiter: number;
  readonly #decimalMark: number;
  readonly #hasCarriageReturn: boolean;
  readonly #nullText: Buffer;
  readonly #compiled: WasmEncoder | null;

  /** @param plain whether compiled code takes rows as far as it can */
  constructor(
    columns: readonly { type: ColumnType }[],
    { delimiter = ',', decimalMark = '.', lineEnd = 'crlf', nullText = '' }: Omit<TextOptions, 'encoding'>,
    spare: Buffer[],
    plain = true,
  ) {
    super(spare);
    this.#decimalMark = decimalMark.charCodeAt(0);
    this.#hasCarriageReturn = lineEnd === 'crlf';
    this.#nullText = Buffer.from(nullText);
    this.#types = columns.map(({ type }) => type);
    this.#delimiter = delimiter.charCodeAt(0);
    this.#compiled = plain ? this.#compile() : null;
  }

  /** Writes the header record. `fields` is one COPY TEXT row with its line feed. */
  putHeader(fields: Uint8Array): void {
    const block = Buffer.allocUnsafe(this.roomFor(fields.length));
    const types = this.#types.map(() => 'text' as const);
    this.put(block.subarray(0, this.#writeRow(fields, 0, block, 0, types)));
  }

  /** Compiled code that knows the columns and options; null where there are too many columns, or none. */
  #compile(): WasmEncoder | null {
    if (this.#types.length === 0) return null;
    const encoder = new WasmEncoder();
    const kinds = Uint8Array.from(this.#types, (type) => KINDS[type] ?? Kind.other);
    const kindsAt = encoder.put(kinds);
    const nullAt = encoder.put(this.#nullText);
    if (encoder.isFull) return null;
    encoder.kernel.setDelimited(
      kindsAt,
      kinds.length,
      this.#delimiter,
      this.#decimalMark,
      this.#hasCarriageReturn,
      nullAt,
      this.#nullText.length,
    );
    return encoder;
  }

  protected override begin(): void {
    this.#compiled?.forget();
  }

  protected override encodePlain(bytes: Uint8Array, from: number, end: number): number {
    const encoder = this.#compiled;
    if (!encoder?.isWorthIt) return from;
    return this.encodeCompiled(encoder, encoder.kernel.encodeDelimited, bytes, from, end);
  }

  protected roomFor(rowBytes: number): number {
    // Quotation marks may double every byte, and guards a separator with its sign; around each field stand two, an apostrophe and a delimiter.
    return rowBytes * 2 + this.#types.length * (8 + this.#nullText.length) + 8;
  }

  protected encodeRow(bytes: Uint8Array, from: number): number {
    return this.#writeRow(bytes, from, this.out, this.at, this.#types);
  }

  #writeRow(bytes: Uint8Array, from: number, out: Uint8Array, at: number, types: readonly ColumnType[]): number {
    const start = at;
    const columns = types.length;
    // To who splits elsewhere, a row that begins with a negative number begins a formula: `-5,1+x` where a comma is the decimal mark. What is
    // between quotation marks is a string in it.
    const quoted = bytes[from] === MINUS && types[0] !== 'text';
    let field = from;
    for (let column = 0; column < columns; column++) {
      if (column > 0) out[at++] = this.#delimiter;
      const end = fieldEnd(bytes, field);
      if (!isNull(bytes, field)) {
        const type = types[column];
        if (type === 'text') at = this.#writeText(bytes, field, end, out, at, quoted);
        else if (type === 'boolean') at = writeBoolean(bytes[field] === 116, out, at);
        else {
          if (bytes[field] === MINUS && bytes[field + 1]! > NINE) out[at++] = APOSTROPHE;
          const decimal = type === 'decimal' ? this.#decimalMark : POINT;
          for (let i = field; i < end; i++) out[at++] = bytes[i] === POINT ? decimal : bytes[i]!;
        }
      } else if (this.#nullText.length > 0) {
        out.set(this.#nullText, at);
        at += this.#nullText.length;
      }
      if (bytes[end] !== (column === columns - 1 ? LF : TAB)) throw wrongFieldCount(columns);
      field = end + 1;
    }
    // A record that is one null would be a blank line, which is no record to anyone.
    if (at === start) {
      out[at++] = QUOTE;
      out[at++] = QUOTE;
    }
    if (this.#hasCarriageReturn) out[at++] = CR;
    out[at++] = LF;
    return at;
  }

  #writeText(bytes: Uint8Array, from: number, end: number, out: Uint8Array, at: number, inQuotes: boolean): number {
    const delimiter = this.#delimiter;
    const start = at;
    let quoted = inQuotes || from === end;
    out[at++] = QUOTE; // taken back when it is not needed
    const text = at;
    // Where the text so far ends with a separator, and marks at most behind it: a sign there would begin a formula to who splits there.
    let opened = -1;
    for (let i = from; i < end; i++) {
      let byte = bytes[i]!;
      let part = PARTS[byte]!;
      if (part === Part.none) {
        out[at++] = byte;
        continue;
      }
      if (part === Part.backslash) {
        byte = unescapeCode(bytes[++i]!);
        part = PARTS[byte]!;
      }
      if (part === Part.separator) {
        if (byte === delimiter || byte === LF || byte === CR) quoted = true;
        opened = at + 1;
      } else if (part === Part.mark) {
        if (byte === QUOTE) {
          quoted = true;
          out[at++] = QUOTE;
          if (opened === at - 1) opened = at;
        }
        if (opened === at) opened = at + 1;
      } else if (opened === at && (part === Part.sign || isWideSign(bytes, i, end))) {
        out[at++] = APOSTROPHE;
        out[at++] = APOSTROPHE;
      }
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

/** What a column is to the compiled encoder, as wasm-encoders/delimited.ts has it too. */
const Kind = { text: 0, boolean: 1, decimal: 2, other: 3 } as const;
const KINDS: Readonly<Partial<Record<ColumnType, number>>> = {
  text: Kind.text,
  boolean: Kind.boolean,
  decimal: Kind.decimal,
};

const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

function writeBoolean(value: boolean, out: Uint8Array, at: number): number {
  const word = value ? TRUE : FALSE;
  out.set(word, at);
  return at + word.length;
}
