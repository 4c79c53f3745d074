import { SSF } from '@e965/xlsx';
import { expect, test } from 'vitest';
import { showDay } from './date-display.ts';

test.each([
  'mmm-yy',
  'mmm yyyy',
  'mmmm',
  'mmmmm',
  'yyyy',
  'd/m/yyyy',
  'd-mmm-yy',
  'ddd',
  'dddd, d mmmm',
  'mmm\\-yy;@',
  '[$-409]mmm\\-yy;@',
  '[$-809]d mmm yyyy',
  '[Red]yyyy"-"mm',
  'yyyy/mm/dd',
])('%s as SheetJS shows it', (code) => {
  for (const [serial, iso] of [
    [45_292, '2024-01-01'],
    [45_351, '2024-02-29'],
    [36_526, '2000-01-01'],
    [45_535, '2024-08-31'],
  ] as const)
    expect(showDay(code, iso)).toBe(SSF.format(code, serial));
});

test.each([
  'm/d/yy',
  '[$-407]mmm yy',
  '[$-F800]dddd, mmmm dd, yyyy',
  'yyyy-mm-dd hh:mm',
  'General',
  '@',
  '[h]:mm',
  'ggge',
])('%s is left as it is', (code) => expect(showDay(code, '2024-01-01')).toBe(null));

test('points, which SheetJS leaves out', () => {
  expect(showDay('dd.mm.yyyy', '2024-02-01')).toBe('01.02.2024');
  expect(showDay('[$-407]d.m.yy', '2024-02-01')).toBe('1.2.24');
});

test('only a day has one', () => {
  expect(showDay('mmm-yy', '08:30:00')).toBe(null);
  expect(showDay('mmm-yy', '2024-01-01 10:00:00')).toBe('Jan-24');
});
