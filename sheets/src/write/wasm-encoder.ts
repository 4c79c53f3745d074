import {
  type CompiledRows,
  type EncodeRows,
  type EncoderKernel,
  FIRST_FREE,
  openEncoderKernel,
  SLACK,
} from './encoder-kernel.ts';
import { BLOCK_BYTES } from './row-encoder.ts';

const KIB = 1024;
/** Kinds of columns, and short texts. */
const PLAN_AT = FIRST_FREE;
const PLAN_BYTES = 320 * KIB;
const INPUT_AT = PLAN_AT + PLAN_BYTES;
/** Rows of at most so many bytes are encoded at once; the JavaScript encoder takes a row that is longer. */
const INPUT_BYTES = 512 * KIB;
const OUTPUT_AT = INPUT_AT + INPUT_BYTES + SLACK;
const MEMORY_BYTES = OUTPUT_AT + BLOCK_BYTES + SLACK;
const LF = 10;
/** Asking compiled code for nothing costs something, too. */
const MAX_MISSES = 200;
const MOST_ROWS = 2 ** 30;

/** Rows of COPY TEXT encoded by compiled code, in a memory of its own: some ten times as quick as JavaScript does it. */
export class WasmEncoder implements CompiledRows {
  /** False once most rows were for the JavaScript encoder: it then takes all. */
  isWorthIt = true;
  /** Whether something that was put did not fit: this encoder cannot be used. */
  isFull = false;
  /** See `encode`. */
  rows = 0;
  bytes: Uint8Array;
  readonly kernel: EncoderKernel;
  readonly #memory: Uint8Array;
  /** The rows that are in the memory: `bytes` from `from` up to `to`. */
  #input: { bytes: Uint8Array; from: number; to: number } | null = null;
  #planEnd = PLAN_AT;
  #hits = 0;
  #misses = 0;

  constructor() {
    const { kernel, memory } = openEncoderKernel(MEMORY_BYTES);
    this.kernel = kernel;
    this.#memory = memory;
    this.bytes = this.#memory.subarray(OUTPUT_AT, OUTPUT_AT);
  }

  /** Puts what a format needs to know where its compiled code reads it. Out: its address. Where there is no room, see `isFull`. */
  put(part: Uint8Array): number {
    const place = this.#planEnd;
    const end = place + Math.ceil(part.length / 16) * 16;
    if (end > PLAN_AT + PLAN_BYTES) {
      this.isFull = true;
      return PLAN_AT;
    }
    this.#planEnd = end;
    this.#memory.set(part, place);
    return place;
  }

  /** Numbers that compiled code counts as well, at an address that `put` gave. */
  numbersAt(address: number, count: number): Float64Array {
    return new Float64Array(this.#memory.buffer, address, count);
  }

  /**
   * Encodes whole rows of `bytes`, from `from` up to `end`, of which it takes as many as fit.
   * Afterwards `rows` says how many, and `bytes` is what they became, until the next call.
   * @param room for so many bytes at most
   * @param limit so many rows at most
   * @returns where the next row begins: `from` when it is one for the JavaScript encoder, or one for which there is no room
   */
  encode(encodeRows: EncodeRows, bytes: Uint8Array, from: number, end: number, room: number, limit: number): number {
    this.rows = 0;
    this.bytes = this.#memory.subarray(OUTPUT_AT, OUTPUT_AT);
    const input = this.#hold(bytes, from, end);
    if (input === null) return from;
    const offset = INPUT_AT - input.from;
    encodeRows(
      offset + from,
      offset + input.to,
      OUTPUT_AT,
      OUTPUT_AT + Math.min(room, BLOCK_BYTES),
      Math.min(limit, MOST_ROWS),
    );
    this.rows = this.kernel.rows.value;
    this.bytes = this.#memory.subarray(OUTPUT_AT, this.kernel.output.value);
    this.#hits += this.rows;
    if (this.rows === 0 && ++this.#misses > MAX_MISSES && this.#misses > this.#hits) this.isWorthIt = false;
    return this.kernel.input.value - offset;
  }

  /** Forgets the rows that it was given: the same bytes may hold others from now on. */
  forget(): void {
    this.#input = null;
  }

  /** Has rows from `from` on in the memory: once, however many of them JavaScript encodes in between. Null where the first one is too long. */
  #hold(bytes: Uint8Array, from: number, end: number): { from: number; to: number } | null {
    const held = this.#input;
    if (held !== null && held.bytes === bytes && held.from <= from && from < held.to && held.to <= end) return held;
    const to = end - from <= INPUT_BYTES ? end : bytes.lastIndexOf(LF, from + INPUT_BYTES - 1) + 1;
    if (to <= from) return null;
    this.#memory.set(bytes.subarray(from, to), INPUT_AT);
    this.#input = { bytes, from, to };
    return this.#input;
  }
}
