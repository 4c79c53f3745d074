import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import type { Filter } from './filter.ts';
import type { Sort } from './keyset.ts';
import { nearestAnchor, type RowAnchors, readRowAnchors } from './row-anchors.ts';
import { browse } from './select-page.ts';

const { client, db } = await useTestDatabase();
const mixed = { schema: 'public', name: 'mixed' };
beforeAll(async () => {
  await client.query(`CREATE TABLE mixed (id serial PRIMARY KEY, a int, b text, c float8);
    CREATE INDEX ON mixed (a, id);
    CREATE TABLE long (id int PRIMARY KEY, a int, b text);
    INSERT INTO long SELECT n, nullif(n * 7919 % 500, 0), CASE n % 3 WHEN 0 THEN NULL ELSE repeat('x', n % 4 * 400) END
      FROM generate_series(1, 6000) n;
    CREATE INDEX ON long (a, id)`);
});

const orderOf = (sort: Sort[]) =>
  [...sort, { column: 'id', desc: sort.at(-1)?.desc ?? false }]
    .map(({ column, desc }) => `${column} ${desc ? 'DESC' : 'ASC'} NULLS LAST`)
    .join(', ');

const sorts = fc.uniqueArray(fc.record({ column: fc.constantFrom('a', 'b', 'c', 'id'), desc: fc.boolean() }), {
  selector: (sort) => sort.column,
  maxLength: 3,
});

it('finds the rows at any position, from either end, as a sorted list of all of them has them', async () => {
  const cell = fc.record({
    a: fc.option(fc.integer({ min: 0, max: 3 })),
    b: fc.option(fc.constantFrom('', 'x', 'é', '"')),
    c: fc.option(fc.constantFrom(0.1, Number.NaN, Number.POSITIVE_INFINITY)),
  });
  const filters = fc.constantFrom<Filter | undefined>(
    undefined,
    { column: 'a', op: 'eq', value: 1 },
    { column: 'b', op: 'empty' },
    {
      or: [
        { column: 'a', op: 'ge', value: 2 },
        { column: 'a', op: 'empty' },
      ],
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(cell, { maxLength: 25 }),
      sorts,
      filters,
      fc.integer({ min: -30, max: 30 }),
      fc.integer({ min: 1, max: 9 }),
      async (rows, sort, filter, offset, limit) => {
        await client.query('TRUNCATE mixed');
        await client.query('INSERT INTO mixed (a, b, c) SELECT * FROM unnest($1::int[], $2::text[], $3::float8[])', [
          rows.map((row) => row.a),
          rows.map((row) => row.b),
          rows.map((row) => row.c),
        ]);
        const all = (await browse(client, mixed, { limit: 100, filter })).rows.map(([id]) => id as number);
        const { rows: ordered } = await client.query<{ id: number }>(
          `SELECT id FROM mixed WHERE id = ANY ($1) ORDER BY ${orderOf(sort)}`,
          [all],
        );
        const ids = ordered.map(({ id }) => id);
        const anchors = await readRowAnchors(client, mixed, { filter, sort });
        expect(anchors.total).toBe(ids.length);
        const from = offset < 0 ? Math.max(0, ids.length + offset) : offset;
        for (const known of [undefined, anchors]) {
          const page = await browse(client, mixed, { limit, offset, sort, filter, anchors: known });
          expect(page.rows.map(([id]) => id)).toEqual(ids.slice(from, from + limit));
          expect(page.next === null).toBe(from + limit >= ids.length);
        }
      },
    ),
    { numRuns: 80 },
  );
});

it.each<{ sort: Sort[] }>([
  { sort: [] },
  { sort: [{ column: 'a' }] },
  { sort: [{ column: 'a', desc: true }] },
  { sort: [{ column: 'b', desc: true }, { column: 'a' }] },
])('anchors of $sort lead to the same rows as counting from the start', async ({ sort }) => {
  const long = { schema: 'public', name: 'long' };
  const { rows } = await client.query<{ id: number }>(`SELECT id FROM long ORDER BY ${orderOf(sort)}`);
  const ids = rows.map(({ id }) => id);
  const anchors = await readRowAnchors(client, long, { sort });
  expect(anchors.total).toBe(6000);
  expect(anchors.anchors.length).toBeGreaterThan(2);
  for (const { position, place } of anchors.anchors) expect(Number(place.at(-1))).toBe(ids[position]);
  for (const offset of [0, 1, 999, 1000, 1001, 3333, 5987, 5988, 5989, 5999, -1, -11, -13, -6000]) {
    const page = await browse(client, long, { limit: 5, offset, sort, anchors });
    expect(page.rows.map(([id]) => id)).toEqual(ids.slice(offset).slice(0, 5));
  }
  expect((await browse(client, long, { limit: 5, offset: 6000, sort, anchors })).rows).toEqual([]);
});

it('rows that are added meanwhile move positions, but no page has a gap or a row twice', async () => {
  const anchors = await readRowAnchors(client, { schema: 'public', name: 'long' }, {});
  const other = await db.connect();
  await other.query('INSERT INTO long SELECT n, 1, NULL FROM generate_series(-50, -1) n');
  const page = await browse(client, { schema: 'public', name: 'long' }, { limit: 100, offset: 2000, anchors });
  expect(page.rows.map(([id]) => id)).toEqual(Array.from({ length: 100 }, (_, n) => 2001 + n));
  await other.query('DELETE FROM long WHERE id < 0');
});

it('anchors of another order are not used', async () => {
  const long = { schema: 'public', name: 'long' };
  const anchors = await readRowAnchors(client, long, { sort: [{ column: 'a', desc: true }] });
  const page = await browse(client, long, { limit: 2, offset: 4000, anchors });
  expect(page.rows.map(([id]) => id)).toEqual([4001, 4002]);
});

it('the nearest anchor is the last one that is not behind the position', () => {
  const anchors = {
    total: 30,
    order: '',
    anchors: [0, 10, 20].map((position) => ({ position, place: [] })),
  } as RowAnchors;
  expect([0, 9, 10, 19, 20, 29].map((position) => nearestAnchor(anchors, position)?.position)).toEqual([
    0, 0, 10, 10, 20, 20,
  ]);
  expect(nearestAnchor({ ...anchors, anchors: [] }, 5)).toBeUndefined();
});
