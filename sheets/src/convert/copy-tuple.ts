import { SheetError } from '../errors.ts';
import {
  MAX_CELL_CHARACTERS,
  MAX_ISSUE_CHARACTERS,
  MAX_ROW_BYTES,
  REJECT_BATCH_BYTES,
  REJECT_BATCH_ROWS,
} from '../limits.ts';
import type { CellIssue, IssueCode, RejectRow, RowPlan } from '../model.ts';
import { findDisplay, Kind, type RowSink } from '../row-sink.ts';
import { type FastPath, type FastPathSink, openFastPath } from '../wasm-fast-path/fast-path.ts';
import { type NumberDisplay, showNumber } from '../xlsx/number-display.ts';
import { BlankedCellCounts } from './blanked-cells.ts';
import { Column, convertCell } from './column.ts';
import { BLANK, ERROR_CELL, issueOf, OK } from './conversion-status.ts';
import { RowLog } from './row-log.ts';
import { Target } from './target.ts';
import { SHOWN_BYTES, writeShown } from './text.ts';
import { writeMarked } from './typed-number.ts';

/** A finished part of the COPY BINARY stream. */
export interface CopyChunk {
  bytes: Uint8Array;
  rows: number;
}

/** A whole number from 1 on that int4 holds; else 0. */
function readRowNumber(bytes: Uint8Array, start: number, end: number): number {
  const number = end - start > 20 ? 0 : Number(Buffer.from(bytes.subarray(start, end)).toString('latin1'));
  return Number.isInteger(number) && number > 0 && number < 2 ** 31 ? number : 0;
}

/** PGCOPY\n\377\r\n\0, flags, length of the header extension (PostgreSQL docs, "COPY", Binary Format). */
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const DEFAULT_CHUNK_BYTES = 256 * 1024;
/** What may wait to be fetched before the scanner is asked to pause. */
const FULL_BYTES = 4 * 1024 * 1024;

/**
 * A RowSink that writes rows as COPY BINARY tuples, columns in the plan's order. A cell is converted as it comes; in a row whose cells do
 * not come in the plan's order the fields are put in order when it ends. A row with an issue is taken back and kept as a RejectRow.
 */
export class CopyTuples implements RowSink, FastPathSink {
  date1904 = false;
  displays: readonly NumberDisplay[] = [];
  full = false;
  lasting = false;
  /** Rows that held anything, and how many of them did not go in. */
  read = 0;
  rejected = 0;
  /** Finished and not yet fetched. */
  chunks: CopyChunk[] = [];
  rejects: RejectRow[] = [];

  /** Error cells that became blank. */
  readonly errorCells = new BlankedCellCounts();

  private readonly plan: RowPlan;
  private readonly columns: Column[];
  private readonly required: readonly number[];
  private readonly headerRow: number;
  private readonly rowNumbers: boolean;
  private readonly skipRows: ReadonlySet<number> | null;
  /** Only there where hidden rows are to stay out, so that nobody looks for them elsewhere. */
  readonly hideRow?: () => void;
  private hidden = false;
  readonly chunkBytes: number;
  /** See `RowPlan.rowNumberColumn`; -1 for none. */
  private readonly numberColumn: number;
  private given = 0;
  readonly target: Target;
  /** First plan column of a sheet column, or -1; `again` chains further ones of the same sheet column. */
  private readonly bySource: Int32Array;
  private readonly again: Int32Array;
  /** The plan's columns stand in the sheet's order, each sheet column once. */
  private readonly inOrder: boolean;
  private readonly fieldStart: Int32Array;
  private readonly log = new RowLog();
  private readonly shown = new Target(1024);
  private rowStart = 0;
  private rowOpen = false;
  private scattered = false;
  private next = 0;
  private filled = 0;
  private issues: CellIssue[] = [];
  private rowsInChunk = 0;
  private waiting = 0;
  private rejectBytes = 0;
  private fastPath: FastPath | null = null;

