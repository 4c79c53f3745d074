/** @module-tag long */
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import path from 'node:path';
import { json } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { isOver } from '@sheetport/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { TOKEN } from '../support/service.ts';
import { type Launched, launch, mountDisk, type SmallDisk, whyNoDisk } from '../support/small-disk.ts';
import { ordersCsv } from '../support/workbooks.ts';

const ROUNDS = Number(process.env.FAULT_ROUNDS ?? 1);
const ROWS = 300_000;
const CSV = ordersCsv(ROWS);
const MIB = 1024 ** 2;
/** A little less than is kept for the database (32 MiB of this disk), so that it can go on with small writes. */
const NEARLY = 28 * MIB;
/** So many times in a row the service is asked in vain before the disk is given back: the database has fallen, and waits for room. */
const AWAY = 100;
/** Whole processes start again, some after pauses. */
const PATIENT = { timeout: 90_000, interval: 100 };

const why = whyNoDisk();
if (why) console.log(`The tests on a full disk were left out, as no disk can be mounted here: ${why}`);

describe.skipIf(why)('the disk is full', () => {
  let disk: SmallDisk;
  let service: Launched;
  let fileId: string;
  beforeAll(async () => {
    disk = mountDisk(300);
    service = await launch(disk.dataDir);
    fileId = (await service.api.upload(CSV, 'orders.csv')).id;
    await service.api.inspected(fileId);
  });
  afterEach(() => disk.clear());
  afterAll(async () => {
    disk?.clear();
    if (process.env.SHOW) console.log(service?.output());
    const code = await service?.stop();
    disk?.remove();
    expect(code).toBe(0);
  });

  const names = (place: string) => readdirSync(path.join(disk.dataDir, place));
  const pidOf = (name: string) => Number(readFileSync(path.join(disk.dataDir, name), 'utf8').split('\n')[0]);
  const ready = async () => (await service.api.call('GET', '/api/ready')).status;
  /** How a job ended, and whether the database fell before: what ran may take the last room faster than it is stopped. */
  const endOf = async (id: string) => {
    let fell = false;
    for (let away = 0; ; ) {
      // While the database is away, asking answers with why.
      const { status, body } = await service.api
        .call('GET', `/api/jobs/${id}`)
        .catch(() => ({ status: 0, body: null }));
      if (status === 200 && isOver(body.state)) return { job: body, fell };
      away = status === 200 ? 0 : away + 1;
      if (away === AWAY) {
        fell = true;
        disk.clear();
      }
      await sleep(50);
    }
  };

  /** A table by its name, once its rows have been counted exactly: the list only estimates large ones. */
  const tableOf = async (name: string): Promise<{ id: string; rowCount: number } | undefined> => {
    const { tables } = await service.api.ask('GET', '/api/tables');
    const listed = tables.find((table: { name: string }) => table.name === name);
    if (!listed) return undefined;
    for (;;) {
      const table = await service.api.ask('GET', `/api/tables/${listed.id}`);
      if (table.rowCountExact) return table;
      await sleep(100);
    }
  };

  /** Room again: all of it works without a hand, with nothing half done, and nothing left behind. */
  async function works(): Promise<void> {
    disk.clear();
    expect(service.process.exitCode).toBeNull();
    await expect.poll(ready, PATIENT).toBe(200);
    const { api } = service;
    const file = await api.upload(ordersCsv(1000), 'after.csv');
    const body = { fileId: file.id, table: { create: { name: 'After' } } };
    // The queue's connections to a database that fell are found to be dead by the first who ask.
    const start = () => api.call('POST', '/api/imports', body, { 'idempotency-key': `after-${file.id}` });
    await expect.poll(async () => (await start()).status, PATIENT).toBe(202);
    const done = await api.ended((await start()).body.id);
    expect(done).toMatchObject({ state: 'succeeded', counts: { inserted: 1000 } });
    const tableId = done.result!.tableId!;
    const out = await api.ask('POST', '/api/exports', { tableId, format: 'csv' });
    expect(await api.ended(out.id)).toMatchObject({ state: 'succeeded', counts: { read: 1000 } });
    await api.ask('DELETE', `/api/tables/${tableId}`);
    await expect
      .poll(() => [...names('exports'), ...names('uploads')].filter((n) => /\.|part/.test(n)), PATIENT)
      .toEqual([]);
  }

  describe.each(Array.from({ length: ROUNDS }, (_, i) => i + 1))('round %i', (round) => {
    test('P45: what fills the disk is refused before the database starves, with what is free and what is needed', async () => {
      const { api } = service;
      disk.fill(20 * MIB);
      const form = new FormData();
      form.set('file', new Blob(['a,b\n1,2\n']), 'more.csv');
      const answers = [
        await fetch(`${api.url}/api/files`, {
          method: 'POST',
          body: form,
          headers: { authorization: `Bearer ${TOKEN}` },
        }),
        await fetch(`${api.url}/api/uploads`, {
          method: 'POST',
          headers: { authorization: `Bearer ${TOKEN}`, 'tus-resumable': '1.0.0', 'upload-length': String(CSV.length) },
        }),
      ];
      for (const answer of answers) {
        const problem = await answer.json();
        expect(problem).toMatchObject({ status: 507, code: 'disk_full' });
        expect(problem.detail).toMatch(/ MiB are free, .* MiB are needed\. .*Free some space/);
      }
      const refused = await api.call('POST', '/api/imports', { fileId, table: { create: { name: 'No' } } });
      expect([refused.status, refused.body.code]).toEqual([507, 'disk_full']);
      const { status, body } = await api.call('GET', '/api/ready');
      expect([status, body.postgres, body.disk.short]).toEqual([503, true, true]);
      await works();
    });

    test('P45: the disk fills while an upload comes: it ends with disk_full and leaves nothing', {
      tags: ['long'],
    }, async () => {
      const { api } = service;
      const boundary = 'b0undary';
      const sending = request(`${api.url}/api/files`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${TOKEN}`,
          'content-type': `multipart/form-data; boundary=${boundary}`,
        },
      });
      // The service may close once it has answered; what counts is the answer.
      sending.on('error', () => undefined);
      const answered = once(sending, 'response') as Promise<[IncomingMessage]>;
      sending.write(`--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="slow.csv"\r\n\r\n`);
      const piece = '1,2\n'.repeat(256 * 1024);
      sending.write(piece);
      await expect.poll(() => names('uploads').some((name) => name.endsWith('.part')), PATIENT).toBe(true);
      disk.fill();
      for (let i = 0; i < 4; i++) sending.write(piece);
      const [answer] = await answered;
      expect(await json(answer)).toMatchObject({ status: 507, code: 'disk_full' });
      sending.destroy();
      expect(names('uploads').filter((name) => name.endsWith('.part'))).toEqual([]);
      await works();
    });

    test('P45: the disk fills in the middle of a load: it fails with disk_full, and nothing of it is there', async () => {
      const { api } = service;
      const name = `Load ${round}`;
      const job = await api.import({ fileId, table: { create: { name } } });
      await api.reached(job.id, 0.2);
      // Postgres can still write that the job has failed.
      disk.fill(NEARLY);
      const { job: end, fell } = await endOf(job.id);
      if (!fell || end.state !== 'succeeded') {
        expect(end).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
        expect(end.error.message).toMatch(/ MiB are free, .* are needed/);
        expect(await tableOf(name)).toBeUndefined();
      }
      await works();
    });

    test.each(['Postgres stays', 'Postgres falls'])(
      'P45: the disk fills to the last byte in the middle of a load, %s: once there is room, it ends whole or with disk_full',
      { tags: ['long'] },
      async (how) => {
        const { api } = service;
        const name = `${how} ${round}`;
        const job = await api.import({ fileId, table: { create: { name } } });
        await api.reached(job.id, 0.2);
        disk.fill();
        if (how === 'Postgres falls') process.kill(pidOf('postgres/postmaster.pid'), 'SIGQUIT');
        await expect.poll(ready, PATIENT).toBe(503);
        await works();
        const { job: end } = await endOf(job.id);
        if (end.state !== 'succeeded') expect(end).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
        const there = await tableOf(name);
        expect(there?.rowCount ?? 0).toBe(end.state === 'succeeded' ? ROWS : 0);
        if (there) await api.ask('DELETE', `/api/tables/${there.id}`);
      },
    );

    test('P45: the disk fills in the middle of an export: nothing is offered, and nothing is left', {
      tags: ['long'],
    }, async () => {
      const { api } = service;
      const made = await api.ended((await api.import({ fileId, table: { create: { name: `Out ${round}` } } })).id);
      const tableId = made.result!.tableId!;
      const job = await api.ask('POST', '/api/exports', { tableId, format: 'xlsx' });
      await api.reached(job.id, 0.1);
      disk.fill(NEARLY);
      const { job: end, fell } = await endOf(job.id);
      if (!fell || end.state !== 'succeeded') {
        expect(end).toMatchObject({ state: 'failed', error: { code: 'disk_full' } });
        expect((await api.call('GET', `/api/jobs/${job.id}/file`)).status).toBe(409);
      }
      await works();
      await api.ask('DELETE', `/api/tables/${tableId}`);
    });

    test('P45: whatever falls while the disk is full is there again once there is room', {
      tags: ['long'],
    }, async () => {
      disk.fill();
      for (const name of ['worker.pid', 'server.pid', 'postgres/postmaster.pid']) process.kill(pidOf(name), 'SIGKILL');
      // Nobody can go on: the launcher alone is left, and tries.
      await expect.poll(() => service.output().match(/is started again/g)?.length ?? 0, PATIENT).toBeGreaterThan(2);
      await works();
    });
  });
});
