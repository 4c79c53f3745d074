import fc from 'fast-check';
import { expect, test } from 'vitest';
import { roundAverage, sumCells } from './sum-cells.ts';

const ofNumbers = (...values: (number | string | null)[]) =>
  sumCells(values.map((value) => ({ value, isNumber: true })));

test('numbers are added exactly, texts and gaps are counted only', () => {
  expect(ofNumbers(0.1, 0.2).numbers).toEqual({ count: 2, sum: '0.3', average: '0.15', lowest: '0.1', highest: '0.2' });
  expect(ofNumbers('9007199254740993', '1', null, 'NaN')).toEqual({
    filled: 3,
    numbers: {
      count: 2,
      sum: '9007199254740994',
      average: '4503599627370497',
      lowest: '1',
      highest: '9007199254740993',
    },
  });
  expect(ofNumbers(-1, -1, -3).numbers).toMatchObject({ sum: '-5', average: '-1.6667', lowest: '-3', highest: '-1' });
  expect(ofNumbers(1e21, 1e-7).numbers!.sum).toBe('1000000000000000000000.0000001');
  expect(
    sumCells([
      { value: '12', isNumber: false },
      { value: '', isNumber: true },
    ]),
  ).toEqual({ filled: 1 });
  expect(sumCells([])).toEqual({ filled: 0 });
});

test('the sum does not depend on the order', () => {
  const number = fc.tuple(fc.bigInt(-(10n ** 12n), 10n ** 12n), fc.nat(4)).map(([units, scale]) => {
    const text = String(units < 0n ? -units : units).padStart(scale + 1, '0');
    return `${units < 0n ? '-' : ''}${text.slice(0, text.length - scale)}${scale > 0 ? `.${text.slice(-scale)}` : ''}`;
  });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1 }), (values) => {
      expect(ofNumbers(...values.toReversed())).toEqual(ofNumbers(...values));
      const cents = values.reduce((sum, text) => sum + BigInt(Math.round(Number(text) * 1e4)), 0n);
      expect(Math.abs(Number(ofNumbers(...values).numbers!.sum) - Number(cents) / 1e4)).toBeLessThan(1e-3);
    }),
  );
});

test('only what is written in digits is a number', () => {
  expect(ofNumbers('+7', '-0.5', '1e5', '1.', '.5', 'x1', '1x', 'Infinity')).toEqual({
    filled: 8,
    numbers: { count: 2, sum: '6.5', average: '3.25', lowest: '-0.5', highest: '7' },
  });
  expect(ofNumbers(-1e21, 1, -1e-7)).toMatchObject({
    numbers: { sum: '-999999999999999999999.0000001', lowest: '-1000000000000000000000', highest: '1' },
  });
  expect(ofNumbers('0.10', '0.1', '0.09').numbers).toMatchObject({ lowest: '0.09', highest: '0.1', sum: '0.29' });
  expect(ofNumbers('1', '1', '0').numbers!.average).toBe('0.6667');
  expect(ofNumbers('0.00001', '0').numbers!.average).toBe('0.000005');
  expect(ofNumbers('-0.00001', '0', '0').numbers!.average).toBe('-0.000003333');
});

test('averages are short', () => {
  expect(roundAverage('9990.77083333333')).toBe('9990.7708');
  expect(roundAverage('0.000123456')).toBe('0.0001235');
  expect([roundAverage('1.00005'), roundAverage('-0.55556'), roundAverage('-12.345678')]).toEqual([
    '1.0001',
    '-0.5556',
    '-12.3457',
  ]);
  for (const same of ['x1.23456', '1.23456x', '7', '', '-1.5', '123456789012345678.25'])
    expect(roundAverage(same)).toBe(same);
});
