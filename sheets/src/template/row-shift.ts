/** Where cells go when one row of a sheet, or a few, become many. Rows count from 1. */

export interface RowShift {
  /** The rows that are replaced. */
  first: number;
  last: number;
  /** Rows that are added: those below move by so many. */
  by: number;
}

/** A row outside ranges: those that are replaced become the first one. */
export function shiftRow({ first, last, by }: RowShift, row: number): number {
  return row > last ? row + by : Math.min(row, first);
}

/** A range: one that touches replaced rows covers all that come in their place. */
export function shiftRange(shift: RowShift, from: number, to: number): [number, number] {
  const { first, last, by } = shift;
  return [from > last ? from + by : Math.min(from, first), to < first ? to : to <= last ? last + by : to + by];
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
}

const PIECES = new RegExp(
  [
    '"(?:[^"]|"")*"', // a text
    String.raw`\[\d+\](?:'(?:[^']|'')+'|[^'!\s(),]+)!\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?`, // another workbook
    String.raw`\[(?:[^[\]]|\[[^\]]*\])*\]`, // a column of a table
    String.raw`(?<sheet>(?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*)!)?(?<![\p{L}\p{N}_.\\$])(?<left>\$?[A-Z]{1,3})(?<fromFixed>\$?)(?<from>\d{1,7})(?::(?<right>\$?[A-Z]{1,3})(?<toFixed>\$?)(?<to>\d{1,7}))?(?![\p{L}\p{N}_.([!])`,
    String.raw`(?<rowsSheet>(?:'(?:[^']|'')+'|[\p{L}_][\p{L}\p{N}_.]*)!)?(?<![\p{L}\p{N}_.:$])(?<rowFixed>\$?)(?<row>\d{1,7}):(?<lastFixed>\$?)(?<lastRow>\d{1,7})(?![\p{L}\p{N}_.])`,
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
    if (groups.from === undefined || !isOf(groups.sheet, place)) return whole;
    return shiftReference(shift, whole, groups, place);
  });
}

function shiftReference(
  shift: RowShift,
  whole: string,
  { sheet = '', left, fromFixed, from, right, toFixed, to }: Record<string, string | undefined>,
  { mode }: FormulaPlace,
): string {
  const row = Number(from);
  if (mode === 'row') {
    const isAlong = (number: number, fixed: string | undefined) =>
      fixed === '' && (number === shift.first || number === shift.first - 1);
    if (isAlong(row, fromFixed) && (to === undefined || isAlong(Number(to), toFixed))) return whole;
    // What is meant is one place for all rows.
    if (to === undefined) return `${sheet}${left}$${shiftRow(shift, row)}`;
    const [start, end] = shiftRange(shift, row, Number(to));
    return `${sheet}${left}$${start}:${right}$${end}`;
  }
  if (to !== undefined) {
    const [start, end] = shiftRange(shift, row, Number(to));
    return `${sheet}${left}${fromFixed}${start}:${right}${toFixed}${end}`;
  }
  const isReplaced = row >= shift.first && row <= shift.last;
  if (mode === 'series' && isReplaced && shift.last + shift.by > shift.first)
    return `${sheet}${left}${fromFixed}${shift.first}:${left}${fromFixed}${shift.last + shift.by}`;
  return `${sheet}${left}${fromFixed}${shiftRow(shift, row)}`;
}

function isOf(prefix: string | undefined, { ownSheet, sheet }: FormulaPlace): boolean {
  if (prefix === undefined) return ownSheet === sheet;
  const name = prefix.slice(0, -1);
  const plain = name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
  return plain.toLowerCase() === sheet.toLowerCase();
}
