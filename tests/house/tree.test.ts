/** The tree of ARCHITECTURE.md and the folders are the same, and the paths that CONTRIBUTING.md names exist. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

async function foldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(ROOT, folder), { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `${folder}/${entry.name}`);
}

/** Folders below each package's `src`, to two levels; generated code is no part of the tree. */
async function sourceFolders(): Promise<string[]> {
  const { workspaces } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  const rooms = workspaces.filter((room) => existsSync(path.join(ROOT, room, 'src')));
  const upper = (await Promise.all(rooms.map((room) => foldersOf(`${room}/src`)))).flat();
  const lower = (await Promise.all(upper.map(foldersOf))).flat();
  return [...upper, ...lower].filter((folder) => !/\/generated(\/|$)/.test(folder));
}

/** Rooms of the tree, and the folders below their `src`. */
async function readTree(): Promise<{ rooms: string[]; folders: string[] }> {
  const text = await readFile(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const tree = text.split('\n## The tree\n')[1]!.split('\n## ')[0]!;
  const rooms: string[] = [];
  const folders: string[] = [];
  for (const [, indent, name, says] of tree.matchAll(/^( *)([\w./-]+)\/ +(\S.*)$/gm)) {
    expect(says).toBeTruthy();
    if (indent === '') rooms.push(name!);
    else if (name!.startsWith('src/')) folders.push(`${rooms.at(-1)}/${name}`);
    else expect(existsSync(path.join(ROOT, rooms.at(-1)!, name!)), `${rooms.at(-1)}/${name}`).toBe(true);
  }
  return { rooms, folders };
}

test('the tree names every folder of the sources, to two levels, and no other', async () => {
  const { folders } = await readTree();
  expect(folders.toSorted()).toEqual((await sourceFolders()).toSorted());
});

test('the tree names every package', async () => {
  const { workspaces } = JSON.parse(await readFile(path.join(ROOT, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  const { rooms } = await readTree();
  expect(workspaces.filter((room) => !rooms.includes(room))).toEqual([]);
  expect(rooms.filter((room) => !existsSync(path.join(ROOT, room)))).toEqual([]);
});

/** Paths in backticks that begin at the root, also with a `*`. */
function pathsIn(text: string, rooms: string[]): string[] {
  return [...text.matchAll(/`([\w.-]+\/[\w.*/-]+)`/g)]
    .map((match) => match[1]!)
    .filter((name) => [...rooms, '.github'].includes(name.split('/')[0]!) && !name.includes('/dist/'));
}

test.each(['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'README.md'])(
  'paths that %s names exist',
  async (document) => {
    const { rooms } = await readTree();
    const named = pathsIn(await readFile(path.join(ROOT, document), 'utf8'), rooms);
    const missing: string[] = [];
    for (const name of named) {
      const [folder, pattern] = [path.dirname(name), path.basename(name)];
      if (!pattern.includes('*')) {
        if (!existsSync(path.join(ROOT, name))) missing.push(name);
        continue;
      }
      const [before, after] = pattern.split('*') as [string, string];
      const files = existsSync(path.join(ROOT, folder)) ? await readdir(path.join(ROOT, folder)) : [];
      if (!files.some((file) => file.startsWith(before) && file.endsWith(after))) missing.push(name);
    }
    expect(missing).toEqual([]);
  },
);
