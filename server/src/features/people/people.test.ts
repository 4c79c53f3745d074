/** People, from the first sign-in of the owner to the end of their sessions (docs/promises.md, P32 to P34). */
import { createHash, randomUUID } from 'node:crypto';
import type { Invitation, LinkInfo, Me, Person, Session } from '@sheetport/contract';
import { hashPassword } from 'better-auth/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, callWith, startSession, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer, TOKEN } from '../../testing/test-server.ts';
import { savePassword } from './find-person.ts';

const PASSWORD = 'a long password of theirs';
let server: TestServer;
let owner: TestPerson['call'];
beforeAll(async () => {
  server = await startTestServer({ bounds: { signInsPerMinute: 1e9 } });
  owner = callWith(server, await startSession(server, 'owner'));
});
afterAll(async () => server?.close());

const open = (path: string, body: unknown, at = server) => callWith(at, '')('POST', path, body);
const signIn = (email: string, password: string, at = server) => open('/api/session', { email, password }, at);
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!;
const json = async <T>(answer: Response | Promise<Response>): Promise<T> => (await (await answer).json()) as T;
const codeOf = async (answer: Response) => [answer.status, (await json<{ code: string }>(answer)).code];

async function invite(role: string): Promise<{ invitation: Invitation; token: string }> {
  const answer = await owner('POST', '/api/invitations', { role, name: 'Ben' });
  expect(answer.status).toBe(201);
  const { invitation, path } = await json<{ invitation: Invitation; path: string }>(answer);
  return { invitation, token: path.split('#')[1]! };
}

test('P32 the owner names themselves, sets a password, and signs in with it', async () => {
  expect(await json<Me>(owner('GET', '/api/me'))).toMatchObject({
    id: 'owner',
    role: 'owner',
    email: null,
    hasPassword: false,
  });
  expect(await codeOf(await owner('PATCH', '/api/me', { password: PASSWORD }))).toEqual([422, 'email_needed']);
  const account = { name: 'Olive', email: ' Olive@Example.com ', password: PASSWORD };
  const changed = await owner('PATCH', '/api/me', account);
  // The other tests go on with it.
  owner = callWith(server, cookieOf(changed));
  expect(await json<Me>(changed)).toMatchObject({
    name: 'Olive',
    email: 'olive@example.com',
    hasPassword: true,
  });
  const answer = await signIn('OLIVE@example.com', PASSWORD);
  expect(answer.status).toBe(204);
  expect(answer.headers.get('set-cookie')).toMatch(
    /^sheetport_[0-9a-f]{8}=[^;]+; Path=\/; HttpOnly; SameSite=Strict; Max-Age=2592000$/,
  );
  expect(await json<Me>(callWith(server, cookieOf(answer))('GET', '/api/me'))).toMatchObject({
    id: 'owner',
    name: 'Olive',
  });
  // The link and the token go on, and are the same person.
  expect(await json<Me>(server.call('/api/me'))).toMatchObject({ id: 'owner', name: 'Olive' });
  const link = await fetch(`${server.url}/?token=${TOKEN}`, { redirect: 'manual' });
  expect(await json<Me>(callWith(server, cookieOf(link))('GET', '/api/me'))).toMatchObject({ id: 'owner' });
});

test('P32 an invitation makes one person of the role that it says, once', async () => {
  const { invitation, token } = await invite('editor');
  expect(await json<LinkInfo>(open('/api/links/inspect', { token }))).toMatchObject({
    purpose: 'invitation',
    role: 'editor',
    name: 'Ben',
  });
  const account = { token, name: 'Ben', email: 'ben@example.com', password: PASSWORD };
  expect(await codeOf(await open('/api/links/accept', { ...account, email: 'olive@example.com' }))).toEqual([
    409,
    'email_taken',
  ]);
  expect((await codeOf(await open('/api/links/accept', { ...account, password: 'short' })))[0]).toBe(400);
  const both = await Promise.all(
    [1, 2].map((n) => open('/api/links/accept', { ...account, email: `ben${n}@example.com` })),
  );
  expect(both.map(({ status }) => status).sort()).toEqual([204, 410]);
  const ben = callWith(server, cookieOf(both.find(({ status }) => status === 204)!));
  expect(await json<Me>(ben('GET', '/api/me'))).toMatchObject({ name: 'Ben', role: 'editor', owner: false });
  expect(await codeOf(await open('/api/links/inspect', { token }))).toEqual([410, 'invalid_link']);
  const { invitations } = await json<{ invitations: Invitation[] }>(owner('GET', '/api/invitations'));
  expect(invitations.map(({ id }) => id)).not.toContain(invitation.id);
});

