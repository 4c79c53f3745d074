import type { Rows, Table } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.pool.query('CREATE TABLE public.canary (n int); INSERT INTO public.canary VALUES (42)');
});
afterAll(async () => server?.close());

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
async function make(body: object): Promise<Table> {
  const answer = await server.post('/api/tables', body);
  if (answer.status !== 201) throw new Error(await answer.text());
  return (await answer.json()) as Table;
}
const rowsOf = async (id: string, query: Record<string, string> = {}) =>
  (await (await server.call(`/api/tables/${id}/rows?${new URLSearchParams(query)}`)).json()) as Rows;
const canary = async () => (await server.pool.query('SELECT n FROM public.canary')).rows;

/** What breaks out of a quote, a literal, an identifier or a template. */
const HOSTILE = [
  `x"; DROP TABLE public.canary; --`,
  `x'; DROP TABLE public.canary; --`,
  `"`,
  `""`,
  `\\`,
  `$1`,
  `$$`,
  `%s`,
  '`',
  'select',
  '__proto__',
  'constructor',
  'x) OR (1=1',
  'name" = name OR "1',
  '/* */',
  '😀',
  'a.b',
];

test('P10 twenty presses with one key make one table, and a repetition is answered with it as it is now', async () => {
  const key = { 'idempotency-key': 'table-1' };
  const body = { name: 'Pressed', columns: [{ label: 'x', type: 'text' }] };
  const press = () => server.post('/api/tables', body, key);
  const answers = await Promise.all(Array.from({ length: 20 }, press));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
  const tables = (await Promise.all(answers.map((answer) => answer.json()))) as Table[];
  expect(new Set(tables.map(({ id }) => id)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
  const [{ id }] = tables as [Table];
  await server.call(`/api/tables/${id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'Renamed' }),
  });
  expect(await (await press()).json()).toMatchObject({ id, name: 'Renamed' });

  const other = { ...body, name: 'Other' };
  expect(await codeOf(await server.post('/api/tables', other, key))).toEqual([409, 'idempotency_conflict']);
  const fileId = await sendCsv(server);
  const start = () => server.post('/api/imports', { fileId, table: { id } }, key);
  expect(await codeOf(await start())).toEqual([409, 'idempotency_conflict']);
  expect(await codeOf(await server.post('/api/tables', body))).toEqual([201, undefined]);

  // A key whose table is gone is as good as new.
  for (const { id: gone } of ((await (await server.call('/api/tables')).json()) as { tables: Table[] }).tables)
    await server.call(`/api/tables/${gone}`, { method: 'DELETE' });
  const again = await press();
  expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, null]);
  expect(((await again.json()) as Table).id).not.toBe(id);
});

test('P10 a table that could not be made leaves its key free', async () => {
  const key = { 'idempotency-key': 'table-2' };
  const taken = { name: 'Taken', columns: [{ label: 'x', type: 'text' }] };
  const { id } = await make(taken);
  expect(await codeOf(await server.post('/api/tables', taken, key))).toEqual([409, 'table_exists']);
  await server.call(`/api/tables/${id}`, { method: 'DELETE' });
  expect((await server.post('/api/tables', taken, key)).status).toBe(201);
});

test('P31 rows are pages by key: none twice, none missed; values are as people write them', async () => {
  const table = await make({
    name: 'Everything',
    columns: [
      { label: 'Text', type: 'text' },
      { label: 'Big', type: 'integer' },
      { label: 'Amount', type: 'decimal' },
      { label: 'Yes?', type: 'boolean' },
      { label: 'Day', type: 'date' },
      { label: 'At', type: 'datetime' },
    ],
  });
  expect(table).toMatchObject({ qualifiedName: 'public.everything', key: [], rowCount: 0 });
  expect(table.columns.map(({ name }) => name)).toEqual(['text', 'big', 'amount', 'yes', 'day', 'at']);
  await server.pool.query(`INSERT INTO public.everything (text, big, amount, yes, day, at)
    SELECT 'n' || n, CASE n WHEN 1 THEN 9007199254740993 ELSE n END, n + 0.25, n % 2 = 0, date '2026-01-01' + n, timestamp '2026-01-01 10:00' FROM generate_series(1, 250) n`);
  const first = await rowsOf(table.id, { limit: '100' });
  expect(first.rows[0]).toEqual({
    text: 'n1',
    big: '9007199254740993',
    amount: 1.25,
    yes: false,
    day: '2026-01-02',
    at: '2026-01-01T10:00:00',
  });
  const seen = [...first.rows];
  for (let next = first.next; next; ) {
    const page = await rowsOf(table.id, { limit: '100', after: next });
    seen.push(...page.rows);
    next = page.next;
  }
  expect(new Set(seen.map(({ text }) => text)).size).toBe(250);
  expect((await (await server.call(`/api/tables/${table.id}`)).json()) as Table).toMatchObject({
    rowCount: 250,
    rowCountExact: true,
  });
  const sorted = await rowsOf(table.id, {
    limit: '2',
    sort: '[{"column":"amount","desc":true}]',
    filter: '{"column":"yes","op":"eq","value":true}',
  });
  expect(sorted.rows.map(({ text }) => text)).toEqual(['n250', 'n248']);
  expect(await codeOf(await server.call(`/api/tables/${table.id}/rows?after=x`))).toEqual([400, 'invalid_cursor']);
  expect(await codeOf(await server.call(`/api/tables/${table.id}/rows?sort=x`))).toEqual([400, 'invalid_request']);
});

test('P42 P22 hostile names and values are names and values', { tags: ['long'] }, async () => {
  const names = HOSTILE.filter((name) => Buffer.byteLength(name) <= 63);
  const table = await make({
    name: HOSTILE[0],
    columns: names.map((name) => ({ label: name, name, type: 'text' })),
    key: [names[0]],
  });
  expect(table.columns.map(({ name }) => name)).toEqual(names);
  const columns = names.map((name) => `"${name.replaceAll('"', '""')}"`).join(', ');
  await server.pool.query(
    `INSERT INTO ${table.qualifiedName
      .split('.')
      .map((part) => `"${part}"`)
      .join('.')} (${columns}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    names,
  );
  const { rows } = await rowsOf(table.id);
  expect(Object.entries(rows[0]!)).toEqual(names.map((name) => [name, name]));
  for (const column of names) {
    for (const op of ['eq', 'contains', 'starts', 'in'] as const) {
      const value = op === 'in' ? [column] : column;
      const found = await rowsOf(table.id, {
        filter: JSON.stringify({ column, op, value }),
        sort: JSON.stringify([{ column, desc: true }]),
      });
      expect([column, op, found.rows?.length]).toEqual([column, op, 1]);
    }
  }
  for (const column of HOSTILE.map((name) => `${name}?`)) {
    expect(
      await codeOf(
        await server.call(
          `/api/tables/${table.id}/rows?filter=${encodeURIComponent(JSON.stringify({ column, op: 'eq', value: 1 }))}`,
        ),
      ),
    ).toEqual([422, 'invalid_filter']);
    expect(
      await codeOf(
        await server.call(`/api/tables/${table.id}/rows?sort=${encodeURIComponent(JSON.stringify([{ column }]))}`),
      ),
    ).toEqual([422, 'invalid_filter']);
  }
  for (const name of HOSTILE)
    expect(
      (
        await server.call(`/api/tables/${table.id}`, {
          method: 'PATCH',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ name: `${name} renamed` }),
        })
      ).status,
    ).toBe(200);
  expect(await canary()).toEqual([{ n: 42 }]);
});

test('P43 the service’s own records cannot be listed, made or reached by any name', async () => {
  const { tables } = (await (await server.call('/api/tables')).json()) as { tables: Table[] };
  expect(tables.some(({ qualifiedName }) => /sheetport|pg_|information_schema|_prisma/.test(qualifiedName))).toBe(
    false,
  );
  for (const name of [
    'sheetport.job',
    '"sheetport"."job"',
    'SHEETPORT.JOB',
    'pg_catalog.pg_authid',
    '_prisma_migrations',
  ]) {
    expect((await server.call(`/api/tables/${encodeURIComponent(name)}/rows`)).status).toBe(400);
    const answer = await server.post('/api/tables', { name, columns: [{ label: 'x', type: 'text' }] });
    if (answer.status === 201) expect(((await answer.json()) as Table).qualifiedName).toMatch(/^public\.(?!_prisma)/);
  }
  // Even a record that points at them shows nothing.
  for (const [schema, relationName] of [
    ['sheetport', 'job'],
    ['pg_catalog', 'pg_authid'],
    ['public', '_prisma_migrations'],
  ]) {
    const id = crypto.randomUUID();
    await server.records.table.create({
      data: {
        id,
        name: `${schema} ${relationName}`,
        schema: schema!,
        relationName: relationName!,
        columns: [],
        key: [],
      },
    });
    expect(await codeOf(await server.call(`/api/tables/${id}/rows`))).toEqual([410, 'table_missing']);
    expect(await codeOf(await server.post('/api/exports', { tableId: id }))).toEqual([410, 'table_missing']);
    expect((await server.call(`/api/tables/${id}`, { method: 'DELETE' })).status).toBe(204);
  }
  expect((await server.pool.query(`SELECT to_regclass('sheetport.job') IS NOT NULL AS there`)).rows).toEqual([
    { there: true },
  ]);
});

test('P10 of two tables of one name made at once, one is made', async () => {
  const answers = await Promise.all(
    ['Twice', 'twice', 'TWICE', 'Twice'].map((name) =>
      server.post('/api/tables', { name, columns: [{ label: 'x', type: 'text' }] }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
});

test('P36 what cannot be a table is said', async () => {
  const x = { label: 'x', type: 'text' };
  expect(await codeOf(await server.post('/api/tables', { name: 'K', columns: [x], key: ['y'] }))).toEqual([
    422,
    'invalid_key',
  ]);
  expect(await codeOf(await server.post('/api/tables', { name: 'K', columns: [{ ...x, name: 'xmin' }] }))).toEqual([
    422,
    'invalid_table',
  ]);
  expect(
    await codeOf(
      await server.post('/api/tables', {
        name: 'K',
        columns: [
          { ...x, name: 'a' },
          { ...x, name: 'a' },
        ],
      }),
    ),
  ).toEqual([422, 'invalid_table']);
  expect(await codeOf(await server.post('/api/tables', { name: '', columns: [x] }))).toEqual([400, 'invalid_request']);
  const same = await make({ name: 'Same', columns: [x, x, { label: 'X!', type: 'text' }], key: [] });
  expect(same.columns.map(({ name }) => name)).toEqual(['x', 'x_2', 'x_3']);
});

test('P02 a table that a job works on stays; one that something needs stays; any other goes', async () => {
  const table = await make({ name: 'Busy', columns: [{ label: 'x', type: 'text' }] });
  const job = (await (
    await server.post('/api/imports', { fileId: await sendCsv(server), table: { id: table.id } })
  ).json()) as { id: string };
  const drop = () => server.call(`/api/tables/${table.id}`, { method: 'DELETE' });
  expect(await codeOf(await drop())).toEqual([409, 'table_in_use']);
  await server.post(`/api/jobs/${job.id}/cancel`);
  await server.pool.query('CREATE VIEW public.needs AS SELECT * FROM public.busy');
  expect(await codeOf(await drop())).toEqual([409, 'table_needed']);
  await server.pool.query('DROP VIEW public.needs');
  expect((await drop()).status).toBe(204);
  expect(await codeOf(await server.call(`/api/tables/${table.id}`))).toEqual([404, 'not_found']);
  expect((await (await server.call(`/api/jobs/${job.id}`)).json()) as object).toMatchObject({
    tableId: null,
    title: 'numbers.csv',
  });
});

test('P36 a table dropped behind our back answers 410, is still listed, and can be forgotten', async () => {
  const table = await make({ name: 'Dropped', columns: [{ label: 'x', type: 'text' }] });
  await server.pool.query('DROP TABLE public.dropped');
  expect(await codeOf(await server.call(`/api/tables/${table.id}`))).toEqual([410, 'table_missing']);
  expect(await codeOf(await server.call(`/api/tables/${table.id}/rows`))).toEqual([410, 'table_missing']);
  expect((await server.call('/api/tables')).status).toBe(200);
  expect((await server.call(`/api/tables/${table.id}`, { method: 'DELETE' })).status).toBe(204);
});

test('a number of rows is exact, or is said not to be, whatever the planner believes', async () => {
  const table = await make({ name: 'Many', columns: [{ label: 'N', type: 'integer' }] });
  const view = async () => (await (await server.call(`/api/tables/${table.id}`)).json()) as Table;
  const listed = async () => {
    const { tables } = (await (await server.call('/api/tables')).json()) as { tables: Table[] };
    return tables.find(({ id }) => id === table.id)!;
  };
  let rows = 0;
  for (const more of [100_000, 1, 120_000]) {
    await server.pool.query('INSERT INTO public.many (n) SELECT generate_series(1, $1::int)', [more]);
    rows += more;
    expect(await view()).toMatchObject({ rowCount: rows, rowCountExact: true });
    const { rowCount, rowCountExact } = await listed();
    expect(rowCountExact).toBe(rows <= 100_000);
    if (rowCountExact) expect(rowCount).toBe(rows);
    expect(Math.abs(rowCount / rows - 1)).toBeLessThan(0.1);
  }
  await server.pool.query('DROP TABLE public.many');
  expect(await listed()).toMatchObject({ rowCount: 0, rowCountExact: false, restriction: { code: 'missing' } });
});
