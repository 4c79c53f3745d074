/**
 * The examples of docs/examples, each run as its first lines say.
 * @module-tag long
 */
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, TOKEN } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const EXAMPLES = path.join(ROOT, 'docs/examples');
let service: Service;
let folder: string;
beforeAll(async () => {
  service = await shareService();
  folder = await mkdtemp(path.join(os.tmpdir(), 'sheetport-examples-'));
  await writeFile(path.join(folder, 'good.csv'), 'No,Size\n1,2\n3,4\n');
  await writeFile(path.join(folder, 'bad.csv'), 'No,Day\n1,2024-01-01\n');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(program: string, args: string[], cwd = folder) {
  const env = { ...process.env, SHEETPORT_URL: service.url, SHEETPORT_KEY: TOKEN };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

async function expectImport(program: string, ...args: string[]): Promise<void> {
  const name = `By ${program}`;
  expect(run(program, [...args, 'good.csv', name])).toMatchObject({ status: 0, stdout: 'inserted 2, rejected 0\n' });
  const { tables } = await service.api.ask('GET', '/api/tables');
  expect(tables).toContainEqual(expect.objectContaining({ name, rowCount: 2 }));
  // A table of that name is there: the example notices that it is refused.
  expect(run(program, [...args, 'bad.csv', name]).status).not.toBe(0);
}

test('curl', () => expectImport('bash', path.join(EXAMPLES, 'import.sh')));

test('Python', async (context) => {
  const { status, stdout } = run('python3', ['--version']);
  if (status !== 0) {
    console.warn('NOT RUN: python3 is not installed, so the Python example was not tried.');
    context.skip('python3 is not installed');
  }
  expect(stdout).toContain('Python 3');
  await expectImport('python3', path.join(EXAMPLES, 'import.py'));
});

test('TypeScript, with types that are made of the description', async () => {
  await copyFile(path.join(EXAMPLES, 'import.ts'), path.join(folder, 'import.ts'));
  await writeFile(path.join(folder, 'package.json'), '{"type":"module"}');
  await writeFile(path.join(folder, 'openapi.json'), JSON.stringify(await service.api.ask('GET', '/api/openapi.json')));
  const compilerOptions = {
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    rewriteRelativeImportExtensions: true,
    types: ['node'],
    typeRoots: [path.join(ROOT, 'node_modules/@types')],
  };
  await writeFile(path.join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['import.ts'] }));
  const entry = createRequire(path.join(ROOT, 'client-types/package.json')).resolve('openapi-typescript');
  const generator = path.resolve(path.dirname(entry), '../bin/cli.js');
  const made = run(process.execPath, [
    generator,
    'openapi.json',
    '--default-non-nullable',
    'false',
    '-o',
    'api-types.d.ts',
  ]);
  expect([made.status, made.status === 0 ? '' : made.stdout + made.stderr]).toEqual([0, '']);
  const compiled = run(process.execPath, [path.join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', '.']);
  expect([compiled.status, compiled.stdout]).toEqual([0, '']);
  await expectImport(process.execPath, path.join(folder, 'import.js'));
});
