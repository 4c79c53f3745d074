/** The documents: their links lead somewhere, to a heading too, and the page of settings lists all of them. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Settings } from '@sheetport/contract';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

async function documents(): Promise<string[]> {
  const at = async (folder: string, recursive: boolean) =>
    (await readdir(path.join(ROOT, folder), { recursive }))
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join(folder, name));
  return (await Promise.all([at('.', false), at('docs', true), at('deploy', true)])).flat();
}

/** The names by which headings are linked to, as GitHub makes them: lower case, hyphens for spaces, no other signs; and anchors by hand. */
function anchorsOf(text: string): Set<string> {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '');
  const headings = [...prose.matchAll(/^#{1,6} (.+)$/gm)].map(([, title]) =>
    (title as string)
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...prose.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id as string)]);
}

test('links between the documents lead to a file, and to a heading of it', async () => {
  const broken: string[] = [];
  let followed = 0;
  for (const document of await documents()) {
    const text = await readFile(path.join(ROOT, document), 'utf8');
    for (const [, target, anchor] of text.matchAll(/\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)/g)) {
      const file = target ? path.resolve(ROOT, path.dirname(document), target) : path.join(ROOT, document);
      followed++;
      if (!existsSync(file)) broken.push(`${document}: ${target}`);
      else if (anchor && file.endsWith('.md') && !anchorsOf(await readFile(file, 'utf8')).has(anchor))
        broken.push(`${document}: ${target}#${anchor}`);
    }
  }
  expect(followed).toBeGreaterThan(100);
  expect(broken).toEqual([]);
});

test('the page of settings lists each setting once, and no other', async () => {
  const page = await readFile(path.join(ROOT, 'docs/settings.md'), 'utf8');
  const listed = [...page.matchAll(/^\| (`[A-Z].*?) \|/gm)].flatMap(([, cell]) =>
    [...(cell as string).matchAll(/`([A-Z][A-Z0-9_]+)`/g)].map(([, name]) => name as string),
  );
  expect(listed.sort()).toEqual(Object.keys(Settings.shape).sort());
});
