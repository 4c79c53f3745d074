import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { explainFileError, isRoot, keepSecret, makeDataDirectory, ownerToken } from './data-directory.ts';
import { signInLink } from './link.ts';
import { StartupError } from './startup-error.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sheetport-data-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('a secret is made once, kept, and closed to others', () => {
  const file = join(directory, 'secret');
  const secret = keepSecret(file);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(keepSecret(file)).toBe(secret);
  expect(readFileSync(file, 'utf8')).toBe(`${secret}\n`);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('a secret cut off while being written is made anew', () => {
  const file = join(directory, 'secret');
  writeFileSync(file, 'abc');
  expect(keepSecret(file)).toMatch(/^[\w-]{43}$/);
});

test('the owner may bring a token', () => {
  expect(ownerToken('0123456789abcdef', directory)).toBe('0123456789abcdef');
  expect(ownerToken(undefined, directory)).toBe(ownerToken(undefined, directory));
});

test('a data directory is not open to others', () => {
  const made = join(directory, 'deep', 'data');
  makeDataDirectory(made);
  expect(statSync(made).mode & 0o777).toBe(isRoot() ? 0o711 : 0o700);
  makeDataDirectory(made);
});

/** What a person reads: one sentence that names DATA_DIR and says what to do. */
function refusalOf(work: () => void): string {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(StartupError);
    return (error as StartupError).message;
  }
  throw new Error('It was not refused.');
}

test('P44: a data directory that is a file, below a file, or leads in a circle is refused in one sentence', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');
  expect(refusalOf(() => makeDataDirectory(file))).toBe(
    `DATA_DIR ${file} cannot be used: a file is in its place; set DATA_DIR to a directory (EEXIST).`,
  );
  expect(refusalOf(() => makeDataDirectory(join(file, 'data')))).toMatch(/a part of the path is a file.*\(ENOTDIR\)/);
  const circle = join(directory, 'circle');
  symlinkSync(circle, circle);
  expect(refusalOf(() => makeDataDirectory(join(circle, 'data')))).toMatch(/^DATA_DIR .* cannot be used: [^\n]+\.$/);
});

test('P44: a data directory in which this account may not write is refused in one sentence', () => {
  const closed = join(directory, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o555);
  chmodSync(directory, 0o755);
  // Root may write everywhere: take another account for that moment.
  if (isRoot()) process.seteuid!(65534);
  try {
    expect(refusalOf(() => makeDataDirectory(closed))).toBe(
      `DATA_DIR ${closed} cannot be used: this account may not write there; give it the right, or set DATA_DIR to another directory (EACCES).`,
    );
    expect(refusalOf(() => makeDataDirectory(join(closed, 'data')))).toContain('this account may not write there');
  } finally {
    if (isRoot() || process.getuid!() === 0) process.seteuid!(0);
    chmodSync(closed, 0o755);
  }
});

test('P44: what the file system says later of a file in DATA_DIR is one sentence, too', () => {
  const fault = (code: string, path: string) => Object.assign(new Error(code), { code, path, syscall: 'open' });
  expect(explainFileError(fault('EROFS', '/data/logs'), '/data')?.message).toBe(
    'DATA_DIR /data cannot be used: the file system is read-only; set DATA_DIR to a directory on another one (EROFS) (/data/logs).',
  );
  expect(explainFileError(fault('EACCES', '/elsewhere'), '/data')).toBeUndefined();
  expect(explainFileError(new Error('a fault of ours'), '/data')).toBeUndefined();
});

test('the link names an address that a browser can open', () => {
  expect(signInLink('http://127.0.0.1:4000', 'a b')).toBe('http://127.0.0.1:4000/?token=a%20b');
  expect(signInLink('http://0.0.0.0:80/', 'x')).toBe('http://127.0.0.1/?token=x');
  expect(signInLink('http://[::]:4000', 'x')).toBe('http://[::1]:4000/?token=x');
});
