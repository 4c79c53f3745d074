/** Rows of COPY TEXT as JSON Lines: one object per row (RFC 8259, UTF-8, LF), its members in the order of the columns. */
import type { ExportColumn } from '../model.ts';
import { isPlainNumber } from './plain-number.ts';
import { BACKSLASH, fieldEnd, isNull, LF, RowEncoder, TAB, unescapeCode, wrongFieldCount } from './row-encoder.ts';
import { uniqueName } from './unique-name.ts';

const NULL = Buffer.from('null');
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');
const HEX = Buffer.from('0123456789abcdef');
const QUOTE = 34;

/**
 * Encodes rows as JSON Lines. Numbers of up to 15 significant digits are numbers, and so are integers up to 2^53 - 1; longer
 * ones, NaN and infinities are strings. Moments are strings in ISO 8601 (`2024-01-31T10:00:00`, with their offset if they have one).
 */
export class JsonEncoder extends RowEncoder {
  readonly #types: readonly ExportColumn['type'][];
  /** `{"name":`, then `,"name":` for each further column. */
  readonly #names: Buffer[];
  readonly #nameBytes: number;

  constructor(columns: readonly ExportColumn[], spare: Buffer[]) {
    super(spare);
    this.#types = columns.map(({ type }) => type);
    const taken = new Set<string>();
    this.#names = columns.map(({ header }, i) => {
      return Buffer.from(`${i === 0 ? '' : ','}${JSON.stringify(uniqueName(header, taken))}:`);
    });
    this.#nameBytes = this.#names.reduce((sum, name) => sum + name.length, 0);
  }

  protected roomFor(rowBytes: number): number {
    return 8 + this.#nameBytes + this.#types.length * 16 + rowBytes * 6; // a control character becomes \u0001
  }

  protected encodeRow(bytes: Uint8Array, from: number): number {
    const out = this.out;
    const columns = this.#types.length;
    let at = this.at;
    let field = from;
    out[at++] = 123;
    for (let column = 0; column < columns; column++) {
      at = put(this.#names[column]!, out, at);
      const end = fieldEnd(bytes, field);
      at = isNull(bytes, field)
        ? put(NULL, out, at)
        : this.#writeValue(bytes, field, end, this.#types[column]!, out, at);
      if (bytes[end] !== (column === columns - 1 ? LF : TAB)) throw wrongFieldCount(columns);
      field = end + 1;
    }
    out[at++] = 125;
    out[at++] = LF;
    return at;
  }

  #writeValue(
    bytes: Uint8Array,
    from: number,
    end: number,
    type: ExportColumn['type'],
    out: Uint8Array,
    at: number,
  ): number {
    if (type === 'boolean') return put(bytes[from] === 116 ? TRUE : FALSE, out, at);
    const exact =
      type === 'integer' ? isSafeInteger(bytes, from, end) : type === 'decimal' && isPlainNumber(bytes, from, end);
    if (exact) {
      for (let i = from; i < end; i++) out[at++] = bytes[i]!;
      return at;
    }
    out[at++] = QUOTE;
    at = type === 'datetime' ? writeMoment(bytes, from, end, out, at) : writeText(bytes, from, end, out, at);
    out[at++] = QUOTE;
    return at;
  }
}

const SAFE = Buffer.from(String(Number.MAX_SAFE_INTEGER));

/** Whether a whole number lies within ±(2^53 - 1), beyond which JSON readers round. */
function isSafeInteger(bytes: Uint8Array, from: number, end: number): boolean {
  let at = bytes[from] === 45 ? from + 1 : from;
  const digits = end - at;
  if (digits < 1 || digits > SAFE.length) return false;
  let order = 0;
  for (let i = 0; at < end; at++, i++) {
    const byte = bytes[at]!;
    if (byte < 48 || byte > 57) return false;
    if (order === 0) order = byte - SAFE[i]!;
  }
  return digits < SAFE.length || order <= 0;
}

/** PostgreSQL's `2024-01-31 10:00:00+02` with a `T`, and minutes in its offset. */
function writeMoment(bytes: Uint8Array, from: number, end: number, out: Uint8Array, at: number): number {
  const iso = end - from >= 19 && bytes[from + 4] === 45 && bytes[from + 10] === 32 && bytes[end - 1]! <= 57;
  for (let i = from; i < end; i++) out[at++] = iso && i === from + 10 ? 84 : bytes[i]!;
  const sign = bytes[end - 3];
  if (iso && (sign === 43 || sign === 45)) at = put(MINUTES, out, at);
  return at;
}

const MINUTES = Buffer.from(':00');

function writeText(bytes: Uint8Array, from: number, end: number, out: Uint8Array, at: number): number {
  for (let i = from; i < end; i++) {
    let byte = bytes[i]!;
    if (byte === BACKSLASH) byte = unescapeCode(bytes[++i]!);
    if (byte === QUOTE || byte === BACKSLASH) out[at++] = BACKSLASH;
    if (byte >= 32) {
      out[at++] = byte;
      continue;
    }
    out[at++] = BACKSLASH;
    const short = SHORT_ESCAPES[byte]!;
    if (short !== 0) out[at++] = short;
    else {
      out[at++] = 117; // u
      out[at++] = 48;
      out[at++] = 48;
      out[at++] = HEX[byte >> 4]!;
      out[at++] = HEX[byte & 15]!;
    }
  }
  return at;
}

/** The letters of `\b \t \n \f \r`. */
const SHORT_ESCAPES = new Uint8Array(32);
SHORT_ESCAPES[8] = 98;
SHORT_ESCAPES[9] = 116;
SHORT_ESCAPES[10] = 110;
SHORT_ESCAPES[12] = 102;
SHORT_ESCAPES[13] = 114;

function put(piece: Uint8Array, out: Uint8Array, at: number): number {
  for (let i = 0; i < piece.length; i++) out[at++] = piece[i]!;
  return at;
}
