import { describe, expect, test } from 'vitest';
import { findCells, hasMatch, nextCell, nextFaultyCell, replaceIn } from './find-cells.ts';

const HEADINGS = ['Qty', 'Note'];
const ROWS = [
  ['n/a', 'N/A or later'],
  ['3', ''],
  ['N/A', 'a.b'],
];
const textOf = (row: number, heading: string) => ROWS[row]?.[HEADINGS.indexOf(heading)] ?? '';

describe('find and replace', () => {
  test('matches a part of a cell or the whole of it, whatever the case', () => {
    expect(hasMatch('N/A or later', { find: 'n/a', whole: false })).toBe(true);
    expect(hasMatch('N/A or later', { find: 'n/a', whole: true })).toBe(false);
    expect(hasMatch(' N/A ', { find: 'n/a', whole: true })).toBe(true);
  });

  test('an empty search finds empty cells and no others', () => {
    expect(findCells(3, HEADINGS, textOf, { find: '', whole: false, heading: undefined })).toEqual([
      { row: 1, column: 1 },
    ]);
  });

  test('finds in one column or in all, by rows', () => {
    const search = { find: 'n/a', whole: false, heading: undefined };
    expect(findCells(3, HEADINGS, textOf, search)).toEqual([
      { row: 0, column: 0 },
      { row: 0, column: 1 },
      { row: 2, column: 0 },
    ]);
    expect(findCells(3, HEADINGS, textOf, { ...search, heading: 'Note' })).toEqual([{ row: 0, column: 1 }]);
  });

  test('replaces every part that matches, or the whole cell; signs of patterns and of replacements mean themselves', () => {
    expect(replaceIn('a.b.c', { find: '.', whole: false }, '$&')).toBe('a$&b$&c');
    expect(replaceIn('axb', { find: '.', whole: false }, '-')).toBe('axb');
    expect(replaceIn('n/a', { find: 'N/A', whole: true }, '0')).toBe('0');
    expect(replaceIn('', { find: '', whole: false }, '0')).toBe('0');
  });

  test('an empty search for a part is one for the whole cell', () => {
    expect(hasMatch('  ', { find: '', whole: false })).toBe(true);
    expect(hasMatch('a', { find: '', whole: false })).toBe(false);
    expect(hasMatch('a b', { find: ' ', whole: false })).toBe(true);
    expect(hasMatch('abc', { find: ' b', whole: false })).toBe(false);
    expect(replaceIn('abc', { find: '', whole: false }, '0')).toBe('abc');
    expect(replaceIn('xaXa', { find: 'XA', whole: false }, 'b')).toBe('bb');
    expect(replaceIn('abc', { find: 'b', whole: true }, '0')).toBe('abc');
    expect(replaceIn('a(b)[c]', { find: '(B)[', whole: false }, '-')).toBe('a-c]');
  });

  test('goes to the next match and begins again after the last', () => {
    const cells = [
      { row: 0, column: 1 },
      { row: 2, column: 0 },
    ];
    expect(nextCell(cells, null)).toEqual(cells[0]);
    expect(nextCell(cells, { row: 0, column: 1 })).toEqual(cells[1]);
    expect(nextCell(cells, { row: 2, column: 0 })).toEqual(cells[0]);
    expect(nextCell(cells, { row: 0, column: 0 })).toEqual(cells[0]);
    expect(nextCell(cells, { row: 1, column: 5 })).toEqual(cells[1]);
    expect(nextCell([], null)).toBeNull();
    expect(nextCell([], { row: 0, column: 0 })).toBeNull();
  });
});

describe('the next cell with an issue', () => {
  const isFaulty = (row: number, heading: string) => heading === 'Qty' && row !== 1;
  test('is the one behind the chosen cell, then the first again', () => {
    expect(nextFaultyCell(3, HEADINGS, isFaulty, null)).toEqual({ row: 0, column: 0 });
    expect(nextFaultyCell(3, HEADINGS, isFaulty, { row: 0, column: 0 })).toEqual({ row: 2, column: 0 });
    expect(nextFaultyCell(3, HEADINGS, isFaulty, { row: 2, column: 1 })).toEqual({ row: 0, column: 0 });
  });
  test('is the chosen cell itself where it is the only one, and none where all are right', () => {
    expect(nextFaultyCell(1, HEADINGS, isFaulty, { row: 0, column: 0 })).toEqual({ row: 0, column: 0 });
    expect(nextFaultyCell(3, HEADINGS, () => false, null)).toBeNull();
    expect(nextFaultyCell(0, HEADINGS, isFaulty, null)).toBeNull();
  });
});
