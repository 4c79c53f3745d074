import { beforeAll, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import type { Filter } from '../query/filter.ts';
import type { Sort } from '../query/keyset.ts';
import { planPage, usefulColumns } from '../query/suggest-index.ts';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import { createIndex, listIndexes } from './indexes.ts';

const { client, db } = await useTestDatabase();
const goods = { schema: 'public', name: 'goods' };
beforeAll(async () => {
  await client.query(`CREATE TABLE goods (id int PRIMARY KEY, name text, price numeric, note json, long text);
    INSERT INTO goods SELECT n, 'n' || n * 7919 % 100003, n % 500, NULL, NULL FROM generate_series(1, 150000) n; ANALYZE goods;
    CREATE TABLE "odd "" name" (id int PRIMARY KEY, "a "" b" int);
    CREATE TABLE parts (id int) PARTITION BY RANGE (id)`);
});
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'nothing thrown',
    (error) => (error instanceof TableError ? error.code : String(error)),
  );

it('a slow order says which index would help; made, it is fast, in both directions', async () => {
  const sort = [{ column: 'name' }];
  expect(await planPage(client, goods, {})).toEqual({ isSlow: false, suggestedIndex: null });
  expect(await planPage(client, goods, { sort })).toEqual({ isSlow: true, suggestedIndex: ['name'] });
  await createIndex(client, goods, ['name']);
  expect(await listIndexes(client, goods)).toContainEqual({
    name: expect.stringMatching(/^sheetport_/),
    columns: ['name', 'id'],
    state: 'ready',
    progress: null,
  });
  for (const desc of [false, true])
    expect(await planPage(client, goods, { sort: [{ column: 'name', desc }] })).toEqual({
      isSlow: false,
      suggestedIndex: null,
    });
  // Made again it stays one.
  await createIndex(client, goods, ['name']);
  expect(await listIndexes(client, goods)).toHaveLength(2);
});

it('columns that are compared for equality come before those of the order; what an index cannot serve needs none', async () => {
  const table = await introspect(client, goods);
  const of = (filter: Filter | undefined, ...sort: Sort[]) => usefulColumns(table, filter, sort);
  const price: Filter = { column: 'price', op: 'eq', value: 77 };
  expect(of(price)).toEqual(['price']);
  expect(of(price, { column: 'name', desc: true })).toEqual(['price', 'name']);
  expect(of({ and: [{ column: 'name', op: 'ge', value: 'n5' }, price] })).toEqual(['price', 'name']);
  expect(of({ column: 'name', op: 'ge', value: 'n5' }, { column: 'price' })).toEqual(['price']);
  expect(of({ or: [price] })).toBeNull();
  expect(of({ column: 'name', op: 'contains', value: '7' })).toBeNull();
  expect(of(undefined, { column: 'note' })).toBeNull();
  expect(of(undefined, { column: 'name' }, { column: 'price', desc: true })).toBeNull();
});

it('what cannot be indexed is refused; a name is only a name', async () => {
  expect(await codeOf(createIndex(client, goods, ['gone']))).toBe('no_such_column');
  expect(await codeOf(createIndex(client, goods, ['note']))).toBe('no_such_column');
  expect(await codeOf(createIndex(client, goods, []))).toBe('no_columns');
  expect(await codeOf(createIndex(client, { schema: 'public', name: 'parts' }, ['id']))).toBe('not_permitted');
  await createIndex(client, { schema: 'public', name: 'odd " name' }, ['a " b']);
  expect(
    (await listIndexes(client, { schema: 'public', name: 'odd " name' })).map(({ columns }) => columns),
  ).toContainEqual(['a " b', 'id']);
});

it('a text that is too long for an index leaves none behind', async () => {
  await client.query(
    `UPDATE goods SET long = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 500) n) WHERE id = 1`,
  );
  const other = await db.connect();
  expect(await codeOf(createIndex(other, goods, ['long']))).not.toBe('nothing thrown');
  expect((await listIndexes(client, goods)).filter(({ columns }) => columns[0] === 'long')).toEqual([]);
});
