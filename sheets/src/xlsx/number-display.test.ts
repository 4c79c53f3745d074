import { SSF } from '@e965/xlsx';
import { describe, expect, test } from 'vitest';
import { readNumberDisplay, showNumber } from './number-display.ts';

function show(code: string, value: number): string | null {
  const display = readNumberDisplay(code);
  const bytes = Buffer.from(String(value));
  return display && showNumber(display, bytes, 0, bytes.length);
}

test.each<[string, number, string]>([
  ['00000', 2108, '02108'],
  ['"EMP-"0000', 7, 'EMP-0007'],
  ['000-00-0000', 123456789, '123-45-6789'],
  ['(###) ###-####', 2125550123, '(212) 555-0123'],
  ['0.0%', 0.125, '12.5%'],
  ['0%', 0.25, '25%'],
  ['# ?/?', 1.5, '1 1/2'],
  ['# ?/?', 0.25, '1/4'],
  ['# ?/?', 2, '2'],
  ['# ??/??', 0.3125, '5/16'],
  ['?/8', 0.375, '3/8'],
  ['#,##0.00', 1234567.5, '1,234,567.50'],
  ['[$€-407]#,##0.00', 5, '€5.00'],
  ['0.00;(0.00)', -1.5, '(1.50)'],
  ['0.0##', 1.25, '1.25'],
  ['#,##0,"k"', 12345, '12k'],
  ['0" kg"', 5, '5 kg'],
  ['0', -3, '-3'],
  ['00', 0, '00'],
])('%s shows %d as %s', (code, value, text) => expect(show(code, value)).toBe(text));

test.each(['General', '', '@', '0.00E+00', 'yyyy-mm-dd', '[>=1000]0.0,"k";0', '[h]:mm'])(
  '%s is left to others',
  (code) => expect(readNumberDisplay(code)).toBe(null),
);

describe('formats that make codes of numbers', () => {
  test.each(['00000', '"EMP-"0000', '"INV/"0', '000-00-0000', '(###) ###-####', '00'])('%s does', (code) =>
    expect(readNumberDisplay(code)?.isCode).toBe(true),
  );
  test.each(['0', '0.00', '#,##0', '0%', '0" kg"', '"$"00', '[$EUR] #,##0.00', '# ?/?', '#', '00.00'])(
    '%s does not',
    (code) => expect(readNumberDisplay(code)?.isCode).toBe(false),
  );
});

// Without halves below zero, which SheetJS rounds up and Excel away from zero, and without fractions, of which it finds others.
test('as SheetJS shows them', () => {
  const codes = [
    '0',
    '00000',
    '0.00',
    '#,##0',
    '#,##0.00',
    '0%',
    '0.00%',
    '0.0#',
    '"N-"000',
    '$#,##0.00',
    '0.00;-0.00',
    '#,##0;(#,##0)',
  ];
  const values = [
    0, 1, 7, 12, 0.5, 0.25, 1.75, 2.375, 99.5, 1234, 12345.678, 1e6, 123456789, 0.1, 0.123, -1, -12.4, -1234.75,
  ];
  for (const code of codes)
    for (const value of values) {
      const expected = SSF.format(code, value).replace(/\s+/g, ' ').trim();
      const isZero = !/[1-9]/.test(expected);
      expect([code, value, show(code, value)]).toEqual([code, value, isZero ? expected.replace(/^-/, '') : expected]);
    }
});
