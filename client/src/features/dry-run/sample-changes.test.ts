import { expect, test } from 'vitest';
import { differs, orderColumns } from './sample-changes.ts';

test('only cells of a changed row differ, and nothing is nothing', () => {
  const change = { before: { name: 'two', amount: 2.5 }, after: { name: 'two', amount: 3 } };
  expect(['name', 'amount'].map((name) => differs(change, name))).toEqual([false, true]);
  expect(differs({ before: null, after: { name: 'new' } }, 'name')).toBe(false);
  expect(differs({ before: { a: null }, after: {} }, 'a')).toBe(false);
});

test('the key comes first, then what changes, then the rest as it is in the sheet', () => {
  const columns = [
    { name: 'name', label: 'Name', changed: 0 },
    { name: 'note', label: 'Note', changed: 0 },
    { name: 'amount', label: 'Amount', changed: 2 },
    { name: 'code', label: 'Code', changed: 0 },
  ];
  expect(orderColumns(columns, ['code']).map(({ label }) => label)).toEqual(['Code', 'Amount', 'Name', 'Note']);
});
