/**
 * Fields of COPY TEXT as the values of Parquet columns in PLAIN encoding (Parquet "Encodings"; "Data Pages"), with no JavaScript value for
 * a cell but where a number has more than 15 digits. Each class gathers one column of one row group.
 */
import { SheetError } from '../../errors.ts';
import type { ParquetType } from '../../model.ts';
import { BACKSLASH, isNull, unescapeCode } from '../row-encoder.ts';
import type { FieldTable } from './field-table.ts';
import { noMoment, readDays, readInstant, readMicros } from './moments.ts';

const FIRST_BYTES = 4 * 1024;
const HALF = 4_294_967_296;
const DAY_MICROS = 86_400_000_000;
/** 294247-01-09: behind it, microseconds since 1970 do not fit into eight bytes. */
const LAST_DAY = 106_751_990;

/** What a column is to compiled code, as wasm-encoders/columns.ts has it too. */
const Kind = { text: 0, int32: 1, int64: 2, boolean: 3, date: 4, time: 5, timestamp: 6, decimal: 7 } as const;

/** A column while its row group fills. */
export abstract class ColumnPage {
  /** Whether compiled code writes it, and how; null where JavaScript alone does. */
  protected readonly kind: number | null = null;
  /** Of a decimal. */
  protected readonly scale: number = 0;
  /** Bytes of values so far. */
  at = 0;
  nulls = 0;
  protected out: Buffer;
  /** Whether each row has a value: a bit each, the lowest first. */
  #present = Buffer.alloc(1024);
  #rows = 0;

  constructor() {
    this.out = Buffer.allocUnsafe(FIRST_BYTES);
  }

  protected abstract write(bytes: Uint8Array, from: number, end: number): void;

  /** Adds the column's fields of some rows. */
  addAll(table: FieldTable, column: number): void {
    const skip = this.#rows & 7;
    const found = this.kind === null ? null : table.write(this.kind, this.scale, column, skip);
    if (found) {
      const byte = this.#rows >> 3;
      this.#makeRows(table.rows);
      const first = this.#present[byte]!;
      this.#present.set(found.present, byte);
      this.#present[byte]! |= first;
      this.#rows += table.rows;
      this.nulls += found.nulls;
      this.append(found.values);
      return;
    }
    for (let row = 0; row < table.rows; row++) {
      const from = table.field(row, column);
      if (isNull(table.memory, from)) this.addNull();
      else this.add(table.memory, from, table.field(row, column + 1) - 1);
    }
  }

  /** Puts values behind the others, as compiled code wrote them. */
  protected append(values: Uint8Array): void {
    this.makeRoom(values.length);
    this.out.set(values, this.at);
    this.at += values.length;
  }

  /** Lets the bits grow where they have no room for so many rows more. */
  #makeRows(more: number): void {
    const bytes = (this.#rows + more + 7) >> 3;
    if (bytes > this.#present.length)
      this.#present = Buffer.concat([this.#present], Math.max(bytes, this.#present.length * 2));
  }

  add(bytes: Uint8Array, from: number, end: number): void {
    this.#makeRows(1);
    const row = this.#rows++;
    this.#present[row >> 3]! |= 1 << (row & 7);
    this.write(bytes, from, end);
  }

  addNull(): void {
    this.#makeRows(1);
    this.#rows++;
    this.nulls++;
  }

  /** The data of the page (version 1): definition levels with their length, then the values. The column is then empty. */
  take(): Buffer {
    const levels = this.#levels();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(levels.length);
    const page = Buffer.concat([length, levels, this.values()]);
    this.at = 0;
    this.nulls = 0;
    this.#rows = 0;
    this.#present.fill(0);
    return page;
  }

  protected values(): Uint8Array {
    return this.out.subarray(0, this.at);
  }

  protected makeRoom(bytes: number): void {
    if (this.at + bytes <= this.out.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.out.length * 2, this.at + bytes));
    this.out.copy(larger, 0, 0, this.at);
    this.out = larger;
  }

  protected putInt64(high: number, low: number): void {
    this.makeRoom(8);
    this.out.writeUInt32LE(low, this.at);
    this.out.writeInt32LE(high, this.at + 4);
    this.at += 8;
  }

  /** @param value whole, within ±2^53 */
  protected putWhole(value: number): void {
    const high = Math.floor(value / HALF);
    this.putInt64(high, value - high * HALF);
  }

  /** The hybrid of run lengths and packed bits, of width 1. */
  #levels(): Buffer {
    const rows = this.#rows;
    if (this.nulls === 0) return Buffer.from([...varint(rows * 2), 1]);
    const bytes = Math.ceil(rows / 8);
    return Buffer.concat([Buffer.from(varint(bytes * 2 + 1)), this.#present.subarray(0, bytes)]);
  }
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return [...bytes, value];
}

class TextPage extends ColumnPage {
  protected override readonly kind = Kind.text;

  protected write(bytes: Uint8Array, from: number, end: number): void {
    this.makeRoom(4 + end - from);
    const out = this.out;
    const start = this.at + 4;
    let at = start;
    for (let i = from; i < end; i++) {
      const byte = bytes[i]!;
      out[at++] = byte === BACKSLASH ? unescapeCode(bytes[++i]!) : byte;
    }
    out.writeUInt32LE(at - start, this.at);
    this.at = at;
  }
}

class Int32Page extends ColumnPage {
  protected override readonly kind: number = Kind.int32;

  protected write(bytes: Uint8Array, from: number, end: number): void {
    this.put(readWhole(bytes, from, end));
  }

