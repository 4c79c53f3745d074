import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { isRoot } from '../data-directory.ts';
import { isAlive } from '../process-identity.ts';
import { type EmbeddedPostgres, type PostgresOptions, startPostgres } from './postgres.ts';

// Whole processes on a machine that may be busy with other tests.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let directory: string;
const running = new Set<EmbeddedPostgres>();

/** mkdtemp makes a directory that only this account enters; as root, PostgreSQL's account needs help, and gets it. */
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'sheetport-postgres-'));
});
afterEach(async () => {
  for (const postgres of running) await postgres.stop('immediate');
  running.clear();
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function start(options: Partial<PostgresOptions> = {}): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ directory, throwaway: true, ...options });
  running.add(postgres);
  return postgres;
}

async function ask(url: string, sql: string): Promise<Record<string, string>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

test('made at the first start, there at the next, and stopped for good', async () => {
  const first = await start();
  await ask(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  expect(isAlive(first.pid)).toBe(false);
  const second = await start();
  expect(await ask(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(readdirSync(directory).sort()).toEqual([
    'logs',
    'postgres',
    'postgres-password',
    'postgres-superuser-password',
  ]);
  const files = ['postgres-password', 'postgres-superuser-password'].map((name) => join(directory, name));
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  const [service, superuser] = files.map((file) => readFileSync(file, 'utf8').trim());
  expect(service).not.toBe(superuser);
  const log = readFileSync(join(directory, 'logs', 'postgres.log'), 'utf8');
  expect([service, superuser].filter((secret) => log.includes(secret!))).toEqual([]);
});

test('the service is no superuser and cannot become one; text sorts the same everywhere', async () => {
  const { url, superuserUrl } = await start();
  const rights =
    'SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls FROM pg_roles WHERE rolname = current_user';
  expect(Object.values((await ask(url, rights))[0]!)).toEqual([false, false, false, false, false]);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const refused = /permission denied|must be superuser|Only roles with/i;
  for (const statement of [
    'SET ROLE postgres',
    'SET SESSION AUTHORIZATION postgres',
    'ALTER ROLE sheetport SUPERUSER',
    'GRANT pg_execute_server_program TO sheetport',
    'CREATE ROLE another SUPERUSER',
    'CREATE DATABASE another',
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "COPY (SELECT 1) TO '/tmp/sheetport-never'",
    "SELECT pg_read_file('postgresql.auto.conf')",
    'SELECT rolpassword FROM pg_authid',
    'CREATE EXTENSION file_fdw',
    "ALTER SYSTEM SET archive_command = 'cat'",
  ])
    await expect(client.query(statement), statement).rejects.toThrow(refused);
  await client.end();
  const database = `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider, datlocale FROM pg_database WHERE datname = current_database()`;
  expect(await ask(superuserUrl, database)).toEqual([{ encoding: 'UTF8', datlocprovider: 'b', datlocale: 'C.UTF-8' }]);
  const rules = 'SELECT DISTINCT auth_method FROM pg_hba_file_rules WHERE error IS NULL';
  expect(await ask(superuserUrl, rules)).toEqual([{ auth_method: 'scram-sha-256' }]);
  await expect(ask(url.replace(/:[^:@]+@/, ':wrong@'), 'SELECT 1')).rejects.toThrow('password authentication failed');
  const service = new URL(url).password;
  await expect(ask(superuserUrl.replace(/:[^:@]+@/, `:${service}@`), 'SELECT 1')).rejects.toThrow(
    'password authentication failed',
  );
});

test('who looks in sees the tables of people first, not those of the service', async () => {
  const { url } = await start({ tablesSchema: 'Company' });
  await ask(url, 'CREATE SCHEMA IF NOT EXISTS sheetport; CREATE TABLE sheetport.job AS SELECT 1 AS of_the_service');
  expect(await ask(url, 'SHOW search_path')).toEqual([{ search_path: '"Company", public' }]);
  await expect(ask(url, 'SELECT * FROM job')).rejects.toThrow('does not exist');
  await ask(url, 'DROP TABLE sheetport.job');
});

test('a cluster of an earlier version is taken over with its data', async () => {
  const old = await start();
  const service = new URL(old.url).password;
  await ask(old.url, 'CREATE TABLE of_before AS SELECT 7 AS seven');
  // As it was: one password for both, and an account that could make databases; and one that somebody gave more rights.
  await ask(
    old.superuserUrl,
    `ALTER ROLE postgres PASSWORD '${service}'; ALTER ROLE sheetport CREATEDB CREATEROLE; GRANT pg_execute_server_program TO sheetport`,
  );
  await old.stop();
  rmSync(join(directory, 'postgres-superuser-password'));
  const { url, superuserUrl } = await start();
  expect(new URL(url).password).toBe(service);
  expect(new URL(superuserUrl).password).not.toBe(service);
  expect(await ask(url, 'SELECT seven FROM of_before')).toEqual([{ seven: 7 }]);
  expect(await ask(url, 'SELECT rolcreatedb, rolcreaterole FROM pg_roles WHERE rolname = current_user')).toEqual([
    { rolcreatedb: false, rolcreaterole: false },
  ]);
  await expect(ask(url, "COPY (SELECT 1) TO PROGRAM 'cat'")).rejects.toThrow('permission denied');
  const asBefore = superuserUrl.replace(/:[^:@]+@/, `:${service}@`);
  await expect(ask(asBefore, 'SELECT 1')).rejects.toThrow('password authentication failed');
});

test('P53 its log has no values: neither of statements that fail, nor of their parameters', async () => {
  const { url } = await start();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE sized (name text PRIMARY KEY, size int CHECK (size < 5))');
  await client.query(`INSERT INTO sized VALUES ('canary', 1)`);
  const failed: string[] = [];
  for (const [sql, values] of [
    ['INSERT INTO sized VALUES ($1, 2)', ['canary']],
    [`INSERT INTO sized VALUES ('canary row', 9)`, []],
    ['SELECT $1::text::date', ['2020-99-canary']],
    [`SELECT 'canary cell'::int`, []],
    [`DO $$ BEGIN RAISE EXCEPTION 'the value is %', 'canary raised'; END $$`, []],
    [`DO $$ BEGIN RAISE WARNING 'the value is %', 'canary warned'; END $$; SELECT 1 / 0`, []],
  ] as const)
    await client.query(sql, [...values]).catch((error: { code: string }) => failed.push(error.code));
  await client.end();
  expect(failed).toEqual(['23505', '23514', '22007', '22P02', 'P0001', '22012']);
  const log = readFileSync(join(directory, 'logs', 'postgres.log'), 'utf8');
  expect(log).toContain('database system is ready to accept connections');
  expect(log).not.toMatch(/canary|STATEMENT|DETAIL/);
});

test('what is committed is on the disk, unless thrown away', { tags: ['long'] }, async () => {
  const kept = await start({ throwaway: false });
  expect(await ask(kept.url, 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
  expect(await ask(kept.url, 'SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  await kept.stop();
  expect(await ask((await start()).url, 'SHOW fsync')).toEqual([{ fsync: 'off' }]);
});

test('a postmaster left behind is stopped, and what was committed is there', { tags: ['long'] }, async () => {
  const orphan = await start();
  await ask(orphan.url, 'CREATE TABLE left_behind AS SELECT 1 AS one');
  const said: string[] = [];
  const next = await start({ say: (line) => said.push(line) });
  expect(said).toContain('Stopping the PostgreSQL that an earlier start left behind.');
  await orphan.ended;
  expect(await ask(next.url, 'SELECT one FROM left_behind')).toEqual([{ one: 1 }]);
});

test('a postmaster that was killed leaves no obstacle', async () => {
  const killed = await start();
  process.kill(killed.pid, 'SIGKILL');
  await killed.ended;
  await ask((await start()).url, 'SELECT 1');
});

test('a pid file that names another process is no obstacle, and that process is left alone', {
  tags: ['long'],
}, async () => {
  const killed = await start();
  process.kill(killed.pid, 'SIGKILL');
  await killed.ended;
  // Of the same account, as PostgreSQL counts a process of another account as none.
  const account = statSync(join(directory, 'postgres'));
  const other = spawn('sleep', ['60'], isRoot() ? { uid: account.uid, gid: account.gid, cwd: '/' } : {});
  await once(other, 'spawn');
  const file = join(directory, 'postgres', 'postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(other.pid)));
  await ask((await start()).url, 'SELECT 1');
  expect(isAlive(other.pid!)).toBe(true);
  other.kill();
});

test('a lost password is made anew', { tags: ['long'] }, async () => {
  await (await start()).stop();
  rmSync(join(directory, 'postgres-password'));
  rmSync(join(directory, 'postgres-superuser-password'));
  await ask((await start()).url, 'SELECT 1');
});

test('data of another major version is refused in words, and left alone', { tags: ['long'] }, async () => {
  await (await start()).stop();
  const old = mkdtempSync(join(directory, '..', 'sheetport-postgres-old-'));
  try {
    cpSync(join(directory, 'postgres'), join(old, 'postgres'), { recursive: true });
    writeFileSync(join(old, 'postgres', 'PG_VERSION'), '14\n');
    chmodSync(join(old, 'postgres'), 0o700);
    await expect(start({ directory: old })).rejects.toThrow(/written by PostgreSQL 14.*brings PostgreSQL 18/s);
  } finally {
    rmSync(old, { recursive: true, force: true });
  }
});

test('a start given up leaves no process', async () => {
  const abort = new AbortController();
  abort.abort();
  await expect(start({ signal: abort.signal })).rejects.toThrow('Stopped');
  expect(existsSync(join(directory, 'postgres', 'postmaster.pid'))).toBe(false);
});

test('P44: what an interrupted initdb left is removed, and an empty directory in its place is no obstacle', async () => {
  const fresh = mkdtempSync(join(directory, '..', 'sheetport-postgres-half-'));
  try {
    mkdirSync(join(fresh, 'postgres'));
    mkdirSync(join(fresh, 'postgres.new-1234', 'base'), { recursive: true });
    writeFileSync(join(fresh, 'postgres.new-1234', 'PG_VERSION'), '18\n');
    const postgres = await start({ directory: fresh });
    await ask(postgres.url, 'SELECT 1');
    expect(readdirSync(fresh).sort()).toEqual(['logs', 'postgres', 'postgres-password', 'postgres-superuser-password']);
    await postgres.stop();
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
});

test('P44: a directory that may hold data is left alone, though it looks half made', async () => {
  const odd = mkdtempSync(join(directory, '..', 'sheetport-postgres-odd-'));
  try {
    mkdirSync(join(odd, 'postgres', 'base', '1'), { recursive: true });
    await expect(start({ directory: odd })).rejects.toThrow('is not a PostgreSQL data directory');
    expect(existsSync(join(odd, 'postgres', 'base', '1'))).toBe(true);
  } finally {
    rmSync(odd, { recursive: true, force: true });
  }
});
