import type { Merge } from '../model.ts';

/** Headings are joined by merged cells down to this row; a person may choose any of the rows that a preview shows. */
const LAST_ROW = 200;
const MAX_MERGES = 500;

/** What a sheet looks like beside its cells: which columns are hidden, and which cells among the first rows were merged. */
export class Layout {
  readonly merges: Merge[] = [];
  /** Text cells of format `@`, by column. */
  readonly heldTexts = new Map<number, number>();
  private readonly hidden: { first: number; last: number }[] = [];

  merge(merge: Merge): void {
    if (merge.top <= LAST_ROW && this.merges.length < MAX_MERGES) this.merges.push(merge);
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

/** What every sink of an inspection hears beside the cells. */
export abstract class LayoutSink {
  readonly looks: Layout;
  /** Of the row that goes by. */
  protected hidden = false;

  constructor(looks = new Layout()) {
    this.looks = looks;
  }

  hideRow(): void {
    this.hidden = true;
  }

  hideColumns(first: number, last: number): void {
    this.looks.hideColumns(first, last);
  }

  holdText(column: number): void {
    this.looks.holdText(column);
  }

  merge(merge: Merge): void {
    this.looks.merge(merge);
  }
}
