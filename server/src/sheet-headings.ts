import type { Preview } from '@sheetport/contract';

/** 0 is A, 26 is AA. */
function columnLetters(index: number): string {
  let letters = '';
  for (let rest = index + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** A column's heading, and whether the sheet has none and it was made up. */
export interface SheetHeading {
  header: string;
  nameless: boolean;
}

/**
 * What columns are called when another row than the one that inspection saw holds the headings: by the same rules as the
 * worker's, so that what is suggested now is what the import will find (a test compares them).
 * @param columns indexes of the sheet's columns, ascending
 * @param rows the sheet's first rows
 * @param headerRow 1-based; 0 where there is none
 */
export function headingsAt(columns: readonly number[], rows: Preview['rows'], headerRow: number): SheetHeading[] {
  const cells = rows.find(({ row }) => row === headerRow)?.cells ?? [];
  const used = new Set<string>();
  return columns.map((column) => {
    const own = (cells[column] ?? '').replace(/\s+/g, ' ').trim().slice(0, 200);
    const wanted = own === '' ? `Column ${columnLetters(column)}` : own;
    let header = wanted;
    for (let count = 2; used.has(header.toLowerCase()); count++) header = `${wanted} (${count})`;
    used.add(header.toLowerCase());
    return { header, nameless: own === '' };
  });
}
