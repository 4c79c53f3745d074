/** Totals below the rows whose values are known once these are written. */
import type { Tally } from '../write/column-totals.ts';
import type { RowShift } from './row-shift.ts';
import { columnIndex, type TemplateRow } from './template-book.ts';

/** What is counted, by columns: a column is if a record has one value in it, so many rows below its first one. */
export type Tallies = Map<number, { tally: Tally; offset: number }>;

/** Columns that formulas below the rows may total. */
export function totalledColumns(below: readonly TemplateRow[]): Set<number> {
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

/** What a total of exactly the values of one column comes to; null for any other formula. */
export function readTotal(
  formula: string,
  { first, last, by, height }: RowShift,
  tallies: Readonly<Tallies>,
): number | null {
  const [, name, kind, left, from, right, to] =
    /^(SUM|AVERAGE|MIN|MAX|COUNTA|SUBTOTAL)\((?:(\d+),)?\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)\)$/.exec(
      formula,
    ) ?? [];
  if (name === undefined || left !== right) return null;
  const counted = tallies.get(columnIndex(left!));
  const total = TOTALS[kind === undefined ? name : `${name}:${kind}`];
  if (!counted || !total) return null;
  // Rows of the block around its value hold nothing in this column.
  const { tally, offset } = counted;
  const isAll =
    isBetween(Number(from), first, first + offset) && isBetween(Number(to), last + by - height + 1 + offset, last + by);
  const value = isAll ? tally.read(total) : null;
  return value === null ? null : Number(value.toPrecision(15));
}

function isBetween(row: number, least: number, most: number): boolean {
  return row >= least && row <= most;
}
