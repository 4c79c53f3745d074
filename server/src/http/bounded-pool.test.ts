import pg from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { BoundedPool } from './bounded-pool.ts';

const connectionString = process.env.TEST_DATABASE_URL!;
let control: pg.Pool;
let pool: BoundedPool;
beforeEach(() => {
  control = new pg.Pool({ connectionString });
  const limits = { connections: 2, timeoutMs: 60_000, waiting: 2, waitMs: 60_000 };
  pool = new BoundedPool({ connectionString, name: 'bounded-pool-test', ...limits }, control, {} as never);
});
afterEach(async () => {
  await pool.close();
  await control.end();
});

/** Work that holds its connection until it is let go. */
function hold() {
  let free!: () => void;
  const until = new Promise<void>((resolve) => {
    free = resolve;
  });
  const done = pool.run(async (client) => {
    await client.query('SELECT 1');
    await until;
  });
  return { free, done };
}

test('P47 so many work, so many wait, and one more is refused at once', async () => {
  const held = [hold(), hold()];
  const waiting = [hold(), hold()];
  expect(pool.load).toEqual({ running: 2, waiting: 2 });
  await expect(pool.run(async () => 'never')).rejects.toMatchObject({ code: 'busy' });
  expect(pool.load).toEqual({ running: 2, waiting: 2 });

  held[0]!.free();
  await held[0]!.done;
  expect(pool.load).toEqual({ running: 2, waiting: 1 });
  const next = hold();
  expect(pool.load).toEqual({ running: 2, waiting: 2 });
  for (const { free } of [...held, ...waiting, next]) free();
  await Promise.all([...held, ...waiting, next].map(({ done }) => done));
  expect(pool.load).toEqual({ running: 0, waiting: 0 });
  expect(await pool.run(async (client) => (await client.query('SELECT 2 AS n')).rows)).toEqual([{ n: 2 }]);
});

test('P47 whoever leaves while they wait gives their place to others', async () => {
  const held = [hold(), hold()];
  const leave = new AbortController();
  const left = pool.run(async () => 'never', { signal: leave.signal });
  const waiting = hold();
  expect(pool.load).toEqual({ running: 2, waiting: 2 });
  leave.abort();
  await expect(left).rejects.toMatchObject({ code: 'busy' });
  expect(pool.load).toEqual({ running: 2, waiting: 1 });
  for (const { free } of [...held, waiting]) free();
  await Promise.all([...held, waiting].map(({ done }) => done));
});
