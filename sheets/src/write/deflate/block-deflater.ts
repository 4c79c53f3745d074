/** Deflate (RFC 1951) by compiled code; see wasm-encoders/deflate.ts. */
import { type EncoderKernel, FIRST_FREE, openEncoderKernel, SLACK } from '../encoder-kernel.ts';

const MIB = 1024 * 1024;
/** So much is compressed at once, and refers to nothing before: more makes files hardly smaller. */
const INPUT_BYTES = MIB;
const WORK_AT = FIRST_FREE;
const WORK_BYTES = MIB / 4;
const INPUT_AT = WORK_AT + WORK_BYTES;
const OUTPUT_AT = INPUT_AT + INPUT_BYTES + SLACK;
/** The most that it may become. */
const OUTPUT_BYTES = INPUT_BYTES * 2 + 400;

/** Ends a stream: a last block, an empty one with fixed codes (RFC 1951 §3.2.6). */
export const FINAL_BLOCK = Buffer.from([3, 0]);

/** Compresses blocks so that the results, one after the other and before `FINAL_BLOCK`, are one deflate stream. */
export class BlockDeflater {
  readonly #kernel: EncoderKernel;
  readonly #memory: Uint8Array;

  constructor() {
    const { kernel, memory } = openEncoderKernel(OUTPUT_AT + OUTPUT_BYTES + SLACK);
    this.#kernel = kernel;
    this.#memory = memory;
  }

  /** Compresses bytes, in the thread that calls. What comes out has memory of its own. */
  deflate(bytes: Uint8Array): Uint8Array {
    const pieces: Uint8Array[] = [];
    for (let from = 0; from < bytes.length; from += INPUT_BYTES) {
      const piece = bytes.subarray(from, from + INPUT_BYTES);
      this.#memory.set(piece, INPUT_AT);
      const end = this.#kernel.deflate(INPUT_AT, piece.length, OUTPUT_AT, WORK_AT);
      pieces.push(this.#memory.slice(OUTPUT_AT, end));
    }
    return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
  }
}
