/** How the rows of a record are written: those of the template, with values in the cells that name columns. */
import { columnLetters, type TemplateFill, type TemplateRows } from '@sheetport/contract/headings';
import { SheetError } from '../errors.ts';
import type { ColumnType } from '../model.ts';
import { Tally } from '../write/column-totals.ts';
import { ROW_MARK, ROW_NEXT } from '../write/row-constant.ts';
import type { CellShape, RowShape } from '../write/sheet-xml.ts';
import { escapeXml } from '../write/xml-attribute.ts';
import { type FillContext, fillSingle } from './fill-single.ts';
import { markOwnRow, type RowShift, shiftFormula, shiftRange } from './row-shift.ts';
import type { Tallies } from './row-totals.ts';
import { withoutType } from './spilled-values.ts';
import { attributeOf, cellText, type TemplateCell, type TemplateRow, unescapeText } from './template-book.ts';
import { splitMarks, withoutMarkers } from './template-marks.ts';

/** The cell formats that rows need. */
export interface CellFormats {
  /** The format of a cell that takes such values: itself, or one that shows a moment as one. */
  valueFormat(style: number, type: ColumnType): number;
  /** The same with a quote prefix. */
  quotedFormat(style: number): number;
}

interface Shaping {
  types: readonly ColumnType[];
  context: FillContext & { shift: RowShift };
  formats: CellFormats;
  /** The number of the next formula that rows share. */
  si: number;
  /** Columns that are totalled. */
  totalled: ReadonlySet<number>;
  tallies: Tallies;
}

/** @param all rows of the sheet */
export function shapeRows(
  all: readonly TemplateRow[],
  { model, cells, first }: TemplateRows,
  shaping: Shaping,
): RowShape {
  const shapes: CellShape[] = [];
  let pending = { first: '', rest: '' };
  const add = (xml: { first: string; rest: string }) => {
    pending = { first: pending.first + xml.first, rest: pending.rest + xml.rest };
  };
  const byRow = new Map(all.map((row) => [row.row, row]));
  const isLone = (column: number, row: number) =>
    rowsOf(all, model).every(({ cells: own }) =>
      own.every((cell) => cell.column !== column || cell.row === row || cell.inner === ''),
    );
  let ended = 0;
  for (let number = model.first; number <= model.last; number++) {
    const row = byRow.get(number);
    if (number > model.first) ended++;
    if (row === undefined && number > model.first) continue;
    if (ended > 0) {
      const between = `</row>${ROW_NEXT.repeat(ended)}<row r="${ROW_MARK}"${row!.attributes}>`;
      add({ first: between, rest: between });
      ended = 0;
    }
    const filled = new Map(cells.filter((cell) => cell.row === number).map((cell) => [cell.column, cell]));
    const own = row?.cells ?? [];
    for (const column of [...new Set([...own.map((cell) => cell.column), ...filled.keys()])].sort((a, b) => a - b)) {
      const cell = own.find((one) => one.column === column) ?? emptyCell(number, column);
      const fill = filled.get(column);
      if (!fill) {
        add(repeatCell(cell, shaping));
        continue;
      }
      for (const shape of shapeCell(cell, fill, isLone(column, number), shaping)) {
        shapes.push({ ...shape, ...(pending.first !== '' && { before: pending }) });
        pending = { first: '', rest: '' };
      }
    }
  }
  const rest = ROW_NEXT.repeat(ended);
  add({ first: rest, rest });
  return {
    cells: shapes,
    attributes: byRow.get(model.first)?.attributes ?? '',
    start: first - 1,
    ...(pending.first !== '' && { after: pending }),
  };
}

function rowsOf(all: readonly TemplateRow[], { first, last }: TemplateRows['model']): TemplateRow[] {
  return all.filter(({ row }) => row >= first && row <= last);
}

function emptyCell(row: number, column: number): TemplateCell {
  return { row, column, attributes: '', inner: '', xml: '' };
}

/**
 * A cell that takes values: a shape for each of its columns.
 * @param isLone whether the record has no other cell with content in this column
 */
