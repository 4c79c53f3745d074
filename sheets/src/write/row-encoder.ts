/** What the encoders of all formats have in common: COPY TEXT rows in, blocks of the format's bytes out. */
import { SheetError } from '../errors.ts';
import type { CompiledRows, EncodeRows } from './encoder-kernel.ts';

/** Bytes of a block: enough that compressing it alone loses nothing worth having, and that two in flight are small. */
export const BLOCK_BYTES = 1024 * 1024;

export const TAB = 9;
export const LF = 10;
export const BACKSLASH = 92;
const CAPITAL_N = 78;

/** Encodes rows into its own block until that is full. Owns the block, so that encoding allocates nothing. */
export abstract class RowEncoder {
  /** Rows encoded so far, without headers. */
  rows = 0;
  /** Texts that were cut because the format cannot hold them. */
  truncated = 0;
  /** After so many rows nothing more is encoded. */
  readonly rowLimit: number;
  protected out: Buffer;
  /** The same block, to write several bytes at once. */
  protected view: DataView;
  protected at = 0;
  /** The rows that are being encoded, to read several bytes at once. */
  protected input: DataView = new DataView(new ArrayBuffer(0));
  readonly #spare: Buffer[];

  /** `spare` holds blocks to use again; whoever has written a block may put it back. */
  constructor(spare: Buffer[], rowLimit = Number.POSITIVE_INFINITY) {
    this.#spare = spare;
    this.rowLimit = rowLimit;
    this.out = this.#block();
    this.view = viewOf(this.out);
  }

  /** The most bytes that a row of so many COPY bytes can become. */
  protected abstract roomFor(rowBytes: number): number;
  /** Encodes the row from `from`; its line feed is at `end`. There is room for it. Returns where the block now ends. */
  protected abstract encodeRow(bytes: Uint8Array, from: number, end: number): number;

  /** Called before rows of other bytes are encoded. */
  protected begin(): void {}

  /** Encodes rows as far as compiled code does, which may be none. Returns where the next row begins. */
  protected encodePlain(_bytes: Uint8Array, from: number, _end: number): number {
    return from;
  }

  /** What `encodePlain` does where `encoder` is the compiled code of a format. */
  protected encodeCompiled(
    encoder: CompiledRows,
    encodeRows: EncodeRows,
    bytes: Uint8Array,
    from: number,
    end: number,
  ): number {
    const next = encoder.encode(encodeRows, bytes, from, end, this.out.length - this.at, this.rowLimit - this.rows);
    this.out.set(encoder.bytes, this.at);
    this.at += encoder.bytes.length;
    this.rows += encoder.rows;
    return next;
  }

  /**
   * Encodes complete rows until the block is full or the row limit is reached.
   * @returns where it stopped
   */
  encode(bytes: Uint8Array, from: number, end: number): number {
    this.input = viewOf(bytes);
    this.begin();
    while (from < end && this.rows < this.rowLimit) {
      from = this.encodePlain(bytes, from, end);
      if (from === end || this.rows === this.rowLimit) return from;
      const lineFeed = bytes.indexOf(LF, from);
      const room = this.roomFor(lineFeed - from);
      if (this.at + room > this.out.length) {
        if (this.at > 0) return from;
        this.#use(Buffer.allocUnsafeSlow(room));
      }
      this.at = this.encodeRow(bytes, from, lineFeed);
      this.rows++;
      from = lineFeed + 1;
    }
    return from;
  }

  /** Puts bytes into the block as they are, such as what stands before the first row. */
  put(bytes: Uint8Array): void {
    this.makeRoom(bytes.length);
    this.out.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Lets the block grow where it has not this much room. */
  protected makeRoom(bytes: number): void {
    if (this.at + bytes <= this.out.length) return;
    const larger = Buffer.allocUnsafeSlow(this.at + bytes + BLOCK_BYTES);
    this.out.copy(larger, 0, 0, this.at);
    this.#use(larger);
  }

  /** The block so far. The encoder goes on with another one. */
  take(): Buffer {
    const block = this.out.subarray(0, this.at);
    this.#use(this.#block());
    this.at = 0;
    return block;
  }

  #use(block: Buffer): void {
    this.out = block;
    this.view = viewOf(block);
  }

  #block(): Buffer {
    return this.#spare.pop() ?? Buffer.allocUnsafeSlow(BLOCK_BYTES);
  }
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Gives a written block back for use; blocks that had to grow are left to the garbage collector. */
export function recycle(spare: Buffer[], block: Uint8Array): void {
  if (block.buffer.byteLength === BLOCK_BYTES) spare.push(Buffer.from(block.buffer, 0, BLOCK_BYTES));
}

/** Whether the field at `at` is null: `\N` and nothing else. A text `\N` is written `\\N`. */
export function isNull(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === BACKSLASH && bytes[at + 1] === CAPITAL_N;
}

/** Where the field at `at` ends: at the next tab or line feed. */
export function fieldEnd(bytes: Uint8Array, at: number): number {
  let byte = bytes[at]!;
  while (byte !== TAB && byte !== LF) byte = bytes[++at]!;
  return at;
}

/** The character that a backslash and `code` stand for. */
export function unescapeCode(code: number): number {
  switch (code) {
    case 98: // b
      return 8;
    case 102: // f
      return 12;
    case 110: // n
      return LF;
    case 114: // r
      return 13;
    case 116: // t
      return TAB;
    case 118: // v
      return 11;
    default:
      return code;
  }
}

/** Texts as one COPY TEXT row, so that headers take the way of values; null is `\N`. */
export function copyRow(fields: readonly (string | null)[]): Uint8Array {
  const escaped = fields.map((field) =>
    field === null ? '\\N' : field.replace(/[\\\b\f\n\r\t\v]/g, (character) => `\\${ESCAPES[character]}`),
  );
  return Buffer.from(`${escaped.join('\t')}\n`);
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\\': '\\',
  '\b': 'b',
  '\f': 'f',
  '\n': 'n',
  '\r': 'r',
  '\t': 't',
  '\v': 'v',
};

/** The rows and the plan contradict each other. */
export function wrongFieldCount(expected: number): SheetError {
  return new SheetError('bad_plan', 'A row has other fields than the columns of the plan.', { expected });
}

/** Writes bytes into a block from a place. Out: where they end. For the few bytes of markup quicker than `set`. */
export function write(piece: Uint8Array, out: Uint8Array, at: number): number {
  for (let i = 0; i < piece.length; i++) out[at++] = piece[i]!;
  return at;
}
