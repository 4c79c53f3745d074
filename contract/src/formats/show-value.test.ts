import { expect, test } from 'vitest';
import type { ColumnType } from '../entities/column-type.ts';
import { makeShow } from './show-value.ts';

test.each<[ColumnType, string, string, string]>([
  ['decimal', '#,##0.00', '1234567.005', '1,234,567.01'],
  ['decimal', '#,##0.00', '-0.004', '0.00'],
  ['decimal', '#,##0.00;[Red]-#,##0.00', '-1234.5', '-1,234.50'],
  ['decimal', '#,##0.00_);(#,##0.00)', '-1234.5', '(1,234.50)'],
  ['decimal', '0', '99999999999999999999.5', '100000000000000000000'],
  ['integer', '#,##0', '999', '999'],
  ['decimal', '[$€] #,##0.00', '5', '€ 5.00'],
  ['decimal', '#,##0 [$VND]', '1500000', '1,500,000 VND'],
  ['decimal', '0.0%', '0.1255', '12.6%'],
  ['decimal', '0"%"', '25', '25%'],
  ['decimal', '#,##0.00', 'NaN', 'NaN'],
  ['decimal', '0.0', '0.05', '0.1'],
  ['decimal', '0.0', '-0.05', '-0.1'],
  ['decimal', '0.0', '0.049', '0.0'],
  ['decimal', '0', '0.5', '1'],
  ['decimal', '0', '-7', '-7'],
  ['decimal', '0.00', '1.999', '2.00'],
  ['decimal', '0.000', '.5', '.5'],
  ['decimal', '0.0', '1e5', '1e5'],
  ['decimal', '0.0', 'x1.5', 'x1.5'],
  ['decimal', '#,##0', '123456', '123,456'],
  ['decimal', '0', '123456', '123456'],
  ['decimal', '0%', '1', '100%'],
  ['decimal', '0%', '0.004', '0%'],
  ['decimal', '0%;[Red]-0%', '-0.5', '-50%'],
  ['decimal', '0.0"%"', '-12.34', '-12.3%'],
  ['decimal', '[$€] #,##0.00_);([$€] #,##0.00)', '-5', '(€ 5.00)'],
  ['decimal', '#,##0_);(#,##0)', '-0.2', '0'],
  ['integer', '#,##0 [$USD]', '-1000', '-1,000 USD'],
  ['date', 'd/m/yy', '2005-03-09', '9/3/05'],
  ['date', 'ddd d mmm', '2024-02-05', 'Mon 5 Feb'],
  ['date', 'mm/dd', 'infinity', 'infinity'],
  ['datetime', 'm/d h:m', '2024-01-31 09:05:07', '1/31 9:5'],
  ['datetime', 'mm:ss', '2024-01-31 09:05:07', '05:07'],
  ['datetime', 'mm/dd hh', '2024-01-31T09:05:07Z', '01/31 09'],
  ['datetime', 'hh \\m mm', '2024-01-31 09:05:07', '09 m 05'],
  ['datetime', 'hh AM/PM mm', '2024-01-31 00:05:07', '12 AM 05'],
  ['datetime', 'h AM/PM', '2024-01-31 12:00:00', '12 PM'],
  ['datetime', 'h AM/PM', '2024-01-31 11:59:59', '11 AM'],
  ['datetime', 'yyyy hh', '2024-01-31', '2024 00'],
  ['time', 'h:mm:ss', '23:59:58.5', '23:59:58'],
  ['date', 'dd/mm/yyyy', '2024-02-29', '29/02/2024'],
  ['date', 'dddd\\, d mmmm yy', '2024-02-29', 'Thursday, 29 February 24'],
  ['date', 'yyyy', '0044-03-15 BC', '0044-03-15 BC'],
  ['datetime', 'd/m/yyyy hh:mm:ss', '2024-01-31 09:05:07.25', '31/1/2024 09:05:07'],
  ['datetime', 'h:mm AM/PM', '2024-01-31 15:04:00+00', '3:04 PM'],
  ['time', 'hh:mm', '08:30:00', '08:30'],
])('%s by %s: %s is %s', (type, format, text, shown) => {
  expect(makeShow({ type, format }, 'en')!(text)).toBe(shown);
});

test('the marks and the names of the language', () => {
  expect(makeShow({ type: 'decimal', format: '#,##0.00 [$₫]' }, 'vi')!('-1234567.5')).toBe('-1.234.567,50 ₫');
  expect(makeShow({ type: 'date', format: 'd mmmm yyyy' }, 'vi')!('2024-02-29')).toBe('29 Tháng 2 2024');
});

test('a column without a format, of texts, or with a format that is not ours shows its values as they are', () => {
  expect(makeShow({ type: 'decimal' }, 'en')).toBeUndefined();
  expect(makeShow({ type: 'decimal', format: '' }, 'en')).toBeUndefined();
  expect(makeShow({ type: 'boolean', format: '0' }, 'en')).toBeUndefined();
  for (const format of ['0 ', 'x0', '0.0.0', '#,##00', ';0'])
    expect(makeShow({ type: 'decimal', format }, 'en')).toBeUndefined();
  expect(makeShow({ type: 'text', format: '0' }, 'en')).toBeUndefined();
  expect(makeShow({ type: 'decimal', format: '# ?/?' }, 'en')).toBeUndefined();
});
