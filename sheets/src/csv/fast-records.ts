/** Plain records of delimited text to COPY BINARY in WebAssembly (wasm-fast-path/delimited.ts). */
import type { RowSink } from '../row-sink.ts';
import { FAST_PATH_SLACK, type FastPath, FastPathStop } from '../wasm-fast-path/fast-path.ts';
import type { Marks } from './record-splitter.ts';

/** Reads records that lie in `buffer`. What it leaves alone begins at `position`. */
export class FastRecords {
  readonly buffer: Buffer;
  /** Where the next record begins, and the number of the row before it. */
  position = 0;
  rowNumber = 0;
  readonly #fastPath: FastPath;
  readonly #delimiter: number;
  readonly #quote: number;

  constructor(fastPath: FastPath, { delimiter, quote }: Marks, bytes: number) {
    this.#fastPath = fastPath;
    this.#delimiter = delimiter[0]!;
    this.#quote = quote;
    const { input } = fastPath;
    this.buffer = Buffer.from(input.buffer, input.byteOffset, bytes);
  }

  /** False once the records have turned out to be of another kind. */
  get open(): boolean {
    return this.#fastPath.open;
  }

  /** Reads records from `from` to `end`, of which the last row is `row`. Returns whether it stopped because the output is full, and can go on. */
  read(from: number, end: number, row: number): boolean {
    // The splitter has left its sentinel there.
    this.buffer.fill(0, end, end + FAST_PATH_SLACK);
    const stop = this.#fastPath.readRecords(from, end, row, this.#delimiter, this.#quote);
    this.position = this.#fastPath.position;
    this.rowNumber = this.#fastPath.rowNumber;
    return stop === FastPathStop.full;
  }
}

/**
 * For a sink that takes tuples, and records whose marks are plain; else null.
 * @param most bytes that are read at a time
 */
export function openFastRecords(marks: Marks, sink: RowSink, most: number): FastRecords | null {
  const { delimiter, quote, escape: escapeMark, skipSpaces } = marks;
  if (delimiter.length > 1 || delimiter[0] === 0 || delimiter[0] === quote || escapeMark >= 0 || skipSpaces)
    return null;
  const fastPath = sink.openFastPath?.(0) ?? null;
  const bytes = 2 * most + FAST_PATH_SLACK;
  if (fastPath === null || bytes > fastPath.input.length) return null;
  fastPath.begin(new Uint8Array(0), false);
  return new FastRecords(fastPath, marks, bytes);
}
