import { filledCells, mergeStarts } from '@sheetport/contract/headings';
import type { Merge } from '../model.ts';
import { isTyped, isWord, ROWS_BELOW } from './row-evidence.ts';
import type { SampleCell, SampleRow } from './sample-sink.ts';

/** What stands over several headings is short; a longer text is a title or a remark. */
const MAX_GROUP_CHARACTERS = 60;

/**
 * Whether two rows are headings together. All their cells are words; an upper one reaches over several lower ones; and either
 * some upper ones have nothing below them while the lower ones stand only where one reaches, or headings repeat, as
 * "Quantity" below "January" and "February" does, above data that is no words; or cells were merged as headings are. A title
 * above the headings is none of this.
 * @param merges as far as they are known
 */
export function areTwoRows(
  upper: SampleRow,
  lower: SampleRow,
  rows: readonly SampleRow[],
  merges: readonly Merge[] = [],
): boolean {
  if (lower.row !== upper.row + 1 || ![...upper.cells, ...lower.cells].every(isWord)) return false;
  const above = filledCells(upper);
  const below = filledCells(lower);
  if (areMergedAsHeadings(upper, above, below, rows, merges)) return true;
  const spans = spansOf(above, below);
  const reaching = spans.filter((columns) => columns.length > 1);
  if (reaching.length === 0 || (spans.length === 1 && above.size === 1)) return false;
  const covered = new Set(reaching.flat());
  const isApart = [...below.keys()].every((column) => covered.has(column));
  const stands = [...above.keys()].some((column) => !below.has(column));
  const data = rows.filter(({ row }) => row > lower.row).slice(0, ROWS_BELOW);
  if (data.length === 0) return false;
  const usual = usualCells(data);
  if (new Set([...above.keys(), ...below.keys()]).size < usual * 0.8) return false;
  if (isApart && stands) return true;
  const texts = [...below.values()].map(({ text }) => text.trim().toLowerCase());
  const repeats = new Set(texts).size < texts.length || hasNeighbours(above);
  return repeats && below.size >= usual * 0.8 && [...below.keys()].some((column) => isTypedBelow(data, column));
}

/**
 * Whether an upper row has cells merged over several different words of the lower one, and what stands beside them shows that
 * this is no title: headings merged downwards, several such groups, or one that covers only the smaller part of the columns.
 */
function areMergedAsHeadings(
  upper: SampleRow,
  above: ReadonlyMap<number, SampleCell>,
  below: ReadonlyMap<number, SampleCell>,
  rows: readonly SampleRow[],
  merges: readonly Merge[],
): boolean {
  const here = merges.filter(({ top, left }) => top === upper.row && above.has(left));
  const groups = here.filter(({ left, bottom, right }) => bottom === upper.row && right > left);
  const isGroup = ({ left, right }: Merge) => {
    const under = [...below].filter(([column]) => left <= column && column <= right);
    return under.length > 1 && new Set(under.map(([, { text }]) => text.trim())).size === under.length;
  };
  const columns = new Set([...above.keys(), ...below.keys(), ...mergeStarts(upper.row, groups).keys()]);
  const data = rows.filter(({ row }) => row > upper.row + 1).slice(0, ROWS_BELOW);
  if (data.length === 0 || groups.length === 0 || !groups.every(isGroup)) return false;
  if (columns.size < usualCells(data) * 0.8) return false;
  if (groups.some(({ left }) => above.get(left)!.text.trim().length > MAX_GROUP_CHARACTERS)) return false;
  if (here.some(({ left, bottom, right }) => left === right && bottom > upper.row)) return true;
  const isLabelled = groups.some(({ left }) => /[:：]/.test(above.get(left)!.text));
  if (groups.length > 1) return !isLabelled;
  const [{ left, right }] = groups as [Merge];
  return !isLabelled && left > Math.min(...columns) && right - left + 1 < columns.size * 0.6;
}

function usualCells(rows: readonly SampleRow[]): number {
  return rows.map(({ cells }) => cells.length).sort((a, b) => a - b)[rows.length >> 1]!;
}

/** The columns that each upper heading reaches over, itself first. */
function spansOf(above: ReadonlyMap<number, SampleCell>, below: ReadonlyMap<number, SampleCell>): number[][] {
  return [...above.keys()].map((start) => {
    const columns = [start];
    if (!below.has(start)) return columns;
    const text = above.get(start)!.text.trim();
    for (let column = start + 1; below.has(column); column++) {
      const own = above.get(column);
      if (own !== undefined && own.text.trim() !== text) break;
      columns.push(column);
    }
    return columns;
  });
}

/** The same heading stands in two columns beside each other. */
function hasNeighbours(above: ReadonlyMap<number, SampleCell>): boolean {
  return [...above].some(([column, { text }]) => above.get(column + 1)?.text.trim() === text.trim());
}

function isTypedBelow(data: readonly SampleRow[], column: number): boolean {
  const cells = data.flatMap((row) => row.cells.filter((cell) => cell.column === column));
  const typed = cells.filter(isTyped);
  return cells.length > 0 && typed.length >= cells.length * 0.8;
}
