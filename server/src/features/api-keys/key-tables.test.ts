/** API keys for some tables: of all others they see nothing (docs/promises.md, P17 and P32). */
import { randomUUID } from 'node:crypto';
import {
  type ApiKeySecret,
  type ClientToServer,
  type Job,
  KEY_SCOPES,
  type KeyTables,
  type Role,
  type ServerToClient,
  scopesInclude,
} from '@sheetport/contract';
import { findRefusedTables } from '@sheetport/core';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { OBJECT_KINDS } from '../../auth/object-roles.ts';
import { addObjects } from '../../testing/test-objects.ts';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ bounds: { requestsPerMinute: 1e9, signInsPerMinute: 1e9 } });
});
afterAll(async () => server?.close());

const ALL = [...KEY_SCOPES];
const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;

type Call = TestPerson['call'];
async function addKey(
  person: TestPerson,
  tables: Partial<KeyTables>,
): Promise<{ id: string; secret: string; call: Call }> {
  const answer = await person.call('POST', '/api/keys', { name: 'One table', scopes: ALL, tables });
  expect(answer.status).toBe(201);
  const { key, secret } = await json<ApiKeySecret>(answer);
  expect(key.tables).toEqual({ tableIds: [], folderIds: [], ...tables });
  const call: Call = (method, path, body) =>
    fetch(server.url + path, {
      method,
      headers: { authorization: `Bearer ${secret}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { id: key.id, secret, call };
}

/** What a call answers, without what is different each time. */
async function ask(call: Call, method: string, path: string, body?: unknown) {
  const answer = await call(method, path, body);
  const text = await answer.text();
  const { code, detail } = (text.startsWith('{') ? JSON.parse(text) : {}) as { code?: string; detail?: string };
  return { status: answer.status, code, detail };
}

/** Somebody with a table, another one, and a key for the first. */
async function addPersonWithKey(role: Role, by: 'table' | 'folder') {
  const person = await addPerson(server, role);
  const shared = { restricted: true, grant: 'owner', folder: { restricted: true, grant: 'owner' } } as const;
  const inside = await addObjects(server, person.id, shared);
  const outside = await addObjects(server, person.id, shared);
  const key = await addKey(person, by === 'table' ? { tableIds: [inside.table] } : { folderIds: [inside.folder] });
  return { person, inside, outside, key };
}

test('P32 each route that names an object answers a key for one table as if there were no other', async () => {
  for (const [role, by] of [
    ['owner', 'table'],
    ['editor', 'folder'],
  ] as const) {
    const { outside, key } = await addPersonWithKey(role, by);
    let walked = 0;
    for (const { method, url, permission, object } of server.app.knownRoutes) {
      const kind = OBJECT_KINDS.find((one) => one === object);
      if (!kind || permission === null || method === 'HEAD' || !scopesInclude(ALL, permission)) continue;
      const body = method === 'GET' ? undefined : {};
      const call = (id: string) => ask(key.call, method, url.replace(':id', id), body);
      const what = `${role} ${method} ${url}`;
      walked += 1;
      expect([what, await call(outside[kind])]).toEqual([what, await call(randomUUID())]);
    }
    expect(walked).toBeGreaterThan(20);
  }
});

test('P32 on its own table a key may what its person may, and no more than its scopes', async () => {
  for (const by of ['table', 'folder'] as const) {
    const { inside, key } = await addPersonWithKey('viewer', by);
    const seen = [`/api/jobs/${inside.job}`, `/api/files/${inside.file}`, `/api/batches/${inside.batch}`];
    for (const path of seen) expect([by, path, (await key.call('GET', path)).status]).toEqual([by, path, 200]);
    // A folder is its own only where the key is for the folder.
    const folder = await ask(key.call, 'PATCH', `/api/folders/${inside.folder}`, { name: randomUUID() });
    expect([by, folder.status]).toEqual([by, by === 'folder' ? 200 : 404]);
  }
});

test('P32 lists, search and names hold only what belongs to the tables of the key, an owner behind it or not', async () => {
  for (const role of ['owner', 'editor'] as const) {
    for (const by of ['table', 'folder'] as const) {
      const { person, inside, outside, key } = await addPersonWithKey(role, by);
      // What its person uploaded without it.
      const own = randomUUID();
      await server.records.file.create({
        data: { id: own, name: 'own.csv', bytes: 1, sha256: 'x', state: 'ready', sheets: [], createdBy: person.id },
      });
      const paths = ['/api/tables', '/api/jobs', '/api/files', '/api/mappings', '/api/folders', '/api/people/names'];
      const found = await Promise.all(paths.map(async (path) => (await key.call('GET', path)).text()));
      for (const [at, text] of found.entries())
        for (const hidden of [...Object.values(outside), own])
          expect([paths[at], text.includes(hidden)]).toEqual([paths[at], false]);
      const ids = (text: string) =>
        Object.values(JSON.parse(text) as Record<string, { id: string }[]>)[0]!.map(({ id }) => id);
      expect([0, 1, 2, 3, 4].map((at) => ids(found[at]!))).toEqual([
        [inside.table],
        [inside.job],
        [inside.file],
        [inside.mapping],
        by === 'folder' ? [inside.folder] : [],
      ]);
      const search = await json<{ jobs: Job[] }>(
        key.call('GET', `/api/jobs?search=${encodeURIComponent(outside.name)}`),
      );
      expect(search.jobs).toEqual([]);
      expect((await ask(key.call, 'GET', `/api/files/${own}`)).status).toBe(404);
    }
  }
});

test('P32 a key for one table is a guest in the service: it makes no table elsewhere, and sees no queue, audit trail or person', async () => {
  const { inside, outside, key } = await addPersonWithKey('owner', 'folder');
  const make = (folderId?: string) =>
    ask(key.call, 'POST', '/api/tables', {
      name: `T ${randomUUID()}`,
      columns: [{ label: 'A', type: 'text' }],
      key: [],
      ...(folderId && { folderId }),
    });
  expect((await make()).code).toBe('forbidden');
  expect((await make(outside.folder)).status).toBe(404);
  expect((await make(inside.folder)).status).toBe(201);
  for (const path of ['/api/queues', '/api/audit', '/metrics', '/api/tables/attachable'])
    expect([path, (await ask(key.call, 'GET', path)).code]).toEqual([path, 'forbidden']);
  for (const path of ['/api/people', '/api/keys', '/api/me/sessions', '/api/me/second-factor', '/api/sign-in-rules'])
    expect([path, (await ask(key.call, 'GET', path)).code]).toEqual([path, 'key_scope']);
  expect(await json(key.call('GET', '/api/me'))).toMatchObject({ role: 'guest', owner: false });
});

test('P32 a file that came with the key is its own; one of another key of the same person is not there', async () => {
  const { person, inside, outside, key } = await addPersonWithKey('editor', 'table');
  const other = await addKey(person, { tableIds: [outside.table] });
  const form = new FormData();
  form.set('file', new Blob(['a\n1\n']), 'a.csv');
  const sent = await fetch(`${server.url}/api/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key.secret}` },
    body: form,
  });
  const { id } = await json<{ id: string }>(sent);
  const see = async (call: Call) => (await call('GET', `/api/files/${id}`)).status;
  expect([await see(key.call), await see(other.call), await see(person.call)]).toEqual([200, 404, 200]);
  const start = (call: Call, tableId: string) =>
    ask(call, 'POST', '/api/imports', { fileId: id, table: { id: tableId } });
  expect((await start(key.call, outside.table)).status).toBe(404);
  expect((await start(other.call, outside.table)).status).toBe(404);
  expect((await start(key.call, inside.table)).status).not.toBe(404);
  // The same Idempotency-Key with another key tells nothing of what was started with the first.
  expect((await ask(key.call, 'POST', '/api/exports', { tableId: outside.table })).status).toBe(404);
});

test('P32 what it reaches changes at once with its tables, and a job of it reaches no table that its key does not', async () => {
  const { person, inside, outside, key } = await addPersonWithKey('editor', 'table');
  const sees = async (table: string) => (await ask(key.call, 'GET', `/api/tables/${table}/rows`)).code !== 'not_found';
  expect([await sees(inside.table), await sees(outside.table)]).toEqual([true, false]);
  const refused = () => findRefusedTables(server.pool, { id: person.id, keyId: key.id }, [inside.table, outside.table]);
  expect(await refused()).toEqual([outside.table]);
  const change = (tables: object | null) => person.call('PATCH', `/api/keys/${key.id}`, { tables });
  expect((await change({ tableIds: [outside.table] })).status).toBe(200);
  expect([await sees(inside.table), await sees(outside.table)]).toEqual([false, true]);
  expect((await change(null)).status).toBe(200);
  expect([await sees(inside.table), await sees(outside.table), await refused()]).toEqual([true, true, []]);
  // Of a table that the person may not know of no key is made.
  const theirs = await addObjects(server, (await addPerson(server, 'guest')).id, { restricted: true });
  expect((await change({ tableIds: [theirs.table] })).status).toBe(404);
  // A table that is gone leaves the key with nothing, not with everything.
  expect((await change({ tableIds: [inside.table] })).status).toBe(200);
  await server.records.table.delete({ where: { id: inside.table } });
  expect(await json(key.call('GET', '/api/tables'))).toEqual({ tables: [] });
  await person.call('DELETE', `/api/keys/${key.id}`);
  expect(await refused()).toEqual([inside.table, outside.table]);
});

test('P17 a socket with the key hears of the jobs of its tables alone, and its person of all', async () => {
  const { person, inside, outside, key } = await addPersonWithKey('editor', 'table');
  const connect = async (options: object) => {
    const client: Socket<ServerToClient, ClientToServer> = io(server.url, {
      forceNew: true,
      reconnection: false,
      ...options,
    });
    const heard: string[] = [];
    client.on('job', ({ id }) => heard.push(id));
    await new Promise((resolve) => client.on('connect', () => resolve(undefined)));
    const watch = (what: string) => new Promise<{ ok: boolean }>((resolve) => client.emit('watch', what, resolve));
    expect((await watch('all')).ok).toBe(true);
    return { client, heard, watch };
  };
  const one = await connect({ auth: { token: key.secret } });
  const all = await connect({ extraHeaders: { cookie: person.cookie } });
  expect([(await one.watch(inside.job)).ok, (await one.watch(outside.job)).ok]).toEqual([true, false]);
  for (const { job } of [outside, inside]) {
    await server.records.job.update({ where: { id: job }, data: { seq: { increment: 1 } } });
    server.app.context.broadcaster.touch(job, 0);
  }
  await expect.poll(() => [...new Set(all.heard)].sort()).toEqual([inside.job, outside.job].sort());
  await expect.poll(() => [...new Set(one.heard)]).toEqual([inside.job]);
  one.client.disconnect();
  all.client.disconnect();
});

test('P32 a member of the version before gives a key for some tables no right at all', async () => {
  const { key } = await addPersonWithKey('owner', 'table');
  const { scopes } = await server.records.apiKey.findUniqueOrThrow({ where: { id: key.id } });
  // It knows its scopes by these names.
  expect(scopes.some((scope) => ALL.some((known) => known === scope))).toBe(false);
});
