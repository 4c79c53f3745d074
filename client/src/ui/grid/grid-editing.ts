/** Editing in the grid: which keys begin, end and undo it, and what a pasted block means. Pure. */
import type { Cell, Press } from './grid-navigation.ts';
import type { Range } from './grid-range.ts';

export interface GridChange {
  row: number;
  column: number;
  text: string;
}

/** What a cell is edited with. */
export type CellEditor =
  | { kind: 'text'; inputMode?: 'numeric' | 'decimal' | undefined }
  | { kind: 'long' }
  | { kind: 'date' | 'datetime-local' | 'time' }
  | { kind: 'list'; options: readonly { value: string; label: string }[] };

export interface GridEditing {
  /** Default: a line of text. */
  editorOf?(row: number, column: number): CellEditor;
  canEdit(row: number, column: number): boolean;
  /** What the editor begins with. */
  textOf(row: number, column: number): string;
  /** What is wrong with a text, shown while it is typed. */
  check(row: number, column: number, text: string): string | undefined;
  onChange(changes: GridChange[]): void;
  onUndo(): void;
  onRedo?(): void;
  /** A pasted block that is laid down from a cell on. Without it, it is cut at the edges of the grid. */
  onPaste?(block: string[][], from: Cell): void;
  /** Empty all cells of a range. Without it, those that can be edited are changed to an empty text. */
  onClear?(range: Range): void;
}

export type Beginning =
  | { how: 'whole' }
  | { how: 'typed'; text: string }
  | { how: 'clear' }
  | { how: 'undo' }
  | { how: 'redo' };

/** What a key means to a chosen cell that is not being edited; null where it is no key of editing. */
export function beginsEdit(press: Press & { shiftKey: boolean }): Beginning | null {
  const command = press.ctrlKey || press.metaKey;
  if (press.altKey) return null;
  if (command) {
    const key = press.key.toLowerCase();
    if (key === 'y' || (key === 'z' && press.shiftKey)) return { how: 'redo' };
    return key === 'z' ? { how: 'undo' } : null;
  }
  if (press.key === 'Enter' || press.key === 'F2') return { how: 'whole' };
  if (press.key === 'Delete' || press.key === 'Backspace') return { how: 'clear' };
  // A single character is one that is typed; the names of other keys are longer.
  return [...press.key].length === 1 ? { how: 'typed', text: press.key } : null;
}

export type Ending = { keep: boolean; down: number; right: number };

/** What a key means to the editor; null where it is the text's own. `quick` editing began by typing, so arrows leave it. */
export function endsEdit(press: Press & { shiftKey: boolean }, quick: boolean): Ending | null {
  const back = press.shiftKey ? -1 : 1;
  switch (press.key) {
    case 'Escape':
      return { keep: false, down: 0, right: 0 };
    case 'Enter':
      return { keep: true, down: back, right: 0 };
    case 'Tab':
      return { keep: true, down: 0, right: back };
    case 'ArrowDown':
      return quick ? { keep: true, down: 1, right: 0 } : null;
    case 'ArrowUp':
      return quick ? { keep: true, down: -1, right: 0 } : null;
    case 'ArrowRight':
      return quick ? { keep: true, down: 0, right: 1 } : null;
    case 'ArrowLeft':
      return quick ? { keep: true, down: 0, right: -1 } : null;
    default:
      return null;
  }
}

/** The block laid down from a cell on, cut at the grid's edges and around what cannot be edited. */
export function layBlock(
  block: readonly string[][],
  from: { row: number; column: number },
  rows: number,
  columns: number,
  canEdit: (row: number, column: number) => boolean,
): GridChange[] {
  return block.flatMap((texts, down) =>
    texts.flatMap((text, right) => {
      const [row, column] = [from.row + down, from.column + right];
      return row < rows && column < columns && canEdit(row, column) ? [{ row, column, text }] : [];
    }),
  );
}
