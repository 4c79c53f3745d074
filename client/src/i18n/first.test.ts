import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { PERMISSIONS } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { first } from './en/first.ts';
import { en } from './en/index.ts';
import { first as firstVi } from './vi/first.ts';

const SRC = path.resolve(import.meta.dirname, '..');
/** What a first visit loads; other pages come with all texts. */
const ENTRIES = ['main.tsx', 'features/home/home.tsx', 'app/settings-menu.tsx'];

/** The files that some import, with those that they import, and so on; without what is imported when needed. */
function readGraph(entries: readonly string[]): Map<string, string> {
  const graph = new Map<string, string>();
  const visit = (file: string) => {
    if (graph.has(file) || !existsSync(file) || !/\.tsx?$/.test(file)) return;
    const text = readFileSync(file, 'utf8');
    graph.set(file, text);
    for (const [, from] of text.matchAll(/(?:from|import) '(\.[^']+)'/g))
      visit(path.resolve(path.dirname(file), from!));
  };
  for (const entry of entries) visit(path.join(SRC, entry));
  return graph;
}

test('the home page has every text that it and what stands around it can show', () => {
  const graph = readGraph(ENTRIES);
  expect(graph.size).toBeGreaterThan(40);
  const groups = new Set(Object.keys(en));
  const used = new Set<string>();
  for (const [file, text] of graph) {
    if (/i18n\/(en|vi)\//.test(file)) continue;
    for (const [, group, name] of text.matchAll(/['`]([a-zA-Z]+)\.([a-zA-Z$]+)/g)) {
      // `may('table.create')` asks for a right, and shows no text.
      const texts: unknown = Object.entries(en).find(([key]) => key === group)?.[1];
      const isText = typeof texts === 'object' && texts !== null && name! in texts;
      const isRight = !isText && Object.hasOwn(PERMISSIONS, `${group}.${name}`);
      if (groups.has(group!) && !isRight) used.add(group!);
    }
  }
  expect(used.size).toBeGreaterThan(10);
  expect([...used].filter((group) => !Object.hasOwn(first, group))).toEqual([]);
  expect(
    Object.keys(firstVi)
      .filter((key) => !key.endsWith('_one'))
      .sort(),
  ).toEqual(
    Object.keys(first)
      .filter((key) => !key.endsWith('_one'))
      .sort(),
  );
});
