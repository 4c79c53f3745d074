import type { Merge, Preview } from '@sheetport/contract';
import { columnLetters } from '@sheetport/core';

type Cells = readonly (string | null)[];

/** A column's heading, and whether the sheet has none and it was made up. */
export interface SheetHeading {
  header: string;
  nameless: boolean;
  /** See `SheetColumn.leafHeader`. */
  under?: string | undefined;
}

/**
 * What columns are called when other rows than those that inspection found hold the headings: by the same rules as the worker's
 * (`joinHeadings` and `nameColumns` in sheets), so that what is suggested now is what the import will find; a test compares them.
 * @param columns indexes of the sheet's columns, ascending
 * @param rows the sheet's first rows
 * @param headerRow 1-based row of the last heading; 0 where there is none
 * @param headerRows how many rows the headings take
 * @param merges merged cells among the first rows, as far as they are known
 */
export function headingsAt(
  columns: readonly number[],
  rows: Preview['rows'],
  headerRow: number,
  headerRows: number,
  merges: readonly Merge[] = [],
): SheetHeading[] {
  const cells =
    rows
      .filter(({ row }) => row <= headerRow && row > headerRow - headerRows)
      .reduceRight<Cells | null>(
        (lower, { row, cells: upper }) => (lower === null ? upper : joinTwo(upper, lower, mergeStarts(row, merges))),
        null,
      ) ?? [];
  const lowest = headerRows > 1 ? lowestHeadings(rows.find(({ row }) => row === headerRow)?.cells ?? []) : undefined;
  const used = new Set<string>();
  return columns.map((column) => {
    const own = (cells[column] ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
    const wanted = own === '' ? `Column ${columnLetters(column)}` : own;
    let header = wanted;
    for (let count = 2; used.has(header.toLowerCase()); count++) header = `${wanted} (${count})`;
    used.add(header.toLowerCase());
    const under = lowest?.[column];
    return { header, nameless: own === '', ...(under && under !== header ? { under } : {}) };
  });
}

/** The headings of the lowest row alone that no other column has. */
function lowestHeadings(cells: Cells): (string | undefined)[] {
  const texts = cells.map((cell) => (cell ?? '').replace(/\s+/g, ' ').trim().slice(0, 200));
  const plain = texts.map((text) => text.toLowerCase());
  return texts.map((text, at) =>
    text !== '' && plain.indexOf(plain[at]!) === plain.lastIndexOf(plain[at]!) ? text : undefined,
  );
}

/** For each column of a row that a wide merged cell covers, the column where that begins. */
function mergeStarts(row: number, merges: readonly Merge[]): ReadonlyMap<number, number> {
  const starts = new Map<number, number>();
  for (const { top, left, bottom, right } of merges)
    if (top <= row && row <= bottom && left < right)
      for (let column = left; column <= right; column++) starts.set(column, left);
  return starts;
}

/**
 * An upper heading reaches as far as its cell was merged to the right; in a row without merged cells over the blanks to its right as
 * far as something stands below them, and below itself.
 */
function joinTwo(upper: Cells, lower: Cells, wide: ReadonlyMap<number, number>): Cells {
  let reaching = '';
  return Array.from({ length: Math.max(upper.length, lower.length) }, (_, column) => {
    const own = upper[column]?.trim() ?? '';
    const under = lower[column]?.trim() ?? '';
    if (wide.size > 0) reaching = upper[wide.get(column) ?? -1]?.trim() ?? '';
    else if (own !== '' || under === '') reaching = under === '' ? '' : own;
    const over = own !== '' ? own : under === '' ? '' : reaching;
    if (over === '' || under === '') return over || under;
    return over.toLowerCase() === under.toLowerCase() ? under : `${over} ${under}`;
  });
}
