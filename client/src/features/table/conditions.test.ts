import type { Column } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { makeFilter, readConditions } from './conditions.ts';

const column = (name: string, type: Column['type']): Column => ({
  name,
  label: name,
  type,
  required: false,
  unique: false,
  rules: [],
});
const columns = [column('city', 'text'), column('count', 'integer'), column('paid', 'boolean'), column('day', 'date')];

test('conditions become a filter, and come back from the address', () => {
  const conditions = [
    { column: 'city', op: 'contains', value: 'Nội' },
    { column: 'count', op: 'ge', value: '1200' },
    { column: 'paid', op: 'eq', value: 'false' },
    { column: 'day', op: 'empty', value: '' },
    { column: 'day', op: 'notEmpty', value: '' },
  ] as const;
  const filter = makeFilter(conditions, columns);
  expect(filter).toEqual({
    and: [
      { column: 'city', op: 'contains', value: 'Nội' },
      { column: 'count', op: 'ge', value: 1200 },
      { column: 'paid', op: 'eq', value: false },
      { column: 'day', op: 'empty' },
      { column: 'day', op: 'empty', value: false },
    ],
  });
  expect(readConditions(filter)).toEqual(conditions);
});

test('numbers are read as people write them, and stay exact', () => {
  const value = (text: string) => {
    const filter = makeFilter([{ column: 'count', op: 'eq', value: text }], columns);
    return filter && 'and' in filter && filter.and[0] && 'column' in filter.and[0] ? filter.and[0].value : undefined;
  };
  expect(value('1,234,567')).toBe(1234567);
  expect(value('3,5')).toBe(3.5);
  expect(value('12345678901234567890')).toBe('12345678901234567890');
  expect(value('ten')).toBeUndefined();
});

test('what is not filled in, or is about another table, is no condition', () => {
  expect(makeFilter([{ column: 'city', op: 'eq', value: '' }], columns)).toBeUndefined();
  expect(makeFilter([{ column: 'gone', op: 'eq', value: 'x' }], columns)).toBeUndefined();
});
