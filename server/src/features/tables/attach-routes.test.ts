import type { Attachables, Table } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  // No worker: what is started here stays queued.
  server = await startTestServer({ producer: { enqueue: async () => undefined } });
  await server.pool.query(`
    CREATE SCHEMA shop; CREATE SCHEMA "Sheetport";
    CREATE TABLE shop.orders (id serial PRIMARY KEY, "Order No" text NOT NULL UNIQUE, state text CHECK (state IN ('new', 'paid')));
    CREATE TABLE shop.customers (id int PRIMARY KEY);
    CREATE TABLE public.orders (a int);
    CREATE VIEW shop.open_orders AS SELECT * FROM shop.orders;
    CREATE VIEW public.peek AS SELECT * FROM sheetport.job;
    CREATE TABLE public.parent (id uuid, name text, created_at timestamptz(3)); CREATE TABLE sheetport.child () INHERITS (public.parent);
    CREATE TABLE shop.parts (id int, day date) PARTITION BY RANGE (day);
    CREATE TABLE shop.parts_1 PARTITION OF shop.parts DEFAULT;
    CREATE TABLE shop.bare ();
    CREATE TABLE "Sheetport".users (id int);
    CREATE TABLE shop._prisma_migrations (id int)`);
});
afterAll(async () => server?.close());

const attach = (body: object) => server.post('/api/tables/attach', body);
const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
async function found(query: Record<string, string> = {}): Promise<Attachables> {
  const answer = await server.call(`/api/tables/attachable?${new URLSearchParams(query)}`);
  if (answer.status !== 200) throw new Error(await answer.text());
  return (await answer.json()) as Attachables;
}
const names = ({ tables }: Attachables) => tables.map(({ schema, name }) => `${schema}.${name}`);

test('P43 lists what is in the database, page by page, and nothing of the service or the system', async () => {
  const all = names(await found({ limit: '100' }));
  expect(all).toEqual([
    'public.orders',
    'public.peek',
    'shop.bare',
    'shop.customers',
    'shop.open_orders',
    'shop.orders',
    'shop.parts',
  ]);
  const paged: string[] = [];
  for (let after: string | null = ''; after !== null; ) {
    const page: Attachables = await found({ limit: '2', ...(after && { after }) });
    paged.push(...names(page));
    after = page.next;
  }
  expect(paged).toEqual(all);
  expect(names(await found({ search: 'SHOP.O' }))).toEqual(['shop.open_orders', 'shop.orders']);
  expect(names(await found({ search: "%' OR true --" }))).toEqual([]);
  expect(names(await found({ search: 'shop_orders' }))).toEqual([]);
  expect(names(await found({ search: 'sheetport' }))).toEqual([]);
  expect((await server.call('/api/tables/attachable?after=nonsense')).status).toBe(400);
});

test('says what a table is, and what stands in its way', async () => {
  const { tables } = await found({ search: 'shop.' });
  const byName = new Map(tables.map((table) => [table.name, table]));
  expect(byName.get('orders')).toMatchObject({
    kind: 'table',
    key: ['id'],
    tableId: null,
    restrictions: [],
    columns: [
      { name: 'id', pgType: 'integer', type: 'integer', required: true },
      { name: 'Order No', pgType: 'text', type: 'text', required: true },
      { name: 'state', pgType: 'text', type: 'text', required: false },
    ],
  });
  expect(byName.get('open_orders')).toMatchObject({ kind: 'view', columns: [], restrictions: [{ code: 'view' }] });
  expect(byName.get('parts')).toMatchObject({ kind: 'partitioned', restrictions: [] });
  expect(byName.get('bare')).toMatchObject({ restrictions: [{ code: 'no_columns', stops: 'attach' }] });
  // A view may show what is hidden, so nothing but its name is told.
  expect((await found({ search: 'peek' })).tables).toMatchObject([{ columns: [], restrictions: [{ code: 'view' }] }]);
});

test.each([
  ['sheetport', 'job'],
  ['SHEETPORT', 'job'],
  ['Sheetport', 'users'],
  ['"sheetport"', '"job"'],
  ['sheetport ', 'job'],
  ['sheetport', 'JOB'],
  ['sheetport', 'idempotency_key'],
  ['sheetport', '_prisma_migrations'],
  ['public', 'sheetport.job'],
  ['public', 'sheetport"."job'],
  ['sheetport_queue', 'job'],
  ['sheetport_work', 'undo'],
  ['shop', '_prisma_migrations'],
  ['pg_catalog', 'pg_authid'],
  ['PG_CATALOG', 'pg_class'],
  ['information_schema', 'tables'],
  ['pg_toast', 'pg_toast_1255'],
  ['pg_temp', 'x'],
  ['public', 'pg_class'],
  ['public', 'parent'],
  ['nowhere', 'nothing'],
  ['public', "orders'; DROP TABLE public.orders; --"],
])('P43 %j.%j cannot be attached', async (schema, name) => {
  expect(await codeOf(await attach({ schema, name }))).toEqual([404, 'not_found']);
  expect(await server.records.table.count({ where: { schema } })).toBe(0);
});

