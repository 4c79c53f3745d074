import { expect, test } from 'vitest';
import { columnAt, drawnColumns, layColumns, leftFor, totalWidth } from './column-layout.ts';

const layout = layColumns(
  Array.from({ length: 100 }, () => 100),
  2,
);

test('only columns that are seen, and two beside them, are drawn', () => {
  expect(totalWidth(layout)).toBe(10_000);
  expect(drawnColumns(layout, 0, 500)).toEqual([2, 8]);
  expect(drawnColumns(layout, 3000, 500)).toEqual([30, 38]);
  expect(drawnColumns(layout, 9500, 500)).toEqual([95, 100]);
  expect(drawnColumns(layColumns([]), 0, 500)).toEqual([0, 0]);
  expect(drawnColumns(layColumns([50, 50], 5), 0, 500)).toEqual([2, 2]);
});

test('a pixel is in the column that it is right of the edge of', () => {
  expect([0, 99, 100, 9999, 10_000, 20_000].map((pixel) => columnAt(layout.edges, pixel))).toEqual([
    0, 0, 1, 99, 100, 100,
  ]);
});

test('a column is scrolled to just so far that it is seen, and not below the pinned ones', () => {
  expect(leftFor(layout, 1, 3000, 500)).toBe(3000);
  expect(leftFor(layout, 2, 3000, 500)).toBe(0);
  expect(leftFor(layout, 33, 3000, 500)).toBe(3000);
  expect(leftFor(layout, 40, 3000, 500)).toBe(3600);
  expect(leftFor(layout, 31, 3000, 500)).toBe(2900);
  expect(leftFor(layColumns([900, 900]), 1, 0, 500)).toBe(900);
});
