/** The home page stays light. Its script is measured from the built files, so that no browser is needed to see it grow. */
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { MAX_HOME_SCRIPT_BYTES } from '../support/home-script.ts';

const dist = join(import.meta.dirname, '../../client/dist');

/** The file and all that it imports at once, by their paths. What is imported when it is needed is not among them. */
function withImports(path: string, found = new Set<string>()): Set<string> {
  if (found.has(path)) return found;
  found.add(path);
  for (const [, name] of readFileSync(path, 'utf8').matchAll(/(?:from|import)\s*"(\.[^"]+\.js)"/g))
    withImports(resolve(dirname(path), name as string), found);
  return found;
}

const page = readFileSync(join(dist, 'index.html'), 'utf8');
const named = [...page.matchAll(/<script[^>]* src="\/([^"]+)"/g)].map(([, name]) => join(dist, name as string));
const scripts = named.reduce((all, path) => withImports(path, all), new Set<string>());

test('what the page names and imports at once is within the budget, by gzip', () => {
  const bytes = [...scripts].map((path) => gzipSync(readFileSync(path), { level: 9 }).length);
  expect(bytes.length).toBeGreaterThan(5);
  // The texts of the first screen come beside it, some 6 kB in each language.
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(MAX_HOME_SCRIPT_BYTES - 6500);
});

test('the table of errors is not in it: few uploads fail', () => {
  for (const path of scripts) expect(readFileSync(path, 'utf8')).not.toContain('host_key_not_confirmed:');
});
