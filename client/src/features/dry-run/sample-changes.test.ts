import type { Table } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { type Change, differs, kindOf, sampleColumns } from './sample-changes.ts';

const SAMPLE: Change[] = [
  { key: { code: 2 }, before: { name: 'two', code: 2, amount: 2.5 }, after: { name: 'two', code: 2, amount: 3 } },
  { key: { code: 3 }, before: null, after: { name: 'new', code: 3, amount: null } },
  { key: { code: 4 }, before: { name: 'old', code: 4, amount: 1 }, after: null },
];
const column = (name: string, label: string) => ({
  name,
  label,
  type: 'text',
  required: false,
  unique: false,
  rules: [],
});
const table = {
  columns: [column('name', 'Name'), column('amount', 'Amount'), column('code', 'Code')],
} as unknown as Table;

test('a row is new, changed or removed', () => {
  expect(SAMPLE.map(kindOf)).toEqual(['updated', 'added', 'removed']);
});

test('only cells of a changed row differ, and nothing is nothing', () => {
  expect(['name', 'amount'].map((name) => differs(SAMPLE[0] as Change, name))).toEqual([false, true]);
  expect(differs(SAMPLE[1] as Change, 'name')).toBe(false);
  expect(differs({ key: {}, before: { a: null }, after: {} }, 'a')).toBe(false);
});

test('the key comes first, then what changes; labels are those of the table, where there is one', () => {
  expect(sampleColumns(SAMPLE, table).map(({ label }) => label)).toEqual(['Code', 'Amount', 'Name']);
  expect(sampleColumns(SAMPLE.slice(1), undefined).map(({ name }) => name)).toEqual(['code', 'name', 'amount']);
  expect(sampleColumns([], table)).toEqual([]);
});
