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
