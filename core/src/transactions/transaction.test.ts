import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from './transaction.ts';

const url = process.env.TEST_DATABASE_URL!;
let client: pg.Client;
beforeAll(async () => {
  client = new pg.Client(url);
  await client.connect();
  await client.query('CREATE TEMPORARY TABLE pebble (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)');
});
afterAll(() => client.end());

const insert = (n: number) => (db: pg.Client) => db.query('INSERT INTO pebble VALUES ($1)', [n]);
const numbers = async () => (await client.query('SELECT n FROM pebble ORDER BY n')).rows.map(({ n }) => n);

test('all of the work is kept, or nothing', async () => {
  expect((await inTransaction(client, insert(1))).rowCount).toBe(1);
  const failing = inTransaction(client, async (db) => {
    await insert(2)(db);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await expect(inTransaction(client, insert(1))).rejects.toMatchObject({ code: '23505' }); // at its COMMIT
  expect(await numbers()).toEqual([1]);
});

test('it begins as it is told to', async () => {
  const begin = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
  const { rows } = await inTransaction(client, (db) => db.query('SHOW transaction_isolation'), { begin });
  expect(rows).toEqual([{ transaction_isolation: 'repeatable read' }]);
});

test('a rollback that waits for a statement is not waited for beyond its time', async () => {
  const busy = new pg.Client(url);
  busy.on('error', () => undefined);
  await busy.connect();
  let statement: Promise<unknown> = Promise.resolve();
  const work = async (db: pg.Client) => {
    statement = db.query('SELECT pg_sleep(3600)').catch((error: unknown) => error);
    throw new Error('stopped');
  };
  await expect(inTransaction(busy, work, { rollbackMs: 20 })).rejects.toThrow('stopped');
  await client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(3600)'`);
  expect(await statement).toBeInstanceOf(Error);
  await busy.end().catch(() => undefined);
});
