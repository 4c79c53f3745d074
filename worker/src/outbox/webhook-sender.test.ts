import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { endJob, openOutgoingGuard, openSecretBox, settleJob } from '@sheetport/core';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { Webhook as StandardWebhook } from 'standardwebhooks';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { OutboxLoop } from './outbox-loop.ts';
import { signMessage } from './sign-message.ts';
import { type DueMessage, PAUSES, takeMessage } from './webhook-messages.ts';
import { WEBHOOK_LIMITS, webhookWork } from './webhook-sender.ts';

interface Got {
  id: string;
  headers: Record<string, string>;
  body: string;
}

const box = openSecretBox({ OWNER_TOKEN: 'the token of these tests', ENCRYPTION_KEY: undefined }, randomUUID())!;
const guard = openOutgoingGuard([{ address: '127.0.0.0', prefix: 8 }]);
const secret = `whsec_${randomBytes(32).toString('base64')}`;
const senders: OutboxLoop<DueMessage>[] = [];
let url: string;
let pool: pg.Pool;
let server: http.Server;
let base: string;
let got: Got[] = [];
let answer: (got: Got, response: http.ServerResponse) => void;

beforeAll(async () => {
  url = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'webhooks');
  pool = new pg.Pool({ connectionString: url });
  server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    const headers = request.headers as Record<string, string>;
    const one = { id: headers['webhook-id']!, headers, body: Buffer.concat(pieces).toString() };
    got.push(one);
    answer(one, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  await pool.query('TRUNCATE sheetport.job, sheetport.webhook, sheetport."table" CASCADE');
  await pool.query(`DELETE FROM sheetport.person WHERE id <> 'owner'`);
  got = [];
  answer = (_got, response) => void response.end('thanks');
});
afterEach(async () => {
  server.closeAllConnections();
  await Promise.all(senders.splice(0).map((sender) => sender.stop()));
});
afterAll(async () => {
  server.close();
  await pool.end();
  await dropDatabase(url, process.env.TEST_DATABASE_URL!);
});

async function addWebhook(
  more: { url?: string; by?: string; tableIds?: string[]; events?: string[] } = {},
): Promise<string> {
  const id = randomUUID();
  const to = more.url ?? base;
  const { tableIds = [], events = ['import.succeeded', 'import.failed'] } = more;
  await pool.query(
    `INSERT INTO sheetport.webhook (id, name, url, host, events, table_ids, secret, created_by) VALUES ($1, 'x', $2, $3, $4, $5, $6, $7)`,
    [id, to, new URL(to).host, events, tableIds, box.seal(`webhook ${id} secret`, secret), more.by ?? 'owner'],
  );
  return id;
}
async function addJob(tableId: string | null = null, spec: object = {}): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, fence, table_id) VALUES ($1, 'import', 'running', 'orders.xlsx', $2, 1, $3)`,
    [id, spec, tableId],
  );
  return id;
}
async function addTable(): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO sheetport."table" (id, name, schema, relation_name, columns, key, restricted) VALUES ($1, 'Orders', 'public', $2, '[]', '{}', true)`,
    [id, id],
  );
  return id;
}
async function addEditor(): Promise<string> {
  const id = randomUUID();
  await pool.query(`INSERT INTO sheetport.person (id, name, role) VALUES ($1, 'Ann', 'editor')`, [id]);
  return id;
}
const NONE = { read: 5, inserted: 3, updated: 0, unchanged: 0, rejected: 2 };
const settle = (db: { query: pg.Pool['query'] }, id: string) =>
  settleJob(db as pg.Pool, id, 1, { ...NONE, seq: 9, result: {}, tableId: null });
const runJob = async (tableId?: string) => {
  const id = await addJob(tableId);
  await settle(pool, id);
  return id;
};
const makeSender = () => {
  // It is asked by the test, never by its clock.
  const settings = { PUBLIC_URL: 'https://sheets.example' };
  const log = { warn() {}, debug() {} };
  const sender = new OutboxLoop(webhookWork({ pool, settings, log, box, guard }), WEBHOOK_LIMITS, log, 1e9);
  senders.push(sender);
  return sender;
};
const readMessages = async () =>
  (
    await pool.query(
      `SELECT m.id, m.event, m.state, m.job_id, m.attempts, extract(epoch FROM m.due_at - now())::float8 AS seconds, w.off_reason,
              ARRAY(SELECT coalesce(a.status::text, a.error ->> 'code') || ' ' || coalesce(a.answer, '') FROM sheetport.webhook_attempt a WHERE a.message_id = m.id ORDER BY a.id) AS attempts_seen
         FROM sheetport.webhook_message m JOIN sheetport.webhook w ON w.id = m.webhook_id ORDER BY m.created_at`,
    )
  ).rows;