test('attaches once, under its own name or another, and says why it does not', async () => {
  const answer = await attach({ schema: 'shop', name: 'orders' });
  expect(answer.status).toBe(201);
  const table = (await answer.json()) as Table;
  expect(table).toMatchObject({
    name: 'orders',
    qualifiedName: 'shop.orders',
    attached: true,
    key: ['id'],
    rowCount: 0,
  });
  expect(table.columns).toMatchObject([
    { name: 'id', label: 'id', type: 'integer', required: true, filled: true },
    { name: 'Order No', unique: true, required: true },
    { name: 'state', enumValues: ['new', 'paid'] },
  ]);
  expect(table.columns[1]).not.toHaveProperty('filled');
  expect(await codeOf(await attach({ schema: 'shop', name: 'orders' }))).toEqual([409, 'table_attached']);
  expect((await found({ search: 'shop.orders' })).tables).toMatchObject([
    { tableId: table.id, restrictions: [{ code: 'attached' }] },
  ]);
  // The name is taken by then, so the schema tells the two apart.
  expect(await (await attach({ schema: 'public', name: 'orders' })).json()).toMatchObject({ name: 'public.orders' });
  expect(await codeOf(await attach({ schema: 'shop', name: 'customers', label: 'ORDERS' }))).toEqual([
    409,
    'table_exists',
  ]);
  expect(await codeOf(await attach({ schema: 'shop', name: 'open_orders' }))).toEqual([422, 'cannot_attach']);
  expect(await codeOf(await attach({ schema: 'shop', name: 'parts_1' }))).toEqual([422, 'cannot_attach']);
  expect(await codeOf(await attach({ schema: 'shop', name: 'bare' }))).toEqual([422, 'cannot_attach']);
  expect((await attach({ schema: 'shop', name: 'parts' })).status).toBe(201);
});

test('twenty that attach the same table at once attach it once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, n) => attach({ schema: 'shop', name: 'customers', label: `Customers ${n}` })),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(19).fill(409)]);
  expect(await server.records.table.count({ where: { schema: 'shop', relationName: 'customers' } })).toBe(1);
});

test('follows the catalogue: what others add, drop and change is seen at once; labels stay by name', async () => {
  await server.pool.query('CREATE TABLE shop.moving (a int, b text)');
  const table = (await (await attach({ schema: 'shop', name: 'moving' })).json()) as Table;
  await server.records.table.update({
    where: { id: table.id },
    data: { columns: table.columns.map((column) => ({ ...column, label: `The ${column.name}` })) },
  });
  await server.pool.query(`ALTER TABLE shop.moving DROP COLUMN a; ALTER TABLE shop.moving ADD COLUMN c date NOT NULL DEFAULT '2026-01-01';
    ALTER TABLE shop.moving ALTER COLUMN b TYPE int USING 0; ALTER TABLE shop.moving ADD PRIMARY KEY (b); INSERT INTO shop.moving VALUES (1)`);
  const seen = (await (await server.call(`/api/tables/${table.id}`)).json()) as Table;
  expect(seen).toMatchObject({
    key: ['b'],
    rowCount: 1,
    columns: [
      { name: 'b', label: 'The b', type: 'integer', required: true, pgType: 'integer' },
      { name: 'c', label: 'c', type: 'date', filled: true },
    ],
  });
  const { tables } = (await (await server.call('/api/tables')).json()) as { tables: Table[] };
  expect(tables.find(({ id }) => id === table.id)).toEqual(seen);
  const rows = (await (await server.call(`/api/tables/${table.id}/rows`)).json()) as { rows: object[] };
  expect(rows.rows).toEqual([{ b: 1, c: '2026-01-01' }]);
  const started = await server.post('/api/exports', { tableId: table.id, columns: ['The b', 'c'] });
  expect(started.status).toBe(202);
  expect(await codeOf(await server.post('/api/exports', { tableId: table.id, columns: ['a'] }))).toEqual([
    422,
    'invalid_filter',
  ]);
  await server.pool.query('DROP TABLE shop.moving');
  expect(await codeOf(await server.call(`/api/tables/${table.id}`))).toEqual([410, 'table_missing']);
  const after = (await (await server.call('/api/tables')).json()) as { tables: Table[] };
  expect(after.tables.find(({ id }) => id === table.id)).toMatchObject({ restriction: { code: 'missing' } });
});

test('detaching forgets and leaves the table; dropping one that was there before must be said', async () => {
  await server.pool.query('CREATE TABLE shop.mine (a int); INSERT INTO shop.mine VALUES (1)');
  const table = (await (await attach({ schema: 'shop', name: 'mine' })).json()) as Table;
  const remove = (id: string, query = '') => server.call(`/api/tables/${id}${query}`, { method: 'DELETE' });
  expect(await codeOf(await remove(table.id))).toEqual([409, 'drop_not_confirmed']);
  expect(await codeOf(await remove(table.id, '?drop=perhaps'))).toEqual([400, 'invalid_request']);
  expect((await remove(table.id, '?keep=true')).status).toBe(204);
  expect((await server.call(`/api/tables/${table.id}`)).status).toBe(404);
  expect((await server.pool.query('SELECT * FROM shop.mine')).rows).toEqual([{ a: 1 }]);

  const again = (await (await attach({ schema: 'shop', name: 'mine' })).json()) as Table;
  const fileId = await sendCsv(server, 'a\n1\n');
  expect((await server.post('/api/imports', { fileId, table: { id: again.id } })).status).toBe(202);
  expect(await codeOf(await remove(again.id, '?keep=true'))).toEqual([409, 'table_in_use']);
  await server.pool.query(`UPDATE sheetport.job SET state = 'cancelled' WHERE table_id = $1`, [again.id]);
  expect((await remove(again.id, '?drop=true')).status).toBe(204);
  expect((await server.pool.query(`SELECT to_regclass('shop.mine') AS there`)).rows).toEqual([{ there: null }]);

  const made = (await (
    await server.post('/api/tables', { name: 'Made here', columns: [{ label: 'a', type: 'text' }] })
  ).json()) as Table;
  expect(made.attached).toBeUndefined();
  expect((await remove(made.id, '?keep=true')).status).toBe(204);
  expect(names(await found({ search: 'made_here' }))).toEqual(['public.made_here']);
});
