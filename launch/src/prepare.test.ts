/** Installing and building that was interrupted, in a small project of its own with the real npm. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive, waitForEnd } from './process-identity.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A build that says who runs it and then takes as long as the file `slow` is there. */
const BUILD = `
import { appendFileSync, existsSync, writeFileSync } from 'node:fs';
appendFileSync('builds', process.pid + '\\n');
setInterval(() => { if (!existsSync('slow')) { writeFileSync('built', ''); process.exit(0); } }, 20);
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sheetport-prepare-'));
  mkdirSync(join(root, 'launch'));
  cpSync(join(import.meta.dirname, '..', 'prepare.mjs'), join(root, 'launch', 'prepare.mjs'));
  const manifest = { name: 'small', version: '1.0.0', workspaces: [], scripts: { build: 'node build.mjs' } };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest));
  const lock = { name: 'small', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': manifest } };
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  writeFileSync(join(root, 'build.mjs'), BUILD);
  // npm leaves no list of what it installed when there was nothing.
  mkdirSync(join(root, 'node_modules'));
  writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify(lock));
});
afterEach(() => rmSync(root, { recursive: true, force: true, maxRetries: 5 }));

function prepare(): { child: ChildProcess; ended: Promise<unknown>; output(): string } {
  const source = `import { prepare } from './launch/prepare.mjs'; await prepare();`;
  const env = { PATH: process.env.PATH, HOME: root };
  const child = spawn(process.execPath, ['--input-type=module', '-e', source], { cwd: root, env, stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  return { child, ended: once(child, 'close'), output: () => output };
}

const builds = () =>
  existsSync(join(root, 'builds')) ? readFileSync(join(root, 'builds'), 'utf8').trim().split('\n') : [];

test('P44: after a build whose launcher was killed, the next start ends what is left of it and builds anew', async () => {
  writeFileSync(join(root, 'slow'), '');
  const killed = prepare();
  await vi.waitFor(() => expect(builds()).toHaveLength(1), { timeout: 30_000, interval: 20 });
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  const left = Number(builds()[0]);
  expect(isAlive(left)).toBe(true);

  const next = prepare();
  await vi.waitFor(() => expect(builds()).toHaveLength(2), { timeout: 30_000, interval: 20 });
  expect(await waitForEnd(left, 5000)).toBe(true);
  rmSync(join(root, 'slow'));
  await next.ended;
  expect(next.output()).toContain('Building');
  expect(next.child.exitCode).toBe(0);
  const third = prepare();
  await third.ended;
  expect(builds()).toHaveLength(2);
  expect(existsSync(join(root, '.turbo', 'prepare.lock'))).toBe(false);
});

test('P44: a build that is interrupted is not taken for built when the sources are as they were before', async () => {
  const changed = join(root, 'package.json');
  const before = readFileSync(changed);
  // What counts is names, sizes and dates.
  const restore = () => {
    writeFileSync(changed, before);
    utimesSync(changed, 1_700_000_000, 1_700_000_000);
  };
  restore();
  await prepare().ended;
  expect(builds()).toHaveLength(1);
  writeFileSync(join(root, 'slow'), '');
  writeFileSync(changed, Buffer.concat([before, Buffer.from('\n')]));
  const stopped = prepare();
  await vi.waitFor(() => expect(builds()).toHaveLength(2), { timeout: 30_000, interval: 20 });
  stopped.child.kill('SIGTERM');
  await stopped.ended;
  rmSync(join(root, 'slow'));
  restore();
  await prepare().ended;
  expect(builds()).toHaveLength(3);
});

test('P44: an installation that was interrupted is made again, though it looks whole', { tags: ['long'] }, async () => {
  await prepare().ended;
  writeFileSync(join(root, '.turbo', 'install-unfinished'), '');
  const run = prepare();
  await run.ended;
  expect(run.output()).toContain('Installing packages');
  expect(existsSync(join(root, '.turbo', 'install-unfinished'))).toBe(false);
});

test('P44: a lock whose process number belongs to another process by now is no obstacle', async () => {
  mkdirSync(join(root, '.turbo'));
  writeFileSync(join(root, '.turbo', 'prepare.lock'), JSON.stringify({ pid: process.pid, birth: 'another boot/1' }));
  const run = prepare();
  await run.ended;
  expect(run.output()).not.toContain('Waiting');
  expect(builds()).toHaveLength(1);
});
