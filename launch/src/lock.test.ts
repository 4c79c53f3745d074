import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from './lock.ts';
import { birthOf, isSameProcess } from './process-identity.ts';
import { StartupError } from './startup-error.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sheetport-lock-'));
  file = join(directory, 'launcher.lock');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('one launcher has a directory; given back, the next one gets it', () => {
  const unlock = lockDirectory(directory);
  expect(() => lockDirectory(directory)).toThrow(StartupError);
  expect(() => lockDirectory(directory)).toThrow(`process ${process.pid}`);
  unlock();
  expect(existsSync(file)).toBe(false);
  lockDirectory(directory)();
});

test('the lock of a process that is gone is taken over', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  writeFileSync(file, JSON.stringify({ pid: child.pid, birth: birthOf(child.pid!) }));
  await once(child, 'exit');
  const unlock = lockDirectory(directory);
  expect(JSON.parse(readFileSync(file, 'utf8')).pid).toBe(process.pid);
  unlock();
});

test('a number that another process has by now does not keep the lock', () => {
  // This very process, but born at another time: what a number reused after a reboot looks like.
  writeFileSync(file, JSON.stringify({ pid: process.pid, birth: 'another-boot/1' }));
  lockDirectory(directory)();
});

test.each(['', '{"pid":', 'null', '{"pid":"x"}'])('a lock that makes no sense (%j) is no obstacle', (content) => {
  writeFileSync(file, content);
  lockDirectory(directory)();
});

test('a lock taken over by another is not given back by the first', () => {
  const unlock = lockDirectory(directory);
  writeFileSync(file, '{"pid":1,"birth":"x"}');
  unlock();
  expect(existsSync(file)).toBe(true);
});

test('a process is itself, and nothing once it is gone', async () => {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  await once(child, 'spawn');
  const birth = birthOf(child.pid!)!;
  expect(isSameProcess(child.pid!, birth)).toBe(true);
  expect(isSameProcess(process.pid, birth)).toBe(false);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isSameProcess(child.pid!, birth)).toBe(false);
  expect(birthOf(child.pid!)).toBeUndefined();
});