  protected put(value: number): void {
    this.makeRoom(4);
    this.at = this.out.writeInt32LE(value, this.at);
  }
}

class Int64Page extends ColumnPage {
  protected override readonly kind = Kind.int64;

  protected write(bytes: Uint8Array, from: number, end: number): void {
    if (end - from <= 15) this.putWhole(readWhole(bytes, from, end));
    else {
      this.makeRoom(8);
      this.at = this.out.writeBigInt64LE(BigInt(textOf(bytes, from, end)), this.at);
    }
  }
}

class DoublePage extends ColumnPage {
  protected write(bytes: Uint8Array, from: number, end: number): void {
    this.makeRoom(8);
    this.at = this.out.writeDoubleLE(Number(textOf(bytes, from, end)), this.at);
  }
}

class BooleanPage extends ColumnPage {
  protected override readonly kind = Kind.boolean;
  #count = 0;

  protected write(bytes: Uint8Array, from: number): void {
    this.#put(bytes[from] === 116 ? 1 : 0);
  }

  protected override append(values: Uint8Array): void {
    for (let i = 0; i < values.length; i++) this.#put(values[i]!);
  }

  #put(value: number): void {
    const bit = this.#count++ & 7;
    if (bit === 0) {
      this.makeRoom(1);
      this.out[this.at++] = 0;
    }
    this.out[this.at - 1]! |= value << bit;
  }

  override take(): Buffer {
    this.#count = 0;
    return super.take();
  }
}

class DatePage extends Int32Page {
  protected override readonly kind = Kind.date;

  protected override write(bytes: Uint8Array, from: number, end: number): void {
    this.put(readDays(bytes, from, end));
  }
}

class TimePage extends ColumnPage {
  protected override readonly kind = Kind.time;

  protected write(bytes: Uint8Array, from: number, end: number): void {
    const micros = readMicros(bytes, from, end);
    if (micros >= DAY_MICROS) throw noMoment();
    this.putWhole(micros);
  }
}

class TimestampPage extends ColumnPage {
  protected override readonly kind = Kind.timestamp;

  protected write(bytes: Uint8Array, from: number, end: number): void {
    const { day, micros } = readInstant(bytes, from, end);
    if (day > LAST_DAY) throw noMoment();
    // A day has 20,116 times 2^32 microseconds and a rest, so the product is taken in two halves.
    const low = day * 500_654_080 + micros;
    const carry = Math.floor(low / HALF);
    this.putInt64(day * 20 + carry, low - carry * HALF);
  }
}

/** Numbers of a fixed scale, as whole numbers of its last place. */
class DecimalPage extends ColumnPage {
  protected override readonly kind: number | null;
  protected override readonly scale: number;
  readonly #wide: boolean;
  /** The first number that has too many digits. */
  readonly #limit: bigint;

  constructor(precision: number, scale: number) {
    super();
    this.#limit = 10n ** BigInt(precision);
    this.scale = scale;
    this.#wide = precision > MOST_OF_INT64;
    this.kind = this.#wide ? null : Kind.decimal;
  }

  protected write(bytes: Uint8Array, from: number, end: number): void {
    const isNegative = bytes[from] === MINUS;
    let value = 0;
    let decimals = -1;
    let digits = 0;
    for (let i = isNegative ? from + 1 : from; i < end; i++) {
      const byte = bytes[i]!;
      if (byte === POINT) decimals = 0;
      else {
        // NaN, infinity.
        if (byte < 48 || byte > 57) throw tooManyDigits();
        value = value * 10 + byte - 48;
        digits++;
        if (decimals >= 0) decimals++;
      }
    }
    const missing = this.scale - Math.max(0, decimals);
    if (missing < 0) throw tooManyDigits();
    if (!this.#wide && digits + missing <= 15) {
      value *= POWERS[missing]!;
      this.putWhole(isNegative ? -value : value);
    } else this.#putLong(BigInt(textOf(bytes, from, end).replace('.', '') + '0'.repeat(missing)));
  }

  #putLong(value: bigint): void {
    if (value >= this.#limit || -value >= this.#limit) throw tooManyDigits();
    this.makeRoom(16);
    if (!this.#wide) {
      this.at = this.out.writeBigInt64LE(value, this.at);
      return;
    }
    this.out.writeBigInt64BE(value >> 64n, this.at);
    this.out.writeBigUInt64BE(BigInt.asUintN(64, value), this.at + 8);
    this.at += 16;
  }
}

const tooManyDigits = (): SheetError =>
  new SheetError('value_does_not_fit', 'A number has more digits than its column.');

/** Digits of a decimal that fit into eight bytes; more take sixteen. */
export const MOST_OF_INT64 = 18;
const MINUS = 45;
const POINT = 46;
const POWERS = Array.from({ length: 16 }, (_, power) => 10 ** power);

export function openPage(type: ParquetType): ColumnPage {
  if (typeof type === 'object') return new DecimalPage(type.precision, type.scale);
  switch (type) {
    case 'text':
      return new TextPage();
    case 'int32':
      return new Int32Page();
    case 'int64':
      return new Int64Page();
    case 'double':
      return new DoublePage();
    case 'boolean':
      return new BooleanPage();
    case 'date':
      return new DatePage();
    case 'time':
      return new TimePage();
    default:
      return new TimestampPage();
  }
}

/** Up to 15 digits. */
function readWhole(bytes: Uint8Array, from: number, end: number): number {
  const isNegative = bytes[from] === MINUS;
  let value = 0;
  for (let i = isNegative ? from + 1 : from; i < end; i++) value = value * 10 + bytes[i]! - 48;
  return isNegative ? -value : value;
}

const textOf = (bytes: Uint8Array, from: number, end: number): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString('latin1');
