import { type KeyboardEvent, useState } from 'react';
import { readClipboard } from './clipboard-cells.ts';
import { beginsEdit, type Ending, type GridEditing, layBlock } from './grid-editing.ts';
import type { Cell } from './grid-navigation.ts';
import type { Range } from './grid-range.ts';

/** A cell that is edited, and the text so far. */
export interface EditedCell extends Cell {
  text: string;
  /** Begun by typing, so that the arrow keys end it. */
  quick: boolean;
}

/** Editing of the cells of a grid by key, double click and paste. Nothing happens where `editing` is undefined. */
export function useGridEditing({
  editing,
  current,
  range,
  rowCount,
  columnCount,
  choose,
  focusGrid,
}: {
  editing: GridEditing | undefined;
  current: Cell | null;
  range: Range | null;
  rowCount: number;
  columnCount: number;
  choose: (cell: Cell, scroll: boolean) => void;
  focusGrid: () => void;
}): {
  edited: EditedCell | null;
  setText: (text: string) => void;
  begin: (cell: Cell) => void;
  /** Whether the key was one of editing. */
  press: (event: KeyboardEvent) => boolean;
  end: (ending: Ending | null) => void;
  paste: (event: ClipboardEvent) => void;
} {
  const [edited, setEdited] = useState<EditedCell | null>(null);
  const open = ({ row, column }: Cell, text: string, quick: boolean) => {
    if (!editing?.canEdit(row, column)) return;
    choose({ row, column }, false);
    setEdited({ row, column, text, quick });
  };
  /** Typing replaces the text; in a list or a date it opens what is chosen from. */
  const begin = (cell: Cell, typed: string) => {
    const kind = editing?.editorOf?.(cell.row, cell.column).kind ?? 'text';
    if (kind === 'text' || kind === 'long') open(cell, typed, true);
    else open(cell, editing?.textOf(cell.row, cell.column) ?? '', false);
  };
  const clearRange = () => {
    if (!editing || !range) return;
    if (editing.onClear) return editing.onClear(range);
    const changes = [];
    for (let row = range.top; row <= range.bottom; row += 1)
      for (let column = range.left; column <= range.right; column += 1)
        if (editing.canEdit(row, column)) changes.push({ row, column, text: '' });
    editing.onChange(changes);
  };
  const press = (event: KeyboardEvent): boolean => {
    if (!editing || !current) return false;
    // Tab goes along the row, and out of the grid at its end, so that nobody is kept in.
    if (event.key === 'Tab') {
      const column = current.column + (event.shiftKey ? -1 : 1);
      if (column < 0 || column >= columnCount) return false;
      choose({ row: current.row, column }, true);
      return true;
    }
    const begins = beginsEdit(event);
    if (!begins) return false;
    if (begins.how === 'undo') editing.onUndo();
    else if (begins.how === 'redo') editing.onRedo?.();
    else if (begins.how === 'clear') clearRange();
    else if (!editing.canEdit(current.row, current.column)) return begins.how !== 'typed';
    else if (begins.how === 'typed') begin(current, begins.text);
    else open(current, editing.textOf(current.row, current.column), false);
    return true;
  };
  const end = (ending: Ending | null) => {
    if (!edited) return;
    setEdited(null);
    const { row, column, text } = edited;
    if ((ending === null || ending.keep) && text !== editing?.textOf(row, column))
      editing?.onChange([{ row, column, text }]);
    if (!ending) return;
    focusGrid();
    choose(
      {
        row: Math.max(0, Math.min(rowCount - 1, row + ending.down)),
        column: Math.max(0, Math.min(columnCount - 1, column + ending.right)),
      },
      true,
    );
  };
  const paste = (event: ClipboardEvent) => {
    if (!editing || !current || !event.clipboardData) return;
    // Elsewhere on the page pasted rows are a file to import.
    event.preventDefault();
    event.stopPropagation();
    const block = readClipboard(event.clipboardData.getData('text/plain'), event.clipboardData.getData('text/html'));
    if (!block) return;
    const from = range ? { row: range.top, column: range.left } : current;
    if (editing.onPaste) editing.onPaste(block, from);
    else editing.onChange(layBlock(block, from, rowCount, columnCount, editing.canEdit));
  };
  return {
    edited,
    setText: (text) => edited && setEdited({ ...edited, text }),
    begin: (cell) => editing && open(cell, editing.textOf(cell.row, cell.column), false),
    press,
    end,
    paste,
  };
}
