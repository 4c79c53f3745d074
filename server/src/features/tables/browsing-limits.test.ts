import http from 'node:http';
import type { ClientToServer, Job, ServerToClient, Table, WatchAnswer } from '@sheetport/contract';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { afterEach, expect, test, vi } from 'vitest';
import {
  BEARER,
  sendCsv,
  startTestServer,
  type TestServer,
  type TestServerOptions,
  TOKEN,
} from '../../testing/test-server.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server with a table of a hundred rows. */
async function openShop(options: TestServerOptions = {}): Promise<{ server: TestServer; table: Table }> {
  const server = await startTestServer(options);
  closing.push(() => server.close());
  const made = await server.post('/api/tables', {
    name: 'Goods',
    columns: [
      { label: 'Name', type: 'text' },
      { label: 'Price', type: 'integer' },
    ],
  });
  const table = (await made.json()) as Table;
  const at = table.qualifiedName
    .split('.')
    .map((name) => `"${name}"`)
    .join('.');
  await server.pool.query(
    `INSERT INTO ${at} ("Name", "Price") SELECT 'n' || n, n FROM generate_series(1, 100) n`.replaceAll(
      /"(Name|Price)"/g,
      (_, label) => `"${table.columns.find((column) => column.label === label)!.name}"`,
    ),
  );
  return { server, table };
}

/** Start an import, as soon as the queue takes it: on a busy machine its first answer may come too late (P11). */
async function startImport(server: TestServer, fileId: string, name: string): Promise<Job> {
  let started: Job | undefined;
  await expect
    .poll(
      async () => {
        const answer = await server.post('/api/imports', { fileId, table: { create: { name } } });
        if (answer.status === 202) started = (await answer.json()) as Job;
        return answer.status;
      },
      { timeout: 20_000 },
    )
    .toBe(202);
  return started!;
}

/** Hold a table so that every statement about it waits. */
async function lockTable(server: TestServer, table: Table): Promise<() => Promise<void>> {
  const holder = new pg.Client(server.settings.DATABASE_URL);
  await holder.connect();
  await holder.query(`BEGIN; LOCK TABLE ${table.qualifiedName} IN ACCESS EXCLUSIVE MODE`);
  closing.push(() => holder.end());
  return async () => void (await holder.query('ROLLBACK'));
}

/** A request that is answered, or given up, later. */
interface Pending {
  abort(): void;
  isOver(): boolean;
  answer: Promise<{ status: number; code: string | undefined; retryAfter: string | null }>;
}
function ask(server: TestServer, path: string, headers: Record<string, string> = {}): Pending {
  const stop = new AbortController();
  let over = false;
  const answer = fetch(server.url + path, { headers: { ...BEARER, ...headers }, signal: stop.signal })
    .then(async (response) => ({
      status: response.status,
      code: ((await response.json()) as { code?: string }).code,
      retryAfter: response.headers.get('retry-after'),
    }))
    .finally(() => {
      over = true;
    });
  answer.catch(() => undefined);
  return { abort: () => stop.abort(), isOver: () => over, answer };
}

