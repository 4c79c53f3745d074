import type { ColumnType } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { checkCell, ruleFor } from './check-cell.ts';

const GOOD: Record<ColumnType, string[]> = {
  text: ['', 'anything'],
  integer: ['', '0', '-12', '1,234', '1.234.567', '5.00', ' 7 '],
  decimal: ['1', '1.5', '1,5', '1.234,5', '1 234.5', '-.5', '1e5', '€ 12', '12 %', '(3)'],
  boolean: ['yes', 'No', 'TRUE', 'x', '0', 'Có', 'không'],
  date: ['2024-02-29', '29/2/2024', '12.31.2024', '31.12.24', '5 Mar 2024', '2024-01-01 10:00'],
  datetime: ['2024-02-29 10:30', '2024-02-29', '31.12.2024 23:59'],
  time: ['08:30', '8:30 PM', '08:30:15.123456', '24:00', '8.30', '08,30,15', '８:３０'],
};
const BAD: Record<ColumnType, string[]> = {
  text: [],
  integer: ['x', '1.5', '12a', '1,23'],
  decimal: ['many', 'n/a', '12 apples', '-'],
  boolean: ['maybe', '2'],
  date: ['soon', '2024-02-30', '31.13.2024', '45000', '32/1/2024'],
  datetime: ['tomorrow', '2024-13-01 10:00'],
  time: ['noon', '25:30', '8:5', '13:00 pm', '0.5', '12.60', '8.30,15', '2024-01-31 08:30'],
};

test.each(Object.keys(GOOD) as ColumnType[])('values of a %s column', (type) => {
  const rule = { type, required: false };
  for (const text of GOOD[type]) expect([text, checkCell(text, rule)]).toEqual([text, null]);
  for (const text of BAD[type]) expect([text, checkCell(text, rule)]).toEqual([text, `not_${type}`]);
});

test('an empty cell is wrong only where a value is needed', () => {
  expect(checkCell('  ', { type: 'text', required: true })).toBe('required');
  expect(checkCell('', { type: 'integer', required: false })).toBe(null);
});

test('a rule is that of the column of the same name, else what the refusals tell', () => {
  const column = {
    name: 'amount',
    label: 'Amount',
    type: 'decimal',
    required: true,
    unique: false,
    rules: [],
  } as const;
  const table = { columns: [column] } as never;
  expect(ruleFor(' amount ', table, new Set())).toEqual({ type: 'decimal', required: true });
  expect(ruleFor('Other', table, new Set(['not_date']))).toEqual({ type: 'date', required: false });
  expect(ruleFor('amount', table, new Set(['not_date', 'required'])).type).toBe('date');
  expect(ruleFor('Other', undefined, new Set(['ambiguous_number'])).type).toBe('decimal');
  expect(ruleFor('Other', table, new Set(['already_exists']))).toEqual({ type: 'text', required: false });
  const rules = [{ kind: 'email', severity: 'error' }];
  const town = { ...column, name: 'town_1', label: ' Town ', required: false, rules };
  const other = { columns: [column, town] } as never;
  expect(ruleFor('TOWN', other, new Set())).toEqual({ type: 'decimal', required: false, rules });
  expect(ruleFor('Town_1', other, new Set()).rules).toBe(rules);
  expect(ruleFor('Other', undefined, new Set(['required']))).toEqual({ type: 'text', required: true });
});
