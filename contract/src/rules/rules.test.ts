import { expect, test } from 'vitest';
import type { ColumnType } from '../entities/column-type.ts';
import { compare, formOf, issueDetails, Rule, ruleProblem, rulesFor } from './rules.ts';

const problem = (rule: object, type: ColumnType) => ruleProblem(Rule.parse(rule), type);

test('the kinds of rule that each type can have, in the order to offer them', () => {
  expect(rulesFor('text')).toEqual([
    'required',
    'unique',
    'list',
    'pattern',
    'length',
    'email',
    'url',
    'uuid',
    'reference',
  ]);
  for (const type of ['integer', 'decimal', 'date'] as const)
    expect(rulesFor(type)).toEqual(['required', 'unique', 'list', 'range', 'reference']);
  expect(rulesFor('boolean')).toEqual(['required', 'unique']);
});

test.each<[object, ColumnType, string | null]>([
  [{ kind: 'pattern', pattern: 'a' }, 'integer', 'a pattern does not go with the type integer'],
  [{ kind: 'email' }, 'date', 'an e-mail address does not go with the type date'],
  [{ kind: 'required' }, 'boolean', null],
  [{ kind: 'list', values: ['a', 'A', 'b'] }, 'text', null],
  [{ kind: 'list', values: ['a', 'b', 'a'] }, 'text', 'the list has a value twice'],
  [{ kind: 'list', values: ['1', '1.5'] }, 'integer', '"1.5" in the list is not a value of the type integer'],
  [{ kind: 'list', values: ['a\0'] }, 'text', '"a\0" in the list is not a value of the type text'],
  [{ kind: 'pattern', pattern: '[a-z]+' }, 'text', null],
  [{ kind: 'pattern', pattern: '(a' }, 'text', 'the pattern leaves a bracket "(" open'],
  [{ kind: 'length' }, 'text', 'a length needs a least or a greatest number'],
  [{ kind: 'length', min: 3 }, 'text', null],
  [{ kind: 'length', max: 3 }, 'text', null],
  [{ kind: 'length', min: 3, max: 3 }, 'text', null],
  [{ kind: 'length', min: 4, max: 3 }, 'text', 'the least length is more than the greatest'],
  [{ kind: 'range' }, 'integer', 'a range needs a least or a greatest value'],
  [{ kind: 'range', min: 5 }, 'integer', null],
  [{ kind: 'range', max: 5 }, 'integer', null],
  [{ kind: 'range', min: 5, max: 5 }, 'integer', null],
  [{ kind: 'range', min: 10, max: 9 }, 'integer', 'the least value is more than the greatest'],
  [{ kind: 'range', min: '1.5', max: 2 }, 'integer', '"1.5" is not a value of the type integer'],
  [{ kind: 'range', min: 1, max: 'x' }, 'decimal', '"x" is not a value of the type decimal'],
  [{ kind: 'range', min: '2024-02-30' }, 'date', '"2024-02-30" is not a value of the type date'],
  [{ kind: 'range', min: '2024-03-01', max: '2024-02-29' }, 'date', 'the least value is more than the greatest'],
  [{ kind: 'range', min: '2024-02-29', max: '2024-02-29T00:00' }, 'datetime', null],
])('%j for %s', (rule, type, says) => expect(problem(rule, type)).toBe(says));

test.each<[ColumnType, string, string, number]>([
  ['integer', '9', '10', -1],
  ['decimal', '1.50', '1.5', 0],
  ['date', '2024-09-30', '2024-10-01', -1],
  ['datetime', '2024-01-31', '2024-01-31 00:00:00', 0],
  ['datetime', '2024-01-31T09:30', '2024-01-31 09:30:00', 0],
  ['datetime', '2024-01-31T09:30:01', '2024-01-31 09:30', 1],
  ['datetime', '2024-01-31 23:59', '2024-02-01', -1],
  ['time', '09:30', '10:00', -1],
  ['time', '10:00:01', '10:00', 1],
])('%s: %s beside %s', (type, a, b, order) => {
  expect(Math.sign(compare(a, b, type))).toBe(order);
  expect(Math.sign(compare(b, a, type))).toBe(order === 0 ? 0 : -order);
});

test('what sentences about a broken rule name', () => {
  const details = (rule: object) => issueDetails(Rule.parse(rule));
  const values = ['1', '2', '3', '4', '5', '6', '7', '8'];
  expect(details({ kind: 'list', values })).toEqual({ allowed: '1, 2, 3, 4, 5, 6, 7, 8' });
  expect(details({ kind: 'list', values: [...values, '9', '10'] })).toEqual({
    allowed: '1, 2, 3, 4, 5, 6, 7, 8, … (+2)',
  });
  expect(details({ kind: 'pattern', pattern: 'a+' })).toEqual({ pattern: 'a+' });
  expect(details({ kind: 'length', min: 0 })).toEqual({ min: 0 });
  expect(details({ kind: 'range', max: '17:00' })).toEqual({ max: '17:00' });
  expect(details({ kind: 'required' })).toEqual({});
  const reference = Rule.parse({ kind: 'reference', table: '019a0000-0000-7000-8000-000000000001', column: 'id' });
  expect(issueDetails(reference, { table: 'Towns', column: 'Zip' })).toEqual({ table: 'Towns', column: 'Zip' });
  expect(issueDetails(reference)).toEqual({});
});

test('rules that go by a form have one, and others have none', () => {
  expect(formOf(Rule.parse({ kind: 'pattern', pattern: 'a+' }))?.matches('aa')).toBe(true);
  expect(formOf(Rule.parse({ kind: 'email' }))?.matches('a@b.vn')).toBe(true);
  expect(formOf(Rule.parse({ kind: 'url' }))?.matches('https://a.vn')).toBe(true);
  expect(formOf(Rule.parse({ kind: 'uuid' }))?.matches('00000000-0000-0000-0000-00000000000A')).toBe(true);
  expect(formOf(Rule.parse({ kind: 'required' }))).toBeUndefined();
});
