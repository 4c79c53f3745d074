/** docs/asvs.md answers each requirement of levels 1 and 2 of its chapters once, and the tests that it names exist. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** The requirements of levels 1 and 2 in ASVS 5.0.0: chapter.section, and their numbers. */
const REQUIRED: Readonly<Record<string, readonly number[]>> = {
  '4.1': [1, 2, 3],
  '4.2': [1],
  '4.3': [1, 2],
  '4.4': [1, 2, 3, 4],
  '5.1': [1],
  '5.2': [1, 2, 3],
  '5.3': [1, 2],
  '5.4': [1, 2, 3],
  '7.1': [1, 2, 3],
  '7.2': [1, 2, 3, 4],
  '7.3': [1, 2],
  '7.4': [1, 2, 3, 4, 5],
  '7.5': [1, 2],
  '7.6': [1, 2],
  '8.1': [1, 2],
  '8.2': [1, 2, 3],
  '8.3': [1],
  '8.4': [1],
  '16.1': [1],
  '16.2': [1, 2, 3, 4, 5],
  '16.3': [1, 2, 3, 4],
  '16.4': [1, 2, 3],
  '16.5': [1, 2, 3],
};
const ANSWERS = ['met', 'partly', 'no', 'outside', 'none here'];

test('each requirement has one answer, with a test or a reason', async () => {
  const text = await readFile(path.join(ROOT, 'docs/asvs.md'), 'utf8');
  const rows = [...text.matchAll(/^\| (\d+\.\d+\.\d+) \| (.+?) \| (.+?) \| (.+) \|$/gm)];
  const wanted = Object.entries(REQUIRED).flatMap(([section, numbers]) => numbers.map((n) => `${section}.${n}`));
  expect(rows.map(([, id]) => id)).toEqual(wanted);
  for (const [, id, , answer, reason] of rows) {
    expect(ANSWERS, `${id} of docs/asvs.md`).toContain(answer);
    expect(reason!.length, `${id} of docs/asvs.md needs a test or a reason`).toBeGreaterThan(10);
  }
});

test('paths that docs/asvs.md names exist', async () => {
  const text = await readFile(path.join(ROOT, 'docs/asvs.md'), 'utf8');
  const named = [...text.matchAll(/`((?:\w[\w-]*\/)+[\w.-]+\.tsx?)`/g)].map(([, file]) => file!);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});
