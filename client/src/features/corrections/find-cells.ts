/** Finding and replacing in the correction grid, and the next cell with an issue. Pure. */
import type { Cell } from '../../ui/grid/grid-navigation.ts';

export interface Search {
  find: string;
  /** The text must be the whole cell, not a part of it. */
  whole: boolean;
  /** Only in this column, by heading; in all where undefined. */
  heading: string | undefined;
}

/** Whether a cell's text has what is looked for. Upper and lower case count as the same; an empty search finds empty cells. */
export function hasMatch(text: string, { find, whole }: Pick<Search, 'find' | 'whole'>): boolean {
  if (whole || find === '') return text.trim().toLocaleLowerCase() === find.trim().toLocaleLowerCase();
  return text.toLocaleLowerCase().includes(find.toLocaleLowerCase());
}

/** The text after replacing: the whole cell, or each part that matches. */
export function replaceIn(text: string, { find, whole }: Pick<Search, 'find' | 'whole'>, replacement: string): string {
  if (!hasMatch(text, { find, whole })) return text;
  if (whole || find === '') return replacement;
  const pattern = new RegExp(find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'giu');
  return text.replace(pattern, () => replacement);
}

/** All cells that match, by rows from above and by columns from the left. `column` counts the headings from 0. */
export function findCells(
  rowCount: number,
  headings: readonly string[],
  textOf: (row: number, heading: string) => string,
  search: Search,
): Cell[] {
  const found: Cell[] = [];
  for (let row = 0; row < rowCount; row++)
    for (const [column, heading] of headings.entries())
      if ((search.heading === undefined || search.heading === heading) && hasMatch(textOf(row, heading), search))
        found.push({ row, column });
  return found;
}

/** The first of the cells behind one, or the very first where none is left; null where there are none. */
export function nextCell(cells: readonly Cell[], from: Cell | null): Cell | null {
  const isBehind = (cell: Cell) =>
    from === null || cell.row > from.row || (cell.row === from.row && cell.column > from.column);
  return cells.find(isBehind) ?? cells[0] ?? null;
}

/**
 * The next cell with an issue behind one, going on at the top after the last; null where no cell has one.
 * Stops at the first that it finds, so that a press does not look at all rows.
 */
export function nextFaultyCell(
  rowCount: number,
  headings: readonly string[],
  isFaulty: (row: number, heading: string) => boolean,
  from: Cell | null,
): Cell | null {
  const width = headings.length;
  const total = rowCount * width;
  const start = from ? from.row * width + from.column + 1 : 0;
  for (let step = 0; step < total; step++) {
    const at = (start + step) % total;
    const cell = { row: Math.floor(at / width), column: at % width };
    if (isFaulty(cell.row, headings[cell.column] as string)) return cell;
  }
  return null;
}
