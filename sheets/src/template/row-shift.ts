/** Where cells go when rows of a sheet are repeated for each record. Rows count from 1. */
import { columnLetters } from '@sheetport/contract/headings';
import { MAX_COLUMNS, MAX_ROWS } from '../limits.ts';
import { escapeXml } from '../write/xml-attribute.ts';
import { columnIndex, unescapeText } from './template-book.ts';

export interface RowShift {
  /** The rows that are replaced. */
  first: number;
  last: number;
  /** Rows that are added: those below move by so many. */
  by: number;
  /** The first of the rows that each record has, and how many these are. */
  from: number;
  height: number;
}

/** How many rows of a record are above a replaced one. */
function offsetOf({ from, height }: RowShift, row: number): number {
  return Math.min(Math.max(row - from, 0), height - 1);
}

/** Ranges reach to the last row of a sheet at most, as those over whole columns do. */
function below({ by }: RowShift, row: number): number {
  return Math.min(row + by, Math.max(row, MAX_ROWS));
}

/** A row outside ranges: those that are replaced become those of the first record. */
export function shiftRow(shift: RowShift, row: number): number {
  if (row > shift.last) return below(shift, row);
  return row < shift.first ? row : shift.first + offsetOf(shift, row);
}

/** The same in the last record. */
function shiftToLast(shift: RowShift, row: number): number {
  if (row > shift.last) return below(shift, row);
  return row < shift.first ? row : shift.last + shift.by - shift.height + 1 + offsetOf(shift, row);
}

/** A range: one that touches replaced rows covers those of all records. */
export function shiftRange(shift: RowShift, from: number, to: number): [number, number] {
  return [shiftRow(shift, from), shiftToLast(shift, to)];
}

const AREA = /^(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?$/;

/** Areas as attributes have them: `A1 B2:C3`. What is no area stays. */
export function shiftAreas(shift: RowShift, areas: string): string {
  return areas
    .split(' ')
    .map((area) => {
      const found = AREA.exec(area);
      if (!found) return area;
      const [, left, from, right, to] = found;
      const [start, end] = shiftRange(shift, Number(from), Number(to ?? from));
      if (right === undefined && start === end) return `${left}${start}`;
      return `${left}${start}:${right ?? left}${end}`;
    })
    .join(' ');
}

/** Single cells, such as those of comments: in replaced rows the one of the first record. */
export function shiftCells(shift: RowShift, cells: string): string {
  return cells.replace(/^([A-Z]{1,3})(\d+)$/, (_, letters, row) => `${letters}${shiftRow(shift, Number(row))}`);
}

/** How references in a formula are meant. */
export interface FormulaPlace {
  /** The sheet that it stands in; null where every reference names its sheet. */
  ownSheet: string | null;
  /** The sheet whose rows are replaced. */
  sheet: string;
  /**
   * `row`: it stands in the row that is repeated, so what it says of its own row moves along. `series`: a chart or a name, where a single
   * replaced cell means all that come in its place.
   */
  mode: 'cell' | 'row' | 'series';
  /** Of `row`: the cell that it stands in. */
  cell?: { letters: string; row: number };
}

const PIECES = new RegExp(
  [
    '"(?:[^"]|"")*"', // a text
    String.raw`\[\d+\](?:'(?:[^']|'')+'|[^'!\s(),]+)!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?`, // another workbook
    String.raw`\[(?:[^[\]]|\[[^\]]*\])*\]`, // a column of a table
    // Of a sheet, or of sheets from one to another (`Jan:Mar!A1`). The second end of a range may name the sheet again.
    String.raw`(?<sheet>(?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*(?::[\p{L}_][\p{L}\p{N}_.]*)?)!)?(?<![\p{L}\p{N}_.\\$])(?<left>\$?[A-Z]{1,3})(?<fromFixed>\$?)(?<from>\d{1,7})(?::(?<again>\k<sheet>)?(?<right>\$?[A-Z]{1,3})(?<toFixed>\$?)(?<to>\d{1,7}))?(?![\p{L}\p{N}_.([!])`,
    String.raw`(?<![\p{L}\p{N}_.:$])(?<columnFixed>\$?)(?<column>[A-Z]{1,3}):(?<lastColumnFixed>\$?)(?<lastColumn>[A-Z]{1,3})(?![\p{L}\p{N}_.(!])`,
    String.raw`(?<rowsSheet>(?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*(?::[\p{L}_][\p{L}\p{N}_.]*)?)!)?(?<![\p{L}\p{N}_.:$])(?<rowFixed>\$?)(?<row>\d{1,7}):(?<lastFixed>\$?)(?<lastRow>\d{1,7})(?![\p{L}\p{N}_.])`,
  ].join('|'),
  'gu',
);

/** A formula (ECMA-376 part 1 §18.17) whose references follow the rows. */
export function shiftFormula(shift: RowShift, formula: string, place: FormulaPlace): string {
  return formula.replace(PIECES, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    if (groups.row !== undefined) {
      if (!isOf(groups.rowsSheet, place)) return whole;
      const [from, to] = shiftRange(shift, Number(groups.row), Number(groups.lastRow));
      return `${groups.rowsSheet ?? ''}${groups.rowFixed}${from}:${groups.lastFixed}${to}`;
    }
    if (!isCell(groups) || !isOf(groups.sheet, place)) return whole;
    return shiftReference(shift, groups, place);
  });
}

