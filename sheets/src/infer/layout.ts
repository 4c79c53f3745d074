import { columnLetters } from '@sheetport/contract/headings';
import type { Merge, Warning } from '../model.ts';
import type { Remark } from '../row-sink.ts';

/** Headings are joined by merged cells down to this row; a person may choose any of the rows that a preview shows. */
const LAST_ROW = 200;
const MAX_MERGES = 500;
/** Rows that a warning names. */
const NAMED_ROWS = 20;

/** The layout of a sheet: which columns are hidden, and which cells among the first rows are merged. */
export class Layout {
  readonly merges: Merge[] = [];
  /** Text cells of format `@`, by column. */
  readonly heldTexts = new Map<number, number>();
  private readonly hidden: { first: number; last: number }[] = [];

  private readonly remarks = new Map<Warning['code'], Warning>();
  /** Cells merged downwards by their first row: how many blank cells, and the first column. */
  private readonly tall = new Map<number, { blanks: number; column: number }>();

  merge(merge: Merge): void {
    if (merge.top <= LAST_ROW && this.merges.length < MAX_MERGES) this.merges.push(merge);
    if (merge.bottom === merge.top) return;
    const known = this.tall.get(merge.top);
    if (known) known.blanks += merge.bottom - merge.top;
    else this.tall.set(merge.top, { blanks: merge.bottom - merge.top, column: merge.left });
  }

  remark({ code, row, column, count, sample }: Remark): void {
    let known = this.remarks.get(code);
    if (known === undefined) {
      known = { code, count: 0, row, rows: [], cell: `${columnLetters(column)}${row}`, ...(sample && { sample }) };
      this.remarks.set(code, known);
    }
    known.count += count;
    if (known.rows!.length < NAMED_ROWS && known.rows!.at(-1) !== row) known.rows!.push(row);
  }

  /** What a person should know of a sheet whose last heading stands in `headerRow`. */
  warnings(headerRow: number): Warning[] {
    const data = [...this.tall].filter(([row]) => row > headerRow).sort(([one], [other]) => one - other);
    if (data.length === 0) return [...this.remarks.values()];
    const [row, { column }] = data[0]!;
    const merged: Warning = {
      code: 'merged_cells',
      count: data.reduce((sum, [, { blanks }]) => sum + blanks, 0),
      row,
      rows: data.slice(0, NAMED_ROWS).map(([top]) => top),
      cell: `${columnLetters(column)}${row}`,
    };
    return [...this.remarks.values(), merged];
  }

  hideColumns(first: number, last: number): void {
    this.hidden.push({ first, last });
  }

  /** Counts a text cell of format `@`. */
  holdText(column: number): void {
    this.heldTexts.set(column, (this.heldTexts.get(column) ?? 0) + 1);
  }

  hides(column: number): boolean {
    return this.hidden.some(({ first, last }) => first <= column && column <= last);
  }
}

/** What every sink of an inspection receives besides cells. */
export abstract class LayoutSink {
  readonly layout: Layout;
  /** Whether the current row is hidden. */
  protected hidden = false;

  constructor(layout = new Layout()) {
    this.layout = layout;
  }

  hideRow(): void {
    this.hidden = true;
  }

  hideColumns(first: number, last: number): void {
    this.layout.hideColumns(first, last);
  }

  holdText(column: number): void {
    this.layout.holdText(column);
  }

  merge(merge: Merge): void {
    this.layout.merge(merge);
  }

  remark(remark: Remark): void {
    this.layout.remark(remark);
  }
}
