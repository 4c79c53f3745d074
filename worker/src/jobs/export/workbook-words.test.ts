import { expect, test } from 'vitest';
import { serialNumber } from './serial-number.ts';
import { describeFilter, WORDS } from './workbook-words.ts';

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
