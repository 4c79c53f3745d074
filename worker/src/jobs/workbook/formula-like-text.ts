/**
 * Promise P28 in workbooks that ExcelJS writes. A string in a cell is no formula; it becomes one when someone edits the cell, unless the
 * cell has the text format and a quote prefix (ECMA-376 part 1 §18.8.45). ExcelJS has no property for the prefix, so such cells get a number
 * format of their own, which is replaced in the styles while they are written.
 */
import type ExcelJS from 'exceljs';

/** What a program may read as a formula when it is typed, or, with the apostrophe, without its first character. */
const BEGINS_FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/u;
/** Shows what the text format does. Nothing else here has it. */
const MARK = '@;@;@;@';
const TEXT_FORMAT = 49;
const STYLES = 'xl/styles.xml';

/** Keep a cell's text a text, also when someone edits the cell. Other cells stay as they are. */
export function keepText(cell: ExcelJS.Cell): void {
  if (typeof cell.value === 'string' && BEGINS_FORMULA.test(cell.value)) cell.numFmt = MARK;
}

/** Keep the texts of a row. In: its values from the first cell on. */
export function keepTexts(row: ExcelJS.Row, values: readonly unknown[]): void {
  for (const [index, value] of values.entries())
    if (typeof value === 'string' && BEGINS_FORMULA.test(value)) row.getCell(index + 1).numFmt = MARK;
}

interface Zip {
  append(text: string, place: { name: string }): void;
}

/** Let a workbook that is made in memory write the prefixes. Call before it is written. */
export function writePrefixes(book: ExcelJS.Workbook): void {
  const writer = book.xlsx as unknown as { addStyles(zip: Zip, model: { styles: { xml: string } }): Promise<void> };
  writer.addStyles = async (zip, { styles }) => zip.append(withPrefixes(styles.xml), { name: STYLES });
}

/** Let a workbook that is streamed write the prefixes. Call before it is committed. */
export function streamPrefixes(book: ExcelJS.stream.xlsx.WorkbookWriter): void {
  const writer = book as unknown as { zip: Zip; styles: { xml: string }; addStyles(): Promise<void> };
  writer.addStyles = async () => writer.zip.append(withPrefixes(writer.styles.xml), { name: STYLES });
}

/** The styles part with the text format and a quote prefix where the mark was. */
function withPrefixes(xml: string): string {
  const mark = new RegExp(`<numFmt numFmtId="(\\d+)" formatCode="${MARK}"/>`).exec(xml);
  if (!mark) return xml;
  return xml
    .replace(mark[0], '')
    .replace(/<numFmts count="(\d+)">/, (_, count: string) => `<numFmts count="${Number(count) - 1}">`)
    .replace(/<numFmts count="0">\s*<\/numFmts>/, '')
    .replaceAll(`<xf numFmtId="${mark[1]}"`, `<xf quotePrefix="1" numFmtId="${TEXT_FORMAT}"`);
}
