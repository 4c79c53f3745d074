import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRoot, keepSecret, makeDataDirectory, ownerToken } from './data-directory.ts';
import { signInLink } from './link.ts';
import { Refusal } from './refusal.ts';

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
  writeFileSync(join(directory, 'file'), '');
  expect(() => makeDataDirectory(join(directory, 'file', 'data'))).toThrow(Refusal);
});

test('the link names an address that a browser can open', () => {
  expect(signInLink('http://127.0.0.1:4000', 'a b')).toBe('http://127.0.0.1:4000/?token=a%20b');
  expect(signInLink('http://0.0.0.0:80/', 'x')).toBe('http://127.0.0.1/?token=x');
  expect(signInLink('http://[::]:4000', 'x')).toBe('http://[::1]:4000/?token=x');
});
