import type { Column, Filter } from '@sheetport/contract';
import { expect, test } from 'vitest';
import {
  type Condition,
  type ConditionGroup,
  countConditions,
  firstCondition,
  makeFilter,
  readConditions,
  withOp,
} from './conditions.ts';

const column = (name: string, type: Column['type']): Column => ({
  name,
  label: name,
  type,
  required: false,
  unique: false,
  rules: [],
});
const columns = [column('city', 'text'), column('count', 'integer'), column('paid', 'boolean'), column('day', 'date')];
const all = (...parts: ConditionGroup['parts']): ConditionGroup => ({ any: false, parts });
const make = (group: ConditionGroup, search = '') => makeFilter({ search, group }, columns, 'Asia/Ho_Chi_Minh');

test('conditions become a filter, and come back from the address', () => {
  const group = all(
    { column: 'city', op: 'contains', values: ['Nội'] },
    { column: 'count', op: 'ge', values: ['1200'] },
    { column: 'count', op: 'between', values: ['1', '2'] },
    { column: 'city', op: 'notIn', values: ['Huế', 'Đà Nẵng'] },
    { column: 'paid', op: 'eq', values: ['false'] },
    { column: 'day', op: 'empty', values: [] },
    { column: 'day', op: 'notEmpty', values: [] },
    { column: 'day', op: 'during', values: ['last_7_days'] },
  );
  const filter = make(group);
  expect(filter).toEqual({
    and: [
      { column: 'city', op: 'contains', value: 'Nội' },
      { column: 'count', op: 'ge', value: 1200 },
      { column: 'count', op: 'between', value: [1, 2] },
      { column: 'city', op: 'notIn', value: ['Huế', 'Đà Nẵng'] },
      { column: 'paid', op: 'eq', value: false },
      { column: 'day', op: 'empty' },
      { column: 'day', op: 'empty', value: false },
      { column: 'day', op: 'during', value: 'last_7_days', timeZone: 'Asia/Ho_Chi_Minh' },
    ],
  });
  expect(readConditions(filter)).toEqual({ search: '', group });
  expect(countConditions(group)).toBe(8);
});

test('groups and words come back as they went', () => {
  const one: Condition = { column: 'city', op: 'eq', values: ['Huế'] };
  const two: Condition = { column: 'count', op: 'gt', values: ['5'] };
  const group: ConditionGroup = { any: true, parts: [one, all(two, one)] };
  for (const search of ['', 'an hue']) {
    const filter = make(group, search);
    expect(readConditions(filter)).toEqual({ search, group });
    expect(countConditions(group)).toBe(3);
  }
  expect(make(all(), '  an ')).toEqual({ search: 'an' });
  expect(readConditions({ search: 'an' })).toEqual({ search: 'an', group: all() });
  expect(readConditions({ and: [{ search: 'an' }, { column: 'city', op: 'eq', value: 'Huế' }] })).toEqual({
    search: 'an',
    group: all(one),
  });
});

test('a filter of a program that the builder cannot show is told apart from none', () => {
  const strange: Filter[] = [
    { column: 'city', op: 'eq', value: null },
    { or: [{ search: 'x' }] },
    { column: 'day', op: 'during', value: 'last_17_weeks' },
  ];
  for (const filter of strange) expect(readConditions(filter)).toBeNull();
  expect(readConditions(undefined)).toEqual({ search: '', group: all() });
});

test('numbers are read as people write them, and stay exact', () => {
  const value = (text: string) => {
    const filter = make(all({ column: 'count', op: 'eq', values: [text] }));
    return filter && 'and' in filter && filter.and[0] && 'column' in filter.and[0] ? filter.and[0].value : undefined;
  };
  expect(value('1,234,567')).toBe(1234567);
  expect(value('3,5')).toBe(3.5);
  expect(value('12345678901234567890')).toBe('12345678901234567890');
  expect(value('ten')).toBeUndefined();
});

test('what is not filled in, or is about another table, is no condition', () => {
  expect(make(all({ column: 'city', op: 'eq', values: [''] }))).toBeUndefined();
  expect(make(all({ column: 'gone', op: 'eq', values: ['x'] }))).toBeUndefined();
  expect(make(all({ column: 'count', op: 'between', values: ['1', ''] }))).toBeUndefined();
  expect(make(all({ column: 'city', op: 'in', values: [] }), 'x')).toEqual({ search: 'x' });
});

test('another comparison keeps what was typed, where it fits', () => {
  const [city, count, paid, day] = columns as [Column, Column, Column, Column];
  const typed: Condition = { column: 'count', op: 'ge', values: ['5'] };
  expect(withOp(typed, 'between', count).values).toEqual(['5', '']);
  expect(withOp({ ...typed, op: 'between', values: ['5', ''] }, 'in', count).values).toEqual(['5']);
  expect(withOp(typed, 'empty', count).values).toEqual([]);
  expect(firstCondition(day)).toEqual({ column: 'day', op: 'during', values: ['this_month'] });
  expect(withOp(firstCondition(day), 'ge', day).values).toEqual(['']);
  expect(firstCondition(paid).values).toEqual(['true']);
  expect(firstCondition(city)).toEqual({ column: 'city', op: 'contains', values: [''] });
});
