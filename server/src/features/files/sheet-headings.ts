import { joinHeadings, lowestHeadings, type Merge, nameColumns, type Preview } from '@sheetport/contract';

/** A column's heading, and whether the sheet has none and it was made up. */
export interface SheetHeading {
  header: string;
  nameless: boolean;
  leafHeader?: string | undefined;
}

/**
 * What columns are called when other rows than those that inspection found hold the headings: by the functions that inspection
 * uses, so that what is suggested now is what the import will find.
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
  const headed = rows
    .filter(({ row }) => row <= headerRow && row > headerRow - headerRows)
    .map(({ row, cells, headings }) => ({
      row,
      cells: cells.flatMap((text, column) => (text === null ? [] : [{ column, text: headings?.[column] ?? text }])),
    }));
  const names = nameColumns(columns, joinHeadings(headed, merges));
  const leaves = headerRows > 1 ? lowestHeadings(headed.find(({ row }) => row === headerRow)) : undefined;
  return columns.map((column) => {
    const { header, empty } = names.get(column)!;
    const leaf = leaves?.get(column);
    return { header, nameless: empty, ...(leaf === undefined || leaf === header ? {} : { leafHeader: leaf }) };
  });
}
