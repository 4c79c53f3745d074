/** The sheet of a template whose rows are filled: what stands before the rows, how each row is written, what stands behind them. */
import { columnLetters, type TemplateRows } from '@sheetport/contract/headings';
import { SheetError } from '../errors.ts';
import type { ColumnType } from '../model.ts';
import { Tally } from '../write/column-totals.ts';
import { type CellShape, ROW_MARK, type RowShape } from '../write/sheet-xml.ts';
import { escapeXml } from '../write/xml-attribute.ts';
import { type RowShift, shiftAreas, shiftFormula, shiftRow } from './row-shift.ts';
import {
  attributeOf,
  cellText,
  columnIndex,
  splitSheet,
  type TemplateCell,
  type TemplateRow,
  unescapeText,
} from './template-book.ts';
import { splitMarks } from './template-marks.ts';

/** Cells merged within the row are merged in each of so many rows; beyond, they are left apart. */
const MAX_REPEATED_MERGES = 50_000;

/** A value that a whole workbook has once. */
export type SingleValues = Readonly<Record<string, string | number>>;

export interface FillContext {
  /** Name of the sheet. */
  sheet: string;
  strings: readonly string[];
  singles: SingleValues;
  /** Null in sheets that have no rows to fill; their formulas may still name the sheet that has. */
  shift: RowShift | null;
  /** The sheet whose rows are filled. */
  target: string;
}

export interface FilledFrame {
  before: string;
  shape: RowShape;
  tallies: Map<number, Tally>;
  /** What stands behind the rows, once they are written: totals of theirs may then be known. */
  after: () => string;
}

/** The cell formats that rows need. */
export interface CellFormats {
  /** The format of a cell that takes such values: itself, or one that shows a moment as one. */
  valueFormat(style: number, type: ColumnType): number;
  /** The same with a quote prefix. */
  quotedFormat(style: number): number;
}

/** @param types of the table's columns */
export function planSheet(
  xml: string,
  rows: TemplateRows,
  types: readonly ColumnType[],
  context: FillContext & { shift: RowShift },
  formats: CellFormats,
): FilledFrame {
  const { before, rows: all, after } = splitSheet(xml);
  const { shift } = context;
  const place = { ownSheet: context.sheet, sheet: context.target, mode: 'cell' as const };
  const model = all.find(({ row }) => row === rows.first) ?? { row: rows.first, attributes: '', cells: [], xml: '' };
  const above = all.filter(({ row }) => row < rows.first).map((row) => moveRow(row, context));
  const below = all.filter(({ row }) => row > rows.last);
  const totalled = totalledColumns(below);
  const tallies = new Map<number, Tally>();
  const shape = shapeRow(model, rows, types, context, formats, nextShared(xml), { totalled, tallies });
  const moved = after
    .replace(/\b(ref|sqref)="([^"]*)"/g, (_, name, areas) => `${name}="${shiftAreas(shift, areas)}"`)
    .replace(
      /<((?:xm|x14):)?sqref>([^<]*)</g,
      (_, prefix = '', areas) => `<${prefix}sqref>${shiftAreas(shift, areas)}<`,
    )
    .replace(/<brk id="(\d+)"/g, (_, id) => `<brk id="${shiftRow(shift, Number(id))}"`)
    .replace(
      /<((?:xm:)?(?:f|formula|formula1|formula2))>([^<]*)</g,
      (_, tag, formula) => `<${tag}>${escapeXml(shiftFormula(shift, unescapeText(formula), place))}<`,
    );
  return {
    before: `${before.replace(/<dimension ref="([^"]*)"/, (_, area) => `<dimension ref="${shiftAreas(shift, area)}"`)}<sheetData>${above.join('')}`,
    shape,
    tallies,
    after: () =>
      `${below.map((row) => moveRow(row, context, tallies)).join('')}</sheetData>${repeatMerges(moved, rows, shift)}`,
  };
}

/** A sheet without rows to fill; the same text where nothing in it changes. */
export function fillSingles(xml: string, context: FillContext): string {
  const { before, rows, after } = splitSheet(xml);
  const written = rows.map((row) => moveRow(row, context));
  return written.every((row, i) => row === rows[i]!.xml)
    ? xml
    : `${before}<sheetData>${written.join('')}</sheetData>${after}`;
}

function moveRow(row: TemplateRow, context: FillContext, tallies?: ReadonlyMap<number, Tally>): string {
  const number = context.shift && context.sheet === context.target ? shiftRow(context.shift, row.row) : row.row;
  const cells = row.cells.map((cell) => moveCell(cell, number, context, tallies));
  if (number === row.row && cells.every((cell, i) => cell === row.cells[i]!.xml)) return row.xml;
  const inner = cells.join('');
  return inner === '' ? `<row r="${number}"${row.attributes}/>` : `<row r="${number}"${row.attributes}>${inner}</row>`;
}

