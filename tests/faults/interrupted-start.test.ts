/**
 * Starts that are interrupted at random moments, each followed by one that must work. One round in each long run;
 * `npm run faults` runs 40, FAULT_ROUNDS any number, and FAULT_SEED repeats a run.
 * @module-tag long
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { startPostgres } from '@sheetport/launch';
import { migrate, readMigrations } from '@sheetport/prisma';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';

const ROUNDS = Number(process.env.FAULT_ROUNDS || 1);
/**
 * Without FAULT_ROUNDS the same each time, so that a failure is of what was changed: in the middle of an upgrade the launcher is killed. A first
 * start that is interrupted is in launch/src/postgres/postgres.test.ts and cut-connection.test.ts.
 */
const SEED = Number(process.env.FAULT_SEED || (process.env.FAULT_ROUNDS ? randomInt(1, 2 ** 31) : 1460));
const ROUND_MS = 120_000;
const LAUNCHER = pathToFileURL(path.resolve(import.meta.dirname, '../../launch/dist/main.js')).href;
const TOKEN = 'a-token-for-tests-only';
/** A start takes about as long on an idle machine: moments are chosen within. */
const START_MS = 5000;
/** From when PostgreSQL answers, migrations and the queue's tables are made within about this time. */
const MIGRATION_MS = 700;

const migrations = await readMigrations();
const KINDS = ['SIGTERM', 'SIGINT', 'SIGKILL'] as const;
const VICTIMS = ['launcher', 'postgres'] as const;
/** A first start, or an upgrade of a directory that has this many migrations. */
const LEVELS = [0, 0, 1, 2, migrations.length - 1] as const;

interface Round {
  readonly level: number;
  readonly victim: (typeof VICTIMS)[number];
  readonly signal: (typeof KINDS)[number];
  /** Counted from the launch, or from when PostgreSQL answers. */
  readonly from: 'launch' | 'database';
  readonly afterMs: number;
}

