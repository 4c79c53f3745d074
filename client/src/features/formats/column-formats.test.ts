import type { Column } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { formatsByName, makeShown, mergeFormats, readFormats } from './column-formats.ts';

const column = (name: string, label: string, type: Column['type']): Column =>
  ({ name, label, type, required: false, unique: false }) as Column;
const columns = [column('amount', 'Amount', 'decimal'), column('day', 'Day', 'date'), column('note', 'Note', 'text')];

test('what does not fit in an address is dropped', () => {
  const format = { kind: 'currency', currency: '₫', decimals: 0 };
  expect(readFormats({ amount: format, day: { kind: 'currency', currency: '<b>' }, note: 7 })).toEqual({
    amount: format,
  });
  expect(readFormats('x')).toEqual({});
});

test('formats of a view: by name or label, those that the columns can have', () => {
  const value = { kind: 'percent' } as const;
  expect(
    formatsByName(
      [
        { column: 'Amount', value },
        { column: 'note', value },
        { column: 'gone', value },
        { column: 'day', total: 'count' },
      ],
      columns,
    ),
  ).toEqual({ amount: value });
});

test('a name goes before a label, and what is no object of formats is none', () => {
  const value = { kind: 'percent' } as const;
  const mixed = [column('b', 'a', 'decimal'), column('a', 'b', 'decimal')];
  expect(formatsByName([{ column: 'a', value }], mixed)).toEqual({ a: value });
  expect(mergeFormats([{ column: 'a', total: 'sum' }], {}, mixed)).toEqual([{ column: 'a', total: 'sum' }]);
  expect(mergeFormats([{ column: 'gone', total: 'sum' }], {}, mixed)).toEqual([{ column: 'gone', total: 'sum' }]);
  expect(mergeFormats([], { a: value }, mixed)).toEqual([{ column: 'a', value }]);
  expect(readFormats(null)).toEqual({});
  const many = Object.fromEntries(Array.from({ length: 1600 }, (_, n) => [`c${n}`, value]));
  expect(Object.keys(readFormats(many))).toHaveLength(1500);
});

test('saving a view keeps the totals and colours that it has', () => {
  const kept = [
    { column: 'Amount', value: { kind: 'percent' as const }, total: 'sum' as const },
    { column: 'day', value: { kind: 'date' as const, pattern: 'yyyy' } },
  ];
  expect(mergeFormats(kept, { amount: { kind: 'number' } }, columns)).toEqual([
    { column: 'amount', value: { kind: 'number' }, total: 'sum' },
  ]);
});

test('values as an export shows them', () => {
  const red = makeShown(columns[0]!, { kind: 'number', negative: 'red' }, 'en')!;
  expect(red('-1234.567')).toEqual({ text: '-1,234.57', isRed: true });
  expect(red(2)).toEqual({ text: '2.00', isRed: false });
  expect(makeShown(columns[1]!, { kind: 'date', pattern: 'dd/mm/yyyy' }, 'vi')!('2026-11-30').text).toBe('30/11/2026');
  const minus = makeShown(columns[0]!, { kind: 'number', negative: 'minus' }, 'en')!;
  expect(minus('-1')).toEqual({ text: '-1.00', isRed: false });
  expect(makeShown(columns[0]!, undefined, 'en')).toBeUndefined();
  expect(makeShown(columns[2]!, { kind: 'percent' }, 'en')).toBeUndefined();
});