  /** See `Target` for `spares`. */
  constructor(plan: RowPlan, spares: ArrayBuffer[] = []) {
    this.plan = plan;
    this.columns = plan.columns.map(
      (one) => new Column(one, { dateOrder: plan.dialect?.dateOrder, decimal: plan.dialect?.decimal }),
    );
    this.required = this.columns.flatMap((one, k) => (one.required ? [k] : []));
    this.headerRow = plan.headerRow;
    this.rowNumbers = plan.rowNumbers;
    this.skipRows = plan.skipRows && plan.skipRows.length > 0 ? new Set(plan.skipRows) : null;
    if (plan.skipHidden) {
      this.hideRow = () => {
        this.hidden = true;
      };
    }
    this.chunkBytes = plan.chunkBytes ?? DEFAULT_CHUNK_BYTES;
    this.numberColumn = plan.rowNumberColumn ?? -1;
    this.bySource = new Int32Array(Math.max(0, ...this.columns.map((one) => one.source + 1))).fill(-1);
    this.again = new Int32Array(this.columns.length).fill(-1);
    for (let k = this.columns.length - 1; k >= 0; k--) {
      const source = this.columns[k]!.source;
      this.again[k] = this.bySource[source]!;
      this.bySource[source] = k;
    }
    this.inOrder = this.columns.every((one, k) => k === 0 || one.source > this.columns[k - 1]!.source);
    this.fieldStart = new Int32Array(this.columns.length).fill(-1);
    this.target = new Target(this.chunkBytes, spares);
    this.target.bytes.set(SIGNATURE);
    this.target.at = SIGNATURE.length;
    this.rowStart = this.target.at;
  }

