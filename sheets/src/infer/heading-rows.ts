import { Kind } from '../row-sink.ts';
import { looksTyped } from './look.ts';
import type { SampleCell, SampleRow } from './sample-sink.ts';

/** Rows below two rows of headings that show what the data is. */
const ROWS_BELOW = 20;

/**
 * Headings that stand over several rows as one row: "Address" over "Street" and "City" becomes "Address Street" and "Address
 * City". An upper heading reaches over the blanks to its right as far as something stands below them, unless nothing stands
 * below itself: then it is a heading of one column that was merged downwards.
 * @param rows from the top; the last is the one that the others are joined to
 */
export function joinHeadings(rows: readonly SampleRow[]): SampleRow | undefined {
  const last = rows.at(-1);
  if (last === undefined) return undefined;
  return rows.slice(0, -1).reduceRight<SampleRow>((lower, upper) => joinTwo(upper, lower), last);
}

function joinTwo(upper: SampleRow, lower: SampleRow): SampleRow {
  const above = byColumn(upper);
  const below = byColumn(lower);
  const most = Math.max(upper.cells.at(-1)?.column ?? -1, lower.cells.at(-1)?.column ?? -1);
  const cells: SampleCell[] = [];
  let reaching: SampleCell | undefined;
  for (let column = 0; column <= most; column++) {
    const own = above.get(column);
    const under = below.get(column);
    if (own !== undefined || under === undefined) reaching = under === undefined ? undefined : own;
    const over = own ?? (under === undefined ? undefined : reaching);
    const cell = under ?? over;
    if (cell === undefined) continue;
    cells.push(over === undefined || under === undefined ? { ...cell, column } : { ...under, text: join(over, under) });
  }
  return { row: lower.row, cells };
}

function join(over: SampleCell, under: SampleCell): string {
  const [above, below] = [over.text.trim(), under.text.trim()];
  return above.toLowerCase() === below.toLowerCase() ? below : `${above} ${below}`;
}

function byColumn(row: SampleRow): Map<number, SampleCell> {
  return new Map(row.cells.filter(({ text }) => text.trim() !== '').map((cell) => [cell.column, cell]));
}

/**
 * Whether two rows are headings together. All their cells are words; an upper one reaches over several lower ones; and either
 * some upper ones have nothing below them while the lower ones stand only where one reaches, or headings repeat, as
 * "Quantity" below "January" and "February" does, above data that is no words. A title above the headings is none of this.
 */
export function areTwoRows(upper: SampleRow, lower: SampleRow, rows: readonly SampleRow[]): boolean {
  if (lower.row !== upper.row + 1 || ![...upper.cells, ...lower.cells].every(isWord)) return false;
  const above = byColumn(upper);
  const below = byColumn(lower);
  const spans = spansOf(above, below);
  const reaching = spans.filter((columns) => columns.length > 1);
  if (reaching.length === 0 || (spans.length === 1 && above.size === 1)) return false;
  const covered = new Set(reaching.flat());
  const isApart = [...below.keys()].every((column) => covered.has(column));
  const stands = [...above.keys()].some((column) => !below.has(column));
  const data = rows.filter(({ row }) => row > lower.row).slice(0, ROWS_BELOW);
  if (data.length === 0) return false;
  const usual = data.map(({ cells }) => cells.length).sort((a, b) => a - b)[data.length >> 1]!;
  if (new Set([...above.keys(), ...below.keys()]).size < usual * 0.8) return false;
  if (isApart && stands) return true;
  const texts = [...below.values()].map(({ text }) => text.trim().toLowerCase());
  const repeats = new Set(texts).size < texts.length || hasNeighbours(above);
  return repeats && below.size >= usual * 0.8 && [...below.keys()].some((column) => isTypedBelow(data, column));
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

function isWord({ kind, text }: SampleCell): boolean {
  const trimmed = text.trim();
  // A year may be a heading.
  return trimmed === '' || /^(19|20)\d\d$/.test(trimmed) || (kind === Kind.text && !looksTyped(trimmed));
}

function isTypedBelow(data: readonly SampleRow[], column: number): boolean {
  const cells = data.flatMap((row) => row.cells.filter((cell) => cell.column === column));
  const typed = cells.filter(({ kind, text }) => kind !== Kind.text || looksTyped(text.trim()));
  return cells.length > 0 && typed.length >= cells.length * 0.8;
}
