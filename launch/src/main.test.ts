/** The launcher as a process, with stand-ins for server and worker. Runs the compiled launcher: Node 20 reads no TypeScript. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { isAlive, waitForEnd } from './process-identity.ts';

const LAUNCHER = pathToFileURL(join(import.meta.dirname, '..', 'dist', 'main.js')).href;

const SERVER = `
import { createServer } from 'node:http';
const server = createServer((_, response) => response.end(String(process.pid)));
server.listen(Number(process.env.PORT), process.env.HOST, () =>
  process.send({ ready: true, url: 'http://127.0.0.1:' + server.address().port }));
console.log(JSON.stringify({ level: 30, msg: 'calm' }));
console.log(JSON.stringify({ level: 40, msg: 'hot' }));
const stop = () => process.exit(0);
process.on('SIGTERM', stop).on('disconnect', stop);
`;
const WORKER = `
if (process.env.BROKEN) { console.log(JSON.stringify({ level: 60, msg: 'no hands' })); process.exit(3); }
setInterval(() => {}, 1000);
process.on('SIGTERM', () => { if (!process.env.STUBBORN) process.exit(0); }).on('disconnect', () => process.exit(0));
process.send({ ready: true });
`;

// Whole processes on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let home: string;
let data: string;
const launched = new Set<ChildProcess>();

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'sheetport-launch-'));
  data = join(home, 'data');
  for (const [name, source] of [
    ['server', SERVER],
    ['worker', WORKER],
  ] as const) {
    mkdirSync(join(home, name, 'dist'), { recursive: true });
    writeFileSync(join(home, name, 'dist', 'main.mjs'), source);
  }
});
afterEach(async () => {
  for (const child of launched) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  launched.clear();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

function launch(env: Record<string, string> = {}) {
  const scripts = JSON.stringify({
    server: join(home, 'server/dist/main.mjs'),
    worker: join(home, 'worker/dist/main.mjs'),
  });
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import { main } from '${LAUNCHER}'; await main({ scripts: ${scripts} });`],
    {
      // As under npm: it ends when the tests are cut off.
      env: { PATH: process.env.PATH, npm_lifecycle_event: 'start', DATA_DIR: data, PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  launched.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += chunk;
    });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return {
    child,
    ended,
    output: () => output,
    /** The link's address, once everything answers. */
    async ready(): Promise<string> {
      for (;;) {
        const url = output.match(/^Sheetport is ready at (http:\/\/[^\s/]+)\/.*\n$/m)?.[1];
        if (url) return url;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error(output);
        await new Promise((done) => setTimeout(done, 20));
      }
    },
  };
}

const pidOf = (name: string) => Number(readFileSync(join(data, `${name}.pid`), 'utf8'));
const postmaster = () => Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
const answer = async (url: string) => Number(await (await fetch(url)).text());

test('starts, says so in the last line, and stops without leaving anything', async () => {
  const run = launch();
  const url = await run.ready();
  const pids = [pidOf('server'), pidOf('worker'), postmaster()];
  expect(await answer(url)).toBe(pids[0]);
  expect(readFileSync(join(data, 'logs', 'server.log'), 'utf8')).toContain('calm');
  expect(run.output()).toContain('server warning: hot');
  expect(run.output()).not.toContain('calm');
  run.child.kill('SIGTERM');
  expect(await run.ended).toBe(0);
  expect(pids.map(isAlive)).toEqual([false, false, false]);
  expect(readdirSync(data).sort()).toEqual([
    'logs',
    'owner-token',
    'postgres',
    'postgres-password',
    'postgres-superuser-password',
  ]);
});

