import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { inJobTransaction } from './job-connection.ts';
import { KeptConnections } from './kept-connections.ts';

const url = process.env.TEST_DATABASE_URL!;
let admin: pg.Client;
let connections: KeptConnections;
beforeAll(async () => {
  admin = new pg.Client(url);
  await admin.connect();
});
afterEach(() => connections.close());
afterAll(() => admin.end());

const pidOf = async (client: pg.Client): Promise<number> =>
  (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid;
const nameOf = async (pid: number): Promise<string | undefined> =>
  (await admin.query('SELECT application_name AS name FROM pg_stat_activity WHERE pid = $1', [pid])).rows[0]?.name;

test('a kept connection has the name of its job, no limits, and nothing of what the triggers of a table have left', async () => {
  connections = new KeptConnections(url);
  const first = await connections.take('job-1');
  const pid = await pidOf(first);
  expect(await nameOf(pid)).toBe('job-1');
  await first.query(`CREATE TEMP TABLE left_over (n int); SET search_path TO pg_catalog;
    SELECT pg_advisory_lock(4711); LISTEN left_over; SET statement_timeout = 1`);
  await connections.giveBack(first);
  expect(await nameOf(pid)).toBe('sheetport-worker-idle');
  const { rows: locks } = await admin.query("SELECT 1 FROM pg_locks WHERE pid = $1 AND locktype = 'advisory'", [pid]);
  expect(locks).toEqual([]);

  const next = await connections.take("job 2's");
  expect(await pidOf(next)).toBe(pid);
  expect(await nameOf(pid)).toBe("job 2's");
  const { rows } = await next.query(
    `SELECT to_regclass('pg_temp.left_over') AS temporary, current_setting('statement_timeout') AS limit,
       current_setting('search_path') <> 'pg_catalog' AS path,
       (SELECT count(*)::int FROM pg_listening_channels()) AS channels`,
  );
  expect(rows).toEqual([{ temporary: null, limit: '0', path: true, channels: 0 }]);
  await next.end();
});

test('one that was lost while no job had it is replaced', async () => {
  connections = new KeptConnections(url);
  const first = await connections.take('job-1');
  const pid = await pidOf(first);
  await connections.giveBack(first);
  await admin.query('SELECT pg_terminate_backend($1)', [pid]);
  const next = await connections.take('job-2');
  expect(await pidOf(next)).not.toBe(pid);
  await next.end();
});

test('P13: a connection is kept only where no cancellation can be on its way to it, and nothing failed', async () => {
  connections = new KeptConnections(url);
  const connection = { databaseUrl: url, connections, name: 'job-1' };
  const pids: number[] = [];
  const run = (stop: AbortController, then: () => void) =>
    inJobTransaction(connection, stop.signal, async (client) => {
      pids.push(await pidOf(client));
      then();
      return true;
    }).catch(() => undefined);
  await run(new AbortController(), () => undefined);
  await expect.poll(() => nameOf(pids[0]!)).toBe('sheetport-worker-idle');
  const late = new AbortController();
  await run(late, () => late.abort(new Error('too late')));
  expect(pids[1]).toBe(pids[0]);
  await expect.poll(() => nameOf(pids[0]!)).toBeUndefined();
  await run(new AbortController(), () => {
    throw new Error('a bad row');
  });
  await expect.poll(() => nameOf(pids[2]!)).toBeUndefined();
});

test('what is closed keeps nothing', async () => {
  connections = new KeptConnections(url);
  const [first, second] = [await connections.take('job-1'), await connections.take('job-2')];
  const pids = [await pidOf(first), await pidOf(second)];
  await connections.giveBack(first);
  connections.close();
  await connections.giveBack(second);
  for (const pid of pids) await expect.poll(() => nameOf(pid)).toBeUndefined();
});
