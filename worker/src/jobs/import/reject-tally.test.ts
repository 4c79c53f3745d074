import { expect, test } from 'vitest';
import { RejectTally } from './reject-tally.ts';

const entry = (row: number, code: string, value: string, details?: Record<string, string | number>) => ({
  row,
  cells: {},
  issues: [{ column: 'Amount', code, value, ...(details ? { details } : {}) }],
});

test('what is wrong alike is one group, with the first rows in whatever order they come and some values that differ', () => {
  const tally = new RejectTally();
  tally.add([9, 8, 7, 6, 5, 4, 3].map((row) => entry(row, 'not_decimal', row > 6 ? 'many' : `v${row}`)));
  tally.add([
    entry(2, 'required', ''),
    entry(12, 'longer_than', 'abc', { max: 2 }),
    entry(13, 'longer_than', 'abcd', { max: 3 }),
  ]);
  expect(tally.groups()).toEqual([
    {
      column: 'Amount',
      code: 'not_decimal',
      details: {},
      count: 7,
      rows: [3, 4, 5, 6, 7],
      examples: ['many', 'v6', 'v5'],
    },
    { column: 'Amount', code: 'required', details: {}, count: 1, rows: [2], examples: [] },
    { column: 'Amount', code: 'longer_than', details: { max: 2 }, count: 1, rows: [12], examples: ['abc'] },
    { column: 'Amount', code: 'longer_than', details: { max: 3 }, count: 1, rows: [13], examples: ['abcd'] },
  ]);
  tally.remove([entry(2, 'required', ''), entry(4, 'not_decimal', 'v4')]);
  expect(tally.groups()!.map(({ code, count, rows }) => [code, count, rows])).toEqual([
    ['not_decimal', 6, [3, 5, 6, 7]],
    ['longer_than', 1, [12]],
    ['longer_than', 1, [13]],
  ]);
});

test('more kinds of faults than can be kept are not told by halves', () => {
  const tally = new RejectTally();
  tally.add(Array.from({ length: 5001 }, (_, n) => entry(n, 'longer_than', 'x', { max: n })));
  expect(tally.groups()).toBeNull();
});
