import type { Column } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { changedValues, fitsColumn, listValues } from './values.ts';

const profile = (top: { value: string; count: number }[]) => ({
  filled: 10,
  distinct: top.length,
  distinctIsExact: true,
  longest: 9,
  top,
});

test('values that do not fit come first, then the commonest', () => {
  const top = [
    { value: 'yes', count: 7 },
    { value: 'maybe', count: 1 },
    { value: 'no', count: 2 },
  ];
  const lines = listValues({ samples: ['yes', 'perhaps'], profile: profile(top) }, 'boolean', undefined, {
    later: 'no',
  });
  expect(lines.map(({ value, count, wrong }) => [value, count, wrong])).toEqual([
    ['maybe', 1, true],
    ['perhaps', null, true],
    ['later', null, true],
    ['yes', 7, false],
    ['no', 2, false],
  ]);
});

test('a value that is not in the list of its column does not fit', () => {
  const column = {
    rules: [{ kind: 'list', values: ['Company', 'Person'], ignoreCase: true, severity: 'error' }],
  } as unknown as Column;
  expect(['company', 'Cty', ''].map((value) => fitsColumn(value, 'text', column))).toEqual([true, false, true]);
});

test('only what becomes something else is sent, and what becomes nothing is blank', () => {
  expect(changedValues({ ' Cty ': 'Company', same: 'same', none: null, empty: ' ', '': 'x' })).toEqual({
    Cty: 'Company',
    none: null,
    empty: null,
  });
});

test('values are compared as they are unless the list ignores case, and rules of other kinds say nothing', () => {
  const column = (...rules: object[]) => ({ rules }) as unknown as Column;
  const list = { kind: 'list', values: ['Straße', 'B'], ignoreCase: false };
  const fits = (value: string, ...rules: object[]) => fitsColumn(value, 'text', column(...rules));
  expect([fits('B', list), fits(' B ', list), fits('b', list), fits('  ', list)]).toEqual([true, true, false, true]);
  // Lower case, as the tables compare: in upper case ß would be SS.
  expect(fits('STRASSE', { ...list, ignoreCase: true })).toBe(false);
  expect(fits('x', { kind: 'length', max: 3 })).toBe(true);
  expect(fitsColumn('x', 'text', {} as Column)).toBe(true);
  expect(fitsColumn('x', 'text', undefined)).toBe(true);
});

test('of values that fit alike the commonest comes first, and each is listed once with its count', () => {
  const top = [
    { value: 'a', count: 1 },
    { value: 'b', count: 3 },
    { value: 'c', count: 2 },
  ];
  const list = (mapped: Record<string, string>) =>
    listValues({ samples: ['d', 'b'], profile: profile(top) }, 'text', undefined, mapped).map(({ value, count }) => [
      value,
      count,
    ]);
  expect(list({ c: 'x', e: 'y' })).toEqual([
    ['b', 3],
    ['c', 2],
    ['a', 1],
    ['d', null],
    ['e', null],
  ]);
  expect(listValues({ samples: ['a'] }, 'text', undefined, {})).toEqual([{ value: 'a', count: null, wrong: false }]);
});
