/** What is selected in a grid: a rectangle between two cells, as in a spreadsheet. Pure. */
import type { Cell } from './grid-navigation.ts';

export interface Selection {
  /** The cell that typing goes to. */
  active: Cell;
  /** The corner that Shift moves; the same cell where only one is selected. */
  head: Cell;
}

/** The rows and columns of a selection, both ends included. */
export interface Range {
  top: number;
  bottom: number;
  left: number;
  right: number;
}

export const selectCell = (cell: Cell): Selection => ({ active: cell, head: cell });

export const extendTo = ({ active }: Selection, head: Cell): Selection => ({ active, head });

export function rangeOf({ active, head }: Selection): Range {
  return {
    top: Math.min(active.row, head.row),
    bottom: Math.max(active.row, head.row),
    left: Math.min(active.column, head.column),
    right: Math.max(active.column, head.column),
  };
}

export function selectRows(from: number, to: number, columns: number): Selection {
  return { active: { row: from, column: 0 }, head: { row: to, column: Math.max(0, columns - 1) } };
}

export function selectColumns(from: number, to: number, rows: number): Selection {
  return { active: { row: 0, column: from }, head: { row: Math.max(0, rows - 1), column: to } };
}

export const selectAll = (rows: number, columns: number): Selection => selectRows(0, Math.max(0, rows - 1), columns);

export const isSingle = ({ active, head }: Selection): boolean =>
  active.row === head.row && active.column === head.column;

export const rowsIn = ({ top, bottom }: Range): number => bottom - top + 1;
export const columnsIn = ({ left, right }: Range): number => right - left + 1;

/** The columns of a row that are selected, or null. */
export function selectedIn(range: Range | null, row: number): [left: number, right: number] | null {
  return range && row >= range.top && row <= range.bottom ? [range.left, range.right] : null;
}

/** A selection that still fits a grid that has become smaller; null where there is nothing left. */
export function clamp(selection: Selection | null, rows: number, columns: number): Selection | null {
  if (!selection || rows === 0 || columns === 0) return null;
  const within = ({ row, column }: Cell): Cell => ({
    row: Math.min(row, rows - 1),
    column: Math.min(column, columns - 1),
  });
  const { active, head } = selection;
  if (active.row < rows && head.row < rows && active.column < columns && head.column < columns) return selection;
  return { active: within(active), head: within(head) };
}
