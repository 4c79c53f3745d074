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
  expect(makeShow({ type: 'text', format: '0' }, 'en')).toBeUndefined();
  expect(makeShow({ type: 'decimal', format: '# ?/?' }, 'en')).toBeUndefined();
});
