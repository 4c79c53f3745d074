/** Whether the rows of a block can be repeated: what would be torn apart, or counted wrongly, is said before anything is filled. */
import {
  type BlockProblem,
  type BlockProblemCode,
  columnLetters,
  type TemplateBlock,
  type TemplateMark,
} from '@sheetport/contract/headings';
import { findReferences, type Reference } from './row-shift.ts';
import { isArray, isOfSeveralCells } from './shape-rows.ts';
import { expandShared } from './shared-formulas.ts';
import {
  cellText,
  columnIndex,
  splitSheet,
  type TemplateBook,
  type TemplateRow,
  type TemplateSheet,
  unescapeText,
  WORKBOOK,
} from './template-book.ts';

/** What is wrong with a block; null for nothing. */
export async function checkBlock(
  book: TemplateBook,
  block: TemplateBlock,
  marks: readonly TemplateMark[],
): Promise<BlockProblem | null> {
  const sheet = book.sheets.find(({ name }) => name === block.sheet)!;
  const { rows, after } = splitSheet(await book.text(sheet.part));
  const problem = (code: BlockProblemCode, cell: string, other: string, of = block.sheet): BlockProblem => ({
    code,
    sheet: of,
    cell,
    other,
  });
  const own = rows.filter(({ row }) => row >= block.first && row <= block.last);
  const isOwn = (cell: string) => rowOf(cell) >= block.first && rowOf(cell) <= block.last;
  if (!marks.some((mark) => mark.sheet === block.sheet && isOwn(mark.cell)))
    return problem('block_empty', block.open, '');
  const merge = findCrossing(after, block);
  if (merge !== null) return problem('block_merge', merge, `${block.open}:${block.close}`);
  const table = findTable(sheet, block);
  if (table !== null) return problem('block_table', `${block.open}:${block.close}`, table);
  for (const { cells } of own)
    for (const { column, row, inner } of cells) {
      const [formula] = /<f\b[^>]*/.exec(inner) ?? [''];
      // One of one cell is repeated where all its references are to its own row.
      if (isOfSeveralCells(formula) || (isArray(formula) && block.first < block.last))
        return problem('block_formula', `${columnLetters(column)}${row}`, '');
    }
  if (block.first === block.last) return null;
  const counted = await book.strings();
  const holders = findHolders(own, counted);
  for await (const { of, cell, references } of readReferences(book, block)) {
    const other = references.map((reference) => findMissed(reference, block, holders)).find((one) => one !== null);
    if (other) return problem('block_range', cell, other, of);
  }
  return null;
}

const rowOf = (cell: string): number => Number(/\d+$/.exec(cell)?.[0]);

/** Rows that are replaced: those of the block, and those of its markers. */
function replacedRows({ first, last, open, close }: TemplateBlock): [number, number] {
  return [Math.min(first, rowOf(open)), Math.max(last, rowOf(close))];
}

/** Merged cells that are partly in the block; null for none. */
function findCrossing(after: string, block: TemplateBlock): string | null {
  const [first, last] = replacedRows(block);
  for (const [, ref = ''] of after.matchAll(/<mergeCell\b[^>]*\bref="([^"]*)"/g)) {
    const [from = 0, to = from] = ref.split(':').map(rowOf);
    const isApart = to < first || from > last;
    const isInside = from >= first && to <= last;
    const isAround = from < first && to > last;
    if (!(isApart || isInside || isAround)) return ref;
  }
  return null;
}

/** A table of which the block holds more than rows, or which it would repeat; null for none. */
function findTable({ tables }: TemplateSheet, block: TemplateBlock): string | null {
  const [first, last] = replacedRows(block);
  const found = tables.find(({ firstRow, endRow, headerRow, lastRow }) => {
    const isApart = endRow < first || firstRow > last;
    return !isApart && !(first > headerRow && first >= firstRow && last <= lastRow);
  });
  return found?.name ?? null;
}

/** Cells of the block that hold more than words, by their columns. */
function findHolders(rows: readonly TemplateRow[], strings: readonly string[]): Map<number, number[]> {
  const holders = new Map<number, number[]>();
  for (const { row, cells } of rows)
    for (const cell of cells) {
      const text = cellText(cell, strings);
      if (cell.inner === '' || (text !== null && !text.includes('{{'))) continue;
      holders.set(cell.column, [...(holders.get(cell.column) ?? []), row]);
    }
  return holders;
}

interface FormulaReferences {
  /** The sheet that it stands on. */
  of: string;
  /** Its cell, or its name, or what it names. */
  cell: string;
  references: Reference[];
}

/** What formulas, names and charts say of the sheet with the block, but what moves along with a record. */
async function* readReferences(book: TemplateBook, block: TemplateBlock): AsyncGenerator<FormulaReferences> {
  for (const sheet of book.sheets) {
    const place = { ownSheet: sheet.name, sheet: block.sheet };
    // Each cell says its own formula.
    for (const { row, cells } of expandShared(splitSheet(await book.text(sheet.part)).rows, () => true)) {
      const isOwn = sheet.name === block.sheet && row >= block.first && row <= block.last;
      for (const { column, inner } of cells) {
        const formula = /<f\b[^>]*>([^<]+)<\/f>/.exec(inner)?.[1];
        if (formula === undefined) continue;
        // One cell is one cell, of the first record.
        const references = findReferences(unescapeText(formula), place).filter(
          ({ text, isFixed }) => text.includes(':') && (!isOwn || isFixed),
        );
        yield { of: sheet.name, cell: `${columnLetters(column)}${row}`, references };
      }
    }
  }
  const place = { ownSheet: null, sheet: block.sheet };
  for (const [, name = '', formula = ''] of (await book.text(WORKBOOK)).matchAll(
    /<definedName\b[^>]*?\bname="([^"]*)"[^>]*>([^<]*)</g,
  ))
    if (!name.startsWith('_xlnm.'))
      yield { of: block.sheet, cell: name, references: findReferences(unescapeText(formula), place) };
  for (const key of book.zip.entries.keys()) {
    if (!/^xl\/charts\/chart(?:ex)?\d*\.xml$/.test(key)) continue;
    for (const [, formula = ''] of (await book.text(key)).matchAll(/<(?:c|cx):f\b[^>]*>([^<]*)</g)) {
      const references = findReferences(unescapeText(formula), place);
      yield { of: block.sheet, cell: unescapeText(formula), references };
    }
  }
}

/** A cell of the block that a range would cover between those that it means; null for none. */
function findMissed(
  { left, from, right, to }: Reference,
  { first, last }: TemplateBlock,
  holders: ReadonlyMap<number, readonly number[]>,
): string | null {
  const [start, end] = [Math.max(from, first), Math.min(to, last)];
  if (start > end || (start === first && end === last)) return null;
  const columns = [left, right].map((letters) => columnIndex(letters.replace('$', '')));
  for (let column = columns[0]!; column <= columns[1]!; column++) {
    const row = holders.get(column)?.find((one) => one < start || one > end);
    if (row !== undefined) return `${columnLetters(column)}${row}`;
  }
  return null;
}