test('P32 withdrawn and expired invitations, and those of people who may no longer invite, do not work', async () => {
  const withdrawn = await invite('viewer');
  expect((await owner('DELETE', `/api/invitations/${withdrawn.invitation.id}`)).status).toBe(204);
  const expired = await invite('viewer');
  await server.records.accessLink.update({
    where: { id: expired.invitation.id },
    data: { expiresAt: new Date(Date.now() - 1) },
  });
  const second = await addPerson(server, 'owner');
  const { path } = await json<{ path: string }>(second.call('POST', '/api/invitations', { role: 'owner' }));
  expect((await owner('PATCH', `/api/people/${second.id}`, { role: 'editor' })).status).toBe(200);
  const account = { name: 'X', email: 'x@example.com', password: PASSWORD };
  for (const token of [withdrawn.token, expired.token, path.split('#')[1]!, 'made-up'])
    expect(await codeOf(await open('/api/links/accept', { ...account, token }))).toEqual([410, 'invalid_link']);
});

test('P32 the secret of a link is stored hashed, a password salted and hashed, and neither is logged', async () => {
  const { token } = await invite('viewer');
  const person = await addPerson(server, 'viewer', PASSWORD);
  const links = await server.records.accessLink.findMany();
  expect(links.map(({ tokenHash }) => tokenHash)).toContain(createHash('sha256').update(token).digest('hex'));
  const { password } = (await server.records.credential.findFirst({ where: { userId: person.id } }))!;
  expect(password).toMatch(/^\$scrypt\$ln=10,r=8,p=1\$[\w+/]{22}\$[\w+/]{86}$/);
  await open('/api/links/inspect', { token });
  await signIn(person.email, PASSWORD);
  await signIn('nobody.at.all@example.com', PASSWORD);
  const log = server.logged.join('\n');
  for (const secret of [token, PASSWORD, person.email, 'nobody.at.all']) expect(log).not.toContain(secret);
});

test('P32 a hash of an earlier cost still signs in, once: it is renewed with a right password only', async () => {
  const person = await addPerson(server, 'viewer');
  const earlier = await hashPassword(PASSWORD);
  await savePassword(server.records, person.id, earlier);
  const stored = async () => (await server.records.credential.findFirst({ where: { userId: person.id } }))!.password;
  expect((await signIn(person.email, 'not the password')).status).toBe(401);
  expect(await stored()).toBe(earlier);
  expect((await signIn(person.email, PASSWORD)).status).toBe(204);
  const renewed = await stored();
  expect(renewed).toMatch(/^\$scrypt\$/);
  expect((await signIn(person.email, PASSWORD)).status).toBe(204);
  expect(await stored()).toBe(renewed);
  expect((await signIn(person.email, 'not the password')).status).toBe(401);
});

