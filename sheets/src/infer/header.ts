import { filledCells } from '@sheetport/contract/headings';
import type { Merge } from '../model.ts';
import { Kind } from '../row-sink.ts';
import { areBothLanguages } from './description-rows.ts';
import { areTwoRows } from './heading-rows.ts';
import { isRun } from './heading-run.ts';
import { contrastOf, isTyped, isWord, isYear, ROWS_BELOW, typedColumns, usualWidth } from './row-evidence.ts';
import type { SampleCell, SampleRow } from './sample-sink.ts';

/** A header is looked for among this many first rows. */
const MAX_HEADER_ROWS = 25;
/** Headings take at least this share of the data's columns; titles and notes are narrower. */
const LEAST_WIDTH = 0.6;
/** What is longer than this is a title or a sentence. */
const MAX_HEADING_CHARACTERS = 60;
/** The share of a header's cells that may repeat others, unless there is more evidence. */
const MOST_REPEATED = 0.34;

/** Where the headers are: their last row, 1-based, and how many rows they take. 0 where no row looks like one. */
export interface HeaderPlace {
  row: number;
  rows: number;
}

/**
 * Guesses which rows hold the headers. From the top, the first row wins that is about as wide as the data and holds words, or a run of
 * days or numbers, where the columns below hold something else. Titles and notes above are narrower; a row of data has numbers where
 * the rows below it have numbers.
 * @param merges merged cells, as far as they are known
 */
export function guessHeader(rows: readonly SampleRow[], merges: readonly Merge[] = []): HeaderPlace {
  for (let i = 0; i < Math.min(rows.length, MAX_HEADER_ROWS); i++) {
    const candidate = rows[i]!;
    const next = rows[i + 1];
    if (next !== undefined && areTwoRows(candidate, next, rows, merges)) {
      const third = rows[i + 2];
      // Only merged cells show that headings take three rows: without them the third may be data.
      const isThree = third !== undefined && isMergedOver(next.row, merges) && areTwoRows(next, third, rows, merges);
      return isThree ? { row: third.row, rows: 3 } : { row: next.row, rows: 2 };
    }
    const below = rows.slice(i + 1, i + 1 + ROWS_BELOW);
    const width = usualWidth(below);
    if (candidate.cells.length < Math.max(1, width * LEAST_WIDTH)) {
      if (isWithGaps(candidate, below) || isAboveSplitTexts(rows, i)) return { row: candidate.row, rows: 1 };
      continue;
    }
    if (isHeading(candidate, below)) {
      const fuller = findFuller(rows, i);
      if (fuller !== undefined) return { row: fuller.row, rows: 1 };
      if (isAsBelow(candidate, below)) return { row: 0, rows: 1 };
      if (next !== undefined && areBothLanguages(candidate, next, rows.slice(i + 2, i + 2 + ROWS_BELOW)))
        return { row: next.row, rows: 2 };
      return { row: candidate.row, rows: 1 };
    }
    if (isMetaLine(rows, i)) continue;
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
    const columns = columnsOf(row);
    const before = rows.slice(at, i).map(columnsOf);
    const below = rows.slice(i + 1, i + 1 + ROWS_BELOW);
    if (!isHeading(row, below) || !before.every((one) => one.size < columns.size && isWithin(one, columns))) continue;
    if (!before.some((one) => hasGap(one))) return undefined;
    return columns.size >= usualWidth(below) && [...typedColumns(below)].some((column) => columns.has(column))
      ? row
      : undefined;
  }
  return undefined;
}

function columnsOf(row: SampleRow): Set<number> {
  return new Set(filledCells(row).keys());
}

function isWithin(some: ReadonlySet<number>, all: ReadonlySet<number>): boolean {
  return [...some].every((column) => all.has(column));
}

/** Between two of its cells nothing stands. */
function hasGap(columns: ReadonlySet<number>): boolean {
  return Math.max(...columns) - Math.min(...columns) + 1 > columns.size;
}

/** Rows of words of which one column says the same all the way, this row included: then this is data too. */
function isAsBelow(row: SampleRow, below: readonly SampleRow[]): boolean {
  const here = columnsOf(row);
  if (below.length < 3 || [...typedColumns(below)].some((column) => here.has(column))) return false;
  return row.cells.some(({ column, text }) => {
    const same = below.filter(({ cells }) => cells.some((cell) => cell.column === column && cell.text === text));
    return same.length >= below.length * 0.8;
  });
}

function isMergedOver(row: number, merges: readonly Merge[]): boolean {
  return merges.some(({ top, bottom, left, right }) => top === row && bottom === row && left < right);
}

/**
 * Whether a row that is as wide as the data holds headings: words, or words beside a run of days or numbers. Numbers above numbers with
 * no word above any speak against it. Many headings may be repeated where some stand over numbers or dates, as those of two tables side
 * by side do, and none of the repeated ones is there again below.
 */
