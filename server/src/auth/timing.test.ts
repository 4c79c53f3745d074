/**
 * Whether the time of an answer tells what is there (docs/promises.md, P32). Calls take turns, so that what else the machine does meets all of them.
 *
 * @module-tag long
 */
import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { savePassword } from '../features/people/find-person.ts';
import { addObjects, type TestObjects } from '../testing/test-objects.ts';
import { addPerson, addSecondFactor, callWith } from '../testing/test-people.ts';
import { startTestServer, type TestServer } from '../testing/test-server.ts';
import { PASSWORD_COST } from './passwords.ts';
import { hashSecret, joinToken, makeSecret } from './secrets.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    bounds: { requestsPerMinute: 1e9, signInsPerMinute: 1e9 },
    passwordCost: PASSWORD_COST,
  });
});
afterAll(async () => server?.close());

/** What an answer says, without what is different each time. */
async function said(answer: Response): Promise<unknown[]> {
  const { title, detail, code } = (await answer.json()) as Record<string, string>;
  return [answer.status, code, title, detail];
}

/** The middle of times of calls that take turns, in milliseconds; the first two of each are to warm up. */
async function measure(calls: Record<string, () => Promise<unknown>>, rounds: number): Promise<Record<string, number>> {
  const times = new Map(Object.keys(calls).map((name) => [name, [] as number[]]));
  for (let round = -2; round < rounds; round++)
    for (const [name, call] of Object.entries(calls)) {
      const began = performance.now();
      await call();
      if (round >= 0) times.get(name)!.push(performance.now() - began);
    }
  return Object.fromEntries(
    [...times].map(([name, all]) => [name, all.sort((a, b) => a - b)[Math.trunc(all.length / 2)]!]),
  );
}
const ratioOf = (medians: Record<string, number>) =>
  Math.max(...Object.values(medians)) / Math.min(...Object.values(medians));

test('P32 what is refused takes as long whether the account, the key or the object is there or not', async () => {
  const password = 'a long password of theirs';
  const known = await addPerson(server, 'editor', password);
  const disabled = await addPerson(server, 'editor', password);
  const none = await addPerson(server, 'editor');
  const factor = await addPerson(server, 'editor', password);
  const earlier = await addPerson(server, 'editor');
  await savePassword(server.records, earlier.id, await hashPassword(password));
  await addSecondFactor(server, factor.id);
  await server.records.person.update({ where: { id: disabled.id }, data: { disabledAt: new Date() } });
  const signIn =
    (email: string, typed = 'not the password') =>
    async () => {
      const answer = await callWith(server, '')('POST', '/api/session', { email, password: typed });
      expect(await said(answer)).toEqual(await refused);
    };
  const refused = callWith(server, '')('POST', '/api/session', { email: 'x@example.com', password: 'x' }).then(said);
  const accounts = await measure(
    {
      unknown: signIn(`${randomUUID()}@example.com`),
      known: signIn(known.email),
      'no password': signIn(none.email),
      'second factor': signIn(factor.email),
      'earlier hash': signIn(earlier.email),
      disabled: signIn(disabled.email),
      'disabled, right password': signIn(disabled.email, password),
    },
    5,
  );
  const mallory = await addPerson(server, 'editor');
  const theirs = await addObjects(server, mallory.id, { restricted: true });
  const key = randomUUID();
  await server.records.apiKey.create({
    data: { id: key, personId: known.id, name: 'x', scopes: ['read'], secretHash: hashSecret('x') },
  });
  const withKey = (id: string) => async () => {
    const authorization = `Bearer ${joinToken('sp', id, makeSecret().secret)}`;
    expect((await fetch(`${server.url}/api/me`, { headers: { authorization } })).status).toBe(401);
  };
  const keys = await measure({ unknown: withKey(randomUUID()), known: withKey(key) }, 21);
  const see = (path: string) => async () => expect((await mallory.call('GET', path)).status).toBe(404);
  const places: [keyof TestObjects, string][] = [
    ['table', '/api/tables/'],
    ['job', '/api/jobs/'],
    ['file', '/api/files/'],
    ['view', '/api/views/'],
  ];
  const ratios: Record<string, number> = { accounts: ratioOf(accounts), keys: ratioOf(keys) };
  for (const [kind, path] of places)
    ratios[kind] = ratioOf(await measure({ unknown: see(path + randomUUID()), hidden: see(path + theirs[kind]) }, 21));
  // On a busy machine the middle of few calls differs, too: what this finds is work that is left out.
  expect(ratios.accounts, JSON.stringify(accounts)).toBeLessThan(1.9);
  for (const ratio of Object.values(ratios)) expect(ratio).toBeLessThan(5);
});
