import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { readMigrations } from '@sheetport/prisma';
import pg from 'pg';
import { expect, test } from 'vitest';

const SCRIPT = path.resolve(import.meta.dirname, '../dist/migrate.js');

function run(env: Record<string, string>): Promise<{ code: number | null; said: string; complained: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [SCRIPT], { env }, (_, said, complained) =>
      resolve({ code: child.exitCode, said, complained }),
    );
  });
}

test('an empty database is brought up to date, and one that is so stays as it is', async () => {
  const url = new URL(process.env.TEST_DATABASE_URL!);
  const name = `migrate_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client(url.href);
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  url.pathname = `/${name}`;
  const last = (await readMigrations()).at(-1)!.name;
  const first = await run({ DATABASE_URL: url.href });
  expect(first).toMatchObject({ code: 0, complained: '' });
  expect(first.said).toMatch(new RegExp(`^The database at \\S+/${name} was brought up to date by .*${last}\\.$`, 'm'));
  expect(first.said).not.toContain(url.password);
  const second = await run({ DATABASE_URL: url.href });
  expect(second).toMatchObject({ code: 0, complained: '' });
  expect(second.said).toMatch(new RegExp(`^The database at \\S+/${name} is up to date\\.$`, 'm'));
});

test.each([
  ['no address', {}, /^DATABASE_URL: /],
  [
    'an address that is none',
    { DATABASE_URL: 'postgres://me:secret@127.0.0.1:99999/x' },
    /^DATABASE_URL is not an address/,
  ],
])('%s is told in a line, without a stack or a password', async (_, env, complaint) => {
  const { code, complained } = await run(env);
  expect(code).toBe(78);
  expect(complained).toMatch(complaint);
  expect(complained).not.toMatch(/secret|\n\s+at /);
});
