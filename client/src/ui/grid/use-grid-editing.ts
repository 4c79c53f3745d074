import { type ClipboardEvent, type KeyboardEvent, useState } from 'react';
import { beginsEdit, type Ending, type GridEditing, layBlock, readBlock } from './grid-editing.ts';
import type { Cell } from './grid-navigation.ts';

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
  rowCount,
  columnCount,
  choose,
  focusGrid,
}: {
  editing: GridEditing | undefined;
  current: Cell | null;
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
    else if (!editing.canEdit(current.row, current.column)) return begins.how !== 'typed';
    else if (begins.how === 'clear') editing.onChange([{ ...current, text: '' }]);
    else if (begins.how === 'typed') open(current, begins.text, true);
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
    if (!editing || !current) return;
    // Elsewhere on the page pasted rows are a file to import.
    event.preventDefault();
    event.stopPropagation();
    const block = readBlock(event.clipboardData.getData('text/plain'));
    editing.onChange(layBlock(block, current, rowCount, columnCount, editing.canEdit));
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
