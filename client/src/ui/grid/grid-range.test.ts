import { expect, test } from 'vitest';
import {
  clamp,
  columnsIn,
  extendTo,
  isSingle,
  rangeOf,
  rowsIn,
  selectAll,
  selectCell,
  selectColumns,
  selectedIn,
  selectRows,
} from './grid-range.ts';

test('a selection is the rectangle between its corners, in whatever order they are', () => {
  const up = extendTo(selectCell({ row: 9, column: 4 }), { row: 3, column: 6 });
  expect(rangeOf(up)).toEqual({ top: 3, bottom: 9, left: 4, right: 6 });
  expect([rowsIn(rangeOf(up)), columnsIn(rangeOf(up))]).toEqual([7, 3]);
  expect(up.active).toEqual({ row: 9, column: 4 });
  expect(rangeOf(extendTo(up, { row: 12, column: 4 }))).toEqual({ top: 9, bottom: 12, left: 4, right: 4 });
  expect(isSingle(up)).toBe(false);
  expect(isSingle(extendTo(up, up.active))).toBe(true);
});

test('whole rows, whole columns and everything', () => {
  expect(rangeOf(selectRows(5, 2, 10))).toEqual({ top: 2, bottom: 5, left: 0, right: 9 });
  expect(rangeOf(selectColumns(1, 2, 1000))).toEqual({ top: 0, bottom: 999, left: 1, right: 2 });
  expect(rangeOf(selectAll(1000, 10))).toEqual({ top: 0, bottom: 999, left: 0, right: 9 });
});

test('a row knows which of its columns are selected', () => {
  const range = rangeOf(selectRows(2, 4, 3));
  expect([1, 2, 4, 5].map((row) => selectedIn(range, row))).toEqual([null, [0, 2], [0, 2], null]);
  expect(selectedIn(null, 1)).toBeNull();
});

test('a selection shrinks with the grid', () => {
  const all = selectAll(1000, 10);
  expect(clamp(all, 1000, 10)).toBe(all);
  expect(rangeOf(clamp(all, 20, 3)!)).toEqual({ top: 0, bottom: 19, left: 0, right: 2 });
  expect(clamp(all, 0, 3)).toBeNull();
  expect(clamp(null, 5, 5)).toBeNull();
});
