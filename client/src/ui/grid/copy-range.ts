/** A range of cells on its way to the clipboard. */
import { type CopiedCell, writeHtmlTable, writeTsv } from './clipboard-cells.ts';
import type { Range } from './grid-range.ts';

/** So many cells are copied at once; more is a file, which the export makes. */
export const MOST_COPIED = 200_000;

/** Put the cells of a range on the clipboard, as text and as a table. False where some have not arrived, or they are too many. */
export function copyRange(
  { top, bottom, left, right }: Range,
  copied: (row: number, column: number) => CopiedCell | undefined,
  clipboard: Pick<DataTransfer, 'setData'>,
): boolean {
  if ((bottom - top + 1) * (right - left + 1) > MOST_COPIED) return false;
  const rows: CopiedCell[][] = [];
  for (let row = top; row <= bottom; row += 1) {
    const cells: CopiedCell[] = [];
    for (let column = left; column <= right; column += 1) {
      const cell = copied(row, column);
      if (cell === undefined) return false;
      cells.push(cell);
    }
    rows.push(cells);
  }
  clipboard.setData('text/plain', writeTsv(rows));
  clipboard.setData('text/html', writeHtmlTable(rows));
  return true;
}
