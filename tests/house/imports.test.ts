import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** Who may import whom (ARCHITECTURE.md prints the same). */
const MAY: Record<string, string[]> = {
  contract: [],
  sheets: [],
  tables: [],
  prisma: [],
  storage: [],
  core: ['contract', 'prisma', 'storage', 'tables'],
  queue: ['contract'],
  server: ['contract', 'core', 'prisma', 'queue', 'storage', 'tables'],
  worker: ['contract', 'core', 'prisma', 'queue', 'sheets', 'storage', 'tables'],
  client: ['contract'],
  launch: ['contract', 'prisma', 'storage'],
  cli: ['contract', 'launch'],
};

/** Rooms that may take types, and nothing that runs, from a room: only `import type` and `export type … from`. */
const MAY_TYPES: Record<string, string[]> = {
  sheets: ['contract'],
  tables: ['contract'],
  prisma: ['contract'],
};

/** Modules of another room that a room may run though it may not run the room: they import nothing. */
const MAY_RUN: Record<string, string[]> = {
  sheets: ['@sheetport/contract/headings', '@sheetport/contract/formulas', '@sheetport/contract/formats'],
};

const IMPORTS =
  /(?:^|\n)\s*(?:import|export)\s[^'"`;]*?from\s*['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)|(?:^|\n)import\s*['"]([^'"]+)['"]/g;
