import { mix } from './distinct.ts';

/**
 * A 64-bit fingerprint of the rows of a sheet, whatever their order and that of the columns. It is made of hashes that the
 * profile computes anyway, so it costs a few operations a cell.
 */
export class RowsFingerprint {
  private rows = 0;
  private low = 0;
  private high = 0;
  private rowLow = 0;
  private rowHigh = 0;
  private readonly salts: number[] = [];
  private readonly headings: ReadonlyMap<number, string>;

  /** In: the headings by column index. Columns without one are known by their index. */
  constructor(headings: ReadonlyMap<number, string>) {
    this.headings = headings;
  }

  /** Add a cell of the current row by the two halves of its value's hash. */
  addCell(column: number, low: number, high: number): void {
    const salt = this.salts[column] ?? this.makeSalt(column);
    this.rowLow = (this.rowLow + mix(low ^ salt)) | 0;
    this.rowHigh = (this.rowHigh + mix(high ^ Math.imul(salt, 0x9e3779b1))) | 0;
  }

  /** The row ends. A row without a cell does not count. */
  endRow(): void {
    if (this.rowLow === 0 && this.rowHigh === 0) return;
    this.rows++;
    this.low = (this.low + mix(this.rowLow)) | 0;
    this.high = (this.high + mix(this.rowHigh ^ Math.imul(this.rowLow, 0x85ebca6b))) | 0;
    this.rowLow = 0;
    this.rowHigh = 0;
  }

  /** The number of rows and the fingerprint, such as `214-9f3c…`; undefined where there is no row. */
  toText(): string | undefined {
    if (this.rows === 0) return undefined;
    const hex = (half: number) => (half >>> 0).toString(16).padStart(8, '0');
    return `${this.rows}-${hex(this.high)}${hex(this.low)}`;
  }

  private makeSalt(column: number): number {
    const text = this.headings.get(column)?.trim().toLowerCase() || `#${column}`;
    let salt = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) salt = Math.imul(salt ^ text.charCodeAt(i), 0x01000193);
    this.salts[column] = mix(salt);
    return this.salts[column]!;
  }
}
