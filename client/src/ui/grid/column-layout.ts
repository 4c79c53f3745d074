/** Which columns of a grid are drawn, and where. Pure. */

export interface ColumnLayout {
  /** Left edge of each column, counted from that of the first; one more for the right edge of the last. */
  edges: readonly number[];
  /** How many columns, from the first one, stay in view. */
  pinned: number;
}

export function layColumns(widths: readonly number[], pinned = 0): ColumnLayout {
  const edges = [0];
  for (const width of widths) edges.push(edges.at(-1)! + width);
  return { edges, pinned: Math.max(0, Math.min(widths.length, pinned)) };
}

export const totalWidth = ({ edges }: ColumnLayout): number => edges.at(-1) as number;

/** Columns beside those that are seen that are drawn, so that scrolling finds them there. */
const BESIDE = 2;

/**
 * The columns that are not pinned and are drawn.
 * @param left pixels that are scrolled out of view
 * @param width pixels that are seen beside the row numbers
 * @returns the first, and the one behind the last
 */
export function drawnColumns(
  { edges, pinned }: ColumnLayout,
  left: number,
  width: number,
): [first: number, end: number] {
  const count = edges.length - 1;
  const from = left + (edges[pinned] as number);
  const first = Math.max(pinned, Math.min(count, columnAt(edges, from) - BESIDE));
  const end = Math.min(count, columnAt(edges, left + width) + 1 + BESIDE);
  return [first, Math.max(first, end)];
}

/** The column that a pixel is in. */
export function columnAt(edges: readonly number[], pixel: number): number {
  let low = 0;
  let high = edges.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((edges[middle] as number) <= pixel) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How far to scroll sideways so that a column is seen beside the pinned ones. */
export function leftFor({ edges, pinned }: ColumnLayout, column: number, left: number, width: number): number {
  if (column < pinned) return left;
  const start = (edges[column] as number) - (edges[pinned] as number);
  const end = (edges[column + 1] as number) - width;
  return Math.max(0, Math.min(Math.max(left, end), start));
}

const NARROWEST_GUTTER = 58;
/** Room for one more digit of a row's number, where there are more than fit. */
const DIGIT = 8;

/** In: the digits of the longest row number. Out: the pixels that the numbers take beside the rows. */
export function gutterWidth(digits: number): number {
  return Math.max(NARROWEST_GUTTER, 24 + DIGIT * digits);
}
