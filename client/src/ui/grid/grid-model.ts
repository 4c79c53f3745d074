/** What a grid shows: its columns and cells. */
import type { ReactNode } from 'react';
import type { GridEditing } from './grid-editing.ts';
import type { Cell } from './grid-navigation.ts';

export interface GridColumn {
  key: string;
  /** What is in the head of the column: text, or a button that sorts. */
  heading: ReactNode;
  /** The heading in plain text. */
  label: string;
  width: number;
  right?: boolean;
  sorted?: 'ascending' | 'descending' | undefined;
}

export interface GridCell {
  /** Null is an empty cell, shown as a muted dash. */
  text: string | null;
  /** What is wrong with it. */
  bad?: string | undefined;
  faint?: boolean;
  edited?: boolean;
  /** Shown below the grid beside its text, such as its former value. */
  note?: string | undefined;
}

export interface GridProps {
  label: string;
  columns: readonly GridColumn[];
  rowCount: number;
  /** All rows there are, where known; more than `rowCount` while more can be loaded. */
  total?: number | undefined;
  cell(row: number, column: number): GridCell;
  /** What stands in the gutter. */
  rowNumber(row: number): ReactNode;
  /** Characters of the longest row number. */
  rowNumberLength?: number | undefined;
  marked?(row: number): 'titles' | 'above' | undefined;
  onEnd?: (() => void) | undefined;
  loading?: boolean;
  /** The tallest it may be, as a CSS length; `none` where a flex column around it says. */
  height: string;
  /** Whether the whole of the chosen cell is shown below. */
  reader?: boolean;
  /** Cells can be changed, as in a spreadsheet. */
  editing?: GridEditing | undefined;
  /** Enter on a chosen cell, where cells are not edited. */
  onEnter?: ((row: number) => void) | undefined;
  /** The cell that is chosen at first. */
  initial?: Cell | undefined;
  /** The cell to go to, with the keyboard in it. A new object goes there again. */
  target?: Cell | null | undefined;
  /** Called when another cell is chosen. */
  onChoose?: ((cell: Cell) => void) | undefined;
}