function shapeCell(
  cell: TemplateCell,
  { column, fields }: TemplateFill,
  isLone: boolean,
  { types, context, formats, totalled, tallies }: Shaping,
): CellShape[] {
  const style = Number(attributeOf(cell.attributes, 's') ?? 0);
  const pieces = splitMarks(withoutMarkers(cellText(cell, context.strings) ?? ''));
  const isAlone = fields.length === 1 && (pieces.length < 3 || (pieces[0] === '' && pieces[2] === ''));
  // Only cells with nothing but a value are counted: what a formula comes to is not known here.
  const tally = isAlone && isLone && totalled.has(column) ? new Tally() : null;
  if (tally) tallies.set(column, { tally, offset: cell.row - context.shift.from });
  return fields.map((field, i) => {
    const type = types[field]!;
    const isLast = i === fields.length - 1;
    return {
      type: isAlone ? type : 'text',
      letters: columnLetters(column),
      value: isAlone ? formats.valueFormat(style, type) : style,
      text: style,
      quoted: formats.quotedFormat(style),
      tally,
      ...(!isAlone && {
        join: {
          opens: i === 0,
          lead: escapeXml(pieces[2 * i] ?? ''),
          closes: isLast,
          trail: isLast ? escapeXml(pieces[2 * i + 2] ?? '') : '',
        },
      }),
    };
  });
}

/** A cell that each record has: a formula becomes one that all records share, so that it follows them. */
function repeatCell(cell: TemplateCell, shaping: Shaping): { first: string; rest: string } {
  const { shift, sheet, target, strings, singles } = shaping.context;
  const letters = columnLetters(cell.column);
  const text = cellText(cell, strings);
  if (text?.includes('{{')) {
    const xml = fillSingle(cell, ROW_MARK, withoutMarkers(text), singles ?? {});
    return { first: xml, rest: xml };
  }
  const formula = /<f\b([^>]*?)(?:\/>|>([\s\S]*?)<\/f>)/.exec(cell.inner);
  const attributes = formula ? withoutType(cell.attributes) : cell.attributes;
  const start = `<c r="${letters}${ROW_MARK}"${attributes}`;
  if (!formula) {
    const xml = cell.inner === '' ? `${start}/>` : `${start}>${cell.inner}</c>`;
    return { first: xml, rest: xml };
  }
  const refuse = (why: string) =>
    new SheetError('cannot_fill', `The formula in ${sheet}!${letters}${cell.row} ${why}`, {
      cell: `${letters}${cell.row}`,
    });
  if (isOfSeveralCells(formula[1]!) || formula[2] === undefined || formula[2] === '')
    throw refuse(
      'fills several cells, so it cannot be repeated. Move it out of the row, or write a formula of one cell.',
    );
  const place = { ownSheet: sheet, sheet: target, mode: 'row' as const, cell: { letters, row: cell.row } };
  const shifted = shiftFormula(shift, unescapeText(formula[2]), place);
  // Excel shares no array formula, and none that names a column of a table, or another workbook.
  const array = isArray(formula[1]!) ? ` t="array" ref="${letters}${ROW_MARK}"` : '';
  const isUnshared = array !== '' || shifted.includes('[');
  const own = isUnshared ? markOwnRow(shifted, cell.row + shift.first - shift.from, ROW_MARK) : null;
  if (own !== null) {
    const xml = `${start}><f${array}>${own.split(ROW_MARK).map(escapeXml).join(ROW_MARK)}</f></c>`;
    return { first: xml, rest: xml };
  }
  if (array !== '')
    throw refuse('is an array formula that refers to another row of the rows that are repeated. Fix that row with $.');
  const moved = escapeXml(shifted);
  const [from, to] = shiftRange(shift, cell.row, cell.row);
  const si = shaping.si++;
  return {
    first: `${start}><f t="shared" ref="${letters}${from}:${letters}${to}" si="${si}">${moved}</f></c>`,
    rest: `${start}><f t="shared" si="${si}"/></c>`,
  };
}

/** @param attributes of a formula */
export function isOfSeveralCells(attributes: string): boolean {
  return /\bt="dataTable"/.test(attributes) || (isArray(attributes) && /\bref="[^"]*:/.test(attributes));
}

/** Excel keeps formulas of one cell so, too, where a part of them may be of several: `SUM(FILTER(…))`. */
export function isArray(attributes: string): boolean {
  return /\bt="array"/.test(attributes);
}
