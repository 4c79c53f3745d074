import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile, lastLines, rotateLog } from './log-file.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sheetport-log-'));
  file = join(directory, 'a.log');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('what is written is there at once, after what was there before', () => {
  writeFileSync(file, 'old\n');
  const log = new LogFile(file);
  log.write('new\n');
  expect(readFileSync(file, 'utf8')).toBe('old\nnew\n');
  log.close();
  log.write('too late\n');
  expect(readFileSync(file, 'utf8')).toBe('old\nnew\n');
});

test('past its limit a log is set aside, at the start and later', () => {
  writeFileSync(file, 'x'.repeat(20));
  const log = new LogFile(file, 10);
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('x'.repeat(20));
  log.write('123456789012\n');
  log.write('next\n');
  expect(readFileSync(`${file}.1`, 'utf8')).toBe('123456789012\n');
  expect(readFileSync(file, 'utf8')).toBe('next\n');
  log.close();
});

test('a small log, and none, stay as they are', () => {
  rotateLog(file);
  writeFileSync(file, 'x');
  rotateLog(file);
  expect(existsSync(`${file}.1`)).toBe(false);
});

test('the last lines of a long log', () => {
  writeFileSync(file, Array.from({ length: 50_000 }, (_, i) => `line ${i}`).join('\n'));
  expect(lastLines(file, 2)).toEqual(['line 49998', 'line 49999']);
  expect(lastLines(join(directory, 'none'), 2)).toEqual([]);
});
