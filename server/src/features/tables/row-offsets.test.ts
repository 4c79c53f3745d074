import type { RowCount, Rows, SearchIndex, Sort, Table, TableIndexes } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server?.close());

const ROWS = 12_000;

/** A table whose rows have a number, a group with many equals and some empty cells, and a word. */
async function makeNumbers(name: string): Promise<{ table: Table; at: string }> {
  const answer = await server.post('/api/tables', {
    name,
    columns: [
      { label: 'Number', type: 'integer' },
      { label: 'Group', type: 'integer' },
      { label: 'Word', type: 'text' },
    ],
    key: ['Number'],
  });
  const table = (await answer.json()) as Table;
  await server.pool.query(
    `INSERT INTO ${table.qualifiedName} SELECT n, CASE WHEN n % 5 = 0 THEN NULL ELSE n * 7919 % 20 END, 'w' || n % 300 FROM generate_series(1, ${ROWS}) n`,
  );
  return { table, at: table.qualifiedName };
}

async function ask<T>(path: string, query: Record<string, unknown>): Promise<T> {
  const texts = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]],
  );
  const answer = await server.call(`${path}?${new URLSearchParams(texts)}`);
  if (answer.status !== 200) throw new Error(await answer.text());
  return (await answer.json()) as T;
}
const rowsOf = ({ id }: Table, query: Record<string, unknown>) => ask<Rows>(`/api/tables/${id}/rows`, query);
const countOf = ({ id }: Table, query: Record<string, unknown> = {}) =>
  ask<RowCount>(`/api/tables/${id}/rows/count`, query);

test('a page at any position has the rows that a sorted list of all of them has there', {
  tags: ['long'],
}, async () => {
  const { table, at } = await makeNumbers('Positions');
  const sorts: [Sort, string][] = [
    [[], 'number'],
    [[{ column: 'group' }], '"group" NULLS LAST, number'],
    [[{ column: 'group', desc: true }], '"group" DESC NULLS LAST, number DESC'],
    [[{ column: 'word' }, { column: 'group', desc: true }], 'word, "group" DESC NULLS LAST, number DESC'],
  ];
  const filters = [
    [undefined, 'true'],
    [
      {
        or: [
          { column: 'group', op: 'gt', value: 4 },
          { column: 'group', op: 'empty' },
        ],
      },
      '("group" > 4 OR "group" IS NULL)',
    ],
  ] as const;
  for (const [sort, order] of sorts)
    for (const [filter, where] of filters) {
      const { rows } = await server.pool.query<{ number: string }>(
        `SELECT number FROM ${at} WHERE ${where} ORDER BY ${order}`,
      );
      const all = rows.map(({ number }) => Number(number));
      for (const offset of [
        0,
        17,
        4999,
        5001,
        8123,
        all.length - 3,
        all.length,
        all.length + 9,
        -1,
        -40,
        -7001,
        -99_999,
      ]) {
        const page = await rowsOf(table, { sort, filter, offset, limit: 30 });
        const from = offset < 0 ? Math.max(0, all.length + offset) : offset;
        expect({ sort, offset, numbers: page.rows.map(({ number }) => number) }).toEqual({
          sort,
          offset,
          numbers: all.slice(from, from + 30),
        });
        if (offset > 5000) expect(page).toMatchObject({ offset, total: all.length });
      }
      expect(await countOf(table, { sort, filter })).toMatchObject({ count: all.length, exact: true });
      expect(await rowsOf(table, { sort, filter, offset: -1, limit: 1 })).toMatchObject({
        offset: all.length - 1,
        total: all.length,
        next: null,
      });
    }
});

test('a small table says at once how many rows it has; a position behind its end is empty', async () => {
  const answer = await server.post('/api/tables', { name: 'Small', columns: [{ label: 'A', type: 'integer' }] });
  const table = (await answer.json()) as Table;
  expect(await rowsOf(table, { offset: 0 })).toEqual({ rows: [], ids: [], next: null, offset: 0, total: 0 });
  await server.pool.query(`INSERT INTO ${table.qualifiedName} (a) SELECT generate_series(1, 7)`);
  expect(await rowsOf(table, { offset: 2, limit: 10 })).toMatchObject({ offset: 2, total: 7, next: null });
  expect(await rowsOf(table, { offset: 2, limit: 2 })).toMatchObject({ offset: 2, total: null });
  expect(await rowsOf(table, { offset: 50 })).toMatchObject({ rows: [], offset: 50, total: null });
  expect(await rowsOf(table, { offset: -20, limit: 10 })).toMatchObject({ offset: 0, total: 7 });
  const first = await rowsOf(table, { limit: 3 });
  expect(first).toMatchObject({ offset: 0 });
  expect(await rowsOf(table, { after: first.next, limit: 3 })).toMatchObject({ offset: null });
  const both = await server.call(`/api/tables/${table.id}/rows?offset=1&after=${first.next}`);
  expect([both.status, ((await both.json()) as { code: string }).code]).toEqual([400, 'invalid_request']);
});

