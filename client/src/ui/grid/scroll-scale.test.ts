import { describe, expect, test } from 'vitest';
import {
  isStuck,
  type ScrollPosition,
  type ScrollScale,
  scaleOf,
  scrolled,
  scrollTo,
  settle,
  TALLEST,
} from './scroll-scale.ts';

const ROW = 34;
const VIEW = 600;

/** What a browser does: it keeps the bar within the element. */
function wheel(scale: ScrollScale, from: ScrollPosition, pixels: number): ScrollPosition {
  const bar = Math.max(0, Math.min(scale.tall - scale.view, from.bar + pixels));
  const at = scrolled(scale, from, bar);
  return isStuck(scale, at) ? settle(scale, at) : at;
}

test('rows that fit into an element scroll as they are', () => {
  const scale = scaleOf(1000 * ROW, VIEW);
  expect(scale.tall).toBe(1000 * ROW);
  expect(scrolled(scale, { top: 0, bar: 0 }, 12_345)).toEqual({ top: 12_345, bar: 12_345 });
  expect(scrollTo(scale, 99_999_999)).toEqual({ top: 1000 * ROW - VIEW, bar: 1000 * ROW - VIEW });
});

describe.each([1_000_000, 10_000_000, 1_000_000_000])('%d rows', (rows) => {
  const scale = scaleOf(rows * ROW, VIEW);
  const end = rows * ROW - VIEW;

  test('the element is no taller than a browser draws', () => {
    expect(scale.tall).toBe(TALLEST);
  });

  test('the ends of the bar are the ends of the rows, its middle is their middle', () => {
    const start = { top: 0, bar: 0 };
    expect(scrolled(scale, start, scale.tall - VIEW).top).toBe(end);
    expect(scrolled(scale, start, (scale.tall - VIEW) / 2).top).toBeCloseTo(end / 2);
    expect(scrolled(scale, { top: end, bar: scale.tall - VIEW }, 0)).toEqual({ top: 0, bar: 0 });
  });

  test('the wheel moves pixel by pixel anywhere', () => {
    let at = scrollTo(scale, end / 3);
    const before = at.top;
    for (let turn = 0; turn < 50; turn += 1) at = wheel(scale, at, 100);
    expect(at.top - before).toBeCloseTo(5000);
    for (let turn = 0; turn < 50; turn += 1) at = wheel(scale, at, -100);
    expect(at.top - before).toBeCloseTo(0);
  });

  test('scrolling without a pause reaches both ends, never with a leap over more than two screens', () => {
    for (const way of [100, -100]) {
      const far = way > 0 ? end - 40_000 : 40_000;
      let at = scrollTo(scale, far);
      let turns = 0;
      for (; at.top > 0 && at.top < end && turns < 5000; turns += 1) {
        const next = wheel(scale, at, way);
        expect(Math.abs(next.top - at.top)).toBeLessThanOrEqual(2 * VIEW + 100);
        at = next;
      }
      expect(at.top).toBe(way > 0 ? end : 0);
      expect(turns).toBeLessThan(1000);
    }
  });

  test('every row can be gone to, and stays where it is when the browser says so', () => {
    for (const row of [0, 1, 7, rows / 2 + 3, rows - 30, rows - 18]) {
      const at = scrollTo(scale, Math.min(end, row * ROW));
      expect(scrolled(scale, at, at.bar).top).toBe(Math.min(end, row * ROW));
      expect(settle(scale, at)).toEqual(at);
    }
  });
});
