import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeliveryTarget } from '@sheetport/contract';
import { endJob, openOutgoingGuard, openSecretBox, settleJob } from '@sheetport/core';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import { exportKey, openStorage, type Storage } from '@sheetport/storage';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startSftpServer } from '../../../core/src/testing/sftp-server.ts';
import { takeRun } from './delivery-runs.ts';
import { DELIVERY_LIMITS, deliveryWork } from './delivery-sender.ts';
import { OutboxLoop } from './outbox-loop.ts';

const box = openSecretBox({ OWNER_TOKEN: 'the token of these tests', ENCRYPTION_KEY: undefined }, randomUUID())!;
const guard = openOutgoingGuard([{ address: '127.0.0.0', prefix: 8 }]);
const loops: { stop(): Promise<void> }[] = [];
let url: string;
let pool: pg.Pool;
let directory: string;
let storage: Storage;
let server: http.Server;
let base: string;
let mail: SMTPServer;
let mails: { to: string[]; raw: string }[] = [];
let got: { method: string; headers: http.IncomingHttpHeaders; body: Buffer }[] = [];
let statuses: number[] = [];

beforeAll(async () => {
  url = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'deliveries');
  pool = new pg.Pool({ connectionString: url });
  directory = await mkdtemp(path.join(tmpdir(), 'sheetport-deliveries-'));
  storage = await openStorage({ DATA_DIR: path.join(directory, 'data') });
  server = http.createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece);
    got.push({ method: request.method!, headers: request.headers, body: Buffer.concat(pieces) });
    response.writeHead(statuses.shift() ?? 201).end('stored as 42');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onRcptTo({ address }, _session, done) {
      done(address.startsWith('full') ? Object.assign(new Error('mailbox is full'), { responseCode: 452 }) : null);
    },
    async onData(stream, { envelope }, done) {
      const pieces: Buffer[] = [];
      for await (const piece of stream) pieces.push(piece as Buffer);
      mails.push({ to: envelope.rcptTo.map(({ address }) => address), raw: Buffer.concat(pieces).toString() });
      done();
    },
  });
  mail.listen(0, '127.0.0.1');
  await once(mail.server, 'listening');
});
beforeEach(async () => {
  await pool.query('TRUNCATE sheetport.job, sheetport.delivery CASCADE');
  [mails, got, statuses] = [[], [], []];
});
afterEach(async () => {
  await Promise.all(loops.splice(0).map((loop) => loop.stop()));
});
afterAll(async () => {
  server.close();
  await new Promise<void>((done) => mail.close(done));
  await pool.end();
  await dropDatabase(url, process.env.TEST_DATABASE_URL!);
  await rm(directory, { recursive: true, force: true });
});

