import { expect, test } from 'vitest';
import { findKeyCandidates, type ProfiledColumn } from './key-candidates.ts';

const column = (index: number, heading: string, more: Partial<ProfiledColumn> = {}): ProfiledColumn => ({
  index,
  heading,
  type: 'text',
  filled: 214,
  distinct: 214,
  distinctIsExact: true,
  longest: 12,
  ...more,
});
const found = (columns: ProfiledColumn[], rows = 214) => findKeyCandidates(columns, rows).map(({ heading }) => heading);

test('a column that names a key and repeats nothing is one; the first column is one where there are enough rows', () => {
  expect(found([column(0, 'Customer'), column(1, 'Order number'), column(2, 'Total', { type: 'decimal' })])).toEqual([
    'Order number',
    'Customer',
  ]);
  expect(found([column(0, 'Customer', { filled: 5, distinct: 5 })], 5)).toEqual([]);
  expect(found([column(0, 'Kundennummer', { filled: 5, distinct: 5 })], 5)).toEqual(['Kundennummer']);
  expect(found([column(3, 'Mã khách hàng'), column(4, 'Số điện thoại', { distinct: 200 })])).toEqual(['Mã khách hàng']);
});

test('repeats, blanks, other types, long texts and a single row are no key', () => {
  expect(found([column(0, 'Id', { distinct: 213 })])).toEqual([]);
  expect(found([column(0, 'Id', { filled: 213, distinct: 213 })])).toEqual([]);
  expect(found([column(0, 'Id', { type: 'date' })])).toEqual([]);
  expect(found([column(0, 'Code', { longest: 400 })])).toEqual([]);
  expect(found([column(0, 'Id', { filled: 1, distinct: 1 })], 1)).toEqual([]);
  expect(found([column(0, 'Country', { distinct: 9 }), column(1, 'Name')])).toEqual([]);
});

test('an estimate is told from a count', () => {
  const many = { filled: 50_000, distinct: 49_400, distinctIsExact: false };
  expect(findKeyCandidates([column(0, 'SKU', many)], 50_000)).toEqual([{ index: 0, heading: 'SKU', exact: false }]);
  expect(findKeyCandidates([column(0, 'SKU', { ...many, distinct: 40_000 })], 50_000)).toEqual([]);
});
