/** API keys: what they may, and how they end (docs/promises.md, P17, P32, P34 and P54). */

import { randomUUID } from 'node:crypto';
import {
  type ApiKey,
  type ApiKeySecret,
  type ClientToServer,
  KEY_SCOPES,
  type KeyScopes,
  mayDo,
  PERMISSIONS,
  type Permission,
  ROLES,
  type ServerToClient,
  scopesInclude,
} from '@sheetport/contract';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, callWith, startSession, type TestPerson } from '../../testing/test-people.ts';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let owner: TestPerson['call'];
const clients: Socket<ServerToClient, ClientToServer>[] = [];
beforeAll(async () => {
  server = await startTestServer({ bounds: { signInsPerMinute: 1e9 } });
  owner = callWith(server, await startSession(server, 'owner'));
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(async () => server?.close());

const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const codeOf = async (answer: Response) => [answer.status, (await json<{ code: string }>(answer)).code];
const SUBSETS = Array.from({ length: 2 ** KEY_SCOPES.length }, (_, bits) =>
  KEY_SCOPES.filter((_scope, at) => (bits >> at) & 1),
);

async function makeKey(call: TestPerson['call'], scopes: KeyScopes, more: object = {}): Promise<ApiKeySecret> {
  const answer = await call('POST', '/api/keys', { name: 'Nightly import', scopes, ...more });
  expect(answer.status).toBe(201);
  return json(answer);
}
/** A call of a program with a key. */
function withKey(secret: string, at = server): TestPerson['call'] {
  return (method, path, body) =>
    fetch(at.url + path, {
      method,
      headers: {
        authorization: `Bearer ${secret}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
}
const status = async (secret: string) => (await withKey(secret)('GET', '/api/me')).status;

/** Connect with a key in the handshake. Out: `in`, or why not; and a promise of its end. */
async function connect(secret: string): Promise<{ fate: string; over: Promise<unknown> }> {
  const client: Socket<ServerToClient, ClientToServer> = io(server.url, {
    forceNew: true,
    reconnection: false,
    transports: ['websocket'],
    auth: { token: secret },
  });
  clients.push(client);
  const over = new Promise((resolve) => client.on('disconnect', resolve));
  const fate = await new Promise<string>((resolve) => {
    client.on('connect', () => resolve('in'));
    client.on('connect_error', ({ message }) => resolve(message));
  });
  return { fate, over };
}

test('P32 a key never may what its person may not, whatever its scopes', () => {
  const { access } = server.app.context;
  for (const permission of Object.keys(PERMISSIONS) as Permission[]) {
    for (const role of ROLES) {
      for (const madeBy of ['me', 'somebody', null]) {
        const person = mayDo(role, permission, madeBy === 'me');
        expect(access.isAllowed({ id: 'me', role, highest: role }, permission, madeBy)).toBe(person);
        for (const scopes of SUBSETS) {
          const key = access.isAllowed(
            { id: 'me', role, highest: role, keyId: 'k', keyHash: 'h', scopes },
            permission,
            madeBy,
          );
          expect(key).toBe(person && scopesInclude(scopes, permission));
        }
      }
    }
    // Each scope only adds to the others, includes `read`, and none is about people, passwords or keys.
    for (const scopes of SUBSETS) {
      const some = scopes.some((scope) => scopesInclude([scope], permission));
      expect(scopesInclude(scopes, permission)).toBe(some);
      if (scopes.length > 0 && scopesInclude(['read'], permission)) expect(some).toBe(true);
      if (/^key\.|account\.change|signIn|person\.(?!name)/.test(permission)) expect(some).toBe(false);
    }
  }
});

test('P34 a key starts at most so many imports a minute, at all servers together; others are not held up', async () => {
  const other = await server.again();
  const { key, secret } = await makeKey(owner, ['import', 'manage'], { importRequestsPerMinute: 2 });
  expect(key.importRequestsPerMinute).toBe(2);
  const unlimited = await makeKey(owner, ['import', 'manage']);
  const fileId = await sendCsv(server);
  const body = () => ({ fileId, table: { create: { name: `Table ${randomUUID()}` } } });
  const ask = (secret: string, at = server) => withKey(secret, at)('POST', '/api/imports', body());
  // What starts nothing does not count.
  expect((await withKey(secret)('POST', '/api/imports', { fileId: randomUUID(), table: body().table })).status).toBe(
    404,
  );
  expect((await ask(secret)).status).toBe(202);
  const batch = await withKey(secret, other)('POST', '/api/batches', { imports: [body(), body()] });
  expect(batch.status).toBe(202);
  for (const at of [server, other]) {
    const refused = await ask(secret, at);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await codeOf(refused)).toEqual([429, 'too_many_requests']);
  }
  expect((await withKey(secret)('POST', '/api/batches', { imports: [body()] })).status).toBe(429);
  expect((await ask(unlimited.secret)).status).toBe(202);
  expect((await withKey(secret)('GET', '/api/jobs')).status).toBe(200);
  const freed = await json<ApiKey>(owner('PATCH', `/api/keys/${key.id}`, { importRequestsPerMinute: null }));
  expect(freed.importRequestsPerMinute).toBeNull();
  expect((await ask(secret)).status).toBe(202);
  await other.close();
});

test('P32 every route answers a key by its scopes and the role of its person', { tags: ['long'] }, async () => {
  const routes = server.app.knownRoutes.filter(({ url }) => /^\/(api|metrics)/.test(url));
  const walks = [...KEY_SCOPES.map((scope) => ['owner', [scope]] as const), ['viewer', KEY_SCOPES] as const];
  for (const [role, scopes] of walks) {
    const person = await addPerson(server, role);
    const call = withKey((await makeKey(person.call, [...scopes])).secret);
    for (const { method, url, permission } of routes) {
      if (permission === null || method === 'HEAD') continue;
      const body = method === 'GET' || method === 'OPTIONS' ? undefined : {};
      const answer = await call(method, url.replace(/:\w+/g, randomUUID()), body);
      const got = [401, 403].includes(answer.status) ? (await codeOf(answer))[1] : 'allowed';
      const inScope = scopesInclude(scopes, permission);
      const expected = !inScope ? 'key_scope' : mayDo(role, permission, true) ? 'allowed' : 'forbidden';
      const what = `${role} ${scopes} ${method} ${url}`;
      expect(`${what}: ${got}`).toBe(`${what}: ${expected}`);
    }
  }
});

test('P32 a key is shown once, kept as a hash, and acts as its person', async () => {
  const editor = await addPerson(server, 'editor');
  const { key, secret } = await makeKey(editor.call, ['import']);
  expect(secret).toMatch(/^sp_[0-9a-f]{32}_[\w-]{43}$/);
  expect(secret.startsWith(key.start)).toBe(true);
  expect(await json(withKey(secret)('GET', '/api/me'))).toMatchObject({ id: editor.id, role: 'editor' });
  const { keys } = await json<{ keys: ApiKey[] }>(editor.call('GET', '/api/keys'));
  expect(keys.map(({ id }) => id)).toEqual([key.id]);
  const kept = JSON.stringify([keys, await server.records.apiKey.findMany(), server.logged]);
  expect(kept).not.toContain(secret.split('_').slice(2).join('_'));
  // In 90 days, if nothing else was said.
  expect(Math.round((Date.parse(keys[0]!.expiresAt!) - Date.now()) / 86_400_000)).toBe(90);
});

test('P32 a key begins no session, and makes no key', async () => {
  const { secret } = await makeKey(owner, [...KEY_SCOPES]);
  const signIn = await callWith(server, '')('POST', '/api/session', { token: secret });
  expect([signIn.status, signIn.headers.get('set-cookie')]).toEqual([401, null]);
  const link = await fetch(`${server.url}/?token=${secret}`, { redirect: 'manual' });
  expect(link.headers.get('set-cookie')).toBeNull();
  const made = await withKey(secret)('POST', '/api/keys', { name: 'x', scopes: ['read'] });
  expect(await codeOf(made)).toEqual([403, 'key_scope']);
});

test('P54 a key that is ended answers no more, sockets included', async () => {
  const editor = await addPerson(server, 'editor');
  const { key, secret } = await makeKey(editor.call, ['read']);
  const { fate, over } = await connect(secret);
  expect([fate, await status(secret)]).toEqual(['in', 200]);
  expect((await editor.call('DELETE', `/api/keys/${key.id}`)).status).toBe(204);
  await over;
  expect(await status(secret)).toBe(401);
  expect((await connect(secret)).fate).toBe('not_signed_in');
  expect(await codeOf(await editor.call('DELETE', `/api/keys/${key.id}`))).toEqual([404, 'not_found']);
});

test('P54 keys end with their person, and lose what their person loses', async () => {
  const editor = await addPerson(server, 'editor');
  const { secret } = await makeKey(editor.call, ['import']);
  const start = async () => (await withKey(secret)('POST', '/api/imports', {})).status;
  const { over } = await connect(secret);
  expect(await start()).toBe(400);
  await owner('PATCH', `/api/people/${editor.id}`, { role: 'viewer' });
  expect(await start()).toBe(403);
  await owner('PATCH', `/api/people/${editor.id}`, { role: 'editor', disabled: true });
  await over;
  expect(await status(secret)).toBe(401);
  await owner('PATCH', `/api/people/${editor.id}`, { disabled: false });
  expect(await status(secret)).toBe(200);
  await owner('DELETE', `/api/people/${editor.id}`);
  expect(await status(secret)).toBe(401);
  expect(await server.records.apiKey.count({ where: { personId: editor.id } })).toBe(0);
});

test('P54 a key that expires, or is changed, at once', async () => {
  const editor = await addPerson(server, 'editor');
  const { key, secret } = await makeKey(editor.call, ['import'], { expiresAt: null });
  expect(key.expiresAt).toBeNull();
  const change = (body: object) => editor.call('PATCH', `/api/keys/${key.id}`, body);
  const start = async () => (await codeOf(await withKey(secret)('POST', '/api/imports', {})))[1];
  expect(await start()).toBe('invalid_request');
  expect(await json(change({ scopes: ['read'], name: 'Other' }))).toMatchObject({ name: 'Other', scopes: ['read'] });
  expect(await start()).toBe('key_scope');
  const { over } = await connect(secret);
  await change({ expiresAt: new Date(Date.now() - 1).toISOString() });
  expect(await start()).toBe('not_signed_in');
  await over;
});

test('P32 a rotation gives a new secret; the one before ends when it was said to', async () => {
  const editor = await addPerson(server, 'editor');
  const { key, secret: first } = await makeKey(editor.call, ['read']);
  const rotate = async (graceHours?: number) => {
    const answer = await editor.call('POST', `/api/keys/${key.id}/rotate`, {
      ...(graceHours !== undefined && { graceHours }),
    });
    expect(answer.status).toBe(200);
    return json<ApiKeySecret>(answer);
  };
  const second = await rotate();
  expect(Math.round((Date.parse(second.key.earlierSecretUntil!) - Date.now()) / 3_600_000)).toBe(24);
  expect([await status(first), await status(second.secret)]).toEqual([200, 200]);
  // Its time is over.
  await server.records.apiKey.update({ where: { id: key.id }, data: { earlierUntil: new Date(Date.now() - 1) } });
  expect([await status(first), await status(second.secret)]).toEqual([401, 200]);
  const { over } = await connect(second.secret);
  const third = await rotate(0);
  expect(third.key.earlierSecretUntil).toBeNull();
  expect([await status(first), await status(second.secret), await status(third.secret)]).toEqual([401, 401, 200]);
  // A socket that came in with the secret from before, too.
  await over;
});

test('P32 of rotations at once, the last one counts and the one before it', { tags: ['long'] }, async () => {
  const editor = await addPerson(server, 'editor');
  const { key, secret } = await makeKey(editor.call, ['read']);
  const rotate = (graceHours: number) => editor.call('POST', `/api/keys/${key.id}/rotate`, { graceHours });
  for (const [graceHours, alive] of [
    [1, 2],
    [0, 1],
  ] as const) {
    const answers = await Promise.all(Array.from({ length: 6 }, () => json<ApiKeySecret>(rotate(graceHours))));
    const secrets = answers.map((answer) => answer.secret);
    expect(new Set(secrets).size).toBe(6);
    const worked = await Promise.all([secret, ...secrets].map(status));
    expect(worked.filter((one) => one === 200)).toHaveLength(alive);
    expect(worked[0]).toBe(401);
  }
});

test('P34 the last use of a key is kept within minutes, not written at each request', { tags: ['long'] }, async () => {
  const editor = await addPerson(server, 'editor');
  const { key, secret } = await makeKey(editor.call, ['read']);
  const version = async () =>
    (await server.pool.query('SELECT xmin::text AS x FROM sheetport.api_key WHERE id = $1', [key.id])).rows[0].x;
  const lastUsedAt = async () => (await server.records.apiKey.findUnique({ where: { id: key.id } }))!.lastUsedAt;
  expect(key.lastUsedAt).toBeNull();
  await status(secret);
  const first = await version();
  expect(await lastUsedAt()).not.toBeNull();
  for (let n = 0; n < 5; n++) await status(secret);
  expect(await version()).toBe(first);
  const longAgo = new Date(Date.now() - 600_000);
  await server.records.apiKey.update({ where: { id: key.id }, data: { lastUsedAt: longAgo } });
  await Promise.all(Array.from({ length: 5 }, () => status(secret)));
  expect((await lastUsedAt())!.getTime()).toBeGreaterThan(longAgo.getTime());
});

test('P32 unknown, ended and wrong keys get the same answer, and are counted as wrong tokens', async () => {
  const strict = await startTestServer({ bounds: { signInsPerMinute: 6 } });
  const call = callWith(strict, await startSession(strict, 'owner'));
  const { key, secret } = await makeKey(call, ['read']);
  const ended = await makeKey(call, ['read']);
  await call('DELETE', `/api/keys/${ended.key.id}`);
  const expired = await makeKey(call, ['read'], { expiresAt: '2020-01-01T00:00:00Z' });
  const wrong = [
    `sp_${'0'.repeat(32)}_${'x'.repeat(43)}`,
    ended.secret,
    expired.secret,
    `${secret.slice(0, -1)}${secret.endsWith('A') ? 'B' : 'A'}`,
    // Another key's secret, and another form.
    `sp_${key.id.replaceAll('-', '')}_${ended.secret.split('_').slice(2).join('_')}`,
    secret.toUpperCase(),
  ];
  const answers = [];
  for (const one of wrong) {
    const answer = await withKey(one, strict)('GET', '/api/me');
    const { instance: _, requestId: __, ...body } = await json<Record<string, unknown>>(answer);
    answers.push(JSON.stringify([answer.status, body]));
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('not_signed_in');
  expect((await withKey(wrong[0]!, strict)('GET', '/api/me')).status).toBe(429);
  // The right one is never refused.
  expect((await withKey(secret, strict)('GET', '/api/me')).status).toBe(200);
  await strict.close();
});

test('P32 owners see and end the keys of everybody, and get the secret of none', async () => {
  const editor = await addPerson(server, 'editor');
  const { key, secret } = await makeKey(editor.call, ['read']);
  const viewer = await addPerson(server, 'viewer');
  expect((await viewer.call('GET', '/api/keys?everyone=true')).status).toBe(403);
  expect(await json(viewer.call('GET', '/api/keys'))).toEqual({ keys: [] });
  const all = await json<{ keys: ApiKey[] }>(owner('GET', '/api/keys?everyone=true'));
  expect(all.keys.map(({ id }) => id)).toContain(key.id);
  for (const call of [viewer.call, owner]) {
    expect((await call('PATCH', `/api/keys/${key.id}`, { name: 'Mine' })).status).toBe(404);
    expect((await call('POST', `/api/keys/${key.id}/rotate`, {})).status).toBe(404);
  }
  expect((await viewer.call('DELETE', `/api/keys/${key.id}`)).status).toBe(404);
  expect(await status(secret)).toBe(200);
  expect((await owner('DELETE', `/api/keys/${key.id}`)).status).toBe(204);
  expect(await status(secret)).toBe(401);
});

test('P34 a person has at most a hundred keys, also when several are made at once', async () => {
  const editor = await addPerson(server, 'editor');
  const row = { personId: editor.id, name: 'x', scopes: ['read'], secretHash: 'x' };
  await server.records.apiKey.createMany({ data: Array.from({ length: 97 }, () => ({ ...row, id: randomUUID() })) });
  const made = await Promise.all(
    Array.from({ length: 8 }, () => editor.call('POST', '/api/keys', { name: 'x', scopes: ['read'] })),
  );
  expect(made.map((answer) => answer.status).sort()).toEqual([201, 201, 201, 409, 409, 409, 409, 409]);
});
