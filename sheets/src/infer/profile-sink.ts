import { RowLog } from '../convert/row-log.ts';
import { findDisplay, type Kind, type RowSink } from '../row-sink.ts';
import type { NumberDisplay } from '../xlsx/number-display.ts';
import { ColumnCounts } from './column-profile.ts';
import { type Layout, LayoutSink } from './layout.ts';
import type { HeldRow, NonDataRows } from './non-data-rows.ts';
import { RowsFingerprint } from './rows-fingerprint.ts';

/** Counts whole columns while a sheet is read. Cells of a row are only counted once its number is known. */
export class ProfileSink extends LayoutSink implements RowSink {
  date1904 = false;
  displays: readonly NumberDisplay[] = [];
  lasting = false;
  /** Rows below the header that hold anything. */
  rows = 0;
  /** How many of them nobody sees in the sheet. */
  hiddenRows = 0;
  readonly columns: (ColumnCounts | undefined)[] = [];
  /** The fingerprint of the counted rows. Only of use where all rows were counted. */
  readonly fingerprint: RowsFingerprint;
  private readonly headerRow: number;
  private readonly most: number;
  private readonly complete: boolean;
  private readonly nonDataRows: NonDataRows;
  private readonly log = new RowLog();

  /** Counts at most `most` rows below `headerRow`, without those that `asides` makes out to be no data. */
  constructor(
    headerRow: number,
    most: number,
    complete: boolean,
    nonDataRows: NonDataRows,
    layout?: Layout,
    headings: ReadonlyMap<number, string> = new Map(),
  ) {
    super(layout);
    this.fingerprint = new RowsFingerprint(headings);
    this.headerRow = headerRow;
    this.most = most;
    this.complete = complete;
    this.nonDataRows = nonDataRows;
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
      if (this.hidden) this.hiddenRows++;
      if (this.nonDataRows.judge(row, log) === 'count') {
        this.countHeld(this.nonDataRows.release(true));
        this.nonDataRows.passed(row);
        for (let i = 0; i < log.count; i++)
          this.countCell(
            row,
            log.columns[i]!,
            log.kinds[i] as Kind,
            log.bytes[i]!,
            log.starts[i]!,
            log.ends[i]!,
            log.shared[i]!,
          );
        this.fingerprint.endRow();
      } else {
        this.countHeld(this.nonDataRows.release(false));
      }
    }
    this.hidden = false;
    log.clear();
    return this.rows < this.most;
  }

  /** The rows have ended; `whole` says that the sheet has, too. Counts what was held back and is data. */
  end(whole: boolean): void {
    this.countHeld(whole ? this.nonDataRows.end() : this.nonDataRows.release(true));
  }

  private countHeld(rows: readonly HeldRow[]): void {
    for (const { row, cells } of rows) {
      for (const { column, kind, bytes, shared } of cells)
        this.countCell(row, column, kind, bytes, 0, bytes.length, shared);
      this.fingerprint.endRow();
    }
  }

  private countCell(
    row: number,
    column: number,
    kind: Kind,
    bytes: Uint8Array,
    start: number,
    end: number,
    shared: number,
  ): void {
    let counts = this.columns[column];
    if (counts === undefined) this.columns[column] = counts = new ColumnCounts(this.complete);
    const hashed = counts.add(kind, bytes, start, end, row, this.date1904, findDisplay(this.displays, shared));
    if (hashed !== null) this.fingerprint.addCell(column, hashed.lastLow, hashed.lastHigh);
  }
}
