import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';
import { checkGivenDatabase, placeOf } from './given-database.ts';

test('a database that answers will do', async () => {
  await checkGivenDatabase(process.env.TEST_DATABASE_URL!, () => {});
});

test.each([
  ['postgres://me:secret@127.0.0.1:99999/x', /^DATABASE_URL is not an address/],
  ['host=127.0.0.1 password=secret', /^DATABASE_URL is not an address/],
])('%s is refused, without its password', async (url, message) => {
  const refused = checkGivenDatabase(url, () => {});
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.not.toThrow('secret');
});

test('a wrong password is told at once, and not shown', async () => {
  const url = new URL(process.env.TEST_DATABASE_URL!);
  url.password = 'not-the-secret';
  const refused = checkGivenDatabase(url.href, () => {});
  await expect(refused).rejects.toThrow(
    /^DATABASE_URL: 127\.0\.0\.1:\d+\/\w+ cannot be used: password authentication failed/,
  );
  await expect(refused).rejects.not.toThrow('not-the-secret');
});

test('one that is not there yet is waited for, until told to stop', async () => {
  const abort = new AbortController();
  const said: string[] = [];
  const waiting = checkGivenDatabase(
    `postgres://me:secret@127.0.0.1:${await freePort()}/x`,
    (line) => {
      said.push(line);
      abort.abort();
    },
    abort.signal,
  );
  await expect(waiting).rejects.toThrow('ECONNREFUSED');
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^Waiting for the PostgreSQL at 127\.0\.0\.1:\d+\/x \(ECONNREFUSED\)\.$/);
});

test('an address is shown without account and password', () => {
  expect(placeOf('postgres://me:secret@host:5432/x')).toBe('host:5432/x');
  expect(placeOf('nonsense')).toBe('the address given');
});
