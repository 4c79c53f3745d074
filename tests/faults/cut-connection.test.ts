/**
 * Migrations whose connection is lost at each statement, and connections that do not keep what they are opened with.
 * @module-tag long
 */
import { randomUUID } from 'node:crypto';
import { migrate, readMigrations } from '@sheetport/prisma';
import { openProducer } from '@sheetport/queue';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { openCutProxy } from '../support/cut-proxy.ts';
import { createDatabase, startService } from '../support/service.ts';
import { ordersCsv } from '../support/workbooks.ts';

const databases: string[] = [];
afterAll(async () => {
  const admin = new pg.Client(process.env.TEST_SUPERUSER_URL ?? process.env.TEST_DATABASE_URL);
  await admin.connect();
  for (const url of databases)
    await admin.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  await admin.end();
});

/** An empty one: what other tests are given has the service's tables already. */
async function newDatabase(): Promise<string> {
  const url = new URL(process.env.TEST_DATABASE_URL!);
  const name = `cut_${randomUUID().replaceAll('-', '')}`;
  await ask(url.href, `CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  databases.push(url.href);
  return url.href;
}

async function ask(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Every relation and function of the service and of "public", by schema. */
async function describeDatabase(url: string): Promise<string[]> {
  const rows = await ask(
    url,
    `SELECT concat_ws(' ', n.nspname, c.relkind::text, c.relname) AS line FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname LIKE 'sheetport%' OR n.nspname = 'public'
     UNION ALL
     SELECT concat_ws(' ', n.nspname, p.oid::regprocedure::text, md5(p.prosrc)) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE n.nspname LIKE 'sheetport%' OR n.nspname = 'public'
     ORDER BY 1`,
  );
  return rows.map((row) => row.line as string);
}

const migrations = await readMigrations();

/** Two migrations, which are as good as all of them: each is a transaction. */
const makeRecords = async (url: string) => void (await migrate(url, migrations.slice(0, 2)));

/** Makes tables where they are missing: with the connection cut, and then whole. */
const WORKS = {
  'the service’s tables': { make: makeRecords, rest: migrate, step: 1 },
  // BullMQ makes its tables in one transaction, so most cuts are alike: `npm run faults` tries all.
  'the queue’s tables': { make: connectQueue, rest: async () => [], step: process.env.FAULT_ROUNDS ? 1 : 8 },
};

/** Ask the queue until it answers, which takes its tables, or until there is no more use in asking. */
async function connectQueue(databaseUrl: string, isOver = () => false): Promise<void> {
  const producer = openProducer({ databaseUrl });
  try {
    while (!(await producer.answers()) && !isOver());
  } finally {
    await producer.close();
  }
}

test.each(Object.entries(WORKS))(
  'P44: %s, with the connection cut after statements of the first start',
  async (_, { make, rest, step }) => {
    const whole = await newDatabase();
    const counting = await openCutProxy(whole);
    await make(counting.url);
    const statements = counting.statements();
    await counting.close();
    expect(statements).toBeGreaterThan(10);
    const right = await describeDatabase(whole);
    await rest(whole);

    const url = await newDatabase();
    for (let at = 1; at <= statements; at += step) {
      await ask(url, 'DROP SCHEMA IF EXISTS sheetport, sheetport_work, sheetport_queue CASCADE');
      const proxy = await openCutProxy(url, { at });
      let isCut = false;
      void proxy.cut.then(() => {
        isCut = true;
      });
      await make(proxy.url, () => isCut).catch(() => undefined);
      await proxy.close();
      await make(url);
      expect(await describeDatabase(url), `cut after statement ${at}`).toEqual(right);
    }
    await rest(url);
    expect(await describeDatabase(url)).toEqual(await describeDatabase(whole));
  },
);

test.each(['drop', 'refuse'] as const)(
  'through a pooler that would %s startup parameters, no table is made in another schema, and the queue works',
  async (parameters) => {
    const direct = await newDatabase();
    const proxy = await openCutProxy(direct, { parameters });
    await migrate(proxy.url);
    const producer = openProducer({ databaseUrl: proxy.url });
    try {
      await expect.poll(() => producer.answers(), { timeout: 60_000 }).toBe(true);
      const id = randomUUID();
      await producer.enqueue('large', { id, turn: 1 });
      expect(await producer.knows('large', id)).toBe(true);
      expect((await describeDatabase(direct)).filter((line) => line.startsWith('public'))).toEqual([]);
    } finally {
      await producer.close();
      await proxy.close();
    }
  },
);

test('through a pooler that refuses startup parameters, a file is imported', async () => {
  const proxy = await openCutProxy(await createDatabase(), { parameters: 'refuse' });
  const service = await startService({ env: { DATABASE_URL: proxy.url } });
  try {
    const { api } = service;
    const file = await api.upload(ordersCsv(10), 'orders.csv');
    const job = await api.import({ fileId: file.id, table: { create: { name: 'Orders' } } });
    const done = await api.ended(job.id);
    expect(done).toMatchObject({ state: 'succeeded', counts: { inserted: 10 } });
    expect((await api.table(done.result!.tableId!)).rowCount).toBe(10);
  } finally {
    await service.stop();
    await proxy.close();
  }
});

test('options in DATABASE_URL do not lead the queue into another schema', async () => {
  const url = new URL(await newDatabase());
  url.searchParams.set('options', '-c statement_timeout=60000');
  const producer = openProducer({ databaseUrl: url.href });
  try {
    await expect.poll(() => producer.answers(), { timeout: 60_000 }).toBe(true);
    expect(await ask(url.href, `SELECT to_regclass('sheetport_queue.migration') IS NOT NULL AS made`)).toEqual([
      { made: true },
    ]);
  } finally {
    await producer.close();
  }
});
