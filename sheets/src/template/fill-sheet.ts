/** The sheet of a template whose rows are filled: what stands before the rows, how each record is written, what stands behind them. */
import { columnLetters, type TemplateRows } from '@sheetport/contract/headings';
import { SheetError } from '../errors.ts';
import { MAX_ROWS } from '../limits.ts';
import type { ColumnType } from '../model.ts';
import type { RowShape } from '../write/sheet-xml.ts';
import { escapeXml } from '../write/xml-attribute.ts';
import { type FillContext, fillSingle } from './fill-single.ts';
import { fillHeaders } from './fill-words.ts';
import { moveLinkedCells } from './linked-cells.ts';
import { repeatAreas } from './repeat-areas.ts';
import { type RowShift, shiftAreas, shiftFormula, shiftRow, shiftXmlFormula } from './row-shift.ts';
import { readTotal, type Tallies, totalledColumns } from './row-totals.ts';
import { type CellFormats, shapeRows } from './shape-rows.ts';
import { expandShared } from './shared-formulas.ts';
import { dropSpilled, withoutType } from './spilled-values.ts';
import {
  cellText,
  columnIndex,
  splitSheet,
  type TemplateCell,
  type TemplateRow,
  unescapeText,
} from './template-book.ts';

export interface FilledFrame {
  before: string;
  shape: RowShape;
  /** The rows of the sheet below, once those of the block are written: totals of theirs may then be known. */
  rowsBelow: () => MovedRow[];
  /** What stands behind all rows. See `repeatAreas`. */
  areas: () => { xml: string; unrepeated: number };
  /** The number of the next formula that rows share. */
  nextShared: number;
}

/** A row of the sheet where it stands in the end. */
export interface MovedRow {
  row: number;
  xml: string;
}

/**
 * @param types of the table's columns
 * @param records how many there are
 * @param own single values in the rows of a record
 * @param firstShared formulas that rows share have this number at least
 */
export function planSheet(
  xml: string,
  rows: TemplateRows,
  types: readonly ColumnType[],
  records: number,
  context: FillContext & { shift: RowShift },
  formats: CellFormats,
  own = context.singles,
  firstShared = 0,
): FilledFrame {
  const { before, rows: written, after } = splitSheet(xml);
  const { shift } = context;
  if (!rows.isBlock) refuseMerged(after, rows, context.sheet);
  const all = dropSpilled(expandShared(written, isMovedBy(context)));
  const above = all.filter(({ row }) => row < rows.first).map((row) => moveRow(row, context).xml);
  const below = all.filter(({ row }) => row > rows.last && row + shift.by <= MAX_ROWS);
  // A row that is no block is there without records, too.
  const repeats = rows.isBlock ? records : Math.max(1, records);
  const tallies: Tallies = new Map();
  const shaping = {
    types,
    context: { ...context, singles: own },
    formats,
    si: Math.max(firstShared, nextShared(xml)),
    totalled: totalledColumns(below),
    tallies,
  };
  const shape = shapeRows(all, rows, shaping);
  return {
    before: `${before.replace(/<dimension ref="([^"]*)"/, (_, area) => `<dimension ref="${shiftAreas(shift, area)}"`)}<sheetData>${above.join('')}`,
    shape,
    rowsBelow: () => below.map((row) => moveRow(row, context, tallies)),
    areas: () => repeatAreas(fillHeaders(after, context.singles), rows, shift, repeats, context.sheet),
    nextShared: shaping.si,
  };
}

/** A value in cells that are merged over several rows would lie over those of all other records. */
function refuseMerged(after: string, { cells }: TemplateRows, sheet: string): void {
  for (const [, left = '', top, right = '', bottom] of after.matchAll(
    /<mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"/g,
  )) {
    const hit = cells.find(
      ({ row, column }) =>
        top !== bottom &&
        row >= Number(top) &&
        row <= Number(bottom) &&
        column >= columnIndex(left) &&
        column <= columnIndex(right),
    );
    if (!hit) continue;
    const cell = `${columnLetters(hit.column)}${hit.row}`;
    throw new SheetError(
      'cannot_fill',
      `${sheet}!${cell} is merged with cells of other rows, so its row cannot be repeated. Put {{#each rows}} above these rows and {{/each}} below them.`,
      { cell },
    );
  }
}

/** The same rows, of which each side knows some totals: both then. A cell is longer where its value is known. */
export function joinKnown(rows: readonly MovedRow[], others: readonly MovedRow[]): MovedRow[] {
  const byRow = new Map(others.map(({ row, xml }) => [row, xml]));
  const cellsOf = (xml: string) => xml.split(/(?=<c )/);
  return rows.map(({ row, xml }) => {
    const other = cellsOf(byRow.get(row) ?? xml);
    return {
      row,
      xml: cellsOf(xml)
        .map((cell, i) => (other[i]!.length > cell.length ? other[i]! : cell))
        .join(''),
    };
  });
}

