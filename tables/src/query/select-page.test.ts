import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import type { Filter } from './filter.ts';
import type { Sort } from './keyset.ts';
import { browse, countRows } from './select-page.ts';

const { client } = await useTestDatabase();
beforeAll(async () => {
  await client.query(`
    CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN plus AS int CHECK (VALUE > 0);
    CREATE TABLE kinds (k uuid PRIMARY KEY, i2 int2, i8 int8, n numeric, n2 numeric(12,-2), f4 float4, f8 float8, b bool, d date, ts timestamp, tz timestamptz, tm time,
      v varchar(5), c char(3), m mood, p plus, j json, a int[], g int GENERATED ALWAYS AS (i2 * 2) STORED, "__proto__" text DEFAULT 'x');
    INSERT INTO kinds (k, i2, i8, n, f4, f8, b, d, ts, tz, tm, v, c, m, p, j, a) VALUES
      ('00000000-0000-0000-0000-000000000001', 7, 9007199254740993, 12345678901234567890.5, 0.1, 0.1, true, '2024-02-29', '2024-02-29 01:02:03.5', '2024-02-29 01:02:03+07', '08:30:15.5', 'ab', 'x', 'ok', 3, '{"a":1}', '{1,2}');
    CREATE TABLE loose (a int, b text); INSERT INTO loose SELECT i % 3, NULL FROM generate_series(1, 50) i;
    CREATE TABLE mixed (id serial PRIMARY KEY, a int, b text, c float8);`);
});

const kinds = { schema: 'public', name: 'kinds' };
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error) => (error instanceof TableError ? error.code : String(error)),
  );

it('introspect maps the types of Postgres', async () => {
  const table = await introspect(client, kinds);
  const seen = Object.fromEntries(
    table.columns.map((column) => [
      column.name === '__proto__' ? 'proto' : column.name,
      `${column.type} ${column.wire}${column.cast ? ' cast' : ''}`,
    ]),
  );
  expect(seen).toEqual({
    k: 'text text cast',
    i2: 'integer int2',
    i8: 'integer int8',
    n: 'decimal numeric',
    n2: 'decimal numeric',
    f4: 'decimal float4',
    f8: 'decimal float8',
    b: 'boolean bool',
    d: 'date date',
    ts: 'datetime timestamp',
    tz: 'datetime timestamptz',
    tm: 'time time',
    v: 'text text cast',
    c: 'text text cast',
    m: 'text text cast',
    p: 'integer int4 cast',
    j: 'text text cast',
    a: 'text text cast',
    g: 'integer int4',
    proto: 'text text',
  });
  expect(table.key).toEqual(['k']);
  expect(table.columns.find((column) => column.name === 'n2')?.numeric).toEqual({ precision: 12, scale: -2 });
  expect(table.columns.find((column) => column.name === 'g')?.generated).toBe(true);
});