/** Whether a match names cells: behind the last column of a sheet (XFD) such letters are a name, as `YTD2024`. */
function isCell({ left, from, right }: Record<string, string | undefined>): boolean {
  return (
    from !== undefined && [left!, right ?? 'A'].every((letters) => columnIndex(letters.replace('$', '')) < MAX_COLUMNS)
  );
}

/** The same of a formula as XML has it; one that stays is the same text. */
export function shiftXmlFormula(shift: RowShift, xml: string, place: FormulaPlace): string {
  const before = unescapeText(xml);
  const moved = shiftFormula(shift, before, place);
  return moved === before ? xml : escapeXml(moved);
}

function shiftReference(
  shift: RowShift,
  { sheet = '', left, fromFixed, from, again = '', right, toFixed, to }: Record<string, string | undefined>,
  { mode, cell }: FormulaPlace,
): string {
  const row = Number(from);
  if (mode === 'row') {
    const isAlong = (letters: string, number: number, fixed: string) =>
      fixed === '' && isOfRecord(shift, cell, letters, number);
    // Rows of the record are as far away as in the template.
    const along = (number: number) => number + shift.first - shift.from;
    const isStart = isAlong(left!, row, fromFixed!);
    if (to === undefined) return `${sheet}${left}${isStart ? along(row) : `$${shiftRow(shift, row)}`}`;
    const isEnd = isAlong(right!, Number(to), toFixed!);
    const [start, end] = shiftRange(shift, row, Number(to));
    // One end may be fixed: what came to so far, as in SUM(B$4:B4).
    const keepsStart = isStart && (isEnd || toFixed === '$');
    const keepsEnd = isEnd && (isStart || fromFixed === '$');
    return `${sheet}${left}${keepsStart ? along(row) : `$${start}`}:${again}${right}${keepsEnd ? along(Number(to)) : `$${end}`}`;
  }
  if (to !== undefined) {
    const [start, end] = shiftRange(shift, row, Number(to));
    return `${sheet}${left}${fromFixed}${start}:${again}${right}${toFixed}${end}`;
  }
  const [start, end] = shiftRange(shift, row, row);
  return mode === 'series' && end > start
    ? `${sheet}${left}${fromFixed}${start}:${left}${fromFixed}${end}`
    : `${sheet}${left}${fromFixed}${start}`;
}

/** Whether a cell belongs to the record that a formula stands in, or is the one of the record before that it goes on from. */
function isOfRecord(
  { first, from, height }: RowShift,
  own: FormulaPlace['cell'],
  letters: string,
  row: number,
): boolean {
  if (row >= from && row < from + height) return true;
  if (height === 1) return row === from - 1;
  return (
    own !== undefined && row === own.row - height && row + first - from > 0 && letters.replace('$', '') === own.letters
  );
}