function moveCell(cell: TemplateCell, row: number, context: FillContext, tallies?: ReadonlyMap<number, Tally>): string {
  const { shift, sheet, target } = context;
  const text = cellText(cell, context.strings);
  if (text?.includes('{{')) return fillSingle(cell, row, text, context.singles);
  let { inner } = cell;
  if (shift && /<f\b/.test(inner)) {
    const place = { ownSheet: sheet, sheet: target, mode: 'cell' as const };
    let isOld = false;
    inner = inner.replace(/<f\b([^>]*?)(\/>|>([\s\S]*?)<\/f>)/, (_, attributes: string, end: string, formula = '') => {
      const moved = shiftFormula(shift, unescapeText(formula), place);
      isOld = sheet === target || moved !== unescapeText(formula);
      const area =
        sheet === target
          ? attributes.replace(/\bref="([^"]*)"/, (_w, areas) => `ref="${shiftAreas(shift, areas)}"`)
          : attributes;
      const known = isOld && tallies ? readTotal(moved, shift, tallies) : null;
      return `<f${area}${end === '/>' ? '/>' : `>${escapeXml(moved)}</f>`}${known === null ? '' : `<v>${known}</v>`}`;
    });
    // What it came to in the template is no longer what it comes to. Excel calculates as it opens the workbook.
    if (isOld) inner = inner.replace(/(<f\b[\s\S]*?(?:<\/f>|\/>)(?:<v>[^<]*<\/v>)??)<v>[^<]*<\/v>$/, '$1');
  }
  if (row === cell.row && inner === cell.inner) return cell.xml;
  const type =
    inner === cell.inner || inner.includes('<v>') ? cell.attributes : cell.attributes.replace(/\st="[^"]*"/, '');
  const start = `<c r="${columnLetters(cell.column)}${row}"${type}`;
  return inner === '' ? `${start}/>` : `${start}>${inner}</c>`;
}

/** Columns that formulas below the rows may total. */
function totalledColumns(below: readonly TemplateRow[]): Set<number> {
  const letters = below.flatMap(({ cells }) =>
    cells.flatMap(({ inner }) =>
      inner.includes('<f') ? [...inner.matchAll(/([A-Z]{1,3})\$?\d+:/g)].map(([, name]) => name!) : [],
    ),
  );
  return new Set(letters.map(columnIndex));
}

const TOTALS: Readonly<Record<string, 'sum' | 'average' | 'min' | 'max' | 'count'>> = {
  SUM: 'sum',
  AVERAGE: 'average',
  MIN: 'min',
  MAX: 'max',
  COUNTA: 'count',
  'SUBTOTAL:9': 'sum',
  'SUBTOTAL:109': 'sum',
  'SUBTOTAL:1': 'average',
  'SUBTOTAL:101': 'average',
  'SUBTOTAL:5': 'min',
  'SUBTOTAL:105': 'min',
  'SUBTOTAL:4': 'max',
  'SUBTOTAL:104': 'max',
  'SUBTOTAL:3': 'count',
  'SUBTOTAL:103': 'count',
};

/** What a total of exactly the rows of one column comes to; null for any other formula. */
function readTotal(formula: string, { first, last, by }: RowShift, tallies: ReadonlyMap<number, Tally>): number | null {
  const [, name, kind, left, from, right, to] =
    /^(SUM|AVERAGE|MIN|MAX|COUNTA|SUBTOTAL)\((?:(\d+),)?\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)\)$/.exec(
      formula,
    ) ?? [];
  if (name === undefined || left !== right || Number(from) !== first || Number(to) !== last + by) return null;
  const total = TOTALS[kind === undefined ? name : `${name}:${kind}`];
  const column = columnIndex(left!);
  const value = total && tallies.get(column)?.read(total);
  return value === null || value === undefined ? null : Number(value.toPrecision(15));
}

/** A cell with single values: a number where it says nothing else, else a text. The workbook's shared texts stay as they are. */
function fillSingle(cell: TemplateCell, row: number, text: string, singles: SingleValues): string {
  const pieces = splitMarks(text);
  const readSingle = (name: string) => singles[name.trim().toLowerCase()];
  const start = `<c r="${columnLetters(cell.column)}${row}"${cell.attributes.replace(/\st="[^"]*"/, '')}`;
  const only = pieces.length === 3 && pieces[0] === '' && pieces[2] === '' ? readSingle(pieces[1]!) : undefined;
  if (typeof only === 'number') return `${start}><v>${only}</v></c>`;
  const filled = pieces.map((piece, i) => (i % 2 === 0 ? piece : String(readSingle(piece) ?? `{{${piece}}}`))).join('');
  if (filled === '') return `${start}/>`;
  return `${start} t="inlineStr"><is><t xml:space="preserve">${escapeXml(filled)}</t></is></c>`;
}

function nextShared(xml: string): number {
  return Math.max(-1, ...[...xml.matchAll(/\bsi="(\d+)"/g)].map(([, number]) => Number(number))) + 1;
}

