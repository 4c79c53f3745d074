import type { Column, Filter } from '@sheetport/contract';
import { expect, test } from 'vitest';
import {
  type Condition,
  type ConditionGroup,
  type ConditionOp,
  countConditions,
  firstCondition,
  hasSearch,
  makeFilter,
  opsFor,
  readConditions,
  valuesTaken,
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
  expect(value('0,125')).toBe(0.125);
  expect(value('1234,567')).toBe(1234.567);
  expect(value('-12,345.67')).toBe(-12345.67);
  expect(value('-7')).toBe(-7);
  expect(value(' 1 234_567.5 ')).toBe(1234567.5);
  expect(value('.5')).toBe(0.5);
  expect(value('1234,5')).toBe(1234.5);
  // As many digits as JavaScript holds; what it would round travels as it was typed.
  expect(value('-12345678901234.5')).toBe(-12345678901234.5);
  expect(value('-123456789012345.6')).toBe('-123456789012345.6');
  for (const text of ['ten', '1e5', '1-', 'x1', '1x', '5.', '1,2,3', '12,345,67', '--1', ' '])
    expect([text, value(text)]).toEqual([text, undefined]);
});

test('what is not filled in, or is about another table, is no condition', () => {
  expect(make(all({ column: 'city', op: 'eq', values: [''] }))).toBeUndefined();
  expect(make(all({ column: 'gone', op: 'eq', values: ['x'] }))).toBeUndefined();
  expect(make(all({ column: 'count', op: 'between', values: ['1', ''] }))).toBeUndefined();
  expect(make(all({ column: 'city', op: 'in', values: [] }), 'x')).toEqual({ search: 'x' });
});

test('texts stay as they are typed, and days are trimmed', () => {
  const value = (column: string, text: string) => make(all({ column, op: 'eq', values: [text] }));
  expect(value('city', ' Huế ')).toEqual({ and: [{ column: 'city', op: 'eq', value: ' Huế ' }] });
  expect(value('city', '7')).toEqual({ and: [{ column: 'city', op: 'eq', value: '7' }] });
  expect(value('day', ' 2024-01-31 ')).toEqual({ and: [{ column: 'day', op: 'eq', value: '2024-01-31' }] });
  expect(value('day', ' ')).toBeUndefined();
  expect(value('paid', 'true')).toEqual({ and: [{ column: 'paid', op: 'eq', value: true }] });
});

test('the comparisons of each type, and how many values each takes', () => {
  const order = ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'between'];
  expect(opsFor('integer')).toEqual([...order, 'in', 'notIn', 'empty', 'notEmpty']);
  expect(opsFor('decimal')).toEqual(opsFor('integer'));
  expect(opsFor('date')).toEqual(['during', ...order, 'empty', 'notEmpty']);
  expect(opsFor('datetime')).toEqual(opsFor('date'));
  expect(opsFor('time')).toEqual([...order, 'empty', 'notEmpty']);
  expect(opsFor('boolean')).toEqual(['eq', 'empty', 'notEmpty']);
  const text = ['contains', 'notContains', 'eq', 'ne', 'starts', 'ends', 'in', 'notIn', 'empty', 'notEmpty'];
  expect(opsFor('text')).toEqual(text);
  expect(text.map((op) => valuesTaken(op as ConditionOp))).toEqual([1, 1, 1, 1, 1, 1, 'many', 'many', 0, 0]);
  expect(['between', 'during'].map((op) => valuesTaken(op as ConditionOp))).toEqual([2, 1]);
});

test('words and several conditions of a program are shown, and words within them are not', () => {
  const one: Filter = { column: 'city', op: 'eq', value: 'Huế' };
  const two: Filter = { column: 'count', op: 'gt', value: 5 };
  const parts = [
    { column: 'city', op: 'eq', values: ['Huế'] },
    { column: 'count', op: 'gt', values: ['5'] },
  ];
  expect(readConditions({ and: [{ search: 'an' }, one, two] })).toEqual({ search: 'an', group: { any: false, parts } });
  expect(readConditions({ and: [{ search: 'an' }] })).toEqual({ search: 'an', group: all() });
  expect(readConditions({ and: [] })).toEqual({ search: '', group: all() });
  expect(readConditions(one)).toEqual({ search: '', group: { any: false, parts: [parts[0]] } });
  expect(readConditions({ and: [{ search: 'an' }, { or: [one, two] }] })).toEqual({
    search: 'an',
    group: { any: true, parts },
  });
  expect(readConditions({ and: [one, { or: [one, two] }] })).toEqual({
    search: '',
    group: { any: false, parts: [parts[0], { any: true, parts }] },
  });
  expect(readConditions({ and: [one, { search: 'an' }] })).toBeNull();
  expect(readConditions({ and: [{ search: 'an' }, one, { search: 'b' }] })).toBeNull();
  expect(readConditions({ column: 'count', op: 'between', value: [1, null] } as Filter)).toBeNull();
  expect(readConditions({ column: 'city', op: 'eq' } as Filter)).toBeNull();
  const searches = [{ search: 'a' }, { and: [one, { or: [two, { search: 'a' }] }] }, { or: [{ search: 'a' }] }];
  expect(searches.map(hasSearch)).toEqual([true, true, true]);
  expect([one, { and: [one, { or: [two] }] }, { or: [] }].map(hasSearch)).toEqual([false, false, false]);
});

test('an empty group is no condition, and does not take the others away', () => {
  const one: Condition = { column: 'city', op: 'eq', values: ['Huế'] };
  expect(make({ any: true, parts: [all(), one] })).toEqual({ or: [{ column: 'city', op: 'eq', value: 'Huế' }] });
  expect(make(all(one, { any: true, parts: [one] }))).toEqual({
    and: [{ column: 'city', op: 'eq', value: 'Huế' }, { or: [{ column: 'city', op: 'eq', value: 'Huế' }] }],
  });
});

test('another comparison keeps what was typed, where it fits', () => {
  const [city, count, paid, day] = columns as [Column, Column, Column, Column];
  const typed: Condition = { column: 'count', op: 'ge', values: ['5'] };
  expect(withOp(typed, 'between', count).values).toEqual(['5', '']);
  expect(withOp({ ...typed, op: 'between', values: ['5', ''] }, 'in', count).values).toEqual(['5']);
  expect(withOp(typed, 'empty', count).values).toEqual([]);
  expect(firstCondition(day)).toEqual({ column: 'day', op: 'during', values: ['this_month'] });
  expect(withOp(firstCondition(day), 'ge', day).values).toEqual(['']);
  expect(withOp(firstCondition(paid), 'eq', undefined).values).toEqual(['true']);
  expect(withOp(typed, 'during', day).values).toEqual(['this_month']);
  expect(withOp({ ...typed, values: ['5', '7'] }, 'eq', count).values).toEqual(['5']);
  expect(withOp({ ...typed, op: 'during', values: ['today'] }, 'in', day).values).toEqual([]);
  expect(firstCondition(paid).values).toEqual(['true']);
  expect(firstCondition(city)).toEqual({ column: 'city', op: 'contains', values: [''] });
});