test('P32 a wrong password, an unknown address and a disabled account get the same answer', async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const off = await addPerson(server, 'editor', PASSWORD);
  const none = await addPerson(server, 'editor');
  await owner('PATCH', `/api/people/${off.id}`, { disabled: true });
  const answers = await Promise.all(
    [
      signIn(person.email, 'not the password at all'),
      signIn('unknown@example.com', PASSWORD),
      signIn(off.email, PASSWORD),
      signIn(none.email, PASSWORD),
    ].map(async (answer) => {
      const { status, headers } = await answer;
      return [status, headers.get('set-cookie'), await (await answer).text()];
    }),
  );
  expect(answers[0]).toMatchObject([401, null, expect.stringContaining('wrong_password')]);
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test('P34 guesses are limited by account and by address; a right password is not counted', async () => {
  const strict = await startTestServer({ bounds: { signInsPerMinute: 3 }, env: { TRUST_PROXY: 'true' } });
  const from = (address: string, email: string, password: string) =>
    fetch(`${strict.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
      body: JSON.stringify({ email, password }),
    });
  const person = await addPerson(strict, 'editor', PASSWORD);
  for (let n = 0; n < 5; n++) expect((await from('192.0.2.1', person.email, PASSWORD)).status).toBe(204);
  const guesses = [];
  for (let n = 0; n < 4; n++) guesses.push(await from(`192.0.2.${10 + n}`, person.email.toUpperCase(), 'wrong'));
  expect(guesses.map(({ status }) => status)).toEqual([401, 401, 401, 429]);
  expect(Number(guesses.at(-1)!.headers.get('retry-after'))).toBeGreaterThan(0);
  // An address that is not known is limited alike.
  const unknown = [];
  for (let n = 0; n < 4; n++) unknown.push((await from('192.0.2.20', `nobody${n}@example.com`, 'wrong')).status);
  expect(unknown).toEqual([401, 401, 401, 429]);
  await strict.close();
});

test('P33 a new password needs the current one, ends the other sessions, and gives this one another cookie', async () => {
  const person = await addPerson(server, 'viewer', PASSWORD);
  const other = callWith(server, await startSession(server, person.id));
  const change = (currentPassword?: string) =>
    person.call('PATCH', '/api/me', { password: 'another long password', ...(currentPassword && { currentPassword }) });
  expect(await codeOf(await change())).toEqual([422, 'wrong_current_password']);
  expect(await codeOf(await change('wrong'))).toEqual([422, 'wrong_current_password']);
  expect(await codeOf(await person.call('PATCH', '/api/me', { email: 'new@example.com' }))).toEqual([
    422,
    'wrong_current_password',
  ]);
  expect((await other('GET', '/api/me')).status).toBe(200);
  const [before] = await json<{ sessions: Session[] }>(person.call('GET', '/api/me/sessions')).then(({ sessions }) =>
    sessions.filter(({ current }) => current),
  );
  const changed = await change(PASSWORD);
  expect(changed.status).toBe(200);
  expect((await person.call('GET', '/api/me')).status).toBe(401);
  const again = callWith(server, cookieOf(changed));
  expect((await json<{ sessions: Session[] }>(again('GET', '/api/me/sessions'))).sessions).toMatchObject([
    { id: before!.id, current: true },
  ]);
  expect((await other('GET', '/api/me')).status).toBe(401);
  expect((await signIn(person.email, PASSWORD)).status).toBe(401);
  expect((await signIn(person.email, 'another long password')).status).toBe(204);
});

test('an owner makes a link with which a person sets a new password; it works once, and the last one only', async () => {
  const person = await addPerson(server, 'viewer', PASSWORD);
  const make = async () =>
    (await json<{ path: string }>(owner('POST', `/api/people/${person.id}/password-link`))).path.split('#')[1]!;
  const [first, last] = [await make(), await make()];
  const set = (token: string) => open('/api/links/password', { token, password: 'set by the link itself' });
  expect(await json<LinkInfo>(open('/api/links/inspect', { token: last }))).toMatchObject({
    purpose: 'password',
    email: person.email,
    role: null,
  });
  expect(await codeOf(await set(first))).toEqual([410, 'invalid_link']);
  const accepted = await open('/api/links/accept', {
    token: last,
    name: 'X',
    email: 'y@example.com',
    password: PASSWORD,
  });
  expect(await codeOf(accepted)).toEqual([410, 'invalid_link']);
  expect((await set(last)).status).toBe(204);
  expect(await codeOf(await set(last))).toEqual([410, 'invalid_link']);
  expect((await person.call('GET', '/api/me')).status).toBe(401);
  expect((await signIn(person.email, 'set by the link itself')).status).toBe(204);
});

test('P54 a role that changes, a person who is disabled or deleted: at once; their work stays', async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const id = '018f6f6e-0000-7000-8000-000000000001';
  await server.records.job.create({
    data: { id, kind: 'export', title: 'x', spec: {}, lane: 'small', createdBy: person.id },
  });
  const upload = async () => (await codeOf(await person.call('POST', '/api/imports', {})))[0];
  expect(await upload()).toBe(400);
  expect(await json<Person>(owner('PATCH', `/api/people/${person.id}`, { role: 'viewer' }))).toMatchObject({
    role: 'viewer',
  });
  expect(await upload()).toBe(403);
  await owner('PATCH', `/api/people/${person.id}`, { role: 'editor', disabled: true });
  expect(await upload()).toBe(401);
  expect((await signIn(person.email, PASSWORD)).status).toBe(401);
  await owner('PATCH', `/api/people/${person.id}`, { disabled: false });
  expect((await signIn(person.email, PASSWORD)).status).toBe(204);
  expect((await owner('DELETE', `/api/people/${person.id}`)).status).toBe(204);
  expect((await signIn(person.email, PASSWORD)).status).toBe(401);
  const { people } = await json<{ people: { id: string }[] }>(owner('GET', '/api/people/names'));
  expect(people.map((one) => one.id)).not.toContain(person.id);
  expect(await json(server.call(`/api/jobs/${id}`))).toMatchObject({ createdBy: person.id });
  expect(await server.records.session.count({ where: { userId: person.id } })).toBe(0);
});

test('P32 the first owner stays, and nobody changes their own role', async () => {
  const second = await addPerson(server, 'owner');
  for (const [method, body] of [
    ['PATCH', { role: 'viewer' }],
    ['PATCH', { disabled: true }],
    ['DELETE', undefined],
  ] as const) {
    expect(await codeOf(await second.call(method, '/api/people/owner', body))).toEqual([409, 'first_owner_stays']);
    expect(await codeOf(await second.call(method, `/api/people/${second.id}`, body))).toEqual([409, 'own_account']);
  }
  // Postgres says so, too.
  await expect(server.records.person.update({ where: { id: 'owner' }, data: { role: 'viewer' } })).rejects.toThrow();
});

test('P32 an owner signs a person out everywhere, sockets included, and no other role does', async () => {
  const [person, editor, boss] = [
    await addPerson(server, 'viewer'),
    await addPerson(server, 'editor'),
    await addPerson(server, 'owner'),
  ];
  const second = callWith(server, await startSession(server, person.id));
  expect((await editor.call('DELETE', `/api/people/${person.id}/sessions`)).status).toBe(403);
  expect((await boss.call('DELETE', `/api/people/${person.id}/sessions`)).status).toBe(204);
  for (const call of [person.call, second]) expect((await call('GET', '/api/me')).status).toBe(401);
  // Of one's own this browser stays.
  const other = callWith(server, await startSession(server, boss.id));
  expect((await boss.call('DELETE', `/api/people/${boss.id}/sessions`)).status).toBe(204);
  expect([(await boss.call('GET', '/api/me')).status, (await other('GET', '/api/me')).status]).toEqual([200, 401]);
});

test('P32 sessions are listed and ended; nobody ends those of another', async () => {
  const person = await addPerson(server, 'viewer');
  const cookies = [await startSession(server, person.id), await startSession(server, person.id)];
  const list = async () => (await json<{ sessions: Session[] }>(person.call('GET', '/api/me/sessions'))).sessions;
  const sessions = await list();
  expect(sessions.map(({ current }) => current).sort()).toEqual([false, false, true]);
  expect(sessions[0]).toMatchObject({ browser: 'test', address: '192.0.2.7' });
  const one = sessions.find(({ current }) => !current)!;
  const other = await addPerson(server, 'owner');
  const end = ({ call }: Pick<TestPerson, 'call'>, body = {}) => call('POST', `/api/me/sessions/${one.id}/end`, body);
  const endOthers = (body = {}) => person.call('POST', '/api/me/sessions/end-others', body);
  expect((await end(other)).status).toBe(404);
  // Without a password it takes a sign-in of now.
  const where = { userId: person.id };
  await server.records.session.updateMany({ where, data: { createdAt: new Date(Date.now() - 16 * 60_000) } });
  for (const answer of [await end(person), await endOthers()])
    expect(await codeOf(answer)).toEqual([422, 'sign_in_again']);
  await server.records.session.updateMany({ where, data: { createdAt: new Date() } });
  expect((await end(person)).status).toBe(204);
  const alive = async () =>
    Promise.all(cookies.map(async (cookie) => (await callWith(server, cookie)('GET', '/api/me')).status));
  expect((await alive()).sort()).toEqual([200, 401]);
  // With one it takes the password, however new the session is.
  await savePassword(server.records, person.id, await server.app.context.accounts.hashPassword(PASSWORD));
  for (const body of [{}, { currentPassword: 'not the password' }])
    expect(await codeOf(await endOthers(body))).toEqual([422, 'wrong_current_password']);
  expect((await alive()).sort()).toEqual([200, 401]);
  expect((await endOthers({ currentPassword: PASSWORD })).status).toBe(204);
  expect(await alive()).toEqual([401, 401]);
  expect(await list()).toHaveLength(1);
});

test('P32 a session ends when it is idle for long, and when it is old', async () => {
  const person = await addPerson(server, 'viewer');
  const set = (data: { expiresAt?: Date; createdAt?: Date }) =>
    server.records.session.updateMany({ where: { userId: person.id }, data });
  const status = async () => (await person.call('GET', '/api/me')).status;
  const idle = server.settings.SESSION_IDLE_HOURS * 3_600_000;
  // Used an hour ago: this use lets it go on for the whole idle time.
  await set({ expiresAt: new Date(Date.now() + idle - 3_600_000) });
  expect(await status()).toBe(200);
  const { expiresAt } = (await server.records.session.findFirst({ where: { userId: person.id } }))!;
  expect(expiresAt.getTime()).toBeGreaterThan(Date.now() + idle - 60_000);
  await set({ createdAt: new Date(Date.now() - server.settings.SESSION_MAX_HOURS * 3_600_000 - 1) });
  expect(await status()).toBe(401);
  await set({ createdAt: new Date(), expiresAt: new Date(Date.now() - 1) });
  expect(await status()).toBe(401);
});

test('P33 a session is of one service: another on the same host has another cookie, and does not take this one', async () => {
  const first = await startTestServer();
  // Databases of tests are copies of one.
  await first.records.instance.update({ where: { only: true }, data: { id: randomUUID() } });
  const other = await first.again();
  const cookie = await startSession(server, 'owner');
  const name = other.app.context.access.cookieName;
  expect(name).not.toBe(server.app.context.access.cookieName);
  for (const sent of [cookie, `${name}=${cookie.split('=')[1]}`])
    expect((await callWith(other, sent)('GET', '/api/me')).status).toBe(401);
  expect((await callWith(server, cookie)('GET', '/api/me')).status).toBe(200);
  await other.close();
  await first.close();
});

test('P33 the database has only a hash of what a browser sends', async () => {
  const person = await addPerson(server, 'viewer');
  const token = decodeURIComponent(person.cookie.split('=')[1]!).split('.')[0]!;
  expect(token).toMatch(/^\w{32}$/);
  const rows = await server.records.session.findMany({ where: { userId: person.id } });
  expect(rows.map((row) => row.token)).toEqual([createHash('sha256').update(token).digest('hex')]);
  // What the database has is no token.
  const [, signature] = decodeURIComponent(person.cookie.split('=')[1]!).split('.');
  const stolen = `${person.cookie.split('=')[0]}=${encodeURIComponent(`${rows[0]!.token}.${signature}`)}`;
  expect((await callWith(server, stolen)('GET', '/api/me')).status).toBe(401);
  expect((await person.call('GET', '/api/me')).status).toBe(200);
});

test('P33 who signs in begins with a new session, and the one before is over', async () => {
  const person = await addPerson(server, 'viewer', PASSWORD);
  const answer = await person.call('POST', '/api/session', { email: person.email, password: PASSWORD });
  expect(cookieOf(answer)).not.toBe(person.cookie);
  expect((await person.call('GET', '/api/me')).status).toBe(401);
});