/** How each of the rows is written: the row of the template, with values in the cells that name columns. */
function shapeRow(
  model: TemplateRow,
  rows: TemplateRows,
  types: readonly ColumnType[],
  context: FillContext & { shift: RowShift },
  formats: CellFormats,
  shared: number,
  { totalled, tallies }: { totalled: ReadonlySet<number>; tallies: Map<number, Tally> },
): RowShape {
  const shapes: CellShape[] = [];
  let pending = { first: '', rest: '' };
  let si = shared;
  const filled = new Map(rows.cells.map((cell) => [cell.column, cell]));
  const columns = [...new Set([...model.cells.map(({ column }) => column), ...filled.keys()])].sort((a, b) => a - b);
  for (const column of columns) {
    const cell = model.cells.find((one) => one.column === column) ?? {
      column,
      row: rows.first,
      attributes: '',
      inner: '',
      xml: '',
    };
    const fill = filled.get(column);
    if (!fill) {
      const constant = repeatCell(cell, context, si);
      if (constant.isShared) si++;
      pending = { first: pending.first + constant.first, rest: pending.rest + constant.rest };
      continue;
    }
    const style = Number(attributeOf(cell.attributes, 's') ?? 0);
    const pieces = splitMarks(cellText(cell, context.strings) ?? '');
    const isAlone = fill.fields.length === 1 && (pieces.length < 3 || (pieces[0] === '' && pieces[2] === ''));
    // Only cells with nothing but a value are counted: what a formula comes to is not known here.
    const tally = isAlone && totalled.has(column) ? new Tally() : null;
    if (tally) tallies.set(column, tally);
    fill.fields.forEach((field, i) => {
      const type = types[field]!;
      const isLast = i === fill.fields.length - 1;
      shapes.push({
        type: isAlone ? type : 'text',
        letters: columnLetters(column),
        value: isAlone ? formats.valueFormat(style, type) : style,
        text: style,
        quoted: formats.quotedFormat(style),
        tally,
        ...(pending.first !== '' && { before: pending }),
        ...(!isAlone && {
          join: {
            opens: i === 0,
            lead: escapeXml(pieces[2 * i] ?? ''),
            closes: isLast,
            trail: isLast ? escapeXml(pieces[2 * i + 2] ?? '') : '',
          },
        }),
      });
      pending = { first: '', rest: '' };
    });
  }
  return {
    cells: shapes,
    attributes: model.attributes,
    start: rows.first - 1,
    ...(pending.first !== '' && { after: pending }),
  };
}

/** A cell that each row has: a formula becomes one that all rows share, so that it follows them. */
function repeatCell(
  cell: TemplateCell,
  { shift, sheet, target }: FillContext & { shift: RowShift },
  si: number,
): { first: string; rest: string; isShared: boolean } {
  const letters = columnLetters(cell.column);
  const formula = /<f\b([^>]*?)(?:\/>|>([\s\S]*?)<\/f>)/.exec(cell.inner);
  const attributes = formula ? cell.attributes.replace(/\st="[^"]*"/, '') : cell.attributes;
  const start = `<c r="${letters}${ROW_MARK}"${attributes}`;
  if (!formula) {
    const xml = cell.inner === '' ? `${start}/>` : `${start}>${cell.inner}</c>`;
    return { first: xml, rest: xml, isShared: false };
  }
  if (/\bt="array"|\bt="dataTable"/.test(formula[1]!) || formula[2] === undefined || formula[2] === '')
    throw new SheetError('unsupported_format', `The formula in ${letters}${cell.row} cannot be repeated.`, {
      cell: `${letters}${cell.row}`,
    });
  const moved = escapeXml(
    shiftFormula(shift, unescapeText(formula[2]), { ownSheet: sheet, sheet: target, mode: 'row' }),
  );
  const last = shift.last + shift.by;
  return {
    first: `${start}><f t="shared" ref="${letters}${shift.first}:${letters}${last}" si="${si}">${moved}</f></c>`,
    rest: `${start}><f t="shared" si="${si}"/></c>`,
    isShared: true,
  };
}

/** Cells that are merged within the row of the template are merged in each row. They were stretched over all rows before. */
function repeatMerges(after: string, rows: TemplateRows, shift: RowShift): string {
  const last = shift.last + shift.by;
  if (last === rows.first) return after;
  return after.replace(/<mergeCells\b[^>]*>([\s\S]*?)<\/mergeCells>/, (_, inner: string) => {
    const merges = [...inner.matchAll(/<mergeCell ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"\/>/g)].flatMap(
      ([merge, left, from, right, to]) => {
        if (Number(from) !== rows.first || Number(to) !== last || left === right) return [merge];
        if (last - rows.first >= MAX_REPEATED_MERGES) return [];
        return Array.from(
          { length: last - rows.first + 1 },
          (_w, i) => `<mergeCell ref="${left}${rows.first + i}:${right}${rows.first + i}"/>`,
        );
      },
    );
    return merges.length === 0 ? '' : `<mergeCells count="${merges.length}">${merges.join('')}</mergeCells>`;
  });
}
