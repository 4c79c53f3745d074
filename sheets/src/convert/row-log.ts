import { SheetError } from '../errors.ts';
import { MAX_ROW_BYTES } from '../limits.ts';
import type { Kind } from '../row-sink.ts';

/**
 * Where the cells of the current row lie, so that a row that does not go in can be shown whole. Remembering a place costs a few stores;
 * bytes are copied only when they are about to go away.
 */
export class RowLog {
  count = 0;
  columns = new Int32Array(64);
  kinds = new Uint8Array(64);
  starts = new Int32Array(64);
  ends = new Int32Array(64);
  shared = new Int32Array(64);
  bytes: Uint8Array[] = [];
  /** How many cells, from the first, have been copied to `kept`. */
  private copied = 0;
  private kept = new Uint8Array(4096);
  private keptAt = 0;
  private total = 0;

  add(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void {
    const i = this.count++;
    if (i >= this.columns.length) this.grow();
    this.columns[i] = column;
    this.kinds[i] = kind;
    this.starts[i] = start;
    this.ends[i] = end;
    this.shared[i] = shared;
    this.bytes[i] = bytes;
  }

  clear(): void {
    this.count = 0;
    this.copied = 0;
    this.keptAt = 0;
    this.total = 0;
  }

  /** Copies what has not been copied; shared strings stay where they are. Throws SheetError row_too_long. */
  keep(): void {
    for (; this.copied < this.count; this.copied++) {
      const i = this.copied;
      if (this.shared[i]! >= 0) continue;
      const start = this.starts[i]!;
      const length = this.ends[i]! - start;
      if (this.keptAt + length > this.kept.length) {
        // The old buffer stays alive for the cells that point into it.
        this.kept = new Uint8Array(Math.max(4096, length, Math.min(this.kept.length * 2, 1024 * 1024)));
        this.keptAt = 0;
      }
      const from = this.bytes[i]!;
      for (let p = 0; p < length; p++) this.kept[this.keptAt + p] = from[start + p]!;
      this.bytes[i] = this.kept;
      this.starts[i] = this.keptAt;
      this.keptAt += length;
      this.ends[i] = this.keptAt;
      this.total += length;
    }
    if (this.total > MAX_ROW_BYTES)
      throw new SheetError('row_too_long', 'A row of the sheet is too long.', { limit: MAX_ROW_BYTES });
  }

  private grow(): void {
    const size = this.columns.length * 4;
    const copy = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const larger = new Int32Array(size);
      larger.set(old);
      return larger;
    };
    this.columns = copy(this.columns);
    this.starts = copy(this.starts);
    this.ends = copy(this.ends);
    this.shared = copy(this.shared);
    const kinds = new Uint8Array(size);
    kinds.set(this.kinds);
    this.kinds = kinds;
  }
}