function isHeading(row: SampleRow, below: readonly SampleRow[]): boolean {
  const cells = [...filledCells(row).values()];
  const texts = cells.map(({ text }) => text.trim());
  const years = texts.filter(isYear).length;
  const words = cells.filter((cell, i) => cell.kind === Kind.text && !isYear(texts[i]!) && !isTyped(cell)).length;
  if (words === 0) return false;
  const { over, against } = contrastOf(row, typedColumns(below));
  // A row of years under one heading (`Region 2019 2020 2021`) is a heading too.
  const run = isRun(row, below);
  const told = cells.filter((cell) => isYear(cell.text.trim()) && isOverOthers(cell, below)).length;
  const named = years >= 2 ? years : told;
  const isNamed = words + named >= row.cells.length * 0.75;
  if (!isNamed && !run) return false;
  if (against > told && over === 0 && !run && years < 2 && below.length >= 3) return false;
  const repeated = texts.length - new Set(texts).size;
  if (repeated <= row.cells.length * MOST_REPEATED) return true;
  const isRepeat = (text: string) => texts.indexOf(text) !== texts.lastIndexOf(text);
  const again = cells.filter(
    ({ column, text }) =>
      isRepeat(text.trim()) &&
      below.some((one) => one.cells.some((cell) => cell.column === column && cell.text === text)),
  );
  const isSideBySide = texts.every((text, i) => !isRepeat(text) || text === texts[i - 1] || text === texts[i + 1]);
  return (over > 0 || (isSideBySide && words === cells.length)) && against === 0 && again.length === 0;
}

/** Whether nothing but texts, or nothing but fractions, stands below a cell, as names or shares do below the year that they are of. */
function isOverOthers({ column }: SampleCell, below: readonly SampleRow[]): boolean {
  const cells = below.flatMap((row) => row.cells.filter((cell) => cell.column === column));
  return cells.length >= 3 && (!cells.some(isTyped) || cells.every(({ text }) => /\d[.,]\d*[1-9]/.test(text)));
}

/**
 * Headings of which many are missing: at least two short words, each another, of which one stands over numbers or dates. The next row is
 * as wide as the data and has a number there as well, so it is no heading.
 */
function isWithGaps(row: SampleRow, below: readonly SampleRow[]): boolean {
  const cells = filledCells(row);
  const next = below[0];
  if (next === undefined || next.cells.length < usualWidth(below) * 0.8) return false;
  const texts = [...cells.values()].map(({ text }) => text.trim());
  if (new Set(texts).size < texts.length || texts.some((text) => text.length > MAX_HEADING_CHARACTERS)) return false;
  if (![...cells.values()].every(isWord) || isHeading(next, below.slice(1))) return false;
  const typed = typedColumns(below);
  const under = filledCells(next);
  const covered = [...cells.keys()].filter((column) => typed.has(column) && under.has(column));
  // One heading alone counts where only the corner of a table with names at its left is blank, or where one word stands over its first column.
  const isAtLeft = cells.has(Math.min(...under.keys()));
  const isCorner = !isAtLeft && covered.length === cells.size && under.size === 2;
  if (cells.size < 2 && !isCorner && !(isAtLeft && !/\s/.test(texts[0]!))) return false;
  return covered.length > 0 && covered.every((column) => isTyped(under.get(column)!));
}

/**
 * One heading above texts that a comma split: nothing but the first row's first cell, no number in it, and below it in each row further
 * cells that begin with a blank, as `12 Main St, Springfield` has.
 */
function isAboveSplitTexts(rows: readonly SampleRow[], at: number): boolean {
  const row = rows[at]!;
  const [cell] = row.cells;
  if (at > 0 || row.cells.length !== 1 || cell!.column !== 0 || !isWord(cell!)) return false;
  if (cell!.text.length > MAX_HEADING_CHARACTERS) return false;
  const below = rows.slice(1, 1 + ROWS_BELOW);
  const further = below.flatMap(({ cells }) => cells.filter(({ column }) => column > 0));
  return below.length > 0 && further.length > 0 && further.every(({ text }) => /^\s/.test(text));
}

/** Lines that a program writes above its headings, with what the file is. */
const MOST_META_LINES = 3;

/** Whether a row that is as wide as data stands right above a row that is surely the headings: words alone, over several numbers or dates. */
function isMetaLine(rows: readonly SampleRow[], at: number): boolean {
  for (let i = at + 1; i <= at + MOST_META_LINES && i < rows.length; i++) {
    const row = rows[i]!;
    const below = rows.slice(i + 1, i + 1 + ROWS_BELOW);
    const { over, against } = contrastOf(row, typedColumns(below));
    const isFull = row.cells.length >= usualWidth(below) * 0.8;
    if (isFull && over >= 2 && against === 0 && row.cells.every(isWord) && isHeading(row, below)) return true;
  }
  return false;
}