/** How many statements of a pool wait for a lock of a table. */
async function blocked(server: TestServer, name = 'sheetport-browse'): Promise<number> {
  const { rows } = await server.pool.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = $1 AND wait_event_type = 'Lock'`,
    [name],
  );
  return rows[0]!.n;
}
const untilBlocked = (server: TestServer, n: number) =>
  expect.poll(() => blocked(server), { interval: 10, timeout: 20_000 }).toBe(n);

test('P47 while every browsing connection hangs and more requests wait, all control routes and sockets are answered', async () => {
  const { server, table } = await openShop({ env: { BROWSE_TIMEOUT_MS: '120000' }, bounds: { browseWaitMs: 120_000 } });
  const fileId = await sendCsv(server);
  const started = await startImport(server, fileId, 'Others');
  const unlock = await lockTable(server, table);
  const pending = [
    ...Array.from({ length: 12 }, () => ask(server, `/api/tables/${table.id}/rows?limit=100`)),
    ask(server, `/api/tables/${table.id}`),
    ask(server, `/api/tables/${table.id}/template.xlsx`, { prefer: 'respond-async' }),
  ];
  await untilBlocked(server, server.settings.BROWSE_CONNECTIONS);

  for (const path of [
    '/api/health',
    '/api/me',
    '/api/jobs',
    `/api/jobs/${started.id}`,
    `/api/jobs/${started.id}/details`,
    '/api/files',
    `/api/files/${fileId}`,
    '/api/mappings',
    '/metrics',
  ])
    expect(`${path} ${(await server.call(path)).status}`).toBe(`${path} 200`);
  expect(await (await server.call('/api/ready')).json()).toMatchObject({ postgres: true });
  const other = await sendCsv(server, 'a,b\n3,4\n', 'more.csv');
  await startImport(server, other, 'Another');
  const client: Socket<ServerToClient, ClientToServer> = io(server.url, {
    auth: { token: TOKEN },
    transports: ['websocket'],
    forceNew: true,
  });
  const watched: WatchAnswer = await client.emitWithAck('watch', started.id);
  expect(watched).toMatchObject({ ok: true, job: { id: started.id } });
  client.disconnect();
  expect((await server.post(`/api/jobs/${started.id}/cancel`)).status).toBe(202);
  const session = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: TOKEN }),
  });
  expect(session.status).toBe(204);

  expect(pending.filter((request) => request.isOver())).toHaveLength(0);
  await unlock();
  for (const request of pending.slice(0, 13)) expect((await request.answer).status).toBe(200);
});

test('P47 a statement that takes too long is stopped and says so; the connection serves the next one', async () => {
  const { server, table } = await openShop({ env: { BROWSE_TIMEOUT_MS: '300' } });
  const unlock = await lockTable(server, table);
  const rows = `/api/tables/${table.id}/rows?limit=10`;
  expect(await ask(server, rows).answer).toEqual({ status: 503, code: 'query_too_slow', retryAfter: null });
  await expect.poll(() => blocked(server)).toBe(0);
  await unlock();
  expect((await ask(server, rows).answer).status).toBe(200);
});

test('P47 when the client goes, its statement ends in Postgres, and so does what waits behind it', {
  tags: ['long'],
}, async () => {
  const { server, table } = await openShop({
    env: { BROWSE_TIMEOUT_MS: '120000', BROWSE_CONNECTIONS: '2' },
    bounds: { browseWaitMs: 120_000 },
  });
  const unlock = await lockTable(server, table);
  const rows = `/api/tables/${table.id}/rows?limit=10`;
  const running = [ask(server, rows), ask(server, rows)];
  await untilBlocked(server, 2);
  const waiting = [ask(server, rows), ask(server, rows)];
  await expect.poll(() => server.app.context.browsePool.load).toEqual({ running: 2, waiting: 2 });
  waiting[0]!.abort();
  await expect.poll(() => server.app.context.browsePool.load).toEqual({ running: 2, waiting: 1 });
  for (const request of running) request.abort();
  // The one that waited has a connection now; the others left nothing behind, in Postgres either.
  await expect.poll(() => server.app.context.browsePool.load).toEqual({ running: 1, waiting: 0 });
  await untilBlocked(server, 1);
  waiting[1]!.abort();
  await untilBlocked(server, 0);
  await expect.poll(() => server.app.context.browsePool.load).toEqual({ running: 0, waiting: 0 });
  await unlock();
  expect((await ask(server, rows).answer).status).toBe(200);
});

test('P47 a full queue refuses at once, a long wait ends, and both say when to come again', {
  tags: ['long'],
}, async () => {
  const { server, table } = await openShop({
    env: { BROWSE_TIMEOUT_MS: '120000', BROWSE_CONNECTIONS: '1' },
    bounds: { browseWaiting: 1, browseWaitMs: 1500 },
  });
  const unlock = await lockTable(server, table);
  const rows = `/api/tables/${table.id}/rows?limit=10`;
  const running = ask(server, rows);
  await untilBlocked(server, 1);
  const waiting = ask(server, rows);
  await expect.poll(() => server.app.context.browsePool.load.waiting).toBe(1);
  const busy = { status: 503, code: 'busy', retryAfter: '2' };
  expect(await ask(server, rows).answer).toEqual(busy);
  expect(await waiting.answer).toEqual(busy);
  expect(running.isOver()).toBe(false);
  await unlock();
  expect((await running.answer).status).toBe(200);
});

test('P47 a heavy legal filter is stopped at the time-out', { tags: ['long'] }, async () => {
  const { server, table } = await openShop({ env: { BROWSE_TIMEOUT_MS: '300' } });
  const column = table.columns.find(({ label }) => label === 'Name')!.name;
  await server.pool.query(
    `INSERT INTO ${table.qualifiedName} ("${column}") SELECT repeat('a', 2000) || n FROM generate_series(1, 40000) n`,
  );
  // 192 conditions, none of which holds for any row.
  const conditions = (from: number) =>
    Array.from({ length: 48 }, (_, n) => ({ column, op: 'contains', value: `aab${from + n}` }));
  const filter = encodeURIComponent(JSON.stringify({ or: [0, 48, 96, 144].map((from) => ({ or: conditions(from) })) }));
  const answer = await ask(server, `/api/tables/${table.id}/rows?limit=10&filter=${filter}`).answer;
  expect(answer).toMatchObject({ status: 503, code: 'query_too_slow' });
});

test('P47 a locked table does not hide the others from the list, and its own page says what is recorded', {
  tags: ['long'],
}, async () => {
  const { server, table } = await openShop();
  expect((await server.post('/api/tables', { name: 'Free', columns: [{ label: 'A', type: 'text' }] })).status).toBe(
    201,
  );
  await lockTable(server, table);
  const { tables } = (await (await server.call('/api/tables')).json()) as { tables: Table[] };
  expect(tables.map(({ name, columns, restriction }) => [name, columns.length, restriction])).toEqual([
    ['Free', 1, undefined],
    ['Goods', 2, undefined],
  ]);
});

test('P47 a server that closes leaves no statement behind', { tags: ['long'] }, async () => {
  const { server, table } = await openShop({ env: { BROWSE_TIMEOUT_MS: '120000' } });
  await lockTable(server, table);
  const other = await server.again();
  const rows = `/api/tables/${table.id}/rows?limit=10`;
  const request = http.get(other.url + rows, { headers: BEARER });
  const gone = new Promise((resolve) => request.on('error', resolve));
  await untilBlocked(server, 1);
  await other.close();
  await gone;
  await untilBlocked(server, 0);
});
