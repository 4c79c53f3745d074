/** What a template has to be filled with: `{{name}}` in its cells, and its tables. */
import { columnLetters, type TemplateInfo, type TemplateMark, type TemplateTable } from '@sheetport/contract/headings';
import { cellText, splitSheet, TemplateBook } from './template-book.ts';

const MARK = /\{\{\s*([^{}]{1,200}?)\s*\}\}/g;
/** A template that holds more is none. */
const MAX_MARKS = 5_000;

/** A text in pieces: what is written, and names in between, which are at odd places. */
export function splitMarks(text: string): string[] {
  return text.split(MARK);
}

/**
 * Reads what a template wants to be filled with.
 * @throws SheetError as `TemplateBook.open`
 */
export async function readTemplate(path: string): Promise<TemplateInfo> {
  const book = await TemplateBook.open(path);
  try {
    const marks: TemplateMark[] = [];
    const tables: TemplateTable[] = [];
    const strings = await book.strings();
    for (const sheet of book.sheets) {
      for (const { name, column, headerRow, lastRow, columns } of sheet.tables)
        tables.push({ sheet: sheet.name, name, column, headerRow, lastRow, columns });
      for (const { cells } of splitSheet(await book.text(sheet.part)).rows) {
        for (const cell of cells) {
          const text = cellText(cell, strings);
          if (text === null || !text.includes('{{') || marks.length >= MAX_MARKS) continue;
          const names = splitMarks(text).filter((_, i) => i % 2 === 1);
          if (names.length > 0)
            marks.push({ sheet: sheet.name, cell: `${columnLetters(cell.column)}${cell.row}`, names });
        }
      }
    }
    return { marks, tables, macros: book.hasMacros };
  } finally {
    await book.close();
  }
}