let home: string;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  home = mkdtempSync(path.join(os.tmpdir(), 'sheetport-interrupted-'));
  for (const level of new Set(rounds.map((round) => round.level))) if (level > 0) await makeOldDirectory(level);
}, ROUND_MS);
afterEach(async () => {
  for (const child of running) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
  running.clear();
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const rounds = chooseRounds(SEED, ROUNDS);
const oldDirectory = (level: number) => path.join(home, `level-${level}`);

/** A DATA_DIR as a version with so many migrations left it, with a file, a job and a person's table. */
async function makeOldDirectory(level: number): Promise<void> {
  const postgres = await startPostgres({ directory: oldDirectory(level) });
  await migrate(postgres.url, migrations.slice(0, level));
  await ask(postgres.url, async (client) => {
    await client.query(`INSERT INTO sheetport.file (id, name, bytes, sha256) VALUES ($1, 'kept.csv', 3, '')`, [
      randomUUID(),
    ]);
    await client.query(
      `INSERT INTO sheetport.job (id, kind, state, title, spec) VALUES ($1, 'import', 'succeeded', 'kept.csv', '{}')`,
      [randomUUID()],
    );
    await client.query('CREATE TABLE public.orders AS SELECT n FROM generate_series(1, 1000) n');
  });
  await postgres.stop();
}

async function ask<T>(url: string, question: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await question(client);
  } finally {
    await client.end();
  }
}

/** The rounds of a seed (a linear congruential generator, Numerical Recipes). */
function chooseRounds(seed: number, count: number): Round[] {
  let state = seed >>> 0;
  const below = (bound: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
  return Array.from({ length: count }, () => {
    const from = below(2) === 0 ? 'launch' : 'database';
    return {
      level: LEVELS[below(LEVELS.length)]!,
      victim: VICTIMS[below(VICTIMS.length)]!,
      signal: KINDS[below(KINDS.length)]!,
      from,
      afterMs: below(from === 'launch' ? START_MS : MIGRATION_MS),
    };
  });
}

function launch(data: string) {
  const child = spawn(
    process.execPath,
    ['--input-type=module', '-e', `import { main } from '${LAUNCHER}'; await main();`],
    {
      // As under npm: it ends when the tests are cut off.
      env: { PATH: process.env.PATH, npm_lifecycle_event: 'start', DATA_DIR: data, PORT: '0', OWNER_TOKEN: TOKEN },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  running.add(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += chunk;
    });
  }
  const url = () => output.match(/^Sheetport is ready at (http:\/\/[^\s/]+)\//m)?.[1];
  const ended = () => child.exitCode !== null || child.signalCode !== null;
  return { child, url, ended, closed: once(child, 'close'), output: () => output };
}

async function isReady(url: string): Promise<boolean> {
  return (await fetch(`${url}/api/ready`, { headers: { authorization: `Bearer ${TOKEN}` } })).ok;
}

const poll = (ms = 5) => new Promise((done) => setTimeout(done, ms));

/** The postmaster of a DATA_DIR: its number, once it has written it, and whether it answers. */
function postmaster(data: string): { pid: number; ready: boolean } | undefined {
  const file = path.join(data, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  return Number(lines[0]) > 0 ? { pid: Number(lines[0]), ready: lines[7]?.trim() === 'ready' } : undefined;
}

/** Start, interrupt, and wait until nothing of it is left that would end by itself. */
async function interrupt(data: string, { victim, signal, from, afterMs }: Round): Promise<string> {
  const run = launch(data);
  // An old directory's pid file was removed when it was stopped, so this one is the run's own.
  if (from === 'database') while (!run.ended() && !postmaster(data)?.ready) await poll();
  await poll(afterMs);
  if (victim === 'launcher') run.child.kill(signal);
  else {
    while (!run.ended() && !postmaster(data)) await poll();
    const found = postmaster(data);
    try {
      if (found) process.kill(found.pid, signal);
    } catch {
      // It has ended by itself.
    }
    // The launcher starts it again, or gives up.
    while (!run.ended() && !run.url()) await poll();
    if (!run.ended()) run.child.kill('SIGTERM');
  }
  await run.closed;
  return run.output();
}

test(
  `P44: ${ROUNDS} starts interrupted at random (seed ${SEED}), each followed by one that works with the data as before`,
  async () => {
    for (const [index, round] of rounds.entries()) {
      const data = path.join(home, 'data');
      if (round.level > 0) cpSync(oldDirectory(round.level), data, { recursive: true, preserveTimestamps: true });
      const what = `round ${index + 1} of FAULT_SEED=${SEED}: ${JSON.stringify(round)}`;
      const interrupted = await interrupt(data, round);
      expect(interrupted, what).not.toMatch(/^\s+at .*\(?(file|node):/m); // No stack trace.
      const run = launch(data);
      while (!run.ended() && !run.url()) await poll(20);
      expect(run.url(), `${what}\n${interrupted}\n--- next start:\n${run.output()}`).toBeDefined();
      // A loaded machine may give no answer within the route's own short limits; what is broken stays so.
      await expect
        .poll(() => isReady(run.url()!), { timeout: 60_000, interval: 200, message: `${what}\n${run.output()}` })
        .toBe(true);
      await ask(readFileSync(path.join(data, 'database-url'), 'utf8').trim(), async (client) => {
        const applied = await client.query(
          'SELECT migration_name FROM sheetport._prisma_migrations WHERE finished_at IS NOT NULL ORDER BY 1',
        );
        expect(
          applied.rows.map((row) => row.migration_name),
          what,
        ).toEqual(migrations.map(({ name }) => name));
        if (round.level === 0) return;
        const kept = await client.query(
          `SELECT (SELECT count(*)::int FROM sheetport.file WHERE name = 'kept.csv') AS files,
                (SELECT count(*)::int FROM sheetport.job) AS jobs, (SELECT sum(n)::int FROM public.orders) AS sum`,
        );
        expect(kept.rows, what).toEqual([{ files: 1, jobs: 1, sum: 500_500 }]);
      });
      run.child.kill('SIGTERM');
      const [code] = await run.closed;
      expect(code, what).toBe(0);
      rmSync(data, { recursive: true, force: true });
      if (process.env.FAULT_ROUNDS) console.log(`ok ${what}`);
    }
  },
  ROUNDS * ROUND_MS,
);
