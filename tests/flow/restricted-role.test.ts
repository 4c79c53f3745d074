/**
 * A database as companies give it: a role that may not make tables in "public", with time limits of its own.
 * @module-tag long
 */
import { randomBytes } from 'node:crypto';
import { migrate } from '@sheetport/prisma';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService } from '../support/service.ts';
import { ordersCsv } from '../support/workbooks.ts';

const NAME = `restricted_${randomBytes(6).toString('hex')}`;
/** Requests and heartbeats take much less; what waits for our lock takes longer. */
const LIMIT_MS = 4000;

let service: Service;
let admin: pg.Client;
/** What a transaction sees of other sessions stays as it is until its end, so another session looks. */
let watcher: pg.Client;

beforeAll(async () => {
  const base = process.env.TEST_SUPERUSER_URL ?? process.env.TEST_DATABASE_URL!;
  const first = new pg.Client(base);
  await first.connect();
  await first.query(`CREATE ROLE ${NAME} LOGIN PASSWORD 'secret'`);
  await first.query(`CREATE DATABASE ${NAME}`);
  await first.query(
    `REVOKE ALL ON DATABASE ${NAME} FROM PUBLIC; GRANT CONNECT, CREATE, TEMPORARY ON DATABASE ${NAME} TO ${NAME}`,
  );
  for (const limit of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'])
    await first.query(`ALTER ROLE ${NAME} SET ${limit} = ${LIMIT_MS}`);
  await first.end();
  const url = new URL(base);
  url.pathname = `/${NAME}`;
  admin = new pg.Client(url.href);
  await admin.connect();
  watcher = new pg.Client(url.href);
  await watcher.connect();
  await admin.query(`CREATE SCHEMA company AUTHORIZATION ${NAME}`);
  url.username = NAME;
  url.password = 'secret';
  await migrate(url.href);
  service = await startService({ env: { DATABASE_URL: url.href, TABLES_SCHEMA: 'company' } });
});
afterAll(async () => {
  await service.stop();
  await admin.query(`DROP OWNED BY ${NAME}`);
  await admin.query(`DROP ROLE ${NAME}`);
  await Promise.all([admin.end(), watcher.end()]);
});

/** Let nobody write to the table until the job has waited for it longer than the role's limits allow. */
async function outlast(start: () => Promise<{ id: string }>): Promise<string> {
  await admin.query('BEGIN; LOCK TABLE company.orders IN SHARE MODE');
  const { id } = await start();
  const waited = `SELECT 1 FROM pg_stat_activity WHERE starts_with(application_name, 'sheetport-job-' || $1::text)
    AND wait_event_type = 'Lock' AND clock_timestamp() - query_start > interval '${LIMIT_MS + 500} milliseconds'`;
  await expect.poll(async () => (await watcher.query(waited, [id])).rowCount, { interval: 100 }).toBe(1);
  await admin.query('COMMIT');
  return id;
}

test('imports, exports and undo work, and no limit of the role stops them', async () => {
  const { api } = service;
  const file = await api.upload(ordersCsv(50), 'orders.csv');
  const made = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'orders' } } })).id);
  expect(made).toMatchObject({ state: 'succeeded', counts: { inserted: 50 } });
  const table = { id: made.result!.tableId! };
  const body = { fileId: file.id, table, mode: 'insert', allowRepeat: true } as const;
  const again = await api.ended(await outlast(() => api.import(body)));
  expect(again).toMatchObject({ state: 'succeeded', counts: { inserted: 50 } });
  const exported = await api.ended((await api.export({ tableId: table.id, format: 'csv' })).id);
  expect(exported.state).toBe('succeeded');
  expect((await api.download(exported.id)).length).toBeGreaterThan(1000);
  const undone = await api.ended(await outlast(() => api.ask('POST', `/api/jobs/${again.id}/undo`)));
  expect(undone.state).toBe('succeeded');
  expect(await api.table(table.id)).toMatchObject({ rowCount: 50 });
});
