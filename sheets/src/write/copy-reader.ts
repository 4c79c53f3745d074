/**
 * Rows as PostgreSQL's COPY ... TO STDOUT gives them in text format: fields between tabs, a line feed ends a row, `\N` is null,
 * and a backslash escapes what would be mistaken (PostgreSQL docs, "COPY", Text Format). A line feed within a value is
 * always written `\n`, so rows are found without looking at fields.
 */
import { SheetError } from '../errors.ts';
import { MAX_EXPORT_ROW_BYTES } from '../limits.ts';
import type { StoppableSource } from './stoppable-source.ts';

/** Complete rows: `bytes` from `from` up to `end`, the last one with its line feed. */
export interface Rows {
  bytes: Uint8Array;
  from: number;
  end: number;
}

const LF = 10;

/** Cuts a COPY TEXT stream, whose chunks end anywhere, into runs of complete rows. Copies only the row that a chunk's end cuts. */
export class CopyReader {
  /** Bytes taken from the source so far. */
  bytes = 0;
  readonly #source: StoppableSource;
  #carry: Uint8Array[] = [];
  #carried = 0;
  #waiting: Rows | null = null;

  constructor(source: StoppableSource) {
    this.#source = source;
  }

  /**
   * The next complete rows, or null at the end.
   * @throws SheetError 'truncated' when the stream ends within a row, 'record_too_long'; whatever the source throws
   */
  async next(): Promise<Rows | null> {
    if (this.#waiting) {
      const rows = this.#waiting;
      this.#waiting = null;
      return rows;
    }
    for (;;) {
      const chunk = await this.#source.next();
      if (!chunk) {
        if (this.#carried > 0) throw new SheetError('truncated', 'The rows end in the middle of one.');
        return null;
      }
      this.bytes += chunk.length;
      const last = chunk.lastIndexOf(LF);
      if (last < 0) {
        this.#keep(chunk);
        continue;
      }
      const rest = { bytes: chunk, from: 0, end: last + 1 };
      let rows: Rows = rest;
      if (this.#carried > 0) {
        const first = chunk.indexOf(LF);
        this.#keep(chunk.subarray(0, first + 1));
        const joined = Buffer.concat(this.#carry);
        this.#carry = [];
        this.#carried = 0;
        rows = { bytes: joined, from: 0, end: joined.length };
        rest.from = first + 1;
        if (rest.from < rest.end) this.#waiting = rest;
      }
      if (last + 1 < chunk.length) this.#keep(chunk.subarray(last + 1));
      return rows;
    }
  }

  #keep(piece: Uint8Array): void {
    this.#carried += piece.length;
    if (this.#carried > MAX_EXPORT_ROW_BYTES) {
      throw new SheetError('record_too_long', 'One row is too large to be written.', { limit: MAX_EXPORT_ROW_BYTES });
    }
    this.#carry.push(piece);
  }
}
