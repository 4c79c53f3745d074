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

/** Numbers in the titles of tests, e.g. `test('P13: …')`: of all of them, or of those that `npm test` runs. */
async function numbersInTitles(run: 'all' | 'quick'): Promise<Set<string>> {
  const found = new Set<string>();
  for (const room of ROOMS) {
    const names = await readdir(path.join(ROOT, room), { recursive: true });
    for (const name of names.filter((name) => /\.test\.tsx?$/.test(name) && !/node_modules|dist\//.test(name))) {
      const text = await readFile(path.join(ROOT, room, name), 'utf8');
      if (run === 'quick' && /@module-tag long|quick: \[\]/.test(text)) continue;
      for (const title of text.matchAll(
        /\b(?:test|it|describe)(?:\.\w+)*(?:\([^()]*\))?\(\s*(['"`])((?:P\d\d[ ,:]*)+).*?\1,\s*(.{0,40})/gs,
      )) {
        if (run === 'quick' && title[3]!.startsWith('{') && title[3]!.includes("'long'")) continue;
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
  const titles = await numbersInTitles('all');
  const quick = await numbersInTitles('quick');
  expect(listed(kept)).toEqual([...titles].sort());
  for (const number of listed(owed!)) expect(titles).not.toContain(number);
  // The long run shows them of more cases, and none of them first.
  expect([...titles].filter((number) => !quick.has(number))).toEqual([]);
});
