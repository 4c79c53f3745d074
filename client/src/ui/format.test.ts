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

test('a size is told in the unit that it is rounded to', () => {
  expect(en.bytes(1024)).toBe('1 kB');
  expect(en.bytes(1024 ** 2 - 1)).toBe('1 MB');
  expect(en.bytes(1023.4 * 1024)).toBe('1,023 kB');
  expect(en.bytes(1.25 * 1024 ** 2)).toBe('1.3 MB');
  expect(en.bytes(1024 ** 3 - 1)).toBe('1 GB');
  expect(en.bytes(1024 ** 4)).toBe('1 TB');
  expect(en.bytes(5000 * 1024 ** 4)).toBe('5,000 TB');
});

test('durations have two units at most', () => {
  expect(en.duration(0.4)).toBe('0 sec');
  expect(en.duration(62)).toBe('1 min 2 sec');
  expect(en.duration(3600)).toBe('1 hr');
  expect(en.duration(90_061)).toBe('1 day 1 hr');
  expect([-5, 59.4, 59.5, 3599.4].map(en.duration)).toEqual(['0 sec', '59 sec', '1 min', '59 min 59 sec']);
  expect([3659, 3660, 86_399, 86_400, 2 * 86_400 + 3599].map(en.duration)).toEqual([
    '1 hr',
    '1 hr 1 min',
    '23 hr 59 min',
    '1 day',
    '2 days',
  ]);
});

test('a guess is rounded up, to what a guess can tell', () => {
  expect(en.about(0)).toBe('1 sec');
  expect(en.about(13)).toBe('15 sec');
  expect(en.about(61)).toBe('2 min');
  expect(en.about(3700)).toBe('1 hr 5 min');
  expect([0.2, 9, 9.1, 10, 10.1, 55, 56].map(en.about)).toEqual([
    '1 sec',
    '9 sec',
    '10 sec',
    '10 sec',
    '15 sec',
    '55 sec',
    '1 min',
  ]);
  expect([60, 60.1, 3540, 3541, 3600, 3601].map(en.about)).toEqual([
    '1 min',
    '2 min',
    '59 min',
    '1 hr',
    '1 hr',
    '1 hr 5 min',
  ]);
});

test('how long ago, in the unit that it is rounded to', () => {
  const now = Date.parse('2026-05-20T12:00:00Z');
  const ago = (seconds: number) => en.ago(new Date(now - seconds * 1000).toISOString(), now);
  expect([0, 4, 5, 59].map(ago)).toEqual(['now', 'now', '5 seconds ago', '59 seconds ago']);
  expect([60, 89, 91, 3569, 3571].map(ago)).toEqual([
    '1 minute ago',
    '1 minute ago',
    '2 minutes ago',
    '59 minutes ago',
    '1 hour ago',
  ]);
  expect([5399, 5401, 23.4 * 3600, 23.6 * 3600].map(ago)).toEqual([
    '1 hour ago',
    '2 hours ago',
    '23 hours ago',
    'yesterday',
  ]);
  expect([6.4 * 86_400, 6.6 * 86_400].map(ago)).toEqual(['6 days ago', 'May 13, 2026']);
  expect([-60, -3600].map(ago)).toEqual(['in 1 minute', 'in 1 hour']);
});

test('counts, and moments in the time zone of the reader', () => {
  expect([en.count(1234567), vi.count(1234567), en.percent(0.421)]).toEqual(['1,234,567', '1.234.567', '42 %']);
  const local = new Date(2026, 4, 20, 9, 5).toISOString();
  expect(en.moment(local).replaceAll('\u202f', ' ')).toBe('May 20, 2026, 9:05 AM');
  expect(formatsFor('en')).toBe(en);
});

test('dates and times keep the digits of the clock, whatever the time zone', () => {
  expect(en.date('2025-03-30')).toBe('Mar 30, 2025');
  expect(en.date('not a date')).toBe('not a date');
  expect(en.dateTime('2025-03-30T02:30:00')).toBe('Mar 30, 2025, 02:30');
  expect(en.dateTime('2025-03-30 02:30:15.250')).toBe('Mar 30, 2025, 02:30:15.25');
  expect(en.dateTime('2025-03-30T02:30')).toBe('Mar 30, 2025, 02:30');
  expect(en.dateTime('2025-03-30 02:30:15')).toBe('Mar 30, 2025, 02:30:15');
  expect(en.dateTime('2025-03-30 02:30:00.500+07:00')).toBe('Mar 30, 2025, 02:30:00.5');
  expect(en.dateTime('2025-03-30 02:30:15.000-0330')).toBe('Mar 30, 2025, 02:30:15');
  for (const other of ['2025-13-30 02:30', 'x2025-03-30 02:30', '2025-03-30 02:30 x', '2025-03-30'])
    expect(en.dateTime(other)).toBe(other);
  for (const other of ['2025-13-30', 'x2025-03-30', '2025-03-30x']) expect(en.date(other)).toBe(other);
  expect(en.dateTime('2025-03-30T23:59:00Z')).toBe('Mar 30, 2025, 23:59');
});

test('numbers that a double cannot hold are shown as they came', () => {
  expect(en.decimal('1234.50')).toBe('1,234.5');
  expect(vi.decimal(1234.5)).toBe('1.234,5');
  expect(en.decimal('12345678901234567.89')).toBe('12345678901234567.89');
  expect(en.decimal('123456789012345')).toBe('123,456,789,012,345');
  expect(en.decimal('-12345678901234.5')).toBe('-12,345,678,901,234.5');
  expect(en.decimal('12345678901234.56')).toBe('12345678901234.56');
  expect(en.decimal(0.000123456789)).toBe('0.000123456789');
  for (const other of ['NaN', '1e5', '1.', '.5', 'x1', '1x', '1.5x']) expect(en.decimal(other)).toBe(other);
});
