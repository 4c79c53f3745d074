/** The number of a row in ASCII, counted up in place. */

/** 1,048,576 has seven digits; the eighth makes it one word. */
const WIDTH = 8;

export class RowNumber {
  /** The digits from the left, then zeros, as `writeTemplate` writes them. */
  word = 0;
  length = 1;
  value = 0;
  readonly #digits = new Uint8Array(WIDTH);
  readonly #view = new DataView(this.#digits.buffer);

  /** @param start the number before the first one */
  constructor(start = 0) {
    this.#set(start);
  }

  /** Counts up by so many at once. */
  skip(rows: number): void {
    this.#set(this.value + rows);
  }

  #set(value: number): void {
    this.value = value;
    const text = String(value);
    for (let i = 0; i < text.length; i++) this.#digits[i] = text.charCodeAt(i);
    this.length = text.length;
    this.word = this.#view.getFloat64(0, true);
  }

  next(): void {
    this.value++;
    const digits = this.#digits;
    let place = this.length - 1;
    while (place >= 0 && digits[place] === 57) digits[place--] = 48;
    if (place >= 0) digits[place]!++;
    else {
      digits[this.length++] = 48;
      digits[0] = 49;
    }
    this.word = this.#view.getFloat64(0, true);
  }

  /** Writes the number. Up to 7 bytes behind it are overwritten. Returns where it ends. */
  write(out: DataView, at: number): number {
    out.setFloat64(at, this.word, true);
    return at + this.length;
  }
}
