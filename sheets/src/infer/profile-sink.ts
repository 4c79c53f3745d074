import { RowLog } from '../convert/row-log.ts';
import type { Kind, RowSink } from '../row-sink.ts';
import { ColumnCounts } from './column-profile.ts';

/** Counts whole columns while a sheet goes by. Cells of a row are only counted once its number is known. */
export class ProfileSink implements RowSink {
  date1904 = false;
  lasting = false;
  /** Rows below the header that hold anything. */
  rows = 0;
  readonly columns: (ColumnCounts | undefined)[] = [];
  private readonly headerRow: number;
  private readonly most: number;
  private readonly complete: boolean;
  private readonly log = new RowLog();

  /** Counts at most `most` rows below `headerRow`. */
  constructor(headerRow: number, most: number, complete: boolean) {
    this.headerRow = headerRow;
    this.most = most;
    this.complete = complete;
  }

  cell(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void {
    this.log.add(column, kind, bytes, start, end, shared);
    if (!this.lasting) this.log.keep();
  }

  spill(): void {
    this.log.keep();
  }

  row(row: number): boolean {
    const log = this.log;
    if (log.count > 0 && row > this.headerRow) {
      this.rows++;
      for (let i = 0; i < log.count; i++) {
        const column = log.columns[i]!;
        let counts = this.columns[column];
        if (counts === undefined) this.columns[column] = counts = new ColumnCounts(this.complete);
        counts.add(log.kinds[i] as Kind, log.bytes[i]!, log.starts[i]!, log.ends[i]!, row, this.date1904);
      }
    }
    log.clear();
    return this.rows < this.most;
  }
}
