import type { Table } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { mergeGroup } from './merge-group.ts';

const column = (name: string, more = {}) => ({
  name,
  label: name,
  type: 'text',
  required: false,
  unique: false,
  rules: [],
  ...more,
});
const table = {
  columns: [column('id'), column('name'), column('mail'), column('n', { generated: true }), column('__proto__')],
  key: ['id'],
} as unknown as Table;
const rows = [
  JSON.parse('{"id": 1, "name": "", "mail": null, "n": null, "__proto__": null}'),
  JSON.parse('{"id": 2, "name": "An", "mail": null, "n": 5, "__proto__": "p"}'),
  JSON.parse('{"id": 3, "name": "Ann", "mail": "a@x", "n": 6, "__proto__": "q"}'),
];
const ids = ['a', 'b', 'c'];

test('the row that stays is filled from the others, the first that has something; keys and computed columns are not', () => {
  const edit = mergeGroup(table, { rows, ids }, 0, true);
  expect(edit.deletes).toEqual(['b', 'c']);
  expect(JSON.stringify(edit.updates)).toBe('[{"id":"a","cells":{"name":"An","mail":"a@x","__proto__":"p"}}]');
});

test('a row with nothing to fill, or that is to stay as it is, is not changed', () => {
  expect(mergeGroup(table, { rows, ids }, 2, true)).toEqual({ deletes: ['a', 'b'] });
  expect(mergeGroup(table, { rows, ids }, 0, false)).toEqual({ deletes: ['b', 'c'] });
});

test('a column that a row does not have is blank in it, and the row that stays gives nothing to itself', () => {
  const some = [{ id: 1, name: 'An' }, { id: 2, name: 'Ba', mail: '' }, { id: 3 }] as never;
  expect(mergeGroup(table, { rows: some, ids }, 2, true)).toEqual({
    updates: [{ id: 'c', cells: { name: 'An' } }],
    deletes: ['a', 'b'],
  });
  expect(mergeGroup(table, { rows: some, ids }, 0, true)).toEqual({ deletes: ['b', 'c'] });
});
