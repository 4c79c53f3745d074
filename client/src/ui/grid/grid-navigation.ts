/** Where the chosen cell goes on each key, as in a spreadsheet. Pure. */
export interface Cell {
  row: number;
  column: number;
}

export interface Press {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

/** The next cell, or null where the key is not one that moves. */
export function moveCell(
  from: Cell | null,
  press: Press,
  rows: number,
  columns: number,
  pageRows: number,
): Cell | null {
  if (rows === 0 || columns === 0 || press.altKey) return null;
  const jump = press.ctrlKey || press.metaKey;
  const at = from ?? { row: 0, column: 0 };
  const to = (row: number, column: number): Cell => ({
    row: Math.max(0, Math.min(rows - 1, row)),
    column: Math.max(0, Math.min(columns - 1, column)),
  });
  switch (press.key) {
    case 'ArrowDown':
      return from ? to(jump ? rows - 1 : at.row + 1, at.column) : at;
    case 'ArrowUp':
      return to(jump ? 0 : at.row - 1, at.column);
    case 'ArrowRight':
      return from ? to(at.row, jump ? columns - 1 : at.column + 1) : at;
    case 'ArrowLeft':
      return to(at.row, jump ? 0 : at.column - 1);
    case 'Home':
      return to(jump ? 0 : at.row, 0);
    case 'End':
      return to(jump ? rows - 1 : at.row, columns - 1);
    case 'PageDown':
      return to(at.row + pageRows, at.column);
    case 'PageUp':
      return to(at.row - pageRows, at.column);
    default:
      return null;
  }
}
