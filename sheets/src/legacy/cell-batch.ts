/** Cells on their way between threads: bytes, not objects. Records of one byte of kind (0 ends a row), then numbers in little endian. */
import type { Merge } from '../model.ts';
import { displayReference, Kind, type RowSink } from '../row-sink.ts';

const ROW_END = 0;
const DAY_FORMAT = 251; // the code of a day's format, which a cell follows
const SHOWN = 252; // a number with the reference of its display
const HELD = 253; // a text of format `@` follows
const HIDDEN = 254; // the current row is hidden
const MERGE = 255;
const CELL_HEADER = 7; // kind, column, length
const DISPLAY_BYTES = 2; // between the header and the text of a number that has one
const HELD_BYTES = 3; // kind, column
const ROW_BYTES = 5; // kind, row
const MERGE_BYTES = 17; // kind, top, left, bottom, right

/** Collects cells and row ends until it is taken. */
export class CellBatch {
  length = 0;
  #bytes = Buffer.allocUnsafeSlow(256 * 1024);

  addCell(column: number, kind: Kind, text: string): void {
    this.addRecord(kind, column, text);
  }

  private addRecord(kind: number, column: number, text: string): void {
    this.#reserve(CELL_HEADER + text.length * 3);
    const length = this.#bytes.write(text, this.length + CELL_HEADER, 'utf8');
    this.#bytes.writeUInt8(kind, this.length);
    this.#bytes.writeUInt16LE(column, this.length + 1);
    this.#bytes.writeUInt32LE(length, this.length + 3);
    this.length += CELL_HEADER + length;
  }

  /** A number that is shown by display `display` of the workbook; below 65,536. */
  addShownNumber(column: number, display: number, text: string): void {
    this.#reserve(CELL_HEADER + DISPLAY_BYTES + text.length);
    const length = this.#bytes.write(text, this.length + CELL_HEADER + DISPLAY_BYTES, 'latin1');
    this.#bytes.writeUInt8(SHOWN, this.length);
    this.#bytes.writeUInt16LE(column, this.length + 1);
    this.#bytes.writeUInt32LE(length, this.length + 3);
    this.#bytes.writeUInt16LE(display, this.length + CELL_HEADER);
    this.length += CELL_HEADER + DISPLAY_BYTES + length;
  }

  /** The format of the day that comes next in this column. */
  formatDay(column: number, code: string): void {
    this.addRecord(DAY_FORMAT, column, code);
  }

  holdText(column: number): void {
    this.#reserve(HELD_BYTES);
    this.#bytes.writeUInt8(HELD, this.length);
    this.#bytes.writeUInt16LE(column, this.length + 1);
    this.length += HELD_BYTES;
  }

  hideRow(): void {
    this.#reserve(1);
    this.#bytes.writeUInt8(HIDDEN, this.length++);
  }

  addMerge({ top, left, bottom, right }: Merge): void {
    this.#reserve(MERGE_BYTES);
    this.#bytes.writeUInt8(MERGE, this.length);
    [top, left, bottom, right].forEach((place, i) => {
      this.#bytes.writeUInt32LE(place, this.length + 1 + i * 4);
    });
    this.length += MERGE_BYTES;
  }

  endRow(row: number): void {
    this.#reserve(ROW_BYTES);
    this.#bytes.writeUInt8(ROW_END, this.length);
    this.#bytes.writeUInt32LE(row, this.length + 1);
    this.length += ROW_BYTES;
  }

  /** What was collected. The batch begins anew, in other memory. */
  take(): Uint8Array<ArrayBuffer> {
    const bytes = new Uint8Array(this.#bytes.subarray(0, this.length));
    this.length = 0;
    return bytes;
  }

  #reserve(room: number): void {
    if (this.length + room <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.length + room));
    this.#bytes.copy(larger, 0, 0, this.length);
    this.#bytes = larger;
  }
}

/**
 * Hands the cells of a batch to a sink, waiting for `pause` after a row that filled it.
 * @returns false when the sink has seen enough
 */
export async function replay(bytes: Uint8Array, sink: RowSink, pause: () => void | Promise<void>): Promise<boolean> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < bytes.length; ) {
    const kind = bytes[at]!;
    if (kind === ROW_END) {
      if (!sink.row(view.getUint32(at + 1, true))) return false;
      if (sink.full === true) await pause();
      at += ROW_BYTES;
    } else if (kind === SHOWN) {
      const start = at + CELL_HEADER + DISPLAY_BYTES;
      const end = start + view.getUint32(at + 3, true);
      const display = view.getUint16(at + CELL_HEADER, true);
      sink.cell(view.getUint16(at + 1, true), Kind.number, bytes, start, end, displayReference(display));
      at = end;
    } else if (kind === DAY_FORMAT) {
      const column = view.getUint16(at + 1, true);
      const start = at + CELL_HEADER;
      at = start + view.getUint32(at + 3, true);
      const code = Buffer.from(bytes.subarray(start, at)).toString();
      sink.formatDay?.(column, code);
    } else if (kind === HELD) {
      sink.holdText?.(view.getUint16(at + 1, true));
      at += HELD_BYTES;
    } else if (kind === HIDDEN) {
      sink.hideRow?.();
      at++;
    } else if (kind === MERGE) {
      const [top, left, bottom, right] = [1, 5, 9, 13].map((place) => view.getUint32(at + place, true));
      sink.merge?.({ top: top!, left: left!, bottom: bottom!, right: right! });
      at += MERGE_BYTES;
    } else {
      const start = at + CELL_HEADER;
      const end = start + view.getUint32(at + 3, true);
      sink.cell(view.getUint16(at + 1, true), kind as Kind, bytes, start, end, -1);
      at = end;
    }
  }
  return true;
}
