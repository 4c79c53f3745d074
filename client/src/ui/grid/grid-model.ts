/** What a grid shows: its columns and cells. */
import type { ReactNode } from 'react';
import type { CopiedCell } from './clipboard-cells.ts';
import type { GridEditing } from './grid-editing.ts';
import type { Cell } from './grid-navigation.ts';
import type { Range } from './grid-range.ts';

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
  /** A negative number that is to stand out. */
  red?: boolean;
  edited?: boolean;
  /** Its row has not arrived yet. */
  loading?: boolean;
  /** A change of it is on its way. */
  pending?: boolean;
  /** Shown below the grid beside its text, such as its former value. */
  note?: string | undefined;
}

/** What people may do with the columns of a grid. */
export interface GridArranging {
  resize(column: number, width: number): void;
  /** Give a column the width of what it shows. */
  fit(column: number): void;
  /** Put a column where another one is. */
  move(from: number, to: number): void;
  /** Open the menu of a column. */
  openMenu(column: number, at: DOMRect): void;
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
  /** Another value where a row shows something else. Without it all rows are drawn each time. */
  rowVersion?: ((row: number) => unknown) | undefined;
  marked?(row: number): 'titles' | 'above' | 'new' | 'group' | undefined;
  onEnd?: (() => void) | undefined;
  /** Called with the rows that are drawn. */
  onView?: ((first: number, last: number) => void) | undefined;
  loading?: boolean;
  /** The tallest it may be, as a CSS length; `none` where a flex column around it says. */
  height: string;
  /** Whether the whole of the chosen cell is shown below. */
  reader?: boolean;
  /** How many columns, from the first one, stay in view. */
  pinned?: number | undefined;
  arranging?: GridArranging | undefined;
  /** What is copied of a cell; undefined where its row has not arrived. Without it, the text that is shown. */
  copied?: ((row: number, column: number) => CopiedCell | undefined) | undefined;
  /** Copy a range of which some rows have not arrived. */
  onCopyFar?: ((range: Range) => void) | undefined;
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
  /** Called when something else is selected; null where nothing is. */
  onSelect?: ((range: Range | null) => void) | undefined;
  /** Open the menu of the selected cells. */
  onMenu?: ((at: DOMRect) => void) | undefined;
}
