import { filledCells } from '@sheetport/contract/headings';
import { Kind } from '../row-sink.ts';
import type { SampleCell, SampleRow } from './sample-sink.ts';
import { looksTyped } from './typed-look.ts';

/** Rows below a row that show what the data is. */
export const ROWS_BELOW = 20;
/** A column holds numbers or dates where this share of its cells does. */
const MOSTLY = 0.8;

const YEAR = /^(19|20)\d\d$/;

/** Whether a cell holds a number, a date or the like, or a text that looks so. */
export function isTyped({ kind, text }: SampleCell): boolean {
  return kind !== Kind.text || looksTyped(text.trim());
}

/** Whether a cell is blank, a year, or a text that looks like neither a number nor a date. */
export function isWord(cell: SampleCell): boolean {
  const text = cell.text.trim();
  return text === '' || YEAR.test(text) || !isTyped(cell);
}

/** Whether a text is a year between 1900 and 2099. */
export function isYear(text: string): boolean {
  return YEAR.test(text);
}

/** Columns whose cells are numbers and dates, but for a few. */
export function typedColumns(rows: readonly SampleRow[]): Set<number> {
  const all = new Map<number, { typed: number; cells: number }>();
  for (const { cells } of rows) {
    for (const cell of cells) {
      let count = all.get(cell.column);
      if (count === undefined) {
        count = { typed: 0, cells: 0 };
        all.set(cell.column, count);
      }
      count.cells++;
      if (isTyped(cell)) count.typed++;
    }
  }
  return new Set([...all].filter(([, { typed, cells }]) => typed >= cells * MOSTLY).map(([column]) => column));
}

/** The median number of cells in rows. */
export function usualWidth(rows: readonly SampleRow[]): number {
  const widths = rows.map((row) => row.cells.length).sort((a, b) => a - b);
  return widths[widths.length >> 1] ?? 1;
}

/** How a row stands to the columns below it. */
export interface Contrast {
  /** Words above numbers and dates: they speak for headings. */
  over: number;
  /** Numbers and dates above numbers and dates: they speak for data. */
  against: number;
}

/** How the cells of a row stand to the types of the columns below it. */
export function contrastOf(row: SampleRow, typed: ReadonlySet<number>): Contrast {
  const contrast = { over: 0, against: 0 };
  for (const [column, cell] of filledCells(row)) {
    if (!typed.has(column)) continue;
    if (isTyped(cell)) contrast.against++;
    else contrast.over++;
  }
  return contrast;
}
