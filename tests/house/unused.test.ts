/** Codes and texts that nothing uses any more. Files, exports and packages are knip's (knip.json). */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { en } from '../../client/src/i18n/en/index.ts';
import { ERRORS } from '../../contract/src/errors/error-codes.ts';
import { ISSUES } from '../../contract/src/errors/issue-codes.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const ROOMS = ['contract', 'core', 'storage', 'sheets', 'tables', 'queue', 'server', 'worker', 'client', 'launch'];
/** Codes that nothing gives any more, still to be removed. Only ever gets shorter. */
const PENDING = ['ragged_row'];
/** Where codes are listed and said, which is no use of them. */
const LISTS = /^contract\/src\/errors\/|^contract\/src\/api\/examples|^client\/src\/i18n\/(en|vi)\/|\.test\.tsx?$/;

/** Sources by their path from the root. */
function readSources(): Map<string, string> {
  const files = ROOMS.flatMap((room) =>
    (readdirSync(path.join(ROOT, room, 'src'), { recursive: true }) as string[])
      .filter((name) => /\.tsx?$/.test(name))
      .map((name) => path.posix.join(room, 'src', name.split(path.sep).join('/'))),
  );
  return new Map(
    files.filter((file) => !LISTS.test(file)).map((file) => [file, readFileSync(path.join(ROOT, file), 'utf8')]),
  );
}

const sources = readSources();
const all = [...sources.values()].join('\n');
/** Every word that stands in quotes or names a property. */
const words = new Set(all.match(/(?<=['"`.\s{])[a-zA-Z_][a-zA-Z_0-9.]*(?=['"`]|:)/g));

test.each([
  ['error', Object.keys(ERRORS)],
  ['issue', Object.keys(ISSUES)],
])('every %s code is given somewhere', (_, codes) => {
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((code) => !words.has(code) && !PENDING.includes(code))).toEqual([]);
});

test('every text of the page is shown somewhere', () => {
  const client = [...sources].filter(([file]) => file.startsWith('client/')).map(([, text]) => text);
  const text = client.join('\n');
  // `phase.${job.phase}` shows all texts of that group.
  const composed = [...text.matchAll(/`([a-zA-Z.]*)\$\{[^}`]*\}([a-zA-Z.]*)(?=[`$])/g)]
    .filter(([, before]) => before!.includes('.'))
    .map(([, before, after]) => new RegExp(`^${before!.replaceAll('.', '\\.')}[^.]+${after!.replaceAll('.', '\\.')}`));
  const keys = flatten(en);
  expect(keys.length).toBeGreaterThan(300);
  const unused = keys.filter((key) => {
    const plain = key.replace(/_(zero|one|two|few|many|other)$/, '');
    const isGroupNamed = words.has(plain.split('.').slice(0, -1).join('.')) && plain.split('.').length > 2;
    return !words.has(plain) && !isGroupNamed && !composed.some((pattern) => pattern.test(plain));
  });
  expect(unused).toEqual([]);
});

function flatten(texts: object, before = ''): string[] {
  return Object.entries(texts).flatMap(([name, value]) =>
    typeof value === 'string' ? [before + name] : flatten(value as object, `${before}${name}.`),
  );
}