describe('browse', () => {
  it('gives values that JavaScript holds exactly, and text elsewhere', async () => {
    await client.query(`SET datestyle = 'German'; SET timezone = 'Asia/Ho_Chi_Minh'`);
    const page = await browse(client, kinds, { limit: 5 });
    await client.query('RESET datestyle; RESET timezone');
    expect(page.columns.at(-1)).toBe('__proto__');
    expect(page.rows[0]).toEqual([
      '00000000-0000-0000-0000-000000000001',
      7,
      '9007199254740993',
      '12345678901234567890.5',
      null,
      0.1,
      0.1,
      true,
      '2024-02-29',
      '2024-02-29T01:02:03.5',
      '2024-02-28T18:02:03',
      '08:30:15.5',
      'ab',
      'x',
      'ok',
      3,
      '{"a":1}',
      '{1,2}',
      14,
      'x',
    ]);
  });

  it('finds by every type of column', async () => {
    const hits: Filter[] = [
      { column: 'k', op: 'eq', value: '00000000-0000-0000-0000-000000000001' },
      { column: 'i2', op: 'lt', value: 7.5 },
      { column: 'i2', op: 'lt', value: '99999999999999999999' },
      { column: 'i8', op: 'eq', value: '9007199254740993' },
      { column: 'n', op: 'gt', value: '12345678901234567890.4' },
      { column: 'f4', op: 'eq', value: 0.1 },
      { column: 'f8', op: 'eq', value: 0.1 },
      { column: 'b', op: 'ne', value: false },
      { column: 'd', op: 'le', value: '2024-02-29' },
      { column: 'ts', op: 'gt', value: '2024-02-29' },
      { column: 'tz', op: 'eq', value: '2024-02-28T18:02:03Z' },
      { column: 'tm', op: 'ge', value: '08:30' },
      { column: 'tm', op: 'eq', value: '08:30:15.500' },
      { column: 'tm', op: 'in', value: ['24:00', '08:30:15.5'] },
      { column: 'v', op: 'starts', value: 'A' },
      { column: 'c', op: 'eq', value: 'x' },
      { column: 'm', op: 'in', value: ['ok', null] },
      { column: 'p', op: 'ge', value: 3 },
      { column: 'j', op: 'contains', value: '"a"' },
      { column: 'n2', op: 'empty' },
      { column: 'n2', op: 'ne', value: 5 },
      { column: 'v', op: 'empty', value: false },
      { or: [{ column: 'i2', op: 'eq', value: 8 }, { and: [] }] },
    ];
    for (const filter of hits)
      expect([filter, (await browse(client, kinds, { limit: 5, filter })).rows.length]).toEqual([filter, 1]);
  });

  it('refuses filters that are not filters', async () => {
    const deep = Array.from({ length: 30 }).reduce<Filter>((inner) => ({ and: [inner] }), { and: [] });
    const bad: [unknown, string][] = [
      [{}, 'invalid_filter'],
      [[], 'invalid_filter'],
      ['x', 'invalid_filter'],
      [{ and: 1 }, 'invalid_filter'],
      [deep, 'invalid_filter'],
      [{ and: [], or: [] }, 'invalid_filter'],
      [JSON.parse('{"__proto__":{"column":"i2","op":"eq","value":1}}'), 'invalid_filter'],
      [{ column: 'tm', op: 'eq', value: '25:00' }, 'bad_value'],
      [{ column: 'tm', op: 'eq', value: '08:30+07' }, 'bad_value'],
      [{ column: 'nope', op: 'eq', value: 1 }, 'no_such_column'],
      [{ column: 'i2', op: 'like', value: 1 }, 'bad_operator'],
      [{ column: 'i2', op: 'eq', value: '1x' }, 'bad_value'],
      [{ column: 'i2', op: 'eq', value: true }, 'bad_value'],
      [{ column: 'i2', op: 'eq' }, 'bad_value'],
      [{ column: 'd', op: 'eq', value: '2023-02-29' }, 'bad_value'],
      [{ column: 'b', op: 'eq', value: 1 }, 'bad_value'],
      [{ column: 'f8', op: 'eq', value: '1e999' }, 'bad_value'],
      [{ column: 'v', op: 'eq', value: 'a\0' }, 'bad_value'],
      [{ column: 'i2', op: 'lt', value: null }, 'bad_value'],
      [{ column: 'i2', op: 'in', value: 3 }, 'bad_value'],
    ];
    for (const [filter, code] of bad)
      expect([filter, await codeOf(browse(client, kinds, { limit: 5, filter: filter as Filter }))]).toEqual([
        filter,
        code,
      ]);
    expect(await codeOf(browse(client, kinds, { limit: 0 }))).toBe('bad_limit');
    expect(await codeOf(browse(client, kinds, { limit: 5, sort: [{ column: 'v' }, { column: 'v' }] }))).toBe(
      'bad_sort',
    );
  });

  it('visits every row once and in order, with empty cells and equal values, for any sort', async () => {
    const cell = fc.record({
      a: fc.option(fc.integer({ min: 0, max: 3 })),
      b: fc.option(fc.constantFrom('', 'x', 'y', 'é', '"', '\\')),
      c: fc.option(fc.constantFrom(0.1, -0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e-300)),
    });
    const sorts = fc.uniqueArray(fc.record({ column: fc.constantFrom('a', 'b', 'c', 'id'), desc: fc.boolean() }), {
      selector: (sort) => sort.column,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(cell, { maxLength: 25 }),
        sorts,
        fc.integer({ min: 1, max: 7 }),
        async (rows, sort, limit) => {
          await client.query('TRUNCATE mixed');
          await client.query('INSERT INTO mixed (a, b, c) SELECT * FROM unnest($1::int[], $2::text[], $3::float8[])', [
            rows.map((row) => row.a),
            rows.map((row) => row.b),
            rows.map((row) => row.c),
          ]);
          const order = [...sort, { column: 'id', desc: sort.at(-1)?.desc ?? false }]
            .map((item: Sort) => `${item.column} ${item.desc ? 'DESC' : 'ASC'} NULLS LAST`)
            .join(', ');
          const expected = (await client.query(`SELECT id FROM mixed ORDER BY ${order}`)).rows.map((row) => row.id);
          expect(await walk({ schema: 'public', name: 'mixed' }, limit, sort)).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('pages a table without any key by the place of its rows', async () => {
    expect((await walk({ schema: 'public', name: 'loose' }, 7, [])).length).toBe(50);
    expect((await walk({ schema: 'public', name: 'loose' }, 7, [{ column: 'a', desc: true }])).map(Number)).toEqual([
      ...Array(17).fill(2),
      ...Array(17).fill(1),
      ...Array(16).fill(0),
    ]);
  });

  it('refuses a cursor of another order, and one made by hand', async () => {
    const { next } = await browse(client, { schema: 'public', name: 'loose' }, { limit: 1 });
    const loose = { schema: 'public', name: 'loose' };
    expect(await codeOf(browse(client, loose, { limit: 1, after: next!, sort: [{ column: 'a' }] }))).toBe(
      'invalid_cursor',
    );
    const forged = Buffer.from(JSON.stringify(['+ctid', "x'; DROP TABLE loose"])).toString('base64url');
    expect(await codeOf(browse(client, loose, { limit: 1, after: forged }))).toBe('invalid_cursor');
  });
});

it('countRows counts what is small and estimates what is large', async () => {
  const loose = { schema: 'public', name: 'loose' };
  expect(await countRows(client, loose)).toEqual({ count: 50, exact: true });
  expect(await countRows(client, loose, { column: 'a', op: 'eq', value: 1 })).toEqual({ count: 17, exact: true });
  expect(await countRows(client, loose, undefined, { upTo: 50 })).toEqual({ count: 50, exact: true });
  for (const upTo of [0, 10, 49])
    expect(await countRows(client, loose, undefined, { upTo })).toEqual({ count: 50, exact: false });
});

it('countRows estimates by what the table holds, whatever the planner was told of it', async () => {
  await client.query(
    `CREATE TABLE swollen AS SELECT i, repeat('x', 1000) AS text FROM generate_series(1, 1000) i; ANALYZE swollen;
     INSERT INTO swollen SELECT i, NULL FROM generate_series(1, 200000) i;
     CREATE TABLE parted (i int) PARTITION BY RANGE (i); CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM (0) TO (1000);
     INSERT INTO parted SELECT generate_series(1, 900)`,
  );
  const { count, exact } = await countRows(client, { schema: 'public', name: 'swollen' }, undefined, { upTo: 1000 });
  expect(exact).toBe(false);
  expect(Math.abs(count / 201_000 - 1)).toBeLessThan(0.1);
  expect(await countRows(client, { schema: 'public', name: 'parted' }, undefined, { upTo: 10 })).toEqual({
    count: 900,
    exact: false,
  });
});

async function walk(ref: { schema: string; name: string }, limit: number, sort: Sort[]): Promise<unknown[]> {
  const seen: unknown[] = [];
  let after: string | undefined;
  do {
    const page = await browse(client, ref, { limit, after, sort });
    seen.push(...page.rows.map((row) => row[0]));
    after = page.next ?? undefined;
  } while (after !== undefined);
  return seen;
}