const makeDue = () => pool.query(`UPDATE sheetport.webhook_message SET due_at = now() WHERE state = 'waiting'`);
const untilStates = (states: string[]) =>
  expect.poll(async () => (await readMessages()).map(({ state }) => state)).toEqual(states);

test('signatures are those of the specification, one for each secret', () => {
  // The example of Standard Webhooks and of its libraries.
  const signed = signMessage(
    'msg_p5jXN8AQM9LWM0D4loKWxJek',
    '{"test": 2432232314}',
    ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    1614265330_000,
  );
  expect(signed).toEqual({
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  });
  expect(signMessage('a', 'b', [secret, secret], 0)['webhook-signature']).toMatch(/^v1,\S+ v1,\S+$/);
  const hours = PAUSES.reduce((sum, pause) => sum + pause) / 3600;
  expect(hours).toBeGreaterThan(72);
});

test('P52 a message is noted with the end of its job, or not at all; it says what became of it, and is signed', async () => {
  const tableId = await addTable();
  await addWebhook();
  await addWebhook({ tableIds: [randomUUID()] });
  const [done, undone, tried] = [await addJob(tableId), await addJob(), await addJob(null, { dryRun: true })];
  const client = await pool.connect();
  await client.query('BEGIN');
  await settle(client as never, undone);
  await client.query('ROLLBACK');
  client.release();
  await settle(pool, tried);
  await settle(pool, done);
  expect(await readMessages()).toMatchObject([{ event: 'import.succeeded', job_id: done, state: 'waiting' }]);
  await makeSender().sendDue();
  await untilStates(['delivered']);
  const [{ headers, body }] = got as [Got];
  expect(JSON.parse(body)).toMatchObject({
    type: 'import.succeeded',
    data: {
      jobId: done,
      kind: 'import',
      state: 'succeeded',
      title: 'orders.xlsx',
      tableId,
      tableName: 'Orders',
      counts: NONE,
      error: null,
      links: {
        page: `https://sheets.example/jobs/${done}`,
        rejects: `https://sheets.example/api/jobs/${done}/rejects`,
      },
    },
  });
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = headers;
  // The library that receivers use reads it.
  const sent = { 'webhook-id': id!, 'webhook-timestamp': at!, 'webhook-signature': signature as string };
  expect(new StandardWebhook(secret).verify(body, sent)).toMatchObject({ data: { jobId: done } });
  expect(() => new StandardWebhook(secret).verify(`${body} `, sent)).toThrow('signature');
  expect(await readMessages()).toMatchObject([{ attempts_seen: ['200 thanks'] }]);
});

test('P52 a receiver that fails is asked again, with the same id and body, and a receiver that is down, too', async () => {
  await addWebhook();
  await runJob();
  const answers = [500, 302, 200];
  answer = (_got, response) => {
    const status = answers.shift()!;
    response
      .writeHead(status, { location: `${base}/else`, ...(status === 500 && { 'retry-after': '600' }) })
      .end(`${status}`);
  };
  const sender = makeSender();
  await sender.sendDue();
  await expect.poll(async () => (await readMessages())[0].attempts_seen).toEqual(['500 500']);
  const [{ seconds }] = await readMessages();
  expect(seconds).toBeGreaterThan(500);
  await makeDue();
  await sender.sendDue();
  await expect.poll(async () => (await readMessages())[0].attempts_seen).toEqual(['500 500', '302 302']);
  await makeDue();
  await sender.sendDue();
  await untilStates(['delivered']);
  expect(new Set(got.map(({ id, body }) => `${id} ${body}`)).size).toBe(1);
  expect(got).toHaveLength(3);

  await pool.query(`UPDATE sheetport.webhook SET url = 'http://127.0.0.1:1/', host = '127.0.0.1:1'`);
  await runJob();
  for (let attempt = 0; attempt <= PAUSES.length; attempt++) {
    await makeDue();
    await sender.sendDue();
    await expect.poll(async () => (await readMessages())[1].attempts_seen.length).toBe(attempt + 1);
  }
  await untilStates(['delivered', 'failed']);
  const [, givenUp] = await readMessages();
  expect(givenUp).toMatchObject({ off_reason: 'failing' });
  expect(givenUp.attempts_seen.at(-1)).toBe('receiver_unreachable ');
});