/** A sheet without rows to fill; the same text where nothing in it changes. */
export function fillSingles(xml: string, context: FillContext): string {
  const { before, rows, after } = splitSheet(xml);
  const written = expandShared(rows, isMovedBy(context)).map((row) => moveRow(row, context).xml);
  const headed = fillHeaders(after, context.singles);
  const behind = context.shift ? moveForeign(headed, context.shift, context) : headed;
  return behind === after && written.every((row, i) => row === rows[i]!.xml)
    ? xml
    : `${before}<sheetData>${written.join('')}</sheetData>${behind}`;
}

/** What formats, checks, sparklines and links of another sheet say of the rows. */
function moveForeign(after: string, shift: RowShift, { sheet, target }: FillContext): string {
  const move = (formula: string, mode: 'cell' | 'series') =>
    shiftXmlFormula(shift, formula, { ownSheet: sheet, sheet: target, mode });
  return moveLinkedCells(after, shift, { ownSheet: sheet, sheet: target })
    .replace(
      /<(xm:f|f|formula|formula1|formula2)>([^<]*)</g,
      (_, tag, formula) => `<${tag}>${move(formula, tag === 'xm:f' ? 'series' : 'cell')}<`,
    )
    .replace(/(<hyperlink\b[^>]*\blocation=")([^"]*)"/g, (_, head, to) => `${head}${move(to, 'cell')}"`);
}

/** Whether a formula of a row of the sheet is another one, or stands elsewhere, once the rows are filled. */
function isMovedBy({ shift, sheet, target }: FillContext): (formula: string, row: number) => boolean {
  const place = { ownSheet: sheet, sheet: target, mode: 'cell' as const };
  return (formula, row) =>
    shift !== null && ((sheet === target && row >= shift.first) || shiftFormula(shift, formula, place) !== formula);
}

function moveRow(row: TemplateRow, context: FillContext, tallies?: Tallies): MovedRow {
  const number = context.shift && context.sheet === context.target ? shiftRow(context.shift, row.row) : row.row;
  const cells = row.cells.map((cell) => moveCell(cell, number, context, tallies));
  if (number === row.row && cells.every((cell, i) => cell === row.cells[i]!.xml)) return { row: number, xml: row.xml };
  const inner = cells.join('');
  const start = `<row r="${number}"${row.attributes}`;
  return { row: number, xml: inner === '' ? `${start}/>` : `${start}>${inner}</row>` };
}

function moveCell(cell: TemplateCell, row: number, context: FillContext, tallies?: Tallies): string {
  const { shift, sheet, target } = context;
  const text = cellText(cell, context.strings);
  if (text?.includes('{{') && context.singles) return fillSingle(cell, row, text, context.singles);
  let { inner } = cell;
  if (shift && /<f\b/.test(inner)) {
    const place = { ownSheet: sheet, sheet: target, mode: 'cell' as const };
    const pattern = /<f\b([^>]*?)(\/>|>([\s\S]*?)<\/f>)(<v>[^<]*<\/v>)?/;
    inner = inner.replace(pattern, (_, attributes: string, end: string, formula = '', value = '') => {
      const before = unescapeText(formula);
      const moved = shiftFormula(shift, before, place);
      const area =
        sheet === target
          ? attributes.replace(/\bref="([^"]*)"/, (_w, areas) => `ref="${shiftAreas(shift, areas)}"`)
          : attributes;
      const written = `<f${area}${end === '/>' ? '/>' : `>${escapeXml(moved)}</f>`}`;
      if (sheet !== target && moved === before) return written + value;
      // What it came to in the template is no longer what it comes to. Excel calculates as it opens the workbook.
      const known = tallies ? readTotal(moved, shift, tallies) : null;
      return known === null ? written : `${written}<v>${known}</v>`;
    });
  }
  if (row === cell.row && inner === cell.inner) return cell.xml;
  // A value that is known now is a number, whatever it was in the template.
  const type = inner === cell.inner ? cell.attributes : withoutType(cell.attributes);
  const start = `<c r="${columnLetters(cell.column)}${row}"${type}`;
  return inner === '' ? `${start}/>` : `${start}>${inner}</c>`;
}

function nextShared(xml: string): number {
  return Math.max(-1, ...[...xml.matchAll(/\bsi="(\d+)"/g)].map(([, number]) => Number(number))) + 1;
}
