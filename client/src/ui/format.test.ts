import { expect, test } from 'vitest';
import { formatsFor, wholePercent } from './format.ts';

const en = formatsFor('en');
const vi = formatsFor('vi');

test.each([
  [0, 0],
  [0.29, 29],
  [0.999_999, 99],
  [0.9999999999999999, 99],
  [1, 100],
])('%d is %d percent: rounded down, and 100 only when done', (fraction, percent) =>
  expect(wholePercent(fraction)).toBe(percent),
);

test('sizes', () => {
  expect(en.bytes(0)).toBe('0 bytes');
  expect(en.bytes(1)).toBe('1 byte');
  expect(en.bytes(1023)).toBe('1,023 bytes');
  expect(en.bytes(1024 ** 3)).toBe('1 GB');
  expect(vi.bytes(1.5 * 1024 ** 2)).toBe('1,5 MB');
});

test('durations have two units at most', () => {
  expect(en.duration(0.4)).toBe('0 sec');
  expect(en.duration(62)).toBe('1 min 2 sec');
  expect(en.duration(3600)).toBe('1 hr');
  expect(en.duration(90_061)).toBe('1 day 1 hr');
});

test('a guess is rounded up, to what a guess can tell', () => {
  expect(en.about(0)).toBe('1 sec');
  expect(en.about(13)).toBe('15 sec');
  expect(en.about(61)).toBe('2 min');
  expect(en.about(3700)).toBe('1 hr 5 min');
});

test('dates and times keep the digits of the clock, whatever the time zone', () => {
  expect(en.date('2025-03-30')).toBe('Mar 30, 2025');
  expect(en.date('not a date')).toBe('not a date');
  expect(en.dateTime('2025-03-30T02:30:00')).toBe('Mar 30, 2025, 02:30');
  expect(en.dateTime('2025-03-30 02:30:15.250')).toBe('Mar 30, 2025, 02:30:15.25');
  expect(en.dateTime('2025-03-30T23:59:00Z')).toBe('Mar 30, 2025, 23:59');
});

test('numbers that a double cannot hold are shown as they came', () => {
  expect(en.decimal('1234.50')).toBe('1,234.5');
  expect(vi.decimal(1234.5)).toBe('1.234,5');
  expect(en.decimal('12345678901234567.89')).toBe('12345678901234567.89');
  expect(en.decimal('NaN')).toBe('NaN');
});
