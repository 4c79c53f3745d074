import { readFile } from 'node:fs/promises';
import { hashPassword } from 'better-auth/crypto';
import { expect, test } from 'vitest';
import { limitWork, openPasswords, PASSWORD_COST } from './passwords.ts';

test('P34 a password costs what OWASP advises, and nothing that the service is set to makes it cheaper', async () => {
  const { N, r, p } = PASSWORD_COST;
  // The rows of the Password Storage Cheat Sheet have this work in common, and at least this memory each.
  expect(N * r * p).toBeGreaterThanOrEqual(2 ** 13 * 8 * 10);
  const rows = new Map([17, 16, 15, 14, 13].map((ln, at) => [2 ** ln, [1, 2, 3, 5, 10][at]!]));
  expect([r, p]).toEqual([8, rows.get(N)]);
  expect(await openPasswords().hash('a long password')).toMatch(/^\$scrypt\$ln=15,r=8,p=3\$/);
  expect(await readFile(new URL('../main.ts', import.meta.url), 'utf8')).not.toContain('passwordCost');
});

test('a password is that of its hash, of now and of before, however its letters were typed', async () => {
  const passwords = openPasswords({ N: 2 ** 10, r: 8, p: 1 });
  const typed = 'mật khẩu của tôi'.normalize('NFC');
  for (const stored of [await passwords.hash(typed), await hashPassword(typed)]) {
    expect(await passwords.verify(typed, stored)).toBe(true);
    expect(await passwords.verify(typed.normalize('NFD'), stored)).toBe(true);
    expect(await passwords.verify(`${typed} `, stored)).toBe(false);
  }
  expect(passwords.isOutdated(await passwords.hash(typed))).toBe(false);
  expect(passwords.isOutdated(await hashPassword(typed))).toBe(true);
  for (const stored of [null, '', 'x:y', '$scrypt$ln=10,r=8,p=1$AAAA$AAAA'])
    expect(await passwords.verify(typed, stored)).toBe(false);
});

test('P34 hashes run a few at once, in order, and too many are told to try again', async () => {
  const begun: number[] = [];
  const ends: (() => void)[] = [];
  const limited = limitWork(
    (n: number) => {
      begun.push(n);
      return new Promise<number>((resolve) => ends.push(() => resolve(n)));
    },
    2,
    3,
  );
  const asked = [1, 2, 3, 4, 5].map((n) => limited(n));
  await expect(limited(6)).rejects.toMatchObject({ code: 'busy' });
  expect(begun).toEqual([1, 2]);
  const done: number[] = [];
  for (const [at, one] of asked.entries()) {
    ends[at]!();
    done.push(await one);
    expect(begun.length - done.length).toBeLessThanOrEqual(2);
  }
  expect(done).toEqual([1, 2, 3, 4, 5]);
});
