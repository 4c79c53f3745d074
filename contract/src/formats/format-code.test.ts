import { expect, test } from 'vitest';
import type { ValueFormat } from '../entities/column-format.ts';
import { formatCode } from './format-code.ts';

test('number formats', () => {
  const cases: [ValueFormat, string][] = [
    [{ kind: 'number' }, '#,##0.00'],
    [{ kind: 'number', decimals: 0, grouping: false, negative: 'brackets' }, '0_);(0)'],
    [{ kind: 'currency', currency: '€', behind: true }, '#,##0.00 [$€]'],
    [{ kind: 'currency', currency: 'VND', decimals: 0, negative: 'red' }, '[$VND] #,##0;[Red]-[$VND] #,##0'],
    [{ kind: 'number', decimals: 1, negative: 'minus' }, '#,##0.0'],
    [{ kind: 'currency', currency: '$', negative: 'brackets' }, '[$$] #,##0.00_);([$$] #,##0.00)'],
    [{ kind: 'percent' }, '0%'],
    [{ kind: 'percent', decimals: 1, of: 1 }, '0.0%'],
    [{ kind: 'percent', decimals: 2, of: 100 }, '0.00"%"'],
    [{ kind: 'date', pattern: 'dddd, d mmmm yyyy' }, 'dddd\\, d mmmm yyyy'],
  ];
  for (const [format, code] of cases) expect(formatCode('decimal', format)).toBe(code);
  expect(formatCode('integer', { kind: 'number' })).toBe('#,##0');
});