test('P53 the sign-in link is printed once where the output is no terminal, and a token that was given never', {
  tags: ['long'],
}, async () => {
  const own = join(home, 'data-of-links');
  const lines: string[] = [];
  for (const env of [{}, {}, { OWNER_TOKEN: 'a-token-that-somebody-set' }]) {
    const run = launch({ DATA_DIR: own, ...env });
    await run.ready();
    run.child.kill('SIGTERM');
    await run.ended;
    lines.push(run.output());
  }
  const token = readFileSync(join(own, 'owner-token'), 'utf8').trim();
  expect(lines.map((text) => text.includes(token))).toEqual([true, false, false]);
  expect(lines[0]).toContain(`/?token=${token}`);
  expect(lines[1]).toContain(`(sign in with your password, or with the token in ${join(own, 'owner-token')})`);
  expect(lines[2]).toContain('with OWNER_TOKEN)');
  expect(lines[2]).not.toContain('a-token-that-somebody-set');
});

test('what falls is started again, at the same address', { tags: ['long'] }, async () => {
  const run = launch();
  const url = await run.ready();
  for (const name of ['worker', 'server']) {
    const before = pidOf(name);
    process.kill(before, 'SIGKILL');
    await vi.waitFor(() => expect(pidOf(name)).not.toBe(before), { timeout: 10_000 });
  }
  await vi.waitFor(async () => expect(await answer(url)).toBe(pidOf('server')), { timeout: 10_000 });
  const before = postmaster();
  process.kill(before, 'SIGKILL');
  await vi.waitFor(() => expect(postmaster()).not.toBe(before), { timeout: 15_000 });
  expect(run.output()).toContain('The worker was ended by SIGKILL and is started again in 250 ms.');
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
});

test('a second copy on the same data is refused; with data and port of its own it runs beside', {
  tags: ['long'],
}, async () => {
  await launch().ready();
  const same = launch();
  expect(await same.ended).toBe(1);
  expect(same.output()).toContain('Another copy of Sheetport (process');
  const other = launch({ DATA_DIR: join(home, 'other') });
  await other.ready();
});

test('a launcher that was killed is followed by one that starts', { tags: ['long'] }, async () => {
  const killed = launch();
  await killed.ready();
  const pids = [pidOf('server'), pidOf('worker'), postmaster()];
  killed.child.kill('SIGKILL');
  await killed.ended;
  const next = launch();
  await next.ready();
  for (const pid of pids) expect(await waitForEnd(pid, 5000)).toBe(true);
});

test('a second signal ends it at once, whatever the worker does', { tags: ['long'] }, async () => {
  const run = launch({ STUBBORN: '1' });
  await run.ready();
  const pids = [pidOf('server'), pidOf('worker'), postmaster()];
  run.child.kill('SIGTERM');
  await vi.waitFor(() => expect(run.output()).toContain('Stopping.'), { timeout: 10_000 });
  expect(isAlive(pids[1]!)).toBe(true);
  // One that follows at once counts as the same signal, as npm passes each on a second time; a later one ends it. An orderly end
  // would have the code 0.
  const again = setInterval(() => run.child.kill('SIGTERM'), 50);
  expect(await run.ended.finally(() => clearInterval(again))).toBe(1);
  for (const pid of pids) expect(await waitForEnd(pid, 2000)).toBe(true);
});

test('a port that is taken is named', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const run = launch({ PORT: String(port) });
  expect(await run.ended).toBe(1);
  expect(run.output()).toContain(`Port ${port} on 127.0.0.1 is taken by another program. Set PORT`);
  expect(existsSync(join(data, 'launcher.lock'))).toBe(false);
  taken.close();
});

test('a worker that cannot start ends the start, with the reason', async () => {
  const run = launch({ BROKEN: '1' });
  expect(await run.ended).toBe(1);
  expect(run.output()).toContain('The worker ended with code 3 before it was ready.');
  expect(run.output()).toContain('fatal: no hands');
  expect(existsSync(join(data, 'server.pid'))).toBe(false);
});

test('settings that make no sense are named, all at once', async () => {
  const run = launch({ PORT: 'x', OWNER_TOKEN: 'short' });
  expect(await run.ended).toBe(1);
  expect(run.output()).toMatch(/PORT: .*\nOWNER_TOKEN: must have at least 16 characters/);
});
