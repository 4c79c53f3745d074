import { beforeAll, describe, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import type { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import type { Filter } from './filter.ts';
import { profileColumn } from './profile-column.ts';
import { summarize } from './summarize.ts';

const { client } = await useTestDatabase();
const read = (name: string) => introspect(client, { schema: 'public', name });

beforeAll(async () => {
  const wide = Array.from({ length: 700 }, (_, n) => `c${n} int`).join(', ');
  await client.query(`
    CREATE TABLE sales (id int PRIMARY KEY, amount numeric(12,2), big bigint, f float8, sold date, at timestamptz, tm time, name text, ok boolean, j json, "__proto__" int);
    INSERT INTO sales SELECT n, CASE WHEN n % 4 > 0 THEN n / 4.0 END, 9007199254740993, n, date '2024-01-01' + n, timestamptz '2024-01-01 00:00+07', '08:00', 'Name ' || n % 3, n % 2 = 0, '{"a":1}', n
      FROM generate_series(1, 100) n;
    CREATE TABLE none (id int PRIMARY KEY, n numeric, d date);
    CREATE TABLE odd (id serial PRIMARY KEY, f float8, n numeric, d date);
    INSERT INTO odd (f, n, d) VALUES ('NaN', 'NaN', 'infinity'), ('Infinity', '1e400', '-infinity'), (1, 1, '2024-01-01'), (3, 3, '2024-01-03');
    CREATE TABLE wide (id int PRIMARY KEY, ${wide}); INSERT INTO wide (id, c0, c699) VALUES (1, 5, 7);`);
});

describe('summarize', () => {
  it('counts and sums up, as the values are', async () => {
    const { rows, columns } = await summarize(client, await read('sales'), {});
    expect(rows).toBe(100);
    const of = Object.fromEntries(columns.map((one) => [one.column === '__proto__' ? 'proto' : one.column, one]));
    expect(of.amount).toEqual({
      column: 'amount',
      filled: 75,
      lowest: 0.25,
      highest: 24.75,
      sum: 937.5,
      average: 12.5,
    });
    // More than JavaScript holds stays exact, as text.
    expect(of.big).toMatchObject({ lowest: '9007199254740993', sum: '900719925474099300' });
    expect(of.sold).toEqual({ column: 'sold', filled: 100, lowest: '2024-01-02', highest: '2024-04-10' });
    expect(of.at).toMatchObject({ lowest: '2023-12-31T17:00:00' });
    expect(of.tm).toMatchObject({ highest: '08:00:00' });
    expect(of.name).toEqual({ column: 'name', filled: 100, lowest: null, highest: null });
    expect(of.ok).toEqual({ column: 'ok', filled: 100, lowest: null, highest: null });
    expect(of.j).toMatchObject({ filled: 100 });
    expect(of.proto).toMatchObject({ sum: 5050 });
  });

  it('of the rows that a filter leaves, and of none', async () => {
    const filter: Filter = { column: 'name', op: 'eq', value: 'Name 1' };
    const { rows, columns } = await summarize(client, await read('sales'), { filter, columns: ['id'] });
    expect([rows, columns]).toEqual([
      34,
      [{ column: 'id', filled: 34, lowest: 1, highest: 100, sum: 1717, average: 50.5 }],
    ]);
    const none = await summarize(client, await read('none'), {});
    expect(none).toEqual({
      rows: 0,
      columns: [
        { column: 'id', filled: 0, lowest: null, highest: null, sum: null, average: null },
        { column: 'n', filled: 0, lowest: null, highest: null, sum: null, average: null },
        { column: 'd', filled: 0, lowest: null, highest: null },
      ],
    });
  });

  it('takes more columns than a result of Postgres has room for', async () => {
    const { columns } = await summarize(client, await read('wide'), {});
    expect(columns).toHaveLength(701);
    expect(columns.at(-1)).toMatchObject({ column: 'c699', sum: 7 });
  });

  it('refuses columns that are not there', async () => {
    await expect(summarize(client, await read('sales'), { columns: ['nothing'] })).rejects.toMatchObject({
      code: 'no_such_column',
    } satisfies Partial<TableError>);
  });
});

describe('profileColumn', () => {
  it('numbers: how they lie', async () => {
    const profile = await profileColumn(client, await read('sales'), 'amount');
    expect(profile).toMatchObject({
      rows: 100,
      filled: 75,
      distinct: 75,
      lowest: '0.25',
      highest: '24.75',
      median: 12.5,
      average: 12.5,
      top: [],
      longest: 0,
    });
    expect(profile.histogram).toHaveLength(24);
    expect(profile.histogram.reduce((a, b) => a + b)).toBe(75);
    expect(Math.min(...profile.histogram)).toBeGreaterThan(1);
  });

  it('texts and yes or no: what is frequent', async () => {
    const table = await read('sales');
    expect(await profileColumn(client, table, 'name')).toMatchObject({
      distinct: 3,
      longest: 6,
      histogram: [],
      median: null,
      top: [
        { value: 'Name 1', count: 34 },
        { value: 'Name 0', count: 33 },
        { value: 'Name 2', count: 33 },
      ],
    });
    const filter: Filter = { column: 'id', op: 'le', value: 5 };
    expect((await profileColumn(client, table, 'ok', filter)).top).toEqual([
      { value: 'false', count: 3 },
      { value: 'true', count: 2 },
    ]);
    expect(await profileColumn(client, table, 'j')).toMatchObject({ distinct: 1, top: [{ count: 100 }] });
  });

  it('days and times', async () => {
    const table = await read('sales');
    const sold = await profileColumn(client, table, 'sold');
    expect(sold).toMatchObject({ lowest: '2024-01-02', median: '2024-02-20' });
    expect(sold.histogram.reduce((a, b) => a + b)).toBe(100);
    // One value has no range.
    expect(await profileColumn(client, table, 'at')).toMatchObject({
      histogram: [],
      top: [{ value: '2023-12-31T17:00:00', count: 100 }],
    });
  });

  it('what is no number or no day has no place in the picture', async () => {
    const table = await read('odd');
    for (const name of ['f', 'n', 'd']) {
      const profile = await profileColumn(client, table, name);
      expect([name, profile.filled, profile.histogram.reduce((a, b) => a + b)]).toEqual([name, 4, 2]);
    }
    expect(await profileColumn(client, await read('none'), 'n')).toMatchObject({ rows: 0, distinct: 0, histogram: [] });
  });
});
