import { readFileSync } from 'node:fs';
import { builtFile } from '../built-file.ts';
import { BLOCK_BYTES } from './row-encoder.ts';

/** What the compiled code of `wasm-encoders/` exports; see wasm-encoders/index.ts. Addresses are bytes from the start of its memory. */
interface Kernel {
  setDelimited(
    kinds: number,
    columns: number,
    delimiter: number,
    decimalMark: number,
    crlf: boolean,
    nullText: number,
    nullBytes: number,
  ): void;
  encodeDelimited(from: number, to: number, at: number, outEnd: number, limit: number): void;
  readonly input: WebAssembly.Global;
  readonly output: WebAssembly.Global;
  readonly rows: WebAssembly.Global;
}

const KIB = 1024;
/** Kinds of columns, and short texts. */
const PLAN_AT = 64 * KIB;
const PLAN_BYTES = 64 * KIB;
const INPUT_AT = PLAN_AT + PLAN_BYTES;
/** Rows of at most so many bytes are encoded at once; the JavaScript encoder takes a row that is longer. */
const INPUT_BYTES = 512 * KIB;
/** Searches look at 16 bytes at a time, and copies may overwrite as many behind an end. */
const SLACK = 64;
const OUTPUT_AT = INPUT_AT + INPUT_BYTES + SLACK;
const PAGE = 64 * KIB;
const PAGES = Math.ceil((OUTPUT_AT + BLOCK_BYTES + SLACK) / PAGE);
const LF = 10;
const MOST_ROWS = 2 ** 30;

let compiled: WebAssembly.Module | null = null;

/** Rows of COPY TEXT encoded by compiled code, in a memory of its own: some ten times as quick as JavaScript does it. */
export class WasmEncoder {
  /** See `encode`. */
  rows = 0;
  bytes: Uint8Array;
  readonly kernel: Kernel;
  readonly #memory: Uint8Array;

  constructor() {
    compiled ??= new WebAssembly.Module(readFileSync(builtFile('encoders.wasm')));
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    this.kernel = new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as Kernel;
    this.#memory = new Uint8Array(memory.buffer);
    this.bytes = this.#memory.subarray(OUTPUT_AT, OUTPUT_AT);
  }

  /**
   * Puts what a format needs to know where its compiled code reads it.
   * @returns the address of each part, or null where there is not enough room
   */
  place(...parts: Uint8Array[]): number[] | null {
    let at = PLAN_AT;
    const places = parts.map((part) => {
      const place = at;
      at += Math.ceil(part.length / 16) * 16;
      return place;
    });
    if (at > PLAN_AT + PLAN_BYTES) return null;
    for (const [i, part] of parts.entries()) this.#memory.set(part, places[i]!);
    return places;
  }

  /**
   * Encodes whole rows of `bytes`, from `from` up to `end`, of which it takes as many as fit.
   * Afterwards `rows` says how many, and `bytes` is what they became, until the next call.
   * @param room for so many bytes at most
   * @param limit so many rows at most
   * @returns where the next row begins: `from` when it is one for the JavaScript encoder, or one for which there is no room
   */
  encode(
    encodeRows: Kernel['encodeDelimited'],
    bytes: Uint8Array,
    from: number,
    end: number,
    room: number,
    limit: number,
  ): number {
    const to = end - from <= INPUT_BYTES ? end : bytes.lastIndexOf(LF, from + INPUT_BYTES - 1) + 1;
    this.rows = 0;
    this.bytes = this.#memory.subarray(OUTPUT_AT, OUTPUT_AT);
    if (to <= from) return from;
    this.#memory.set(bytes.subarray(from, to), INPUT_AT);
    encodeRows(
      INPUT_AT,
      INPUT_AT + to - from,
      OUTPUT_AT,
      OUTPUT_AT + Math.min(room, BLOCK_BYTES),
      Math.min(limit, MOST_ROWS),
    );
    this.rows = this.kernel.rows.value;
    this.bytes = this.#memory.subarray(OUTPUT_AT, this.kernel.output.value);
    return from + this.kernel.input.value - INPUT_AT;
  }
}