test('410 switches off; what waits for a private address or with another key fails and says why', async () => {
  const gone = await addWebhook();
  await runJob();
  await runJob();
  answer = (_got, response) => void response.writeHead(410).end();
  await makeSender().sendDue();
  await untilStates(['failed', 'failed']);
  expect((await readMessages())[0]).toMatchObject({ off_reason: 'gone' });
  await runJob();
  expect(await readMessages()).toHaveLength(2);
  await pool.query('DELETE FROM sheetport.webhook WHERE id = $1', [gone]);
  await addWebhook({ url: 'http://10.1.2.3/' });
  const other = await addWebhook();
  await pool.query('UPDATE sheetport.webhook SET secret = $2 WHERE id = $1', [other, 's1.AAAA']);
  await runJob();
  await makeSender().sendDue();
  await expect
    .poll(async () => (await readMessages()).flatMap((one) => one.attempts_seen).sort())
    .toEqual(['address_not_allowed ', 'secret_unreadable ']);
});

test('P52 several senders send each message once; one whose sender died is sent again by another', async () => {
  await addWebhook();
  const jobs = await Promise.all(Array.from({ length: 60 }, () => runJob()));
  await Promise.all([makeSender(), makeSender(), makeSender()].map((sender) => sender.sendDue()));
  await untilStates(jobs.map(() => 'delivered'));
  expect(new Set(got.map(({ id }) => id)).size).toBe(60);
  expect(got).toHaveLength(60);

  await runJob();
  const lost = await takeMessage(pool, []);
  await makeSender().sendDue();
  expect(got).toHaveLength(60);
  await makeDue();
  await makeSender().sendDue();
  await expect.poll(() => got.at(-1)?.id).toBe(lost!.id);
});

test('a receiver that does not answer holds no other up, and what it was sent is given back at the end', async () => {
  const slow = http.createServer(() => undefined).listen(0, '127.0.0.1');
  await once(slow, 'listening');
  await addWebhook({ url: `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`, events: ['import.failed'] });
  for (let n = 0; n < 20; n++) await endJob(pool, await addJob(), 1, 'failed', 9, null);
  await addWebhook();
  await runJob();
  const sender = makeSender();
  await sender.sendDue();
  await expect.poll(() => got.length).toBe(1);
  const { rows } = await pool.query(
    'SELECT count(*)::int AS n FROM sheetport.webhook_message WHERE holder IS NOT NULL',
  );
  expect(rows).toEqual([{ n: 4 }]);
  await sender.stop();
  expect((await readMessages()).filter(({ seconds, attempts }) => seconds <= 0 && attempts === 0)).toHaveLength(20);
  slow.closeAllConnections();
  slow.close();
});

test('P54 a webhook is told of what its maker may see at that time, and of nothing when they may have none', async () => {
  const ann = await addEditor();
  const [hers, others] = [await addTable(), await addTable()];
  await pool.query(`INSERT INTO sheetport.table_share (table_id, person_id, role) VALUES ($1, $2, 'viewer')`, [
    hers,
    ann,
  ]);
  await addWebhook({ by: ann });
  await runJob(others);
  await runJob(hers);
  await runJob();
  const sender = makeSender();
  await sender.sendDue();
  await untilStates(['delivered']);
  expect(got.map(({ body }) => JSON.parse(body).data.tableId)).toEqual([hers]);
  await runJob(hers);
  await pool.query('DELETE FROM sheetport.table_share');
  await sender.sendDue();
  await untilStates(['delivered']);
  await pool.query(`UPDATE sheetport.person SET disabled_at = now() WHERE id = $1`, [ann]);
  await runJob(hers);
  await sender.sendDue();
  await expect.poll(async () => (await readMessages()).at(-1)).toMatchObject({ off_reason: 'maker', state: 'waiting' });
  expect(got).toHaveLength(1);
});

test('a test that fails is not tried again, and does not switch off', async () => {
  const id = await addWebhook({ url: 'http://127.0.0.1:1/' });
  await pool.query(
    `INSERT INTO sheetport.webhook_message (id, webhook_id, event) VALUES (gen_random_uuid(), $1, 'webhook.test')`,
    [id],
  );
  await makeSender().sendDue();
  await untilStates(['failed']);
  const { rows } = await pool.query('SELECT off_reason FROM sheetport.webhook WHERE id = $1', [id]);
  expect(rows).toEqual([{ off_reason: null }]);
});
