import { filledCells } from '@sheetport/contract/headings';
import { Kind } from '../row-sink.ts';
import { isTyped, typedColumns } from './row-evidence.ts';
import type { SampleCell, SampleRow } from './sample-sink.ts';

/** The least count of numbers that make a run; fewer are one by chance. */
const LEAST_RUN = 3;
/** The greatest share of the rows below that may have a run as well. */
const MOST_RUNS_BELOW = 0.2;

const DATES: ReadonlySet<Kind> = new Set([Kind.date, Kind.datetime, Kind.time, Kind.isoDate]);

/**
 * Whether a row holds, beside words, a run that names columns: days of a month, months, years, or numbers of stores. The numbers or dates
 * stand side by side, go up or down without a repeat, or are whole numbers of the same length; and the rows below hold no such run.
 */
export function isRun(row: SampleRow, below: readonly SampleRow[]): boolean {
  const run = runOf(row);
  if (run === undefined || below.length === 0) return false;
  const words = [...filledCells(row).values()].filter((cell) => !isTyped(cell));
  // Words that are there again below are values, not headings.
  const again = words.filter(({ column, text }) =>
    below.some(({ cells }) => cells.some((cell) => cell.column === column && cell.text === text)),
  );
  if (words.length === 0 || again.length > 0) return false;
  if (run.kind === 'dates') {
    const dates = below.filter((one) => runOf(one)?.kind === 'dates');
    return dates.length <= below.length * MOST_RUNS_BELOW;
  }
  const alike = below.filter((one) => {
    const other = runOf(one);
    return other !== undefined && (other.kind === run.kind || run.kind === 'codes');
  });
  if (alike.length > below.length * MOST_RUNS_BELOW) return false;
  if (run.kind === 'steps') return true;
  // Numbers of the same length may be values. A word over numbers shows that they are not, or values of another size below.
  const typed = typedColumns(below);
  return words.some(({ column }) => typed.has(column)) || isOtherSize(run.cells, below);
}

interface Run {
  /** Dates; whole numbers at equal steps; whole numbers of the same length. */
  kind: 'dates' | 'steps' | 'codes';
  cells: readonly SampleCell[];
}

/** The run that all numbers and dates of a row make. Undefined where they make none. */
function runOf(row: SampleRow): Run | undefined {
  const cells = [...filledCells(row).values()].filter(isTyped);
  if (cells.length < LEAST_RUN) return undefined;
  if (cells.every(({ kind }) => DATES.has(kind)))
    return inOrder(cells.map(({ text }) => text)) ? { kind: 'dates', cells } : undefined;
  const texts = cells.map(({ text }) => text.trim());
  if (texts.every((text) => /^\d{1,4}([-/.])\d{1,2}(\1\d{1,4})?$/.test(text) && /[-/]|\..*\./.test(text)))
    return new Set(texts).size === texts.length ? { kind: 'dates', cells } : undefined;
  if (!texts.every((text) => /^\d{1,9}$/.test(text)) || new Set(texts).size < texts.length) return undefined;
  const numbers = texts.map(Number);
  const step = numbers[1]! - numbers[0]!;
  if (numbers.every((number, i) => i === 0 || number - numbers[i - 1]! === step)) return { kind: 'steps', cells };
  const isSameLength = texts[0]!.length >= 3 && texts.every(({ length }) => length === texts[0]!.length);
  return isSameLength ? { kind: 'codes', cells } : undefined;
}

function inOrder(texts: readonly string[]): boolean {
  return [1, -1].some((way) =>
    texts.every((text, i) => i === 0 || ((text > texts[i - 1]! ? 1 : -1) === way && text !== texts[i - 1])),
  );
}

/** Whether nearly all numbers below a run have another number of digits than it. */
function isOtherSize(run: readonly SampleCell[], below: readonly SampleRow[]): boolean {
  const columns = new Set(run.map(({ column }) => column));
  const length = run[0]!.text.trim().length;
  const cells = below.flatMap((row) => row.cells.filter(({ column }) => columns.has(column)));
  const other = cells.filter(({ text }) => !/^\d+$/.test(text.trim()) || text.trim().length !== length);
  return cells.length > 0 && other.length >= cells.length * 0.9;
}
