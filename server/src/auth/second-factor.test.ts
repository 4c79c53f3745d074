/** The second factor, from setting it up to losing it (docs/promises.md, P32). */
import type { NewSecondFactor, Person, RecoveryCodes, SecondFactor } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, addSecondFactor, callWith, startSession, type TestPerson } from '../testing/test-people.ts';
import { startTestServer, type TestServer, TOKEN } from '../testing/test-server.ts';
import { codeOf, stepAt } from './totp.ts';

const PASSWORD = 'a few words in a row';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ bounds: { signInsPerMinute: 1e9 } });
});
afterAll(async () => server?.close());

const signIn = (person: Pick<TestPerson, 'email'>, code?: string, password = PASSWORD, on = server) =>
  fetch(`${on.url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: person.email, password, ...(code !== undefined && { code }) }),
  });
const json = async <T>(answer: Response | Promise<Response>) => (await (await answer).json()) as T;
const outcome = async (answer: Response) =>
  answer.status < 300 ? answer.status : (await json<{ code: string }>(answer)).code;
const cookieIn = (answer: Response) => answer.headers.getSetCookie()[0]?.split(';')[0];
const codeNow = (secret: string, off = 0) => codeOf(secret, stepAt(Date.now()) + off);
/** Something else than the codes that count now. */
const wrongCode = (secret: string) => {
  const right = [-2, -1, 0, 1, 2].map((off) => codeNow(secret, off));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !right.includes(code))!;
};

test('P32 it is set up with the password and a code; other browsers are signed out, and this one has another cookie', {
  tags: ['long'],
}, async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const other = callWith(server, await startSession(server, person.id));
  const begin = (currentPassword: string) => person.call('POST', '/api/me/second-factor', { currentPassword });
  expect(await outcome(await begin('wrong'))).toBe('wrong_current_password');
  const { secret, uri } = await json<NewSecondFactor>(begin(PASSWORD));
  expect(uri).toContain(`otpauth://totp/Sheetport:${encodeURIComponent(person.email)}?secret=${secret}&`);
  // Not before it is confirmed.
  expect(await outcome(await signIn(person))).toBe(204);
  const confirm = (code: string) => person.call('POST', '/api/me/second-factor/confirm', { code });
  expect(await outcome(await confirm(wrongCode(secret)))).toBe('wrong_setup_code');
  const confirmed = await confirm(codeNow(secret).replace(/^.../, '$& '));
  const { codes } = (await confirmed.json()) as RecoveryCodes;
  expect(new Set(codes).size).toBe(10);
  expect((await other('GET', '/api/me')).status).toBe(401);
  expect((await person.call('GET', '/api/me')).status).toBe(401);
  const call = callWith(server, cookieIn(confirmed)!);
  expect(await json<SecondFactor>(call('GET', '/api/me/second-factor'))).toEqual({ on: true, recoveryCodesLeft: 10 });
  expect(await outcome(await call('POST', '/api/me/second-factor', { currentPassword: PASSWORD }))).toBe(
    'second_factor_on',
  );
  // Neither the secret nor a code lies in the database as it is.
  const row = await server.records.secondFactor.findUnique({ where: { personId: person.id } });
  expect(JSON.stringify({ ...row, lastStep: 0 })).not.toContain(secret);
  const kept = await server.records.recoveryCode.findMany({ where: { personId: person.id } });
  for (const code of codes) expect(JSON.stringify(kept)).not.toContain(code.replaceAll('-', ''));
});

test('P32 signing in asks for a code, which is accepted once; who has no password learns nothing of it', async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const { secret } = await addSecondFactor(server, person.id);
  expect(await outcome(await signIn(person, undefined, 'wrong'))).toBe('wrong_password');
  expect(await outcome(await signIn(person, codeNow(secret), 'wrong'))).toBe('wrong_password');
  expect(await outcome(await signIn(person))).toBe('second_factor_needed');
  expect((await signIn(person)).headers.getSetCookie()).toEqual([]);
  expect(await outcome(await signIn(person, wrongCode(secret)))).toBe('wrong_code');
  const code = codeNow(secret);
  const answers = await Promise.all([signIn(person, code), signIn(person, code), signIn(person, code)]);
  expect((await Promise.all(answers.map(outcome))).sort()).toEqual([204, 'wrong_code', 'wrong_code']);
  // Nor one from before it.
  expect(await outcome(await signIn(person, codeNow(secret, -1)))).toBe('wrong_code');
  expect(await outcome(await signIn(person, codeNow(secret, 1)))).toBe(204);
});

test('P32 each recovery code works once, and new ones replace them', { tags: ['long'] }, async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const { recoveryCodes } = await addSecondFactor(server, person.id);
  const [first, second] = recoveryCodes as [string, string];
  expect(await outcome(await signIn(person, first.toUpperCase().replaceAll('-', ' ')))).toBe(204);
  expect(await outcome(await signIn(person, first))).toBe('wrong_code');
  const renew = (currentPassword: string) =>
    person.call('POST', '/api/me/second-factor/recovery-codes', { currentPassword });
  expect(await outcome(await renew('wrong'))).toBe('wrong_current_password');
  const { codes } = await json<RecoveryCodes>(renew(PASSWORD));
  expect(await outcome(await signIn(person, second))).toBe('wrong_code');
  expect(await outcome(await signIn(person, codes[9]))).toBe(204);
  expect((await json<SecondFactor>(person.call('GET', '/api/me/second-factor'))).recoveryCodesLeft).toBe(9);
  // The codes of one person are not those of another.
  const other = await addPerson(server, 'editor', PASSWORD);
  await addSecondFactor(server, other.id);
  expect(await outcome(await signIn(other, codes[0]))).toBe('wrong_code');
});

