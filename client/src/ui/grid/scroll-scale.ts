/**
 * Where a grid is scrolled to, when it is taller than a browser lets an element be. Firefox draws nothing beyond 17.9 million pixels,
 * Chrome and Safari beyond 33.5 million: a million rows. The element is then lower than its rows together. The scroll bar stands for
 * all of them; the wheel and fingers still move them pixel by pixel. Pure.
 */

/** The tallest element, in pixels. */
export const TALLEST = 8_000_000;

export interface ScrollScale {
  /** Height of all rows together, in pixels. */
  total: number;
  /** Height of the element that scrolls. */
  tall: number;
  /** Height of what is seen of it. */
  view: number;
}

export interface ScrollPosition {
  /** First pixel of the rows that is seen. */
  top: number;
  /** `scrollTop` of the element. */
  bar: number;
}

export function scaleOf(total: number, view: number, tallest = TALLEST): ScrollScale {
  return { total, tall: Math.min(total, tallest), view };
}

/** Whether the scroll bar stands for more than it is long. */
const isScaled = ({ total, tall }: ScrollScale): boolean => total > tall;
const lastTop = ({ total, view }: ScrollScale): number => Math.max(0, total - view);
const lastBar = ({ tall, view }: ScrollScale): number => Math.max(0, tall - view);

/** Two screens: so near to an end of the rows, the bar and the rows go together, so that the end is met without a leap. */
const near = ({ view }: ScrollScale): number => 2 * view;

/** The position at which some pixel of the rows is the first one that is seen. */
export function scrollTo(scale: ScrollScale, top: number): ScrollPosition {
  const [end, low] = [lastTop(scale), near(scale)];
  const clamped = Math.max(0, Math.min(end, top));
  if (!isScaled(scale) || clamped <= low) return { top: clamped, bar: clamped };
  const barEnd = lastBar(scale);
  if (end - clamped <= low) return { top: clamped, bar: barEnd - (end - clamped) };
  return { top: clamped, bar: Math.max(low, Math.min(barEnd - low, Math.round((clamped / end) * barEnd))) };
}

/** The position after the element was scrolled. A short way moves as many pixels of the rows; a long one is a pull at the bar. */
export function scrolled(scale: ScrollScale, from: ScrollPosition, bar: number): ScrollPosition {
  const [end, barEnd, low] = [lastTop(scale), lastBar(scale), near(scale)];
  const at = Math.max(0, Math.min(barEnd, bar));
  if (!isScaled(scale)) return { top: at, bar: at };
  const way = at - from.bar;
  // What was scrolled to from here comes back rounded.
  if (Math.abs(way) < 1.5) return { top: from.top, bar: at };
  if (Math.abs(way) > low) return { top: (at / barEnd) * end, bar: at };
  return { top: Math.max(0, Math.min(end, from.top + way)), bar: at };
}

/** The position with the bar where it belongs, which short ways have moved it from. */
export function settle(scale: ScrollScale, at: ScrollPosition): ScrollPosition {
  return scrollTo(scale, at.top);
}

/** Whether the bar must be put right at once: near an end it would be there before the rows are, or behind them. */
export function isStuck(scale: ScrollScale, { top, bar }: ScrollPosition): boolean {
  if (!isScaled(scale)) return false;
  const isApart = (a: number, b: number): boolean => Math.min(a, b) < near(scale) && Math.abs(a - b) > 2;
  return isApart(bar, top) || isApart(lastBar(scale) - bar, lastTop(scale) - top);
}
