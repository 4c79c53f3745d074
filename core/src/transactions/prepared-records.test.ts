/** What a connection has prepared goes on while a later version changes the schema. */
import { randomUUID } from 'node:crypto';
import { openRecords } from '@sheetport/prisma';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimJob, settleJob } from '../jobs/claims.ts';
import { PreparingClient } from './preparing-client.ts';

let url: string;
let pool: pg.Pool;
beforeAll(async () => {
  url = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'prepared');
  pool = new pg.Pool({ Client: PreparingClient, connectionString: url, max: 1 });
});
afterAll(async () => {
  await pool.end();
  await dropDatabase(url, process.env.TEST_DATABASE_URL!);
});

const prepared = async (like: string) =>
  (await pool.query('SELECT statement FROM pg_prepared_statements WHERE statement LIKE $1', [like])).rowCount;

/** What runs all day: a job is looked up, claimed and settled. */
async function runJob(): Promise<void> {
  const records = openRecords(pool);
  const id = randomUUID();
  await records.job.create({ data: { id, kind: 'export', title: 'Orders', spec: {} } });
  expect(await records.job.findUnique({ where: { id } })).toMatchObject({ state: 'queued', title: 'Orders' });
  const claim = await claimJob(pool, id, 'a worker');
  const counts = { read: 1, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  const isSettled = await settleJob(pool, id, claim!.fence, { ...counts, seq: 2e9, result: {}, tableId: null });
  expect(isSettled).toBe(true);
}

test('statements that come often are prepared, by hand and of Prisma, and a new column does not break them', async () => {
  for (let time = 0; time < 8; time++) await runJob();
  expect(await prepared('UPDATE sheetport.job%')).toBe(1);
  expect(await prepared('WITH settled AS (UPDATE sheetport.job%')).toBe(1);
  expect(await prepared('SELECT "sheetport"."job"."id"%')).toBe(1);

  await pool.query('ALTER TABLE sheetport.job ADD COLUMN of_later text');
  await pool.query('ALTER TABLE sheetport.person ADD COLUMN of_later text');
  await runJob();
});

test('a statement on a table of people is sent as it is, and answers with its columns of now', async () => {
  await pool.query('CREATE TABLE public.orders (id int, amount int)');
  await pool.query('INSERT INTO public.orders VALUES (1, 20)');
  const read = () => pool.query('SELECT "amount" FROM "public"."orders" WHERE "id" = $1', [1]);
  for (let time = 0; time < 8; time++) expect((await read()).rows).toEqual([{ amount: 20 }]);
  await pool.query('ALTER TABLE public.orders ALTER COLUMN amount TYPE text');
  expect((await read()).rows).toEqual([{ amount: '20' }]);
});

test('where a statement fails, it is prepared all the same, and the connection goes on', async () => {
  const divide = (by: number) =>
    pool.query('SELECT 12 / $1::int AS n FROM (SELECT count(*) FROM sheetport.job) j', [by]);
  for (let time = 0; time < 6; time++) await expect(divide(0)).rejects.toThrow(/division by zero/);
  expect((await divide(1)).rows[0].n).toBe(12);
});