  cell(column: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void {
    this.log.add(column, kind, bytes, start, end, shared);
    if (!this.lasting) this.log.keep();
    if (column === this.numberColumn) this.given = readRowNumber(bytes, start, end);
    let k = column < this.bySource.length ? this.bySource[column]! : -1;
    if (k < 0) return;
    if (!this.rowOpen) this.openRow();
    if (!this.scattered && k < this.next) {
      this.scattered = true;
      this.fieldStart.fill(-1, this.next);
    }
    if (!this.scattered) this.fillTo(k);
    for (; k >= 0; k = this.again[k]!) this.field(k, kind, bytes, start, end, shared);
  }

  row(row: number): boolean {
    const log = this.log;
    if (this.rowOpen || this.issues.length > 0) this.closeRow(row);
    this.hidden = false;
    log.clear();
    this.given = 0;
    return true;
  }

  openFastPath(textBytes: number): FastPath | null {
    const fastPath = openFastPath(
      this.plan,
      this.columns.map(({ wire }) => wire),
      textBytes,
    );
    if (fastPath !== null) {
      this.target.settle(fastPath.output);
      fastPath.serve(this);
      this.fastPath = fastPath;
    }
    return fastPath;
  }

  /** Nothing more is read, nor is any tuple made. */
  close(): void {
    this.fastPath?.release();
  }

  took(at: number, rows: number): void {
    this.target.at = at;
    this.rowStart = at;
    this.read += rows;
    this.rowsInChunk += rows;
    if (at >= this.chunkBytes) this.flush();
  }

  spill(): void {
    this.log.keep();
  }

  /** Ends the stream with its trailer. */
  end(): void {
    this.target.ensure(2);
    this.target.view.setInt16(this.target.at, -1);
    this.target.at += 2;
    this.rowStart = this.target.at;
    this.flush();
  }

  /** Hands over what is finished. */
  takeChunks(): CopyChunk[] {
    const chunks = this.chunks;
    this.chunks = [];
    this.waiting = 0;
    this.full = false;
    return chunks;
  }

  takeRejects(): RejectRow[] {
    const rejects = this.rejects;
    this.rejects = [];
    this.rejectBytes = 0;
    this.full = this.waiting >= FULL_BYTES;
    return rejects;
  }

  /** Whether a batch of rejects is as large as a batch may be. */
  get rejectsFull(): boolean {
    return this.rejects.length >= REJECT_BATCH_ROWS || this.rejectBytes >= REJECT_BATCH_BYTES;
  }

  private openRow(): void {
    const target = this.target;
    this.rowStart = target.at;
    this.rowOpen = true;
    this.scattered = !this.inOrder;
    target.ensure(10);
    target.view.setInt16(target.at, this.columns.length + (this.rowNumbers ? 1 : 0));
    // The row's number is only known when the row ends.
    target.at += this.rowNumbers ? 10 : 2;
  }

  private fillTo(k: number): void {
    const target = this.target;
    if (this.next < k) target.ensure((k - this.next) * 4);
    for (; this.next < k; this.next++) {
      this.fieldStart[this.next] = target.at;
      target.view.setInt32(target.at, -1);
      target.at += 4;
    }
    this.next = k + 1;
  }

  private field(k: number, kind: Kind, bytes: Uint8Array, start: number, end: number, shared: number): void {
    const target = this.target;
    // Most of a large row must not drag the finished rows before it along when the buffer grows.
    if (target.at + (end - start) + SHOWN_BYTES + 8 > target.bytes.length) this.makeRoom(end - start + SHOWN_BYTES + 8);
    this.fieldStart[k] = target.at;
    const display = shared < -1 && this.columns[k]!.type === 'text' ? findDisplay(this.displays, shared) : undefined;
    const shown = display && showNumber(display, bytes, start, end);
    const status =
      shown == null
        ? convertCell(target, this.columns[k]!, kind, bytes, start, end, shared, this.date1904)
        : this.convertShown(this.columns[k]!, shown);
    if (status === OK) {
      this.filled++;
      return;
    }
    target.ensure(4);
    target.view.setInt32(target.at, -1);
    target.at += 4;
    if (status === ERROR_CELL && this.plan.errorCells === 'blank')
      this.errorCells.note(this.columns[k]!.source, this.show(kind, bytes, start, end, MAX_ISSUE_CHARACTERS));
    else if (status !== BLANK)
      this.issues.push({
        column: this.columns[k]!.source,
        code: issueOf(status, this.columns[k]!.misfit),
        text: this.show(kind, bytes, start, end, MAX_ISSUE_CHARACTERS),
      });
  }

  /** A number of a column of text goes in as its format shows it. */
  private convertShown(column: Column, text: string): number {
    const bytes = Buffer.from(text);
    return convertCell(this.target, column, Kind.text, bytes, 0, bytes.length, -1, this.date1904);
  }

  /** Finishes the chunk at the row's start, and goes on with the row in a new buffer. */
  private makeRoom(extra: number): void {
    const start = this.rowStart;
    const pending = this.target.at - start;
    this.checkRowSize(pending);
    if (start > 0) {
      this.cut(start, pending + extra);
      for (let k = 0; k < this.fieldStart.length; k++) if (this.fieldStart[k]! >= 0) this.fieldStart[k]! -= start;
    } else {
      this.target.ensure(extra);
    }
  }

  private closeRow(row: number): void {
    const wanted = row > this.headerRow && !this.hidden && (this.skipRows === null || !this.skipRows.has(row));
    // A row without anything in the plan's columns is a blank one, whatever else stands beside it.
    const holds = this.filled > 0 || this.issues.length > 0 || this.errorCells.hasPending;
    if (wanted && holds) {
      this.read++;
      const number = this.numberColumn < 0 ? row : this.given || -row;
      this.finishFields();
      const isGood = this.issues.length === 0;
      if (!isGood) this.reject(number);
      this.errorCells.endRow(number, isGood);
      if (isGood || (this.plan.keepRejected === true && this.rowNumbers && this.rowOpen)) {
        if (this.rowNumbers) {
          this.target.view.setInt32(this.rowStart + 2, 4);
          this.target.view.setInt32(this.rowStart + 6, number);
        }
        this.rowStart = this.target.at;
        if (isGood) this.rowsInChunk++;
      }
    }
    this.errorCells.endRow(row, false);
    this.target.at = this.rowStart;
    this.rowOpen = false;
    this.next = 0;
    this.filled = 0;
    if (this.issues.length > 0) this.issues = [];
    if (this.scattered || !this.inOrder) this.fieldStart.fill(-1);
    if (this.target.at >= this.chunkBytes) this.flush();
  }

  /** Brings the fields into the plan's order, blanks included, and looks for what is required. */
  private finishFields(): void {
    const target = this.target;
    if (this.scattered) this.gather();
    else this.fillTo(this.columns.length);
    for (const k of this.required) {
      const column = this.columns[k]!;
      const blank = target.view.getInt32(this.fieldStart[k]!) === -1;
      if (blank && !this.issues.some((one) => one.column === column.source)) {
        this.issues.push({ column: column.source, code: 'required', text: '' });
      }
    }
  }

  private gather(): void {
    const target = this.target;
    const from = this.rowStart + (this.rowNumbers ? 10 : 2);
    const old = target.bytes.slice(from, target.at);
    const view = new DataView(old.buffer);
    target.at = from;
    target.ensure(old.length + this.columns.length * 4);
    for (let k = 0; k < this.columns.length; k++) {
      const start = this.fieldStart[k]!;
      this.fieldStart[k] = target.at;
      if (start < 0) {
        target.view.setInt32(target.at, -1);
        target.at += 4;
      } else {
        const length = 4 + Math.max(0, view.getInt32(start - from));
        for (let p = 0; p < length; p++) target.bytes[target.at + p] = old[start - from + p]!;
        target.at += length;
      }
    }
  }

  private reject(row: number): void {
    const log = this.log;
    const cells: Record<number, string> = {};
    let bytes = 200;
    for (let i = 0; i < log.count; i++) {
      const text = this.show(log.kinds[i] as Kind, log.bytes[i]!, log.starts[i]!, log.ends[i]!, MAX_CELL_CHARACTERS);
      const column = this.columns[this.bySource[log.columns[i]!] ?? -1];
      const display = column?.type === 'text' ? findDisplay(this.displays, log.shared[i]!) : undefined;
      cells[log.columns[i]!] =
        (display && showNumber(display, log.bytes[i]!, log.starts[i]!, log.ends[i]!)) ??
        this.withMark(log.columns[i]!, log.kinds[i] as Kind, text);
      bytes += text.length * 2 + 16;
    }
    this.rejects.push({ row, cells, issues: this.issues });
    this.rejectBytes += bytes;
    this.rejected++;
    if (this.rejectsFull) this.full = true;
  }

  /** A row that failed only as a whole, e.g. with more fields than the header has: called by scanners before `row`. */
  issue(column: number, code: IssueCode, text: string): void {
    this.issues.push({ column, code, text: text.slice(0, MAX_ISSUE_CHARACTERS) });
  }

  private show(kind: Kind, bytes: Uint8Array, start: number, end: number, most: number): string {
    const shown = this.shown;
    const stop = Math.min(end, start + most * 4);
    shown.at = 0;
    shown.ensure(stop - start + SHOWN_BYTES);
    // Bytes that are no text are shown as U+FFFD; Postgres' jsonb takes no NUL either.
    if (writeShown(shown, kind, bytes, start, stop, this.date1904) !== OK) {
      return Buffer.from(bytes.slice(start, stop)).toString().replaceAll('\0', '\ufffd').slice(0, most);
    }
    return Buffer.from(shown.bytes.buffer, 0, shown.at).toString().slice(0, most);
  }

  /** A number beside texts that are written with a comma gets one too: read again, all of them mean what they meant. */
  private withMark(source: number, kind: Kind, text: string): string {
    if (kind !== Kind.number) return text;
    const column = this.columns[this.bySource[source] ?? -1];
    return column && column.type !== 'text' ? writeMarked(text, column.decimal) : text;
  }

  private flush(): void {
    if (this.rowStart > 0) this.cut(this.rowStart, 0);
  }

  private cut(end: number, room: number): void {
    this.chunks.push({ bytes: this.target.cut(end, Math.max(this.chunkBytes, room)), rows: this.rowsInChunk });
    this.waiting += end;
    this.rowsInChunk = 0;
    this.rowStart = 0;
    if (this.waiting >= FULL_BYTES) this.full = true;
  }

  private checkRowSize(bytes: number): void {
    if (bytes > MAX_ROW_BYTES)
      throw new SheetError('row_too_long', 'A row of the sheet is too long.', { limit: MAX_ROW_BYTES });
  }
}
