/** A second factor that is required of everybody (docs/promises.md, P32). */
import { randomUUID } from 'node:crypto';
import type { AuditEvents, Me, SignInRules } from '@sheetport/contract';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addPerson, addSecondFactor, callWith, startSession, type TestPerson } from '../testing/test-people.ts';
import { startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts';

const PASSWORD = 'a few words in a row';
/** What whoever must set a second factor up can still do. */
const OPEN_TO_THEM = [
  'DELETE /api/session',
  'GET /api/me',
  'GET /api/me/second-factor',
  'POST /api/me/second-factor',
  'POST /api/me/second-factor/confirm',
];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ bounds: { signInsPerMinute: 1e9 } });
});
afterEach(() => setRule(false));
afterAll(async () => server?.close());

const json = async <T>(answer: Response | Promise<Response>) => (await (await answer).json()) as T;
const codeOf = async (answer: Response) =>
  ((await answer.json().catch(() => ({}))) as { code?: string }).code ?? String(answer.status);
/** As the program with the owner's token sets it. */
const setRule = async (secondFactorRequired: boolean) => {
  const answer = await server.call('/api/sign-in-rules', {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ secondFactorRequired }),
  });
  expect(answer.status).toBe(200);
  return json<SignInRules>(answer);
};
const isNeeded = async (call: TestPerson['call']) => (await json<Me>(call('GET', '/api/me'))).secondFactorNeeded;

test('P32 where it is required, no route but those that set it up answers who has none; with one, all answer', {
  tags: ['long'],
}, async () => {
  const [without, other] = [await addPerson(server, 'owner', PASSWORD), await addPerson(server, 'owner', PASSWORD)];
  await addSecondFactor(server, other.id);
  expect(await isNeeded(without.call)).toBe(false);
  await setRule(true);
  const routes = server.app.knownRoutes.filter(({ permission, method }) => permission !== null && method !== 'HEAD');
  expect(routes.length).toBeGreaterThan(55);
  const open: string[] = [];
  for (const { method, url } of routes) {
    for (const [person, expected] of [
      [without, 'second_factor_required'],
      [other, ''],
    ] as const) {
      const call = callWith(server, await startSession(server, person.id));
      const body = method === 'GET' || method === 'OPTIONS' ? undefined : {};
      const code = await codeOf(await call(method, url.replace(/:\w+/g, randomUUID()), body));
      if (expected === '') expect(`${method} ${url} ${code}`).not.toContain('second_factor_required');
      else if (code !== expected) open.push(`${method} ${url}`);
    }
    // One of the calls says that it is required no longer.
    await setRule(true);
  }
  expect(open.sort()).toEqual(OPEN_TO_THEM);
  // Their sessions from before were ended by some of the calls.
  const again = async ({ id }: TestPerson) => isNeeded(callWith(server, await startSession(server, id)));
  expect([await again(without), await again(other)]).toEqual([true, false]);
});

test('P32 an API key of who has none stops while it is required, and goes on with a second factor', async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const made = await person.call('POST', '/api/keys', { name: 'Nightly', scopes: ['read'] });
  const { secret } = await json<{ secret: string }>(made);
  const tables = () => fetch(`${server.url}/api/tables`, { headers: { authorization: `Bearer ${secret}` } });
  expect((await tables()).status).toBe(200);
  const before = await json<SignInRules>(server.call('/api/sign-in-rules'));
  expect(before.keysWithout).toBeGreaterThanOrEqual(1);
  const rules = await setRule(true);
  expect([rules.secondFactorRequired, rules.peopleWithout]).toEqual([true, before.peopleWithout]);
  expect(await codeOf(await tables())).toBe('second_factor_required');
  await addSecondFactor(server, person.id);
  expect((await tables()).status).toBe(200);
  const after = await json<SignInRules>(server.call('/api/sign-in-rules'));
  expect([after.peopleWithout, after.keysWithout]).toEqual([before.peopleWithout - 1, before.keysWithout - 1]);
});

test('P32 it is not asked of who came by the provider, has no password, or has the token or the printed link', async () => {
  await server.records.person.update({ where: { id: 'owner' }, data: { email: 'owner@example.com' } });
  const owner = callWith(server, await startSession(server, 'owner', 'token'));
  expect((await owner('PATCH', '/api/me', { password: PASSWORD })).status).toBe(200);
  const withPassword = await addPerson(server, 'editor', PASSWORD);
  const byProvider = callWith(server, await startSession(server, withPassword.id, 'provider'));
  const withoutPassword = await addPerson(server, 'editor');
  await setRule(true);
  const link = await fetch(`${server.url}/?token=${TOKEN}`, { redirect: 'manual' });
  const byLink = callWith(server, link.headers.getSetCookie()[0]!.split(';')[0]!);
  for (const call of [byLink, byProvider, withoutPassword.call]) {
    expect(await isNeeded(call)).toBe(false);
    expect((await call('GET', '/api/tables')).status).toBe(200);
  }
  // The way back: the link, and from there the rule.
  expect((await byLink('PATCH', '/api/sign-in-rules', { secondFactorRequired: false })).status).toBe(200);
  await setRule(true);
  const signIn = await fetch(`${server.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'owner@example.com', password: PASSWORD }),
  });
  expect(signIn.status).toBe(204);
  expect(await isNeeded(callWith(server, signIn.headers.getSetCookie()[0]!.split(';')[0]!))).toBe(true);
});

test('P17 an open socket of who has none ends when it is required, and none is opened', async () => {
  const { cookie } = await addPerson(server, 'editor', PASSWORD);
  const connect = () => io(server.url, { forceNew: true, reconnection: false, extraHeaders: { cookie } });
  const open = connect();
  await new Promise((resolve) => open.on('connect', () => resolve(undefined)));
  const over = new Promise((resolve) => open.on('disconnect', resolve));
  await setRule(true);
  await over;
  const refused = connect();
  const why = await new Promise((resolve) => refused.on('connect_error', ({ message }) => resolve(message)));
  refused.disconnect();
  expect(why).toBe('second_factor_required');
});

test('P36 requiring it is in the audit trail, and only owners may', async () => {
  const editor = await addPerson(server, 'editor');
  expect(await codeOf(await editor.call('PATCH', '/api/sign-in-rules', { secondFactorRequired: true }))).toBe(
    'forbidden',
  );
  await setRule(true);
  const { events } = await json<AuditEvents>(server.call('/api/audit?action=updateSignInRules'));
  expect(events[0]).toMatchObject({ outcome: 'done', details: { secondFactorRequired: true } });
  expect(events[1]).toMatchObject({ outcome: 'refused', person: { id: editor.id } });
});