const settingsOf = () => ({
  SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}`,
  MAIL_FROM: 'Sheetport <sheetport@example.com>',
  PUBLIC_URL: 'https://sheets.example',
  DELIVERY_DIR: path.join(directory, 'out'),
});
const makeLoop = () => {
  // It is asked by the test, never by its clock.
  const work = deliveryWork({ pool, storage, box, guard, settings: settingsOf() });
  const loop = new OutboxLoop(work, DELIVERY_LIMITS, { debug() {} }, 1e9);
  loops.push(loop);
  return loop;
};
async function addDelivery(
  target: DeliveryTarget,
  more: { skip?: boolean; headers?: object; secret?: string } = {},
): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO sheetport.delivery (id, name, export, target, host, headers, skip_unchanged, secret, created_by) VALUES ($1, 'Orders', '{}', $2, $3, $4, $5, $6, 'owner')`,
    [
      id,
      target,
      target.kind,
      box.seal(`delivery ${id} headers`, JSON.stringify(more.headers ?? {})),
      more.skip ?? false,
      more.secret === undefined ? null : box.seal(`delivery ${id} secret`, more.secret),
    ],
  );
  return id;
}
/** A run whose export has made this file. */
async function addRun(deliveryId: string, content: string | null): Promise<string> {
  const [id, jobId] = [randomUUID(), randomUUID()];
  await pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, fence) VALUES ($1, 'export', 'running', 'Orders', '{}', 1)`,
    [jobId],
  );
  await pool.query('INSERT INTO sheetport.delivery_run (id, delivery_id, job_id) VALUES ($1, $2, $3)', [
    id,
    deliveryId,
    jobId,
  ]);
  if (content === null) {
    await endJob(pool, jobId, 1, 'failed', 9, { code: 'disk_full', message: 'full' });
    return id;
  }
  await storage.write(exportKey(jobId), Buffer.from(content));
  const counts = { read: 1, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  await settleJob(pool, jobId, 1, {
    ...counts,
    seq: 9,
    result: { name: 'Orders 2026-01-15.csv', format: 'csv' },
    tableId: null,
  });
  return id;
}
const runOf = async (id: string) =>
  (
    await pool.query(
      `SELECT state, attempts, file_name, bytes::int AS bytes, sha256, error ->> 'code' AS code,
              ARRAY(SELECT coalesce(a.status::text, a.error ->> 'code', '-') || ' ' || coalesce(a.answer, '') FROM sheetport.delivery_attempt a WHERE a.run_id = r.id ORDER BY a.id) AS receipts
         FROM sheetport.delivery_run r WHERE id = $1`,
      [id],
    )
  ).rows[0];
const untilRun = (id: string, wanted: object) => expect.poll(() => runOf(id)).toMatchObject(wanted);
const makeDue = () => pool.query(`UPDATE sheetport.delivery_run SET due_at = now() WHERE state = 'sending'`);

test('P52 a file is uploaded with its secret headers, again after a failure, and keeps the receipt of each attempt', async () => {
  const id = await addDelivery(
    { kind: 'http', url: `${base}/orders.csv`, method: 'PUT' },
    { headers: { Authorization: 'Bearer xyz' } },
  );
  statuses = [503];
  const run = await addRun(id, 'No,City\n1,Huế\n');
  const loop = makeLoop();
  await loop.sendDue();
  await untilRun(run, { state: 'sending', receipts: ['503 stored as 42'] });
  await makeDue();
  await loop.sendDue();
  const sha256 = createHash('sha256').update('No,City\n1,Huế\n').digest('hex');
  await untilRun(run, {
    state: 'delivered',
    bytes: 16,
    sha256,
    file_name: 'Orders 2026-01-15.csv',
    receipts: ['503 stored as 42', '201 stored as 42'],
  });
  expect(
    got.map(({ method, body, headers }) => [
      method,
      body.toString(),
      headers.authorization,
      headers['idempotency-key'],
    ]),
  ).toEqual(Array.from({ length: 2 }, () => ['PUT', 'No,City\n1,Huế\n', 'Bearer xyz', run]));
  const failed = await addRun(id, null);
  await untilRun(failed, { state: 'failed', code: 'disk_full', receipts: [] });
  const lost = await addRun(id, 'x');
  await takeRun(pool, []);
  await makeLoop().sendDue();
  expect(got).toHaveLength(2);
  await makeDue();
  await makeLoop().sendDue();
  await untilRun(lost, { state: 'delivered', attempts: 2 });
});

test('what is the same as the last file is skipped, if wished, unless somebody sends it again', async () => {
  const id = await addDelivery({ kind: 'http', url: base, method: 'POST' }, { skip: true });
  const loop = makeLoop();
  for (const [content, state] of [
    ['a', 'delivered'],
    ['a', 'skipped'],
    ['b', 'delivered'],
  ] as const) {
    const run = await addRun(id, content);
    await loop.sendDue();
    await untilRun(run, { state });
  }
  expect(got.map(({ body }) => body.toString())).toEqual(['a', 'b']);
});

test('a folder gets the whole file under its name, and no link leads out of it', async () => {
  const id = await addDelivery({ kind: 'folder', folder: 'finance/daily' });
  const loop = makeLoop();
  for (const content of ['first', 'second']) {
    const run = await addRun(id, content);
    await loop.sendDue();
    await untilRun(run, { state: 'delivered', receipts: ['- finance/daily/Orders 2026-01-15.csv'] });
  }
  const root = settingsOf().DELIVERY_DIR;
  expect(await readFile(path.join(root, 'finance/daily/Orders 2026-01-15.csv'), 'utf8')).toBe('second');
  await symlink(directory, path.join(root, 'out'));
  const out = await addRun(await addDelivery({ kind: 'folder', folder: 'out' }), 'x');
  await loop.sendDue();
  await untilRun(out, { state: 'failed', code: 'target_not_set_up' });
});

test('an e-mail has the file attached, or a link where it is large; the answer of the mail server is the receipt', async () => {
  const loop = makeLoop();
  const id = await addDelivery({ kind: 'email', to: ['ann@example.com', 'ben@example.com'], subject: 'Đơn hàng' });
  const small = await addRun(id, 'No,City\n');
  await loop.sendDue();
  await untilRun(small, { state: 'delivered' });
  expect((await runOf(small)).receipts[0]).toMatch(/^250 \S/);
  expect(mails[0]!.to).toEqual(['ann@example.com', 'ben@example.com']);
  expect(mails[0]!.raw).toContain('filename="Orders 2026-01-15.csv"');
  expect(mails[0]!.raw).toContain(Buffer.from('No,City\n').toString('base64'));
  const large = await addRun(id, 'x'.repeat(8 * 1024 ** 2));
  await loop.sendDue();
  await untilRun(large, { state: 'delivered' });
  expect(mails[1]!.raw.length).toBeLessThan(10_000);
  expect(mails[1]!.raw).toContain('https://sheets.example/jobs/');
  const full = await addRun(await addDelivery({ kind: 'email', to: ['full@example.com'] }), 'x');
  await loop.sendDue();
  await expect.poll(async () => (await runOf(full)).receipts[0]).toMatch(/^452 .*mailbox is full/);
  expect(await runOf(full)).toMatchObject({ state: 'sending' });
});

test('P52 an SFTP server gets the file whole: again after a wrong password and after a cut in the middle', async () => {
  const sftp = await startSftpServer();
  try {
    const { port, user, hostKey } = sftp;
    const target = { kind: 'sftp', host: '127.0.0.1', port, user, folder: '.', hostKey } as const;
    const content = 'No,City\n1,Huế\n'.repeat(10_000);
    const loop = makeLoop();
    const wrong = await addRun(await addDelivery(target, { secret: 'wrong' }), 'x');
    await loop.sendDue();
    await untilRun(wrong, { state: 'sending', code: 'receiver_refused', receipts: ['receiver_refused '] });
    await pool.query(`DELETE FROM sheetport.delivery_run`);
    const run = await addRun(await addDelivery(target, { secret: sftp.privateKey }), content);
    sftp.fault = { kind: 'cut', bytes: 40_000 };
    await loop.sendDue();
    await untilRun(run, { state: 'sending', receipts: ['receiver_unreachable '] });
    expect(existsSync(path.join(sftp.root, 'Orders 2026-01-15.csv'))).toBe(false);
    sftp.fault = null;
    await makeDue();
    await loop.sendDue();
    await untilRun(run, {
      state: 'delivered',
      attempts: 2,
      receipts: ['receiver_unreachable ', '- Orders 2026-01-15.csv'],
    });
    expect(await readFile(path.join(sftp.root, 'Orders 2026-01-15.csv'), 'utf8')).toBe(content);
  } finally {
    await sftp.close();
  }
});

test('P54 a delivery of several tables is not sent once its maker may not export one of them, or deliver anything', async () => {
  const [ben, open, hidden] = [randomUUID(), randomUUID(), randomUUID()];
  await pool.query(`INSERT INTO sheetport.person (id, name, role) VALUES ($1, 'Ben', 'editor')`, [ben]);
  for (const id of [open, hidden])
    await pool.query(
      `INSERT INTO sheetport."table" (id, name, schema, relation_name, columns, key) VALUES ($1, $2, 'people', $2, '[]', '{}')`,
      [id, id],
    );
  const id = await addDelivery({ kind: 'http', url: base, method: 'PUT' });
  await pool.query('UPDATE sheetport.delivery SET created_by = $2 WHERE id = $1', [id, ben]);
  const spec = { format: 'xlsx', sheets: [{ tableId: open }, { tableId: hidden }] };
  const send = async () => {
    const run = await addRun(id, 'x');
    await pool.query(
      'UPDATE sheetport.job SET spec = $2, created_by = $3 WHERE id = (SELECT job_id FROM sheetport.delivery_run WHERE id = $1)',
      [run, spec, ben],
    );
    await makeLoop().sendDue();
    return run;
  };
  await untilRun(await send(), { state: 'delivered' });
  await pool.query('UPDATE sheetport."table" SET restricted = true WHERE id = $1', [hidden]);
  await untilRun(await send(), { state: 'failed', code: 'sender_not_allowed' });
  await pool.query('UPDATE sheetport."table" SET restricted = false WHERE id = $1', [hidden]);
  await pool.query(`UPDATE sheetport.person SET role = 'viewer' WHERE id = $1`, [ben]);
  await untilRun(await send(), { state: 'failed', code: 'sender_not_allowed' });
  expect(got).toHaveLength(1);
});

test('P54 a delivery of somebody who is disabled is not sent', async () => {
  const ann = randomUUID();
  await pool.query(`INSERT INTO sheetport.person (id, name, role, disabled_at) VALUES ($1, 'Ann', 'editor', now())`, [
    ann,
  ]);
  const id = await addDelivery({ kind: 'http', url: base, method: 'PUT' });
  await pool.query('UPDATE sheetport.delivery SET created_by = $2 WHERE id = $1', [id, ann]);
  const run = await addRun(id, 'x');
  await makeLoop().sendDue();
  await untilRun(run, { state: 'failed', code: 'sender_not_allowed' });
  expect(got).toEqual([]);
});

test('a target that only a later version knows fails as an attempt, and holds no other delivery up', async () => {
  const unknown = await addDelivery({ kind: 'carrier-pigeon', loft: 'Huế' } as unknown as DeliveryTarget);
  const other = await addDelivery({ kind: 'http', url: base, method: 'PUT' });
  const runs = [await addRun(unknown, 'x'), await addRun(other, 'x')] as const;
  const loop = makeLoop();
  await loop.sendDue();
  await untilRun(runs[0], { state: 'sending', attempts: 1, code: 'newer_version', receipts: ['newer_version '] });
  await untilRun(runs[1], { state: 'delivered' });
  await pool.query('UPDATE sheetport.delivery_run SET attempts = 99 WHERE id = $1', [runs[0]]);
  await makeDue();
  await loop.sendDue();
  await untilRun(runs[0], { state: 'failed', code: 'newer_version' });
});
