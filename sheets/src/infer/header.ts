import type { Merge } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { areTwoRows } from './heading-rows.ts';
import type { SampleRow } from './sample-sink.ts';
import { looksTyped } from './typed-look.ts';

/** A header is looked for among this many first rows. */
const MAX_HEADER_ROWS = 25;
/** Rows below a candidate that show how wide the data is. */
const ROWS_BELOW = 20;

/** Where the headers are: their last row, 1-based, and how many rows they take. 0 where no row looks like one. */
export interface HeaderPlace {
  row: number;
  rows: number;
}

/**
 * Guesses which rows hold the headers: the first whose cells are distinct texts and which is about as wide as what follows it, or the
 * first that are headers together. Titles and notes above are narrower; data contains numbers and dates.
 * @param merges merged cells, as far as they are known
 */
export function guessHeader(rows: readonly SampleRow[], merges: readonly Merge[] = []): HeaderPlace {
  for (let i = 0; i < Math.min(rows.length, MAX_HEADER_ROWS); i++) {
    const candidate = rows[i]!;
    const next = rows[i + 1];
    if (next !== undefined && areTwoRows(candidate, next, rows, merges)) {
      const third = rows[i + 2];
      // Of three rows nothing but merged cells can tell: without them the third may be data.
      const isThree = third !== undefined && isMergedOver(next.row, merges) && areTwoRows(next, third, rows, merges);
      return isThree ? { row: third.row, rows: 3 } : { row: next.row, rows: 2 };
    }
    const below = rows.slice(i + 1, i + 1 + ROWS_BELOW);
    const width = usualWidth(below);
    if (candidate.cells.length < Math.max(1, width * 0.6)) continue;
    if (isHeading(candidate)) {
      const fuller = findFuller(rows, i);
      if (fuller !== undefined) return { row: fuller.row, rows: 1 };
      return isAsBelow(candidate, below) ? { row: 0, rows: 1 } : { row: candidate.row, rows: 1 };
    }
    // Data has begun: a heading further down would be something else.
    if (candidate.cells.length >= Math.max(2, width * 0.8)) break;
  }
  return { row: 0, rows: 1 };
}

/** Notes above the headings take a few rows. */
const MOST_NOTES = 5;

/**
 * Headings below notes that stand in several cells: the next row that looks like headings, has every column that those above it have
 * with none left out, and stands over numbers or dates, where at least two rows before it leave some out: one alone may be the
 * headings, of which one is missing.
 */
function findFuller(rows: readonly SampleRow[], at: number): SampleRow | undefined {
  for (let i = at + 2; i <= at + MOST_NOTES && i < rows.length; i++) {
    const row = rows[i]!;
    const columns = filled(row);
    const before = rows.slice(at, i).map(filled);
    if (!isHeading(row) || !before.every((one) => one.size < columns.size && isWithin(one, columns))) continue;
    if (!before.some((one) => hasGap(one))) return undefined;
    const below = rows.slice(i + 1, i + 1 + ROWS_BELOW);
    return columns.size >= usualWidth(below) && typedColumns(below).some((column) => columns.has(column))
      ? row
      : undefined;
  }
  return undefined;
}

function filled({ cells }: SampleRow): Set<number> {
  return new Set(cells.filter(({ text }) => text.trim() !== '').map(({ column }) => column));
}

function isWithin(some: ReadonlySet<number>, all: ReadonlySet<number>): boolean {
  return [...some].every((column) => all.has(column));
}

/** Between two of its cells nothing stands. */
function hasGap(columns: ReadonlySet<number>): boolean {
  return Math.max(...columns) - Math.min(...columns) + 1 > columns.size;
}

/** Columns whose cells are numbers and dates, but for a few. */
function typedColumns(rows: readonly SampleRow[]): number[] {
  const all = new Map<number, { typed: number; cells: number }>();
  for (const { column, kind, text } of rows.flatMap(({ cells }) => cells)) {
    const count = all.get(column) ?? { typed: 0, cells: 0 };
    count.cells++;
    if (kind !== Kind.text || looksTyped(text.trim())) count.typed++;
    all.set(column, count);
  }
  return [...all].filter(([, { typed, cells }]) => typed >= cells * 0.8).map(([column]) => column);
}

/** Rows of words of which one column says the same all the way, this row included: then this is data too. */
function isAsBelow(row: SampleRow, below: readonly SampleRow[]): boolean {
  const here = filled(row);
  if (below.length < 3 || typedColumns(below).some((column) => here.has(column))) return false;
  return row.cells.some(({ column, text }) => {
    const same = below.filter(({ cells }) => cells.some((cell) => cell.column === column && cell.text === text));
    return same.length >= below.length * 0.8;
  });
}

function isMergedOver(row: number, merges: readonly Merge[]): boolean {
  return merges.some(({ top, bottom, left, right }) => top === row && bottom === row && left < right);
}

/** The median number of cells in rows. */
export function usualWidth(rows: readonly SampleRow[]): number {
  const widths = rows.map((row) => row.cells.length).sort((a, b) => a - b);
  return widths[widths.length >> 1] ?? 1;
}

function isHeading(row: SampleRow): boolean {
  const seen = new Set<string>();
  let texts = 0;
  let years = 0;
  let repeated = 0;
  for (const { kind, text } of row.cells) {
    const trimmed = text.trim();
    if (seen.has(trimmed)) repeated++;
    seen.add(trimmed);
    if (/^(19|20)\d\d$/.test(trimmed)) years++;
    else if (kind === Kind.text && trimmed !== '' && !looksTyped(trimmed)) texts++;
  }
  // A row of years under one heading (`Region 2019 2020 2021`) is a heading too.
  const headings = years >= 2 ? texts + years : texts;
  return texts > 0 && headings >= row.cells.length * 0.75 && repeated <= row.cells.length * 0.34;
}
