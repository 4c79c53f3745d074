/**
 * `npx sheetport` from the packed package in an empty folder: installs little, starts, and serves what a clone serves.
 * @module-tag long
 */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { freePort, waitForEnd } from '@sheetport/launch';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Api } from '../support/api.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const TOKEN_OF_PACKED = 'a-token-for-the-packed-service';
/** The package itself, with its parts in it. */
const IN_PACKAGE = /^node_modules\/sheetport($|\/)/;
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

  // What the bundles hold is not installed again; the rest has the versions of the lock file, and so has what it depends on.
  const { packages } = await readJson(path.join(ROOT, 'package-lock.json'));
  const installed = await readJson(path.join(home, 'node_modules/.package-lock.json'));
  const brought = Object.entries<{ version: string }>(installed.packages).filter(([place]) => !IN_PACKAGE.test(place));
  const nameOf = (place: string) => place.split('node_modules/').at(-1);
  const isLocked = ([place, { version }]: (typeof brought)[number]) =>
    Object.entries<{ version: string }>(packages).some(
      ([other, locked]) => nameOf(other) === nameOf(place) && locked.version === version,
    );
  expect(brought.filter((one) => !isLocked(one))).toEqual([]);
  expect(brought.length).toBeLessThanOrEqual(40);
  const licenses = await readFile(path.join(home, 'node_modules/sheetport/THIRD-PARTY-LICENSES.md'), 'utf8');
  for (const name of ['fastify', 'exceljs', '@prisma/client', 'react'])
    expect(licenses).toMatch(new RegExp(`^## ${name} [0-9.]+\\n\\n\\S+\\n\\n`, 'm'));

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
    const sheetport = (...args: string[]) =>
      spawnSync('npx', ['--no-install', 'sheetport', ...args], {
        cwd: home,
        encoding: 'utf8',
        env: { ...process.env, SHEETPORT_URL: url, SHEETPORT_KEY: TOKEN_OF_PACKED },
      });
    await writeFile(path.join(home, 'orders.csv'), 'No,Size\n1,2\n3,4\n');
    expect(sheetport('import', 'orders.csv', '--create', 'Orders')).toMatchObject({
      stdout: 'Done: 2 inserted, 0 updated, 0 unchanged, 0 rejected\n',
      status: 0,
    });
    expect((await api.ask('GET', '/api/tables')).tables).toMatchObject([{ name: 'Orders', rowCount: 2 }]);

    // What is loaded only where it is asked for: ExcelJS, the font, the detector of encodings, the reader of old workbooks.
    await writeFile(path.join(home, 'wrong.csv'), Buffer.from('No,Size\n5,\xfcber\n', 'latin1'));
    const wrong = sheetport('import', 'wrong.csv', '--into', 'Orders', '--json');
    expect(wrong.status, wrong.stderr).toBe(3);
    const { job } = JSON.parse(wrong.stdout);
    for (const [args, magic] of [
      [['rejects', job.id, '-o', 'rejects.xlsx'], 'PK'],
      [['export', 'Orders', '-o', 'orders.xlsx'], 'PK'],
      [['export', 'Orders', '-o', 'orders.pdf'], '%P'],
    ] as const) {
      const { status, stderr } = sheetport(...args);
      expect([args, status, stderr.includes('Error')]).toEqual([args, 0, false]);
      expect((await readFile(path.join(home, args.at(-1)!), 'latin1')).slice(0, 2)).toBe(magic);
    }
    const headers = { authorization: `Bearer ${TOKEN_OF_PACKED}` };
    for (const name of ['', 'api/queues', 'static/images/logo.svg'])
      await expect.poll(async () => (await fetch(`${url}/api/monitor/board/${name}`, { headers })).status).toBe(200);
    const legacy = path.join(ROOT, 'tests/cases/number-formats.xls');
    expect(sheetport('import', legacy, '--create', 'Old', '--json')).toMatchObject({ status: 0 });
  } finally {
    process.kill(-child.pid!, 'SIGTERM');
    await waitForEnd(child.pid!, 30_000);
    // npx ends before what it started: the last is the database.
    const isUp = () => existsSync(path.join(home, 'data/postgres/postmaster.pid'));
    await expect.poll(isUp, { timeout: 60_000 }).toBe(false);
  }
});
