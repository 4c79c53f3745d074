/** Thrift's compact protocol, as far as the metadata of Parquet needs it (Apache Thrift, "Thrift Compact protocol encoding"). */

/** Type codes of fields and of list elements. */
const TRUE = 1;
const FALSE = 2;
const I8 = 3;
const I32 = 5;
const I64 = 6;
const BINARY = 8;
const LIST = 9;
const STRUCT = 12;

/** Writes one struct. Fields come in the order of their ids. */
export class ThriftWriter {
  #bytes: number[] = [];
  #last = 0;

  bool(id: number, value: boolean): this {
    return this.#field(id, value ? TRUE : FALSE);
  }

  i8(id: number, value: number): this {
    this.#field(id, I8).#bytes.push(value);
    return this;
  }

  i32(id: number, value: number): this {
    return this.#field(id, I32).#zigzag(value);
  }

  /** @param value a whole number that a double holds exactly */
  i64(id: number, value: number): this {
    return this.#field(id, I64).#zigzag(value);
  }

  text(id: number, value: string): this {
    return this.#field(id, BINARY).#text(value);
  }

  struct(id: number, write: (inner: ThriftWriter) => void): this {
    return this.#field(id, STRUCT).#struct(write);
  }

  i32List(id: number, values: readonly number[]): this {
    this.#list(id, I32, values.length);
    for (const value of values) this.#zigzag(value);
    return this;
  }

  textList(id: number, values: readonly string[]): this {
    this.#list(id, BINARY, values.length);
    for (const value of values) this.#text(value);
    return this;
  }

  structList<T>(id: number, values: readonly T[], write: (inner: ThriftWriter, value: T) => void): this {
    this.#list(id, STRUCT, values.length);
    for (const value of values) this.#struct((inner) => write(inner, value));
    return this;
  }

  /** The struct, with its end. */
  finish(): Buffer {
    return Buffer.from([...this.#bytes, 0]);
  }

  #field(id: number, type: number): this {
    const step = id - this.#last;
    if (step > 0 && step < 16) this.#bytes.push((step << 4) | type);
    else {
      this.#bytes.push(type);
      this.#zigzag(id);
    }
    this.#last = id;
    return this;
  }

  #list(id: number, type: number, length: number): void {
    this.#field(id, LIST);
    if (length < 15) this.#bytes.push((length << 4) | type);
    else {
      this.#bytes.push(0xf0 | type);
      this.#varint(length);
    }
  }

  #struct(write: (inner: ThriftWriter) => void): this {
    const outer = this.#last;
    this.#last = 0;
    write(this);
    this.#bytes.push(0);
    this.#last = outer;
    return this;
  }

  #text(value: string): this {
    const bytes = Buffer.from(value);
    this.#varint(bytes.length);
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  #zigzag(value: number): this {
    return this.#varint(value < 0 ? -value * 2 - 1 : value * 2);
  }

  #varint(value: number): this {
    while (value >= 128) {
      this.#bytes.push((value % 128) | 128);
      value = Math.floor(value / 128);
    }
    this.#bytes.push(value);
    return this;
  }
}
