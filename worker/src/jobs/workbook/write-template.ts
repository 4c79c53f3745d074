import { COLUMN_TYPES, type Column, isMoment, isNumber } from '@sheetport/contract';
import type { TemplatePlan } from '@sheetport/core';
import type ExcelJS from 'exceljs';
import { keepText, writePrefixes } from './formula-like-text.ts';
import type { TemplateWords } from './template-texts.ts';
import { dateOf, describe, isRequired, LAST_ROW, type TemplateColumn, validate } from './validation.ts';

const WIDTHS = { least: 12, most: 40 } as const;
const HEAD = { fill: 'FFF2F2F2', ink: 'FF18201E' } as const;
const HEAD_REQUIRED = { fill: 'FFD0ECE5', ink: 'FF03443A' } as const;

/**
 * Write an empty workbook for people to fill in: the table's headings exactly, so that it comes back without a mapping, and
 * what Excel can check of each column. Values of long lists are on a hidden sheet, which no import takes by itself.
 */
export async function writeTemplate({ name, columns }: TemplatePlan, words: TemplateWords): Promise<Uint8Array> {
  // Loaded by the first one: it is slow to load, and most workers need it seldom.
  const { Workbook } = (await import('exceljs')).default;
  const book = new Workbook();
  book.creator = 'Sheetport';
  writePrefixes(book);
  const title = sheetName(name, words.lists);
  const sheet = book.addWorksheet(title, { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.columns = columns.map(({ column }) => ({
    width: Math.min(
      WIDTHS.most,
      Math.max(COLUMN_TYPES[column.type].cell.width, WIDTHS.least, [...column.label].length + 4),
    ),
    style: { numFmt: COLUMN_TYPES[column.type].cell.format },
  }));
  const lists = new Lists(book, words.lists);
  const head = sheet.getRow(1);
  for (const [index, { column, ...rest }] of columns.entries()) {
    const cell = head.getCell(index + 1);
    const one: TemplateColumn = { column, letter: cell.address.replace(/\d+$/, ''), ...rest };
    const colours = isRequired(one) ? HEAD_REQUIRED : HEAD;
    cell.value = column.label;
    cell.numFmt = '@';
    keepText(cell);
    cell.font = { bold: true, color: { argb: colours.ink } };
    cell.fill = { type: 'pattern', pattern: 'solid', fgColor: { argb: colours.fill } };
    const sentences = describe(one, words);
    if (rest.values && !rest.values.whole) sentences.push(words.firstOnly(rest.values.texts.length));
    cell.note = sentences.join('\n');
    const check = validate(one, words, (values, type) => lists.put(column.label, values, type));
    // Typed as one cell at a time; the writer takes a range as it is.
    (sheet as unknown as { dataValidations: { add(range: string, check: unknown): void } }).dataValidations.add(
      `${one.letter}2:${one.letter}${LAST_ROW}`,
      check,
    );
  }
  const last = sheet.getColumn(columns.length).letter;
  sheet.autoFilter = `A1:${last}1`;
  head.commit();
  return new Uint8Array(await book.xlsx.writeBuffer());
}

/** The hidden sheet: a column for each list, its heading on top. */
class Lists {
  readonly #book: ExcelJS.Workbook;
  readonly #name: string;
  #sheet: ExcelJS.Worksheet | undefined;
  #used = 0;

  constructor(book: ExcelJS.Workbook, name: string) {
    this.#book = book;
    this.#name = name;
  }

  put(label: string, values: readonly string[], type: Column['type']): string {
    this.#sheet ??= this.#book.addWorksheet(this.#name, { state: 'hidden' });
    this.#used += 1;
    const column = this.#sheet.getColumn(this.#used);
    column.numFmt = COLUMN_TYPES[type].cell.format;
    column.width = 24;
    column.values = [label, ...values.map((text) => cellOf(text, type))];
    column.eachCell(keepText);
    return `'${this.#name}'!$${column.letter}$2:$${column.letter}$${values.length + 1}`;
  }
}

function cellOf(text: string, type: Column['type']): ExcelJS.CellValue {
  if (isNumber(type)) return Number(text);
  return isMoment(type) ? dateOf(text) : text;
}

/** Excel's "rename a worksheet" rules. */
function sheetName(wanted: string, taken: string): string {
  const clean = wanted
    .toWellFormed()
    .replace(/[[\]:*?/\\\u0000-\u001f\u007f\ufffe\uffff]/g, '_')
    .replace(/^'+|'+$/g, '')
    .trim();
  const short = [...clean].reduce(
    (name, character) => (name.length + character.length > 31 ? name : name + character),
    '',
  );
  const isTaken = ['', 'history', taken.toLowerCase()].includes(short.toLowerCase());
  return isTaken ? 'Sheet1' : short;
}
