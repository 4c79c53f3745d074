import { expect, test } from 'vitest';
import { decideLane, type ExpectedCost, expectMs } from './expected-cost.ts';

const MIB = 1024 ** 2;

test.each<[string, ExpectedCost, 'small' | 'large']>([
  ['a sheet of 100 rows', { fileBytes: 9_000, rows: 100, columns: 10 }, 'small'],
  ['a sheet of 100 rows in a workbook of a few MB', { fileBytes: 5 * MIB, rows: 100, columns: 10 }, 'small'],
  ['a sheet of 100 rows in a workbook whose texts alone take long', { fileBytes: 50 * MIB, rows: 100 }, 'large'],
  ['as many rows as are small', { fileBytes: 500_000, rows: 10_000, columns: 10 }, 'small'],
  ['one row more', { fileBytes: 500_000, rows: 10_001, columns: 10 }, 'large'],
  ['few rows of very many columns', { fileBytes: 2 * MIB, rows: 1000, columns: 1000 }, 'large'],
  ['a small file that nobody has read to its end', { fileBytes: 9_000 }, 'small'],
  ['a larger file that nobody has read to its end', { fileBytes: MIB }, 'large'],
  ['100 rows in place of all of a small table', { fileBytes: 9_000, rows: 100, tableBytes: MIB }, 'small'],
  ['100 rows in place of all of a large table', { fileBytes: 9_000, rows: 100, tableBytes: 90 * MIB }, 'large'],
  ['a table whose size could not be read', { tableBytes: Number.POSITIVE_INFINITY }, 'large'],
  ['the undo of few rows in a table that is searched soon', { rows: 100, searchedBytes: 20 * MIB }, 'small'],
  ['the undo of few rows in a huge table', { rows: 100, searchedBytes: 900 * MIB }, 'large'],
  ['the undo of many rows', { rows: 1_000_000, searchedBytes: 0 }, 'large'],
])('%s', (_, cost, lane) => {
  expect(decideLane('import', cost)).toBe(lane);
});

test('only the export of a large table waits for others of its kind', () => {
  expect(decideLane('export', { tableBytes: MIB })).toBe('small');
  expect(decideLane('export', { tableBytes: 90 * MIB })).toBe('exports');
});

test('the inspection of a small file waits for none of a large one', () => {
  expect(decideLane('inspect', { fileBytes: 9_000 })).toBe('small');
  expect(decideLane('inspect', { fileBytes: 900 * MIB })).toBe('inspect');
});

test('what an import is expected to take grows with its cells, or with its bytes while nobody has counted', () => {
  const million = expectMs({ fileBytes: 60 * MIB, rows: 1_000_000, columns: 10 });
  expect(million / expectMs({ fileBytes: 6 * MIB, rows: 100_000, columns: 10 })).toBeCloseTo(9, 0);
  expect(million / expectMs({ fileBytes: 9_000, rows: 100, columns: 10 })).toBeGreaterThan(50);
  expect(expectMs({ fileBytes: 60 * MIB })).toBeGreaterThan(expectMs({ fileBytes: 6 * MIB }));
  expect(expectMs({ rows: Number.POSITIVE_INFINITY, tableBytes: Number.POSITIVE_INFINITY })).toBeLessThan(1000);
});