function isOf(prefix: string | undefined, { ownSheet, sheet }: Pick<FormulaPlace, 'ownSheet' | 'sheet'>): boolean {
  if (prefix === undefined) return ownSheet === sheet;
  const name = prefix.slice(0, -1);
  const plain = name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
  return plain.toLowerCase() === sheet.toLowerCase();
}

/** An area of the sheet that a formula names; columns with their `$`, if they have one. */
export interface Reference {
  text: string;
  left: string;
  from: number;
  right: string;
  to: number;
  /** Whether it has a `$` before one of its rows. */
  isFixed: boolean;
}

/** The areas of the sheet whose rows are replaced that a formula names. Whole rows and whole columns are not included. */
export function findReferences(formula: string, place: Pick<FormulaPlace, 'ownSheet' | 'sheet'>): Reference[] {
  return [...formula.matchAll(PIECES)].flatMap(({ 0: text, groups = {} }) => {
    const { sheet, left, from, fromFixed, right = left, to = from, toFixed } = groups;
    if (!isCell(groups) || from === undefined || !isOf(sheet, place)) return [];
    const isFixed = fromFixed === '$' || toFixed === '$';
    return [{ text, left: left!, from: Number(from), right: right!, to: Number(to), isFixed }];
  });
}

/**
 * A formula that stands in row `row`, with `mark` for the number of its own row where it has no `$`.
 * @returns null where it goes on from other rows
 */
export function markOwnRow(formula: string, row: number, mark: string): string | null {
  let isOwn = true;
  const own = (fixed: string | undefined, number: string) => {
    if (fixed === '$') return number;
    if (Number(number) !== row) isOwn = false;
    return mark;
  };
  const marked = formula.replace(PIECES, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    const {
      sheet = '',
      left,
      fromFixed,
      from,
      again = '',
      right,
      toFixed,
      to,
      rowsSheet = '',
      rowFixed,
      lastFixed,
      lastRow,
    } = groups;
    if (groups.row !== undefined)
      return `${rowsSheet}${rowFixed}${own(rowFixed, groups.row)}:${lastFixed}${own(lastFixed, lastRow!)}`;
    if (!isCell(groups) || from === undefined) return whole;
    const start = `${sheet}${left}${fromFixed}${own(fromFixed, from)}`;
    return to === undefined ? start : `${start}:${again}${right}${toFixed}${own(toFixed, to)}`;
  });
  return isOwn ? marked : null;
}

/** A formula as it is when it is copied to a cell so many rows below, and columns to the right: what has no `$` moves along. */
export function moveReferences(formula: string, rows: number, columns: number): string {
  const moveRow = (fixed: string | undefined, row: string) => `${fixed}${fixed === '$' ? row : Number(row) + rows}`;
  const moveColumn = (letters: string) =>
    letters.startsWith('$') ? letters : columnLetters(columnIndex(letters) + columns);
  return formula.replace(PIECES, (whole: string, ...rest: unknown[]) => {
    const groups = rest.at(-1) as Record<string, string | undefined>;
    const {
      sheet = '',
      left,
      from,
      fromFixed,
      again = '',
      right,
      to,
      toFixed,
      row,
      lastRow,
      column,
      lastColumn,
    } = groups;
    if (row !== undefined)
      return `${groups.rowsSheet ?? ''}${moveRow(groups.rowFixed, row)}:${moveRow(groups.lastFixed, lastRow!)}`;
    if (column !== undefined)
      return `${moveColumn(`${groups.columnFixed}${column}`)}:${moveColumn(`${groups.lastColumnFixed}${lastColumn}`)}`;
    if (!isCell(groups) || from === undefined) return whole;
    const start = `${sheet}${moveColumn(left!)}${moveRow(fromFixed, from)}`;
    return to === undefined ? start : `${start}:${again}${moveColumn(right!)}${moveRow(toFixed, to)}`;
  });
}
