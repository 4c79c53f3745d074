/** Two servers and two workers that share nothing but Postgres, the queue and a bucket of S3. */
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HAS_S3, type S3Server, startS3Server } from '../../storage/src/testing/s3-server.ts';
import type { Api } from '../support/api.ts';
import { kill, type Member, type Service, startService, TOKEN } from '../support/service.ts';
import { appendTo, beginUpload, finishUpload, hangUpload, offsetOf } from '../support/tus.ts';
import { ordersCsv } from '../support/workbooks.ts';

// With the queue on Redis: tests/faults/topology.test.ts.
describe.runIf(HAS_S3)('two machines with disks of their own', { tags: ['long'] }, () => {
  let s3: S3Server;
  let service: Service;
  let second: Member & { api: Api };
  let home: string;
  let one: Api;
  let two: Api;

  beforeAll(async () => {
    s3 = await startS3Server();
    service = await startService({ workers: 1, env: { ...s3.env, S3_PREFIX: 'sheetport' } });
    home = await mkdtemp(path.join(os.tmpdir(), 'sheetport-second-'));
    [second] = await Promise.all([
      service.addServer({ DATA_DIR: path.join(home, 'server') }),
      service.addWorker({ DATA_DIR: path.join(home, 'worker') }),
    ]);
    [one, two] = [service.api, second.api];
  });
  afterAll(async () => {
    if (second) await kill(second, 'SIGTERM');
    await service?.stop();
    await s3?.close();
    if (home) await rm(home, { recursive: true, force: true });
  });

  test('P50: an upload comes through both servers, is imported by either worker, and goes out through the other server', async () => {
    const bytes = Buffer.from(ordersCsv(2000));
    const where = await beginUpload(one, bytes.length, 'orders.csv');
    const third = Math.floor(bytes.length / 3);
    expect((await appendTo(one, where, 0, bytes.subarray(0, third))).status).toBe(204);
    // Nobody has noticed that this connection is gone: the other server takes the upload over, with what has come by then.
    const gone = hangUpload(one, where, third, bytes.length - third, bytes.subarray(third, third + 1000));
    await expect
      .poll(async () => (await service.pool.query('SELECT id FROM sheetport.upload_lock')).rows)
      .toHaveLength(1);
    expect(await offsetOf(two, where)).toBeGreaterThanOrEqual(third);
    const id = await finishUpload(two, where, bytes);
    gone.destroy();
    const file = await one.inspected(id);
    expect(file).toMatchObject({ name: 'orders.csv', sha256: createHash('sha256').update(bytes).digest('hex') });

    const imported = await two.import({ fileId: id, table: { create: { name: 'Orders' } } });
    const made = await one.ended(imported.id);
    expect(made).toMatchObject({ state: 'succeeded', counts: { inserted: 2000 } });
    const exported = await one.ended((await one.export({ tableId: made.result!.tableId, format: 'csv' })).id);
    expect(exported.state).toBe('succeeded');
    const [here, there] = await Promise.all([one.download(exported.id), two.download(exported.id)]);
    expect(Buffer.compare(here, there)).toBe(0);
    expect(here.length).toBe(exported.result!.bytes);
    const part = await two.call('GET', `/api/jobs/${exported.id}/file`, undefined, { range: 'bytes=5-9' });
    expect([part.status, part.body]).toEqual([206, Buffer.from(here.subarray(5, 10)).toString()]);
    expect((await two.call('GET', `/api/files/${id}/preview?limit=2`)).body.rows).toHaveLength(2);
  });

  test('P50: a worker that dies leaves its job to the one on the other machine', async () => {
    const file = await two.upload(ordersCsv(100), 'left.csv');
    await two.inspected(file.id);
    await kill(service.workers[0]!, 'SIGKILL');
    const job = await one.import({ fileId: file.id, table: { create: { name: 'Left' } } });
    expect(await two.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 100 } });
    expect(existsSync(path.join(home, 'worker', 'cache'))).toBe(true);
    // Files are in the bucket alone.
    expect(existsSync(path.join(service.dataDir, 'files'))).toBe(false);
    expect(await readdir(path.join(home, 'worker', 'exports'))).toEqual([]);
    await two.ask('DELETE', `/api/files/${file.id}`);
    expect((await one.call('GET', `/api/files/${file.id}/preview`)).status).toBe(410);
  });

  test('P50: who signs out at one server is signed out at the other', async () => {
    const signedIn = await fetch(`${one.url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: one.url },
      body: JSON.stringify({ token: TOKEN }),
    });
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
    const me = async (api: Api) => (await fetch(`${api.url}/api/me`, { headers: { cookie } })).status;
    expect(await Promise.all([me(one), me(two)])).toEqual([200, 200]);
    await fetch(`${one.url}/api/session`, { method: 'DELETE', headers: { cookie, origin: one.url } });
    expect(await Promise.all([me(one), me(two)])).toEqual([401, 401]);
  });

  test('P50: wrong tokens count at all servers together', async () => {
    const tried = async (api: Api) =>
      (await fetch(`${api.url}/api/me`, { headers: { authorization: `Bearer ${randomBytes(12).toString('hex')}` } }))
        .status;
    const answers: number[] = [];
    for (let i = 0; i < 22; i++) answers.push(await tried(i % 2 === 0 ? one : two));
    expect(answers).toEqual([...Array(20).fill(401), 429, 429]);
    expect((await one.call('GET', '/api/me')).status).toBe(200);
  });

  test('P50: with one server gone, the other goes on with what was begun there', async () => {
    const bytes = Buffer.from(ordersCsv(50));
    const where = await beginUpload(one, bytes.length, 'goes-on.csv');
    expect((await appendTo(one, where, 0, bytes.subarray(0, 700))).status).toBe(204);
    await kill(service.server, 'SIGKILL');
    expect(await offsetOf(two, where)).toBe(700);
    expect((await appendTo(two, where, 700, bytes.subarray(700))).status).toBe(204);
    expect(await two.inspected(where.split('/').at(-1)!)).toMatchObject({ state: 'ready', bytes: bytes.length });
  });
});
