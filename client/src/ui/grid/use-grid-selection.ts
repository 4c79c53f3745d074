import { type KeyboardEvent, type MouseEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import { type Cell, moveCell } from './grid-navigation.ts';
import {
  clamp,
  extendTo,
  type Range,
  rangeOf,
  type Selection,
  selectAll,
  selectCell,
  selectColumns,
  selectRows,
} from './grid-range.ts';

export interface GridSelection {
  selection: Selection | null;
  range: Range | null;
  /** Select one cell. */
  choose: (cell: Cell, reveal: boolean) => void;
  /** Whether the key was one that selects. */
  press: (event: KeyboardEvent, pageRows: number) => boolean;
  clear: () => void;
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onClick: (event: MouseEvent) => void;
}

/** Which cell an event is about: `column` is -1 in the row numbers. */
export function cellOf(target: EventTarget): Cell | null {
  const element = (target as Element).closest<HTMLElement>('[data-row]');
  if (!element) return null;
  return { row: Number(element.dataset.row), column: Number(element.dataset.column ?? -1) };
}

/** What is selected in a grid, by mouse, finger and keyboard. */
export function useGridSelection({
  initial,
  rowCount,
  columnCount,
  reveal,
  onChoose,
  onSelect,
}: {
  initial: Cell | undefined;
  rowCount: number;
  columnCount: number;
  reveal: (cell: Cell) => void;
  onChoose: ((cell: Cell) => void) | undefined;
  onSelect: ((range: Range | null) => void) | undefined;
}): GridSelection {
  const [kept, setKept] = useState<Selection | null>(initial ? selectCell(initial) : null);
  const selection = clamp(kept, rowCount, columnCount);
  const range = selection && rangeOf(selection);
  const drag = useRef<'cells' | 'rows' | null>(null);

  const select = (next: Selection | null) => {
    setKept(next);
    if (next && (next.active.row !== selection?.active.row || next.active.column !== selection?.active.column))
      onChoose?.(next.active);
  };
  const told = range && `${range.top},${range.bottom},${range.left},${range.right}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told once of each range
  useEffect(() => onSelect?.(range), [told]);

  const choose = (cell: Cell, shouldReveal: boolean) => {
    select(selectCell(cell));
    if (shouldReveal) reveal(cell);
  };
  const extend = (head: Cell) => {
    if (!selection) return choose(head, true);
    select(extendTo(selection, head));
    reveal(head);
  };
  const press = (event: KeyboardEvent, pageRows: number): boolean => {
    const command = event.ctrlKey || event.metaKey;
    if (command && !event.altKey && event.key.toLowerCase() === 'a') {
      select(selectAll(rowCount, columnCount));
      return true;
    }
    if (event.key === ' ' && selection && (event.shiftKey || command)) {
      const { active, head } = selection;
      select(
        event.shiftKey
          ? selectRows(active.row, head.row, columnCount)
          : selectColumns(active.column, head.column, rowCount),
      );
      return true;
    }
    const from = selection && (event.shiftKey ? selection.head : selection.active);
    const next = moveCell(from, event, rowCount, columnCount, pageRows);
    if (!next) return false;
    if (event.shiftKey) extend(next);
    else choose(next, true);
    return true;
  };
  const begin = (cell: Cell, isExtending: boolean) => {
    if (cell.column >= 0) {
      if (isExtending && selection) select(extendTo(selection, cell));
      else choose(cell, false);
      return;
    }
    select(selectRows(isExtending && selection ? selection.active.row : cell.row, cell.row, columnCount));
  };
  return {
    selection,
    range,
    choose,
    press,
    clear: () => select(null),
    onPointerDown: (event) => {
      drag.current = null;
      const cell = cellOf(event.target);
      if (!cell || event.pointerType !== 'mouse' || isField(event.target)) return;
      const isWithin =
        range &&
        cell.row >= range.top &&
        cell.row <= range.bottom &&
        cell.column >= range.left &&
        cell.column <= range.right;
      // The other button opens a menu for what is selected.
      if (event.button !== 0) return isWithin ? undefined : begin(cell, false);
      drag.current = cell.column < 0 ? 'rows' : 'cells';
      begin(cell, event.shiftKey);
    },
    onPointerMove: (event) => {
      if (!drag.current || (event.buttons & 1) === 0 || !selection) return;
      const cell = cellOf(event.target);
      if (!cell) return;
      const { head, active } = selection;
      if (drag.current === 'rows') {
        if (cell.row !== head.row) select(selectRows(active.row, cell.row, columnCount));
      } else if (cell.column >= 0 && (cell.row !== head.row || cell.column !== head.column)) extend(cell);
    },
    // A finger scrolls where it moves; where it only taps, this follows.
    onClick: (event) => {
      const cell = cellOf(event.target);
      if (!cell || isField(event.target) || (event.nativeEvent as unknown as PointerEvent).pointerType === 'mouse')
        return;
      begin(cell, event.shiftKey);
    },
  };
}

/** A field or a button within a cell has its own mouse. */
function isField(target: EventTarget): boolean {
  return (target as Element).closest('input, textarea, select, button, a') !== null;
}
