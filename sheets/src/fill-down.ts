/** Cells that are merged downwards, filled into each of their rows. */
import { ForwardingSink } from './forwarding-sink.ts';
import type { Merge } from './model.ts';
import type { Kind, RowSink } from './row-sink.ts';

/** A cell as `RowSink.cell` gets it, its bytes copied. */
interface Value {
  kind: Kind;
  bytes: Uint8Array;
  shared: number;
}

/** Cells merged over several rows, by their first row. */
export type TallMerges = ReadonlyMap<number, readonly Merge[]>;

/** Collects the merged cells of a sheet that reach over several rows. */
export class MergeSink implements RowSink {
  readonly tall = new Map<number, Merge[]>();

  cell(): void {}

  row(): boolean {
    return true;
  }

  merge(merge: Merge): void {
    if (merge.bottom === merge.top) return;
    const known = this.tall.get(merge.top);
    if (known) known.push(merge);
    else this.tall.set(merge.top, [merge]);
  }
}

/**
 * Hands everything on to a sink, and to rows that merged cells reach down to the value of the first cell. What stands in a cell that
 * is covered stays. Rows that hold nothing else are not there for a scanner, and are not made.
 */
export class FillDownSink extends ForwardingSink {
  private readonly tall: TallMerges;
  private readonly columns: ReadonlySet<number>;
  /** Cells of the current row, in columns with merged cells. */
  private readonly seen = new Map<number, Value>();
  private readonly open = new Map<number, Value & { bottom: number }>();

  constructor(sink: RowSink, tall: TallMerges) {
    super(sink);
    this.tall = tall;
    this.columns = new Set([...tall.values()].flat().map(({ left }) => left));
  }

  override cell(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void {
    if (this.columns.has(column)) this.seen.set(column, { kind, bytes: bytes.slice(start, end), shared });
    super.cell(column, kind, bytes, start, end, shared);
  }

  override row(row: number): boolean {
    for (const [column, { bottom, kind, bytes, shared }] of this.open) {
      if (bottom < row) this.open.delete(column);
      else if (!this.seen.has(column)) super.cell(column, kind, bytes, 0, bytes.length, shared);
    }
    for (const { left, bottom } of this.tall.get(row) ?? []) {
      const value = this.seen.get(left);
      if (value) this.open.set(left, { ...value, bottom });
      else this.open.delete(left);
    }
    this.seen.clear();
    return super.row(row);
  }
}
