import type { ValueFormat } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { formatCode } from './number-formats.ts';
import { serialNumber } from './serial-number.ts';
import { describeFilter, WORDS } from './workbook-words.ts';

test('number formats', () => {
  const cases: [ValueFormat, string][] = [
    [{ kind: 'number' }, '#,##0.00'],
    [{ kind: 'number', decimals: 0, grouping: false, negative: 'brackets' }, '0_);(0)'],
    [{ kind: 'currency', currency: '€', behind: true }, '#,##0.00 [$€]'],
    [{ kind: 'currency', currency: 'VND', decimals: 0, negative: 'red' }, '[$VND] #,##0;[Red]-[$VND] #,##0'],
    [{ kind: 'percent' }, '0%'],
    [{ kind: 'percent', decimals: 2, of: 100 }, '0.00"%"'],
    [{ kind: 'date', pattern: 'dddd, d mmmm yyyy' }, 'dddd\\, d mmmm yyyy'],
  ];
  for (const [format, code] of cases) expect(formatCode('decimal', format)).toBe(code);
  expect(formatCode('integer', { kind: 'number' })).toBe('#,##0');
});

test('serial numbers of days, moments and clocks', () => {
  expect(serialNumber('2024-01-01')).toBe(45_292);
  expect(serialNumber('2024-01-01 12:00')).toBe(45_292.5);
  expect(serialNumber('2024-01-01T18:00:00')).toBe(45_292.75);
  expect(serialNumber('06:00')).toBe(0.25);
});

test('a filter in words', () => {
  const filter = {
    and: [
      { column: 'a', op: 'ge' as const, value: 10 },
      {
        or: [
          { column: 'b', op: 'in' as const, value: ['x', 'y'] },
          { column: 'c', op: 'empty' as const, value: false },
        ],
      },
    ],
  };
  const labelOf = (name: string) => name.toUpperCase();
  expect(describeFilter(filter, labelOf, WORDS.en)).toBe('A ≥ 10 and (B is one of x, y or C is not empty)');
  expect(describeFilter({ and: [] }, labelOf, WORDS.en)).toBe('None: all rows');
});