const TYPE_IMPORTS = /(?:^|\n)\s*(?:import|export)\s+type\s[^'"`;]*?from\s*['"][^'"]+['"]/g;

/** What a source imports. */
function importsOf(text: string): string[] {
  return [...text.matchAll(IMPORTS)].map((found) => (found[1] ?? found[2] ?? found[3])!);
}

interface SourceFile {
  room: string;
  file: string;
  imports: string[];
  /** Without those that import types only. */
  values: string[];
}

async function sources(room: string): Promise<SourceFile[]> {
  const names = await readdir(path.join(ROOT, room, 'src'), { recursive: true });
  const wanted = names.filter(
    (name) => /\.(ts|tsx)$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.startsWith('generated'),
  );
  return Promise.all(
    wanted.map(async (name) => {
      const file = path.join(ROOT, room, 'src', name);
      const text = await readFile(file, 'utf8');
      return { room, file, imports: importsOf(text), values: importsOf(text.replace(TYPE_IMPORTS, '')) };
    }),
  );
}

const all = (await Promise.all(Object.keys(MAY).map(sources))).flat();

describe('the house', () => {
  test('rooms import only those below them', () => {
    const rooms = (imports: string[]) =>
      imports.filter((from) => from.startsWith('@sheetport/')).map((from) => from.split('/')[1]!);
    const wrong = all.flatMap(({ room, file, imports, values }) => {
      const ran = rooms(values.filter((from) => !MAY_RUN[room]?.includes(from)));
      return rooms(imports)
        .filter((other) => other !== room && !MAY[room]!.includes(other))
        .filter((other) => ran.includes(other) || !MAY_TYPES[room]?.includes(other))
        .map((other) => `${path.relative(ROOT, file)} imports ${other}`);
    });
    expect(wrong).toEqual([]);
  });

  test('the server neither opens nor writes workbooks', () => {
    const users = all.filter(({ imports }) => imports.some((from) => /^(exceljs|@sheetport\/sheets)(\/|$)/.test(from)));
    expect(users.some(({ room }) => room === 'worker')).toBe(true);
    expect(users.filter(({ room }) => room === 'server').map(({ file }) => path.relative(ROOT, file))).toEqual([]);
  });

  test('no file reaches into another room by a path', () => {
    const wrong = all.flatMap(({ room, file, imports }) =>
      imports
        .filter((from) => from.startsWith('.'))
        .filter((from) => !path.resolve(path.dirname(file), from).startsWith(path.join(ROOT, room) + path.sep))
        .map((from) => `${path.relative(ROOT, file)} imports ${from}`),
    );
    expect(wrong).toEqual([]);
  });

  test.each(['headings', 'formulas', 'formats'])('%s of contract import nothing but types', (folder) => {
    const here = path.join(ROOT, 'contract/src', folder) + path.sep;
    const files = all.filter(({ file }) => file.startsWith(here));
    expect(files.length).toBeGreaterThan(0);
    const foreign = files.flatMap(({ file, values }) =>
      values.filter((from) => !path.resolve(path.dirname(file), from).startsWith(here)),
    );
    expect(foreign).toEqual([]);
  });

  test('contract knows zod and nothing else', () => {
    const foreign = all
      .filter(({ room }) => room === 'contract')
      .flatMap(({ imports }) => imports.filter((from) => !from.startsWith('.') && from !== 'zod'));
    expect(foreign).toEqual([]);
  });

  test('the SDK of S3 is loaded only where files are on S3', async () => {
    const inS3 = (file: string) => path.relative(ROOT, file).startsWith('storage/src/s3/');
    const isTest = (file: string) => path.relative(ROOT, file).startsWith('storage/src/testing/');
    const users = all.filter(({ values }) => values.some((from) => from.startsWith('@aws-sdk/')));
    expect(users.length).toBeGreaterThan(0);
    expect(users.filter(({ file }) => !inS3(file) && !isTest(file)).map(({ file }) => file)).toEqual([]);
    // What is imported by `import()` alone is loaded when it is called for.
    const eager = await Promise.all(
      all
        .filter(({ room, file }) => room === 'storage' && !inS3(file) && !isTest(file))
        .map(async ({ file }) => ({ file, text: (await readFile(file, 'utf8')).replace(TYPE_IMPORTS, '') })),
    );
    expect(eager.filter(({ text }) => /from\s+'[^']*\/s3\//.test(text)).map(({ file }) => file)).toEqual([]);
  });

  test('imports and exports of the worker do not know each other', () => {
    const wrong = all.filter(({ file, imports }) => {
      const here = path.relative(ROOT, file);
      const reaches = (other: string) =>
        imports.some(
          (from) =>
            from.startsWith('.') &&
            path.relative(ROOT, path.resolve(path.dirname(file), from)).startsWith(`worker/src/jobs/${other}/`),
        );
      return (
        (here.startsWith('worker/src/jobs/import/') && reaches('export')) ||
        (here.startsWith('worker/src/jobs/export/') && reaches('import'))
      );
    });
    expect(wrong.map(({ file }) => file)).toEqual([]);
    const folders = new Set(all.map(({ file }) => path.relative(ROOT, path.dirname(file))));
    expect([...folders]).toEqual(expect.arrayContaining(['worker/src/jobs/import', 'worker/src/jobs/export']));
  });

  test('the client imports downwards, and its features do not import each other in circles', () => {
    const ORDER = ['routing', 'api', 'i18n', 'ui', 'features', 'app'];
    const SRC = path.join(ROOT, 'client/src');
    const edges = all
      .filter(({ room, file }) => room === 'client' && path.relative(SRC, file).includes(path.sep))
      .flatMap(({ file, imports }) =>
        imports
          .filter((from) => from.startsWith('.'))
          .map((from) => ({
            from: path.relative(SRC, file).split(path.sep),
            to: path.relative(SRC, path.resolve(path.dirname(file), from)).split(path.sep),
          })),
      );
    const upwards = edges.filter(({ from, to }) => ORDER.indexOf(to[0]!) > ORDER.indexOf(from[0]!));
    expect(upwards.map(({ from, to }) => `${from.join('/')} imports ${to.join('/')}`)).toEqual([]);

    const below = new Map<string, Set<string>>();
    for (const { from, to } of edges)
      if (from[0] === 'features' && to[0] === 'features' && from[1] !== to[1])
        below.set(from[1]!, (below.get(from[1]!) ?? new Set()).add(to[1]!));
    expect(below.size).toBeGreaterThan(3);
    const circles: string[] = [];
    const visit = (feature: string, trail: string[]): void => {
      if (trail.includes(feature)) circles.push([...trail, feature].join(' → '));
      else for (const next of below.get(feature) ?? []) visit(next, [...trail, feature]);
    };
    for (const feature of below.keys()) visit(feature, []);
    expect(circles).toEqual([]);
  });

  test('there are no cycles between files', () => {
    const graph = new Map(
      all.map(({ file, imports }) => [
        file,
        imports.filter((from) => from.startsWith('.')).map((from) => path.resolve(path.dirname(file), from)),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, trail: string[]) => {
      const at = trail.indexOf(file);
      if (at >= 0) {
        cycles.push([...trail.slice(at), file].map((step) => path.relative(ROOT, step)).join(' → '));
        return;
      }
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file]);
      done.add(file);
    };
    for (const file of graph.keys()) visit(file, []);
    expect(cycles).toEqual([]);
  });

  test('components stay below 200 lines', async () => {
    const components = all.filter(({ room, file }) => room === 'client' && file.endsWith('.tsx'));
    expect(components.length).toBeGreaterThan(80);
    const long = await Promise.all(
      components.map(async ({ file }) => ({
        file: path.relative(ROOT, file),
        lines: (await readFile(file, 'utf8')).split('\n').length - 1,
      })),
    );
    expect(long.filter(({ lines }) => lines >= 200)).toEqual([]);
  });

  test('file names are words of the field', () => {
    const vague = all
      .map(({ file }) => path.basename(file))
      .filter((name) => /^(utils?|helpers?|common|misc|manager|service)\b/.test(name));
    expect(vague).toEqual([]);
  });
});
