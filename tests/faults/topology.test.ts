/**
 * nginx, two servers, two workers, PostgreSQL, Redis and S3 as deploy/ puts them together: the whole story goes through the proxy, while
 * one member after the other dies.
 * @module-tag long
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { importHalf, killWorkerOf } from '../support/hold.ts';
import { kill, TOKEN } from '../support/service.ts';
import { HAS_TOPOLOGY, LACKING, startTopology, type Topology } from '../support/topology.ts';
import { appendTo, beginUpload, finishUpload, hangUpload } from '../support/tus.ts';
import { differences, makeWorkbook, orders, ordersCsv, readWorkbook } from '../support/workbooks.ts';

if (!HAS_TOPOLOGY) console.log(`The tests of the whole topology were left out: ${LACKING.join(', ')} not found.`);

const OLD_WORKBOOK = path.resolve(import.meta.dirname, '../corpus/legacy/tafia+calamine/tests/xls_formula.xls');
/** Of the lane `large`. */
const ROWS = 15_000;
const SUM = String((ROWS * (ROWS + 1)) / 2);

describe.runIf(HAS_TOPOLOGY)('the whole topology', () => {
  let topology: Topology;
  beforeAll(async () => {
    topology = await startTopology();
  });
  afterEach(() => topology?.heal());
  afterAll(() => topology?.stop());

  const sums = async (qualifiedName: string) =>
    (await topology.service.pool.query(`SELECT count(*)::int AS n, sum(id)::text AS s FROM ${qualifiedName}`)).rows[0];
  const holdsUpload = async () =>
    (await topology.service.pool.query('SELECT id FROM sheetport.upload_lock')).rows.length;
  const isRising = (fractions: number[]) => expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);

  test('P50: a person signs in through the proxy, at whatever port it is, and sees the page', async () => {
    const { url } = topology.api;
    const signedIn = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ token: TOKEN }),
    });
    expect(signedIn.status).toBe(204);
    const cookie = signedIn.headers.get('set-cookie')!.split(';')[0]!;
    expect((await fetch(`${url}/api/me`, { headers: { cookie } })).status).toBe(200);
    expect(await (await fetch(url)).text()).toContain('<div id="root">');
    // Another site is told apart by the proxy's address, and what is for Prometheus is not for everybody.
    const foreign = { 'content-type': 'application/json', origin: 'http://127.0.0.1:9' };
    const other = await fetch(`${url}/api/session`, { method: 'POST', headers: foreign, body: '{}' });
    expect(other.status).toBe(403);
    expect((await topology.api.call('GET', '/metrics')).status).toBe(404);
  });

  test('P50: the whole story: tus, form, mapping, import with its bar, corrections, export, Range, undo', async () => {
    const { api } = topology;
    const rows = orders(2000);
    const bytes = await makeWorkbook(rows);
    const where = await beginUpload(api, bytes.length, 'orders.xlsx');
    const third = Math.floor(bytes.length / 3);
    expect((await appendTo(api, where, 0, bytes.subarray(0, third))).status).toBe(204);
    const fileId = await finishUpload(api, where, bytes);
    const file = await api.inspected(fileId);
    expect(file).toMatchObject({
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sheets: [{ rows: 2000 }],
    });

    const job = await api.import({ fileId, table: { create: { name: 'Orders' } }, key: ['Order no'] });
    // As the page does it: by polling first, then by a websocket; and as a program does it.
    const watchers = [await api.watch(job.id, ['polling', 'websocket']), await api.watch(job.id)];
    for (const watcher of watchers) {
      expect(await watcher.end).toMatchObject({ state: 'succeeded', counts: { inserted: 2000, rejected: 0 } });
      isRising(watcher.heard.map((message) => message.job.progress.fraction));
      watcher.close();
    }
    const tableId = (await api.job(job.id)).tableId!;

    const form = await api.upload('Order no;Qty\n3001;5\n3002;many\n1;7\n', 'more.csv');
    await api.inspected(form.id);
    const mapping = await api.ask('GET', `/api/files/${form.id}/mapping?sheet=0&tableId=${tableId}`);
    expect(mapping.columns.map(({ column }: any) => column)).toEqual(['order_no', 'quantity']);
    const more = await api.import({
      fileId: form.id,
      table: { id: tableId },
      mapping: { Qty: { column: 'Quantity' } },
    });
    expect(await api.ended(more.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 1, rejected: 2 } });
    expect((await api.rejects(more.id)).rows.map(({ row }) => row)).toEqual([3, 4]);
    const correction = await api.ask('POST', `/api/jobs/${more.id}/corrections`, {
      rows: [{ row: 3, cells: { Qty: 9 } }],
    });
    expect(await api.ended(correction.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 1 } });

    // A format that a process of its own reads.
    const old = await api.upload(await readFile(OLD_WORKBOOK), 'old.xls');
    expect(await api.inspected(old.id)).toMatchObject({ state: 'ready', format: 'xls' });

    await api.ended((await api.ask('POST', `/api/jobs/${more.id}/undo`)).id);
    const exported = await api.ended((await api.export({ tableId })).id);
    const whole = await api.download(exported.id);
    expect(differences(await readWorkbook(whole), rows)).toEqual([]);
    const ranged = async (range: string) => {
      const answer = await fetch(`${api.url}/api/jobs/${exported.id}/file`, {
        headers: { authorization: `Bearer ${TOKEN}`, range },
      });
      expect(answer.status).toBe(206);
      return Buffer.from(await answer.arrayBuffer());
    };
    const parts = [await ranged('bytes=0-999'), await ranged('bytes=1000-')];
    expect(Buffer.compare(Buffer.concat(parts), Buffer.from(whole))).toBe(0);

    const undo = await api.ask('POST', `/api/jobs/${job.id}/undo`);
    expect(await api.ended(undo.id)).toMatchObject({ state: 'succeeded', result: { removed: 2000 } });
    // The import had made the table.
    expect((await api.ask('GET', '/api/tables')).tables.map(({ id }: any) => id)).not.toContain(tableId);
  });

  test('P02 P03: a worker is killed in the middle of an import, and the bar is watched through the proxy to its end', async () => {
    const { service } = topology;
    const { table, job, held, watcher } = await importHalf(service, 'Killed', ROWS);
    await killWorkerOf(service, job.id);
    await held.release();
    expect(await watcher.end).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
    watcher.close();
    isRising(watcher.heard.map((message) => message.job.progress.fraction));
    expect(await sums(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
  });

  test('P16 P39: a server is killed with an upload on its way and a socket open; both go on at the other one', async () => {
    const { api, service } = topology;
    const { job, held, watcher } = await importHalf(service, 'Server killed', ROWS);
    const bytes = Buffer.from(ordersCsv(3000));
    const where = await beginUpload(api, bytes.length, 'goes-on.csv');
    expect((await appendTo(api, where, 0, bytes.subarray(0, 10_000))).status).toBe(204);
    const gone = hangUpload(api, where, 10_000, bytes.length - 10_000, bytes.subarray(10_000, 20_000));
    await expect.poll(holdsUpload).toBe(1);
    await kill(await topology.serverOfSocket(), 'SIGKILL');
    gone.destroy();
    const fileId = await finishUpload(api, where, bytes);
    await held.release();
    expect(await watcher.end).toMatchObject({ id: job.id, state: 'succeeded', counts: { inserted: ROWS } });
    watcher.close();
    expect(await api.inspected(fileId)).toMatchObject({
      sha256: createHash('sha256').update(bytes).digest('hex'),
      sheets: [{ rows: 3000 }],
    });
  });

  test('P07 P39: a server that is told to stop ends what it was asked, and takes nothing new', async () => {
    const { api, service } = topology;
    const { held, watcher } = await importHalf(service, 'Server stopped', ROWS);
    const bytes = Buffer.from(ordersCsv(3000));
    const where = await beginUpload(api, bytes.length, 'drained.csv');
    const part = bytes.subarray(0, 20_000);
    const socket = hangUpload(api, where, 0, part.length, part.subarray(0, 5000));
    let answer = '';
    socket.on('data', (chunk: Buffer) => {
      answer += chunk;
    });
    await expect.poll(holdsUpload).toBe(1);
    const server = await topology.serverOfSocket();
    const ended = kill(server, 'SIGTERM');
    await expect.poll(() => refuses(server.port)).toBe(true);
    // Whoever comes now is served by the other one.
    expect((await fetch(`${api.url}/api/health`)).status).toBe(200);
    socket.write(part.subarray(5000));
    await expect.poll(() => answer).toContain('HTTP/1.1 204');
    expect(await ended).toBe(0);
    socket.destroy();
    await held.release();
    // Its sockets were let go at once, and came back through the proxy.
    const again = await api.watch(watcher.heard[0]!.job.id);
    expect(await again.end).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
    again.close();
    watcher.close();
    expect(await api.inspected(await finishUpload(api, where, bytes))).toMatchObject({ sheets: [{ rows: 3000 }] });
  });

  test('P07: a worker that is told to stop in the middle of an import hands it to the other one', async () => {
    const { service, api } = topology;
    const { table, job, held, watcher } = await importHalf(service, 'Handed over', ROWS);
    const { rows } = await service.pool.query('SELECT worker FROM sheetport.job WHERE id = $1', [job.id]);
    const worker = service.workers.find(({ pid }) => rows[0].worker.endsWith(`:${pid}`))!;
    expect(await kill(worker, 'SIGTERM')).toBe(0);
    await held.release();
    expect(await watcher.end).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
    watcher.close();
    const { attempts } = await api.ask('GET', `/api/jobs/${job.id}/details`);
    expect(attempts.map(({ end }: any) => end)).toEqual(['released', 'succeeded']);
    expect(await sums(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
  });

  test('P02 P11: Redis comes back with nothing in it: what ran goes on, and what waited is run', async () => {
    const { service, api } = topology;
    const { job, held, watcher } = await importHalf(service, 'Without Redis', ROWS);
    watcher.close();
    const file = await api.upload(ordersCsv(100), 'small.csv');
    await api.inspected(file.id);
    await api.ask('PATCH', '/api/queues/small', { paused: true });
    const waiting = await Promise.all(
      [1, 2, 3].map((n) => api.import({ fileId: file.id, table: { create: { name: `Waits ${n}` } } })),
    );
    await topology.restartRedis();
    await held.release();
    await api.ask('PATCH', '/api/queues/small', { paused: false });
    for (const one of waiting)
      expect(await api.ended(one.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 100 } });
    expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
  });

  test('P08 P12: Postgres crashes and recovers in the middle of a load, which is then tried again until it is right', async () => {
    const { service, api } = topology;
    const { table, job, held, watcher } = await importHalf(service, 'Failed over', ROWS);
    const bytes = Buffer.from(ordersCsv(500));
    const where = await beginUpload(api, bytes.length, 'over-it.csv');
    expect((await appendTo(api, where, 0, bytes.subarray(0, 3000))).status).toBe(204);
    await topology.restartPostgres();
    await held.release();
    expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
    watcher.close();
    isRising(watcher.heard.map((message) => message.job.progress.fraction));
    expect(await sums(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
    expect(await api.inspected(await finishUpload(api, where, bytes))).toMatchObject({ sheets: [{ rows: 500 }] });
  });
});

function refuses(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      done(false);
    });
    socket.once('error', () => done(true));
  });
}
