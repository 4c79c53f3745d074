import type { Merge } from '../entities/sheet-layout.ts';

/** A cell of a row of headings; `column` begins with 0. */
export interface HeadingCell {
  column: number;
  text: string;
}

/** A row of headings; `row` begins with 1. Cells are in the order of their columns; blank ones may be absent. */
export interface HeadingRow<Cell extends HeadingCell> {
  row: number;
  cells: readonly Cell[];
}

/** Characters of a heading; the rest is cut off. Questions of surveys may differ in their last words only. */
const MAX_HEADING = 1000;

/** A heading on one line, without blanks at its ends. */
export function cleanHeading(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, MAX_HEADING);
}

/**
 * Headings that stand over several rows as one row: "Address" over "Street" and "City" becomes "Address Street" and "Address
 * City". An upper heading reaches as far as its cell was merged to the right; in a row without merged cells over the blanks to
 * its right as far as something stands below them, unless nothing stands below itself: then it is a heading of one column that
 * was merged downwards.
 * @param rows from the top; the last is the one that the others are joined to
 * @param merges as far as they are known
 */
export function joinHeadings<Cell extends HeadingCell>(
  rows: readonly HeadingRow<Cell>[],
  merges: readonly Merge[] = [],
): { row: number; cells: Cell[] } | undefined {
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  const joined = { row: last.row, cells: [...last.cells] };
  return rows
    .slice(0, -1)
    .reduceRight<{ row: number; cells: Cell[] }>((lower, upper) => joinTwo(upper, lower, merges), joined);
}

/** The headings of the lowest row alone, by column: those that no other column has. */
export function lowestHeadings(row: HeadingRow<HeadingCell> | undefined): Map<number, string> {
  const texts = new Map(row?.cells.map(({ column, text }) => [column, cleanHeading(text)]));
  const times = new Map<string, number>();
  for (const text of texts.values()) times.set(text.toLowerCase(), (times.get(text.toLowerCase()) ?? 0) + 1);
  return new Map([...texts].filter(([, text]) => text !== '' && times.get(text.toLowerCase()) === 1));
}

function joinTwo<Cell extends HeadingCell>(
  upper: HeadingRow<Cell>,
  lower: HeadingRow<Cell>,
  merges: readonly Merge[],
): { row: number; cells: Cell[] } {
  const above = filledCells(upper);
  const below = filledCells(lower);
  const starts = mergeStarts(upper.row, merges);
  const last = Math.max(upper.cells.at(-1)?.column ?? -1, lower.cells.at(-1)?.column ?? -1);
  const cells: Cell[] = [];
  let reaching: Cell | undefined;
  for (let column = 0; column <= last; column++) {
    const own = above.get(column);
    const leaf = below.get(column);
    if (starts.size > 0) reaching = leaf === undefined ? undefined : above.get(starts.get(column) ?? -1);
    else if (own !== undefined || leaf === undefined) reaching = leaf === undefined ? undefined : own;
    const over = own ?? (leaf === undefined ? undefined : reaching);
    const cell = leaf ?? over;
    if (cell === undefined) continue;
    cells.push(
      over === undefined || leaf === undefined
        ? { ...cell, column }
        : { ...leaf, text: joinTexts(over.text, leaf.text) },
    );
  }
  return { row: lower.row, cells };
}

/** The cells of a row that are not blank, by column. */
export function filledCells<Cell extends HeadingCell>(row: HeadingRow<Cell>): Map<number, Cell> {
  return new Map(row.cells.filter(({ text }) => text.trim() !== '').map((cell) => [cell.column, cell]));
}

/** For each column of a row that a wide merged cell covers, the column where that begins. */
export function mergeStarts(row: number, merges: readonly Merge[]): Map<number, number> {
  const starts = new Map<number, number>();
  for (const { top, left, bottom, right } of merges)
    if (top <= row && row <= bottom && left < right)
      for (let column = left; column <= right; column++) starts.set(column, left);
  return starts;
}

function joinTexts(over: string, under: string): string {
  const [above, below] = [over.trim(), under.trim()];
  return above.toLowerCase() === below.toLowerCase() ? below : `${above} ${below}`;
}