test('rows that others add are counted and found soon after; meanwhile no page has a row twice', {
  tags: ['long'],
}, async () => {
  const { table, at } = await makeNumbers('Growing');
  expect(await countOf(table)).toMatchObject({ count: ROWS, exact: true });
  await server.pool.query(`INSERT INTO ${at} SELECT -n, 1, 'new' FROM generate_series(1, 500) n`);
  const page = await rowsOf(table, { offset: 9000, limit: 200 });
  const numbers = page.rows.map(({ number }) => number as number);
  expect(numbers).toEqual(Array.from({ length: 200 }, (_, index) => numbers[0]! + index));
  await expect.poll(async () => (await countOf(table)).count, { timeout: 20_000 }).toBe(ROWS + 500);
  await expect
    .poll(async () => (await rowsOf(table, { offset: 9000, limit: 1 })).rows[0]?.number, { timeout: 20_000 })
    .toBe(8501);
});

test('a job on the table that ended makes the count new at once', async () => {
  const { table, at } = await makeNumbers('Settled');
  expect(await countOf(table)).toMatchObject({ count: ROWS });
  const client = await server.pool.connect();
  await client.query('BEGIN');
  await client.query(`DELETE FROM ${at} WHERE number <= 2000`);
  await client.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, table_id, finished_at)
     VALUES (gen_random_uuid(), 'import', 'succeeded', 'Shorter', '{}', $1, now())`,
    [table.id],
  );
  await client.query('COMMIT');
  client.release();
  expect(await rowsOf(table, { offset: 9999, limit: 5 })).toMatchObject({
    total: ROWS - 2000,
    rows: [{ number: ROWS }],
  });
  expect(await countOf(table)).toMatchObject({ count: ROWS - 2000 });
});

test('an index that is advised is made by who may change the table, once, and the advice ends', async () => {
  const { table, at } = await makeNumbers('Advised');
  await server.pool.query(
    `INSERT INTO ${at} SELECT n, NULL, 'w' || n * 7919 % 100003 FROM generate_series(${ROWS + 1}, 150000) n`,
  );
  await server.pool.query(`ANALYZE ${at}`);
  const sort = [{ column: 'word' }];
  expect(await countOf(table, { sort })).toMatchObject({ count: 150_000, isSlow: true, suggestedIndex: ['word'] });
  const make = () => server.post(`/api/tables/${table.id}/indexes`, { columns: ['word'] });
  const answers = await Promise.all([make(), make()]);
  expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  const indexes = async () =>
    ((await (await server.call(`/api/tables/${table.id}/indexes`)).json()) as TableIndexes).indexes.filter(
      ({ columns }) => columns.join() === 'word,number',
    );
  await expect.poll(indexes).toMatchObject([{ state: 'ready', progress: null }]);
  expect(await countOf(table, { sort })).toMatchObject({ isSlow: false, suggestedIndex: null });
  const gone = await server.post(`/api/tables/${table.id}/indexes`, { columns: ['gone'] });
  expect([gone.status, ((await gone.json()) as { code: string }).code]).toEqual([422, 'invalid_filter']);

  // Words in any column: what an index costs is said before it is made, and it can be removed.
  const searchIndex = `/api/tables/${table.id}/search-index`;
  const readIndex = async () => (await (await server.call(searchIndex)).json()) as SearchIndex;
  const search = { filter: { search: 'w4242' } };
  const { count } = await countOf(table, search);
  expect(await readIndex()).toMatchObject({ state: 'none', reason: null, bytes: null });
  expect((await readIndex()).expectedBytes).toBeGreaterThan(1_000_000);
  expect((await server.post(searchIndex, undefined)).status).toBe(202);
  await expect.poll(readIndex, { timeout: 60_000 }).toMatchObject({ state: 'ready' });
  expect((await readIndex()).bytes).toBeGreaterThan(1_000_000);
  expect(await countOf(table, search)).toMatchObject({ count, isSlow: false });
  const remove = async () => (await server.call(searchIndex, { method: 'DELETE' })).status;
  await expect.poll(remove, { timeout: 20_000 }).toBe(202);
  await expect.poll(readIndex).toMatchObject({ state: 'none' });
});
