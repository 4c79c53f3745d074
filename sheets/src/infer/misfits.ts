import type { CellExample } from '@sheetport/contract';

/** Cells of each kind that are kept. */
const KEPT = 5;

export type MisfitKind = 'word' | 'number' | 'date' | 'boolean';

/** The first cells of each kind of a column: those of other kinds than the column's type are shown as the ones that do not fit. */
export class Misfits {
  private readonly cells: Record<MisfitKind, CellExample[]> = { word: [], number: [], date: [], boolean: [] };

  /** Notes a cell; `show` makes its text where it is kept. */
  note(kind: MisfitKind, row: number, show: () => string): void {
    const cells = this.cells[kind];
    if (cells.length < KEPT) cells.push({ row, value: show() });
  }

  /** The first five cells of these kinds, by row. */
  first(...kinds: MisfitKind[]): CellExample[] {
    return kinds
      .flatMap((kind) => this.cells[kind])
      .sort((one, other) => one.row - other.row)
      .slice(0, KEPT);
  }
}
