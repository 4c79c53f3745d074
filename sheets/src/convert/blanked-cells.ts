import type { BlankedCells } from '../model.ts';

const MAX_ROWS = 5;
const MAX_EXAMPLES = 3;

/** Counts the error cells of a sheet that became blank, by column. Those of a row count once it is known that the row goes in. */
export class BlankedCellCounts {
  private readonly columns = new Map<number, BlankedCells>();
  private pending: { column: number; text: string }[] = [];

  /** Notes an error cell of the current row. */
  note(column: number, text: string): void {
    this.pending.push({ column, text });
  }

  /** Whether the current row has any. */
  get hasPending(): boolean {
    return this.pending.length > 0;
  }

  /** The row has ended; `isGood` says that it goes in. */
  endRow(row: number, isGood: boolean): void {
    if (this.pending.length === 0) return;
    if (isGood) for (const { column, text } of this.pending) this.count(column, row, text);
    this.pending = [];
  }

  /** All of them, by column. */
  groups(): BlankedCells[] {
    return [...this.columns.values()].sort((one, other) => one.column - other.column);
  }

  private count(column: number, row: number, text: string): void {
    const group = this.columns.get(column) ?? { column, count: 0, rows: [], examples: [] };
    this.columns.set(column, group);
    group.count++;
    if (group.rows.length < MAX_ROWS) group.rows.push(row);
    if (group.examples.length < MAX_EXAMPLES && !group.examples.includes(text)) group.examples.push(text);
  }
}
