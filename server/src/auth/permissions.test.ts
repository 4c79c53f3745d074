/** All routes and events × all roles, and objects of other people (docs/promises.md, P17 and P32). */
import { randomUUID } from 'node:crypto';
import { grantOf, PERMISSIONS, type Permission, ROLES, type Role, type WatchAnswer } from '@sheetport/contract';
import fastify from 'fastify';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { App } from '../context.ts';
import { EVENT_PERMISSIONS } from '../realtime/sockets.ts';
import { addObjects } from '../testing/test-objects.ts';
import { addPerson, callWith, startSession, type TestPerson } from '../testing/test-people.ts';
import { sendCsv, startTestServer, type TestServer } from '../testing/test-server.ts';
import { guardRoutes } from './auth-guard.ts';

let server: TestServer;
const people = {} as Record<Role, TestPerson>;
beforeAll(async () => {
  server = await startTestServer({ bounds: { signInsPerMinute: 1e9 } });
  for (const role of ROLES) people[role] = await addPerson(server, role);
});
afterAll(async () => server?.close());

async function codeOf(answer: Response): Promise<string> {
  return ((await answer.json().catch(() => ({}))) as { code?: string }).code ?? '';
}

test('P32 every route has a permission or is open, and answers each role by it', async () => {
  const routes = server.app.knownRoutes.filter(({ url }) => /^\/(api|metrics)/.test(url));
  expect(routes.length).toBeGreaterThan(55);
  const asked = new Set<Permission>();
  // People of its own: some of the calls end sessions.
  const ids = {} as Record<Role, string>;
  for (const role of ROLES) ids[role] = (await addPerson(server, role)).id;
  const sessions: Partial<Record<Role, string>> = {};
  for (const { method, url, permission } of routes) {
    if (permission === null || method === 'HEAD') continue;
    asked.add(permission);
    for (const role of ROLES) {
      sessions[role] ??= await startSession(server, ids[role]);
      const call = callWith(server, sessions[role]);
      const body = method === 'GET' || method === 'OPTIONS' ? undefined : {};
      const answer = await call(method, url.replace(/:\w+/g, randomUUID()), body);
      if (method !== 'GET') delete sessions[role];
      const got = [401, 403].includes(answer.status) ? await codeOf(answer) : 'allowed';
      const expected = grantOf(role, permission) === 'none' ? 'forbidden' : 'allowed';
      expect(`${role} ${method} ${url}: ${got}`).toBe(`${role} ${method} ${url}: ${expected}`);
    }
  }
  for (const permission of Object.values(EVENT_PERMISSIONS)) asked.add(permission);
  // Of a table that stands in no folder.
  asked.add('table.create');
  // Of a view that others shall see (features/views/views.test.ts).
  asked.add('view.share');
  expect([...asked].sort(), 'rules that nothing asks').toEqual(Object.keys(PERMISSIONS).sort());
});

test('P32 a route without a permission does not start the server', () => {
  const bare = fastify() as unknown as App;
  guardRoutes(bare, server.app.context);
  const handler = async () => 'x';
  expect(() => bare.get('/api/new', handler)).toThrow('GET /api/new must be open or need a permission');
  expect(() => bare.get('/api/both', { config: { open: true, permission: 'table.see' } }, handler)).toThrow(
    '/api/both',
  );
  expect(() => bare.get('/api/new/:id', { config: { permission: 'table.see' } }, handler)).toThrow(
    'must say which kind of object',
  );
  bare.get('/api/ruled', { config: { permission: 'table.see' } }, handler);
  bare.get('/page', handler);
});

test('P17 events ask the same rules, and nobody sends one without a session', async () => {
  const watchWith = (cookie: string): Promise<WatchAnswer | string> =>
    new Promise((resolve) => {
      const client = io(server.url, { forceNew: true, reconnection: false, extraHeaders: { cookie } });
      const end = (what: WatchAnswer | string) => {
        client.disconnect();
        resolve(what);
      };
      client.on('connect_error', ({ message }) => end(message));
      client.on('connect', () => client.emit('watch', 'all', end));
    });
  for (const role of ROLES) {
    const allowed = grantOf(role, EVENT_PERMISSIONS.watch) !== 'none';
    expect(await watchWith(people[role].cookie)).toMatchObject({ ok: allowed });
  }
  expect(await watchWith('')).toBe('not_signed_in');
  expect(await watchWith(`${server.app.context.access.cookieName}=made.up`)).toBe('not_signed_in');
});

test('P32 a viewer cancels exports of their own, and no other job', async () => {
  const { table: tableId } = await addObjects(server, people.viewer.id, {});
  const job = async (createdBy: string) => {
    const id = randomUUID();
    const data = { id, kind: 'export', title: 'x', spec: {}, lane: 'small', tableId, createdBy } as const;
    await server.records.job.create({ data });
    return id;
  };
  const { viewer, editor } = people;
  const others = await job(editor.id);
  const refused = await viewer.call('POST', `/api/jobs/${others}/cancel`);
  expect([refused.status, await codeOf(refused)]).toEqual([403, 'forbidden']);
  expect((await viewer.call('POST', `/api/jobs/${await job(viewer.id)}/cancel`)).status).toBe(202);
  expect((await editor.call('POST', `/api/jobs/${others}/cancel`)).status).toBe(202);
});

test('P32 nobody goes on with the upload of another, whatever it says of itself', async () => {
  const begin = await fetch(`${server.url}/api/uploads`, {
    method: 'POST',
    headers: {
      cookie: people.editor.cookie,
      'tus-resumable': '1.0.0',
      'upload-length': '8',
      // "owner": who made it is not the sender's to say.
      'upload-metadata': 'filename YS5jc3Y=,createdBy b3duZXI=',
    },
  });
  expect(begin.status).toBe(201);
  const path = begin.headers.get('location')!;
  const append = (cookie: string, method = 'PATCH') =>
    fetch(server.url + path, {
      method,
      headers: {
        cookie,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        ...(method === 'PATCH' && { 'content-type': 'application/offset+octet-stream' }),
      },
      ...(method === 'PATCH' && { body: 'a,b\n1,2\n' }),
    });
  const other = await addPerson(server, 'editor');
  for (const method of ['HEAD', 'PATCH', 'DELETE'])
    for (const { cookie } of [other, people.owner]) expect((await append(cookie, method)).status).toBe(404);
  expect((await append(people.viewer.cookie)).status).toBe(403);
  expect((await append(people.editor.cookie)).status).toBe(204);
  const file = (await (await server.call(`/api/files/${path.split('/').at(-1)}`)).json()) as { createdBy: string };
  expect(file.createdBy).toBe(people.editor.id);
});

test('files and jobs say who made them; the token is of the first owner', async () => {
  const id = await sendCsv(server);
  const file = (await (await server.call(`/api/files/${id}`)).json()) as { createdBy: string; inspectionId: string };
  const job = (await (await server.call(`/api/jobs/${file.inspectionId}`)).json()) as { createdBy: string };
  expect([file.createdBy, job.createdBy]).toEqual(['owner', 'owner']);
});
