/** What a template has to be filled with: `{{name}}` in its cells, blocks of rows, and its tables. */
import { columnLetters, type TemplateInfo, type TemplateMark, type TemplateTable } from '@sheetport/contract/headings';
import { checkBlock } from './check-block.ts';
import { BlockFinder } from './find-block.ts';
import { cellText, splitSheet, TemplateBook, type TemplateCell } from './template-book.ts';
import { readNames } from './template-marks.ts';

/** A template that holds more is none. */
const MAX_MARKS = 5_000;

/**
 * Reads what a template wants to be filled with, and whether its blocks can be repeated.
 * @throws SheetError as `TemplateBook.open`
 */
export async function readTemplate(path: string): Promise<TemplateInfo> {
  const book = await TemplateBook.open(path);
  try {
    const marks: TemplateMark[] = [];
    const tables: TemplateTable[] = [];
    const finder = new BlockFinder();
    const strings = await book.strings();
    for (const sheet of book.sheets) {
      for (const { name, column, headerRow, lastRow, columns } of sheet.tables)
        tables.push({ sheet: sheet.name, name, column, headerRow, lastRow, columns });
      for (const { cells } of splitSheet(await book.text(sheet.part)).rows) {
        for (const cell of cells) {
          const text = cellText(cell, strings);
          if (text === null || !text.includes('{{')) continue;
          const { names, markers } = readNames(text);
          if (markers.length > 0) finder.add(sheet.name, cell, markers, isOnly(cell, cells, text));
          if (names.length > 0 && marks.length < MAX_MARKS)
            marks.push({ sheet: sheet.name, cell: `${columnLetters(cell.column)}${cell.row}`, names });
        }
      }
      finder.endSheet();
    }
    const { blocks } = finder;
    let { problem } = finder;
    for (const block of blocks) problem ??= await checkBlock(book, block, marks);
    return { marks, tables, blocks, ...(problem && { problem }), macros: book.hasMacros };
  } finally {
    await book.close();
  }
}

/** Whether a row holds one marker, and nothing else. */
function isOnly(cell: TemplateCell, cells: readonly TemplateCell[], text: string): boolean {
  return /^\s*\{\{[^{}]*\}\}\s*$/.test(text) && cells.every((one) => one === cell || one.inner === '');
}
