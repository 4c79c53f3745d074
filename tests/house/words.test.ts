/**
 * Dropped words stay dropped. The Glossary of ARCHITECTURE.md lists them in its column "not": a plain
 * word for names and texts, one in backticks for names alone; `word → other` says what to use instead.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import * as contract from '../../contract/src/index.ts';

/** Dropped words that still stand somewhere. Only ever gets shorter. */
const PENDING: string[] = [];

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
];

interface DroppedWord {
  word: string;
  use: string;
  /** Whether texts may still have it. */
  namesOnly: boolean;
}

/** Rows `| thing | word | not |` of the Glossary. */
async function readDroppedWords(): Promise<DroppedWord[]> {
  const text = await readFile(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
  const glossary = text.split('\n## Glossary\n')[1]!.split('\n## ')[0]!;
  const rows = [...glossary.matchAll(/^\| ([^|]+) \| ([^|]+) \|([^|]*)\|$/gm)].slice(1);
  return rows
    .filter((row) => !row[1]!.startsWith('--'))
    .flatMap((row) =>
      row[3]!
        .split(',')
        .map((entry) => entry.trim())
        .filter(Boolean)
        .map((entry) => {
          const [word, use = row[2]!.trim()] = entry.split(/\s*→\s*/) as [string, string?];
          return { word: word.replaceAll('`', ''), use, namesOnly: word.startsWith('`') };
        }),
    );
}

/** `RejectsLike`, `rejects_like` and `rejects-like` all give `rejects like`. */
function toWords(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .replace(/[^A-Za-z0-9]+/g, ' ')
    .trim()
    .toLowerCase();
}

/** Matches the word and its usual endings, wherever it stands among others. */
function wordPattern(word: string): RegExp {
  return new RegExp(`(?:^| )${toWords(word)}(?:s|es|d|ed|ing|able)?(?= |$)`);
}

interface Use {
  where: string;
  name: string;
}

async function sourceFiles(): Promise<string[]> {
  const lists = await Promise.all(
    ROOMS.map(async (room) =>
      (await readdir(path.join(ROOT, room, 'src'), { recursive: true })).map((name) => path.join(room, 'src', name)),
    ),
  );
  return lists.flat().filter((name) => !name.includes('/generated') && /\.(tsx?|css)$/.test(name));
}

async function fileNames(): Promise<Use[]> {
  const tests = await Promise.all(
    ['tests/flow', 'tests/faults', 'tests/browser', 'tests/support', 'bench'].map(async (folder) =>
      (await readdir(path.join(ROOT, folder))).map((name) => path.join(folder, name)),
    ),
  );
  return [...(await sourceFiles()), ...tests.flat()].map((name) => ({
    where: `file ${name}`,
    name: name.replace(/\.(test\.)?\w+$/, ''),
  }));
}

async function exportedNames(): Promise<Use[]> {
  const files = (await sourceFiles()).filter((name) => /\.tsx?$/.test(name));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(path.join(ROOT, file), 'utf8');
      const exported =
        /^export (?:default )?(?:async )?(?:abstract )?(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;
      return [...text.matchAll(exported)].map((match) => ({ where: `${file} exports`, name: match[1]! }));
    }),
  );
  return found.flat();
}

/** Keys of all objects of a JSON Schema, and the values of its enums. */
function fieldsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  if (Array.isArray(schema)) return schema.flatMap(fieldsOf);
  const { properties, enum: values, const: value, ...rest } = schema as Record<string, unknown>;
  return [
    ...Object.keys(properties ?? {}),
    ...[...((values as unknown[] | undefined) ?? []), value].filter((one) => typeof one === 'string'),
    ...Object.values(properties ?? {}).flatMap(fieldsOf),
    ...Object.values(rest).flatMap(fieldsOf),
  ];
}

function httpFields(): Use[] {
  const fields = Object.entries(contract).flatMap(([name, schema]) =>
    schema instanceof z.ZodType
      ? fieldsOf(z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' })).map((field) => ({
          where: `contract ${name} has`,
          name: field,
        }))
      : [],
  );
  const codes = [contract.ERRORS, contract.ISSUES, contract.RESTRICTIONS].flatMap((table) =>
    Object.keys(table).map((code) => ({ where: 'contract has the code', name: code })),
  );
  return [...fields, ...codes];
}

async function routes(): Promise<Use[]> {
  const files = (await sourceFiles()).filter((name) => name.startsWith('server/') && !name.includes('.test.'));
  const found = await Promise.all(
    files.map(async (file) =>
      [...(await readFile(path.join(ROOT, file), 'utf8')).matchAll(/['"`](\/api\/[^'"`]*)['"`]/g)].map((match) => ({
        where: `${file} has the route`,
        name: match[1]!,
      })),
    ),
  );
  return found.flat();
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** What the web page and the service say in English, without the names that are filled in. */
async function texts(): Promise<Use[]> {
  const folder = path.join(ROOT, 'client/src/i18n/en');
  const pages = await Promise.all(
    (await readdir(folder)).map(async (file) =>
      textsOf({ ...(await import(path.join(folder, file))) }).map((text) => ({ where: `i18n/en/${file}`, name: text })),
    ),
  );
  const messages = [contract.ERRORS, contract.ISSUES, contract.RESTRICTIONS].flatMap((table) =>
    textsOf(Object.values(table)).map((text) => ({ where: 'contract says', name: text })),
  );
  return [...pages.flat(), ...messages].map(({ where, name }) => ({
    where,
    name: name.replace(/\{\{?.*?\}?\}/g, ' , '),
  }));
}

const dropped = await readDroppedWords();
const names = [...(await fileNames()), ...(await exportedNames()), ...httpFields(), ...(await routes())];
const sentences = await texts();

function findUses({ word, use, namesOnly }: DroppedWord): string[] {
  const pattern = wordPattern(word);
  const uses = [...names, ...(namesOnly ? [] : sentences)].filter(({ name }) => pattern.test(toWords(name)));
  return [...new Map(uses.map((one) => [one.name, one])).values()].map(
    ({ where, name }) => `${where} “${name}”: say “${use}” instead of “${word}”`,
  );
}

test('the glossary has words, and what they are looked for in was found', () => {
  expect(dropped.length).toBeGreaterThan(20);
  expect(names.length).toBeGreaterThan(1000);
  expect(sentences.length).toBeGreaterThan(500);
  const pattern = wordPattern('tryLoad');
  expect(
    ['tryLoad', 'try-load', 'tryLoads', 'retryLoad', 'tryLoader'].map((name) => pattern.test(toWords(name))),
  ).toEqual([true, true, true, false, false]);
});

test.each(dropped.filter(({ word }) => !PENDING.includes(word)))('“$word” does not come back', (one) => {
  expect(findUses(one)).toEqual([]);
});

test('what is pending is still in use', () => {
  const gone = PENDING.filter((word) => !dropped.some((one) => one.word === word && findUses(one).length > 0));
  expect(gone).toEqual([]);
});
