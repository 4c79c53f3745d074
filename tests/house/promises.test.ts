import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ROOMS = [
  'contract',
  'core',
  'storage',
  'sheets',
  'tables',
  'prisma',
  'queue',
  'server',
  'worker',
  'client',
  'launch',
  'tests',
];

/** Numbers in the titles of tests, e.g. `test('P13: …')`. */
async function numbersInTitles(): Promise<Set<string>> {
  const found = new Set<string>();
  for (const room of ROOMS) {
    const names = await readdir(path.join(ROOT, room), { recursive: true });
    for (const name of names.filter((name) => /\.test\.tsx?$/.test(name) && !/node_modules|dist\//.test(name))) {
      const text = await readFile(path.join(ROOT, room, name), 'utf8');
      for (const title of text.matchAll(
        /\b(?:test|it|describe)(?:\.\w+)*(?:\([^()]*\))?\(\s*(['"`])((?:P\d\d[ ,:]*)+)/g,
      )) {
        for (const number of title[2]!.matchAll(/P\d\d/g)) found.add(number[0]);
      }
    }
  }
  return found;
}

test('docs/promises.md and the titles of tests name the same promises', async () => {
  const text = await readFile(path.join(ROOT, 'docs/promises.md'), 'utf8');
  const [kept, owed] = text.split('## Not proved yet') as [string, string | undefined];
  expect(owed).toBeDefined();
  const listed = (part: string) => [...part.matchAll(/^\| (P\d\d) \|/gm)].map((row) => row[1]!).sort();
  const titles = await numbersInTitles();
  expect(listed(kept)).toEqual([...titles].sort());
  for (const number of listed(owed!)) expect(titles).not.toContain(number);
});
