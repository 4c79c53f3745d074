import { expect, test } from 'vitest';
import { filterOf, isSameGroup, keyFor } from './issue-group.ts';

const column = (name: string, unique = false) => ({ name, label: name, unique }) as never;
const table = { key: ['code'], columns: [column('code'), column('email', true), column('name')] };
const used = (mode: string) =>
  ({
    mode,
    columns: [
      { header: 'Mã số', column: 'code' },
      { header: 'E-mail', column: 'email' },
      { header: 'Name', column: 'name' },
    ],
  }) as never;
const group = (heading: string, code = 'already_exists') => ({ column: heading, code });

test('rows that are there already are updated by the key that they were recognised by, if that is sure', () => {
  expect(keyFor(group('Mã số'), table, used('insert'))).toEqual([]);
  expect(keyFor(group('Mã số'), table, used('replace'))).toEqual([]);
  expect(keyFor(group('E-mail'), table, used('insert'))).toEqual(['email']);
  expect(keyFor(group('Name'), table, used('insert'))).toBeNull();
  expect(keyFor(group(''), table, used('insert'))).toBeNull();
  expect(keyFor(group('Mã số', 'duplicate_in_file'), table, used('insert'))).toBeNull();
  // An upsert has done so already: what is there is another row's value.
  expect(keyFor(group('E-mail'), table, used('upsert'))).toBeNull();
});

test('without a table or what the import did there is no key', () => {
  expect(keyFor(group('Mã số'), undefined, used('insert'))).toBeNull();
  expect(keyFor(group('Mã số'), table, null)).toBeNull();
  expect(keyFor(group('Mã số'), table, used('update'))).toBeNull();
  expect(keyFor({ column: 'Other', code: 'already_exists' }, table, used('insert'))).toBeNull();
});

test('a group is told from others by its column, its code and what the sentence names', () => {
  const of = (fields: object) => ({ column: 'a', code: 'less_than', rows: 3, message: 'x', ...fields }) as never;
  expect(filterOf(of({}))).toStrictEqual({ column: 'a', code: 'less_than' });
  expect(filterOf(of({ details: { min: 1 } }))).toStrictEqual({ column: 'a', code: 'less_than', details: { min: 1 } });
  expect(isSameGroup(of({}), of({ rows: 5, message: 'y' }))).toBe(true);
  for (const other of [{ column: 'b' }, { code: 'more_than' }, { details: { min: 1 } }])
    expect(isSameGroup(of({}), of(other))).toBe(false);
});