test('P34 five wrong codes lock the app out for a while, also when they come at once; a recovery code still works', async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const { secret, recoveryCodes } = await addSecondFactor(server, person.id);
  const wrong = wrongCode(secret);
  const answers = await Promise.all(Array.from({ length: 9 }, () => signIn(person, wrong)));
  const codes = (await Promise.all(answers.map(outcome))).sort();
  expect(codes.filter((code) => code === 'wrong_code')).toHaveLength(5);
  expect(codes.filter((code) => code === 'too_many_requests')).toHaveLength(4);
  expect(await outcome(await signIn(person, codeNow(secret)))).toBe('too_many_requests');
  expect(await outcome(await signIn(person, recoveryCodes[0]))).toBe(204);
  // The lock ends; the next wrong code locks again at once.
  const unlock = () =>
    server.records.secondFactor.update({ where: { personId: person.id }, data: { lockedUntil: new Date(0) } });
  await unlock();
  expect(await outcome(await signIn(person, wrong))).toBe('wrong_code');
  expect(await outcome(await signIn(person, codeNow(secret)))).toBe('too_many_requests');
  await unlock();
  expect(await outcome(await signIn(person, codeNow(secret)))).toBe(204);
  expect(await outcome(await signIn(person, wrong))).toBe('wrong_code');
  expect(await outcome(await signIn(person, codeNow(secret, 1)))).toBe(204);
});

test('P32 switching it off needs the password; an owner takes it off another, and not off themselves', {
  tags: ['long'],
}, async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  await addSecondFactor(server, person.id);
  const remove = (currentPassword: string) => person.call('POST', '/api/me/second-factor/remove', { currentPassword });
  expect(await outcome(await remove('wrong'))).toBe('wrong_current_password');
  const removed = await remove(PASSWORD);
  expect(removed.status).toBe(204);
  expect((await person.call('GET', '/api/me')).status).toBe(401);
  expect((await callWith(server, cookieIn(removed)!)('GET', '/api/me')).status).toBe(200);
  expect(await outcome(await signIn(person))).toBe(204);

  await addSecondFactor(server, person.id);
  const owner = await addPerson(server, 'owner', PASSWORD);
  await addSecondFactor(server, owner.id);
  const editor = await addPerson(server, 'editor');
  expect(await outcome(await editor.call('DELETE', `/api/people/${person.id}/second-factor`))).toBe('forbidden');
  expect(await outcome(await owner.call('DELETE', `/api/people/${owner.id}/second-factor`))).toBe('own_account');
  const { people } = await json<{ people: Person[] }>(owner.call('GET', '/api/people'));
  expect(people.find(({ id }) => id === person.id)?.secondFactor).toBe(true);
  expect(people.find(({ id }) => id === editor.id)?.secondFactor).toBe(false);
  expect((await owner.call('DELETE', `/api/people/${person.id}/second-factor`)).status).toBe(204);
  expect(await outcome(await signIn(person))).toBe(204);
});

test('P32 the token and the printed link ask for no code; the token takes the second factor off the first owner', async () => {
  const { accounts } = server.app.context;
  await server.records.person.update({ where: { id: 'owner' }, data: { email: 'owner@example.com' } });
  const call = callWith(server, await startSession(server, 'owner'));
  await call('PATCH', '/api/me', { password: PASSWORD });
  await addSecondFactor(server, 'owner');
  expect(await outcome(await signIn({ email: 'owner@example.com' }))).toBe('second_factor_needed');
  const link = await fetch(`${server.url}/?token=${TOKEN}`, { redirect: 'manual' });
  expect(cookieIn(link)).toContain(accounts.cookieName);
  const byLink = callWith(server, cookieIn(link)!);
  expect(await outcome(await byLink('DELETE', '/api/people/owner/second-factor'))).toBe('own_account');
  expect((await server.call('/api/people/owner/second-factor', { method: 'DELETE' })).status).toBe(204);
  expect(await outcome(await signIn({ email: 'owner@example.com' }))).toBe(204);
});

test('a second factor goes with a password', async () => {
  const person = await addPerson(server, 'editor');
  const answer = await person.call('POST', '/api/me/second-factor', { currentPassword: PASSWORD });
  expect(await outcome(answer)).toBe('password_needed');
});

test('P32 with another OWNER_TOKEN the key of before is needed; a recovery code works without, and a copied row never', {
  tags: ['long'],
}, async () => {
  const person = await addPerson(server, 'editor', PASSWORD);
  const { secret, recoveryCodes } = await addSecondFactor(server, person.id);
  const again = await server.again({ OWNER_TOKEN: 'another-token-of-the-owner', ENCRYPTION_KEY: TOKEN });
  expect(await outcome(await signIn(person, codeNow(secret), PASSWORD, again))).toBe(204);
  await again.close();
  const without = await server.again({ OWNER_TOKEN: 'another-token-of-the-owner' });
  expect(await outcome(await signIn(person, codeNow(secret, 1), PASSWORD, without))).toBe('wrong_code');
  expect(without.logged.join('\n')).toContain('set ENCRYPTION_KEY to the previous OWNER_TOKEN');
  expect(await outcome(await signIn(person, recoveryCodes[0], PASSWORD, without))).toBe(204);
  await without.close();
  // Somebody who writes to the database gives a person the second factor of their own.
  const other = await addPerson(server, 'editor', PASSWORD);
  const { secret: theirs } = await addSecondFactor(server, other.id);
  const row = await server.records.secondFactor.findUniqueOrThrow({ where: { personId: other.id } });
  await server.records.secondFactor.update({
    where: { personId: person.id },
    data: { secret: row.secret, failures: 0 },
  });
  expect(await outcome(await signIn(person, codeNow(theirs, 1)))).toBe('wrong_code');
});
