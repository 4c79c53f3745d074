import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { endJob, settleJob } from '@sheetport/core';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { SMTPServer } from 'smtp-server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LETTER_LIMITS, letterWork } from './letter-sender.ts';
import { takeLetter } from './letters.ts';
import { OutboxLoop } from './outbox-loop.ts';
import { switchOff } from './webhook-messages.ts';

let url: string;
let pool: pg.Pool;
let mail: SMTPServer;
let isFull = false;
const mails: { to: string; raw: string }[] = [];
const ann = randomUUID();

beforeAll(async () => {
  url = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'letters');
  pool = new pg.Pool({ connectionString: url });
  mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    async onData(stream, { envelope }, done) {
      const pieces: Buffer[] = [];
      for await (const piece of stream) pieces.push(piece as Buffer);
      if (isFull) return done(Object.assign(new Error('mailbox of ann@example.com is full'), { responseCode: 452 }));
      mails.push({ to: envelope.rcptTo[0]!.address, raw: Buffer.concat(pieces).toString() });
      done();
    },
  });
  mail.listen(0, '127.0.0.1');
  await once(mail.server, 'listening');
  await pool.query(
    `INSERT INTO sheetport.person (id, name, role, email, language) VALUES ($1, 'Ann', 'editor', 'ann@example.com', 'vi')`,
    [ann],
  );
});
afterAll(async () => {
  await new Promise<void>((done) => mail.close(done));
  await pool.end();
  await dropDatabase(url, process.env.TEST_DATABASE_URL!);
});

const makeLoop = () => {
  const settings = {
    SMTP_URL: `smtp://127.0.0.1:${(mail.server.address() as AddressInfo).port}`,
    MAIL_FROM: 'Sheetport <sheetport@example.com>',
    PUBLIC_URL: 'https://sheets.example',
  };
  return new OutboxLoop(letterWork({ pool, settings }), LETTER_LIMITS, { debug() {} }, 1e9);
};
/** A running import of a person, about whose end they asked. */
async function addJob(personId: string): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, fence, created_by) VALUES ($1, 'import', 'running', 'Đơn hàng', '{}', 1, $2)`,
    [id, personId],
  );
  await pool.query(`INSERT INTO sheetport.letter (id, kind, person_id, job_id) VALUES ($1, 'job_done', $2, $3)`, [
    randomUUID(),
    personId,
    id,
  ]);
  return id;
}
const succeed = (id: string) =>
  settleJob(pool, id, 1, {
    read: 1200,
    inserted: 1200,
    updated: 0,
    unchanged: 0,
    rejected: 3,
    seq: 9,
    result: {},
    tableId: null,
  });
const letterOf = async (jobId: string) =>
  (
    await pool.query(`SELECT attempts, ended_at IS NOT NULL AS over, error FROM sheetport.letter WHERE job_id = $1`, [
      jobId,
    ])
  ).rows[0];
const makeDue = () => pool.query('UPDATE sheetport.letter SET due_at = now() WHERE ended_at IS NULL');

test('one letter in the language of the person once a job is over, after a failure and by two workers at once', async () => {
  const job = await addJob(ann);
  const loops = [makeLoop(), makeLoop()];
  await Promise.all(loops.map((loop) => loop.sendDue()));
  expect(mails).toEqual([]);
  isFull = true;
  await succeed(job);
  await loops[0]!.sendDue();
  await expect.poll(() => letterOf(job)).toMatchObject({ attempts: 1, over: false, error: { message: /./ } });
  expect(JSON.stringify(await letterOf(job))).not.toContain('ann@example.com');
  isFull = false;
  await makeDue();
  await Promise.all(loops.map((loop) => loop.sendDue()));
  await expect.poll(() => letterOf(job)).toMatchObject({ over: true, error: null });
  await makeDue();
  await Promise.all(loops.map((loop) => loop.sendDue()));
  await Promise.all(loops.map((loop) => loop.stop()));
  expect(mails).toHaveLength(1);
  expect(mails[0]!.to).toBe('ann@example.com');
  const text = Buffer.from(mails[0]!.raw.split(/base64\r?\n\r?\n/)[1]?.split('\r\n\r\n')[0] ?? '', 'base64').toString();
  expect(text || mails[0]!.raw).toContain(`https://sheets.example/jobs/${job}`);
  expect(text || mails[0]!.raw).toContain('1.200');
});

test('a worker that dies in the middle: the letter is sent again under the same id; P54 who may not see the job any more gets none', async () => {
  mails.length = 0;
  const job = await addJob(ann);
  await endJob(pool, job, 1, 'failed', 9, { code: 'disk_full', message: 'the disk is full' });
  expect((await takeLetter(pool, []))?.attempts).toBe(1);
  const loop = makeLoop();
  await loop.sendDue();
  expect(mails).toEqual([]);
  await makeDue();
  await loop.sendDue();
  await expect.poll(() => letterOf(job)).toMatchObject({ over: true, attempts: 2 });
  expect(mails).toHaveLength(1);
  const other = await addJob(ann);
  await pool.query(`UPDATE sheetport.job SET created_by = 'owner' WHERE id = $1`, [other]);
  await succeed(other);
  await loop.sendDue();
  await expect.poll(() => letterOf(other)).toMatchObject({ over: true });
  expect(mails).toHaveLength(1);
  // A webhook that is switched off by its receiver tells its maker, once.
  const webhook = randomUUID();
  await pool.query(
    `INSERT INTO sheetport.webhook (id, name, url, host, events, secret, created_by) VALUES ($1, 'Shop', 'https://a.example', 'a.example', '{}', '', $2)`,
    [webhook, ann],
  );
  expect([await switchOff(pool, webhook, 'gone'), await switchOff(pool, webhook, 'gone')]).toEqual([true, false]);
  await loop.sendDue();
  await expect.poll(() => mails.length).toBe(2);
  expect(mails[1]!.raw).toMatch(/Subject: .*Shop/);
  await loop.stop();
});
