/**
 * `npx sheetport` from the packed package in an empty folder: installs, starts, and serves what a clone serves.
 * @module-tag long
 */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort, waitForEnd } from '@sheetport/launch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Api } from '../support/api.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TOKEN_OF_PACKED = 'a-token-for-the-packed-service';
const readJson = async (file: string) => JSON.parse(await readFile(file, 'utf8'));
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'sheetport-packed-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the packed package starts in an empty folder, and its command line imports into it', async () => {
  const packed = execFileSync(process.execPath, [path.join(ROOT, 'launch/pack.mjs'), folder], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .at(-1)!;
  const home = path.join(folder, 'home');
  execFileSync('mkdir', [home]);
  await writeFile(path.join(home, 'package.json'), '{"private":true}');
  execFileSync('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', packed], { cwd: home, stdio: 'pipe' });

  // What its packages depend on has the versions of the lock file, too.
  const { packages } = await readJson(path.join(ROOT, 'package-lock.json'));
  for (const name of ['node_modules/fastify', 'node_modules/find-my-way', 'node_modules/engine.io', 'node_modules/ws'])
    expect([name, (await readJson(path.join(home, name, 'package.json'))).version]).toEqual([
      name,
      packages[name].version,
    ]);

  const port = await freePort();
  const env = { ...process.env, PORT: String(port), OWNER_TOKEN: TOKEN_OF_PACKED, DATABASE_URL: '', DATA_DIR: '' };
  const child = spawn('npx', ['--no-install', 'sheetport'], { cwd: home, env, detached: true });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  try {
    await expect.poll(() => said, { timeout: 120_000 }).toContain('Sheetport is ready');
    const url = `http://127.0.0.1:${port}`;
    const api = new Api(url, TOKEN_OF_PACKED);
    expect((await fetch(url)).status).toBe(200);
    expect(existsSync(path.join(home, 'data'))).toBe(true);
    await writeFile(path.join(home, 'orders.csv'), 'No,Size\n1,2\n3,4\n');
    const told = execFileSync('npx', ['--no-install', 'sheetport', 'import', 'orders.csv', '--create', 'Orders'], {
      cwd: home,
      encoding: 'utf8',
      env: { ...process.env, SHEETPORT_URL: url, SHEETPORT_KEY: TOKEN_OF_PACKED },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    expect(told).toBe('Done: 2 inserted, 0 updated, 0 unchanged, 0 rejected\n');
    expect((await api.ask('GET', '/api/tables')).tables).toMatchObject([{ name: 'Orders', rowCount: 2 }]);
  } finally {
    process.kill(-child.pid!, 'SIGTERM');
    await waitForEnd(child.pid!, 30_000);
    // npx ends before what it started: the last is the database.
    const isUp = () => existsSync(path.join(home, 'data/postgres/postmaster.pid'));
    await expect.poll(isUp, { timeout: 60_000 }).toBe(false);
  }
});
