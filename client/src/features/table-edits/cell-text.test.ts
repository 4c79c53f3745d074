import type { Column } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { cellText, decimalMarkOf, readCell } from './cell-text.ts';

const of = (type: Column['type']): Column => ({
  name: 'a',
  label: 'A',
  type,
  required: false,
  unique: false,
  rules: [],
});

test('the marks of a language', () => {
  expect([decimalMarkOf('en'), decimalMarkOf('vi')]).toEqual(['.', ',']);
});

test.each<[string, '.' | ',', unknown]>([
  ['1234.5', '.', 1234.5],
  ['1,234.5', '.', 1234.5],
  ['1,234', '.', 1234],
  ['1,5', '.', '1,5'],
  ['1234,5', ',', 1234.5],
  ['1.234', ',', 1234],
  ['1.234.567,25', ',', 1234567.25],
  ['-0,5', ',', -0.5],
  ['1234.5', ',', 1234.5],
  // A group of thousands does not begin with 0.
  ['0.123', ',', 0.123],
  ['-0.500', ',', -0.5],
  ['0,123', '.', '0,123'],
  ['012.345', ',', 12.345],
  ['100.000', ',', 100000],
  ['+1,234', '.', '+1234'],
  ['+5', '.', '+5'],
  ['1,23,456', '.', '1,23,456'],
  ['1234.567', ',', 1234.567],
  ['5,', ',', '5,'],
  ['x1.234', ',', 'x1.234'],
  ['1.234x', ',', '1.234x'],
  ['123456789012345', '.', 123456789012345],
  ['-12345678901234.5', '.', -12345678901234.5],
  ['1234567890123456', '.', '1234567890123456'],
  ['12345678901234567890', '.', '12345678901234567890'],
  ['ten', '.', 'ten'],
  ['  ', '.', null],
  [' 7 ', '.', 7],
])('%s with the mark %s is %s', (text, mark, value) => expect(readCell(text, of('decimal'), mark)).toBe(value));

test('texts stay as they are, yes and no are read, empty cells are empty', () => {
  expect(readCell(' 007 ', of('text'), '.')).toBe(' 007 ');
  expect(readCell('', of('text'), '.')).toBeNull();
  expect(['Yes', 'FALSE', 'có', 'maybe'].map((text) => readCell(text, of('boolean'), '.'))).toEqual([
    true,
    false,
    true,
    'maybe',
  ]);
  expect(readCell(' 2024-02-29 ', of('date'), '.')).toBe('2024-02-29');
  const yes = ['true', 'yes', 'Y', '1', 'x', ' co\u0301 '];
  const no = ['false', 'No', 'n', '0', 'không'];
  expect(yes.map((text) => readCell(text, of('boolean'), '.'))).toEqual(yes.map(() => true));
  expect(no.map((text) => readCell(text, of('boolean'), ','))).toEqual(no.map(() => false));
  expect([cellText('1.5', of('text'), ','), cellText(1.5, of('integer'), ',')]).toEqual(['1.5', '1,5']);
});

test('what an editor begins with is the value that it ends with', () => {
  for (const mark of ['.', ','] as const) {
    for (const value of [0, -1.25, 1234.567, 1234, '12345678901234567890.5', null])
      expect(readCell(cellText(value, of('decimal'), mark), of('decimal'), mark)).toBe(value);
    for (const value of [true, false])
      expect(readCell(cellText(value, of('boolean'), mark), of('boolean'), mark)).toBe(value);
  }
});
