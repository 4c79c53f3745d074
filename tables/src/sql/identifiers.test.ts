import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANY_CHARACTER } from '../../../tests/support/any-character.ts';
import { beginningOf, columnNames, isColumnName, quoteIdent, tableName } from './identifiers.ts';

describe('columnNames', () => {
  it.each([
    [
      ['Họ và tên', 'Số điện thoại'],
      ['họ_và_tên', 'số_điện_thoại'],
    ],
    [
      ['姓名', 'Наименование', 'Größe (cm)'],
      ['姓名', 'наименование', 'größe_cm'],
    ],
    [
      ['Name', 'name', ' NAME ', 'name_2'],
      ['name', 'name_2', 'name_3', 'name_2_2'],
    ],
    [
      ['', '   ', '!!!'],
      ['column_1', 'column_2', 'column_3'],
    ],
    [
      ['2024', '1st'],
      ['_2024', '_1st'],
    ],
    [
      ['ctid', 'xmin', 'order', 'select'],
      ['ctid_2', 'xmin_2', 'order', 'select'],
    ],
    [
      ['a\u200bb', 'a\u202eb', 'ab'],
      ['ab', 'ab_2', 'ab_3'],
    ],
    [['ＦＵＬＬ'], ['full']],
    [
      ['"; DROP TABLE x; --', "'", 'a"b'],
      ['drop_table_x', 'column_2', 'a_b'],
    ],
  ])('%j becomes %j', (headers, names) => expect(columnNames(headers)).toEqual(names));

  it('P22 makes ordinary columns of names that objects inherit', () => {
    const headers = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__proto__'];
    expect(columnNames(headers)).toEqual(['proto', 'constructor', 'tostring', 'hasownproperty', 'proto_2']);
  });

  it('gives unique names of at most 63 bytes for any headers, and never a taken one', () => {
    const header = fc.oneof(
      fc.string({ unit: ANY_CHARACTER, maxLength: 100 }),
      fc.constantFrom('a', 'A', 'ễ'.repeat(40), '_id', '\ud800'),
    );
    fc.assert(
      fc.property(fc.array(header, { maxLength: 30 }), (headers) => {
        const names = columnNames(headers, ['a']);
        expect(new Set(names).size).toBe(headers.length);
        for (const name of names) {
          expect(isColumnName(name)).toBe(true);
          expect(name).not.toBe('a');
        }
      }),
    );
  });
});

it('tableName avoids what is taken', () => {
  const taken = new Set(['sales', 'sales_2']);
  expect(tableName('Sales', (name) => taken.has(name))).toBe('sales_3');
  expect(tableName('_prisma_migrations')).toBe('prisma_migrations');
  expect(tableName('??')).toBe('table');
});

describe('quoteIdent', () => {
  it.each([['a'], ['a"b'], ['a b; --'], ['É']])('keeps %j', (name) =>
    expect(quoteIdent(name)).toBe(`"${name.replaceAll('"', '""')}"`),
  );
  it.each([[''], ['a\0b'], ['x'.repeat(64)], ['\ud800']])('refuses %j', (name) =>
    expect(() => quoteIdent(name)).toThrow('cannot be the name'),
  );
});

it('P42: whatever is made of a name to tell it apart begins as the name does', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: ANY_CHARACTER, maxLength: 90 }),
      fc.integer({ min: 0, max: 200 }),
      (words, others) => {
        const taken = new Set<string>();
        for (let n = 0; n < others; n++) taken.add(tableName(words, (name) => taken.has(name)));
        const name = tableName(words, (one) => taken.has(one));
        expect(name.startsWith(beginningOf(tableName(words)))).toBe(true);
      },
    ),
  );
});
