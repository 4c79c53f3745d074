import { expect, test } from 'vitest';
import { cellAt, columnLetters } from './cell-address.ts';

test.each([
  [0, 'A'],
  [25, 'Z'],
  [26, 'AA'],
  [701, 'ZZ'],
  [702, 'AAA'],
  [16_383, 'XFD'],
])('column %i is %s', (index, letters) => expect(columnLetters(index)).toBe(letters));

test('a cell is named as Excel does, and no cell has no name', () => {
  expect(cellAt(6, 11)).toEqual({ cell: 'G11' });
  expect(cellAt(0, 1)).toEqual({ cell: 'A1' });
  expect(cellAt(-1, 11)).toEqual({});
  expect(cellAt(0, 0)).toEqual({});
});
