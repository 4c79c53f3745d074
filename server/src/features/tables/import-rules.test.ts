import { randomUUID } from 'node:crypto';
import type { Job, Table } from '@sheetport/contract';
import { settleDependents } from '@sheetport/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server?.close());

const makeTable = async (name: string): Promise<Table> =>
  (await (await server.post('/api/tables', { name, columns: [{ label: 'No', type: 'integer' }] })).json()) as Table;
const change = (table: Table, body: object) =>
  server.call(`/api/tables/${table.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function addFile(): Promise<string> {
  const id = randomUUID();
  const sheet = { index: 0, name: 'Sheet', hidden: false, rows: 1, headerRow: 1, headerRows: 1, complete: true };
  const column = { index: 0, header: 'No', type: 'integer', samples: [], blanks: 0, warnings: [] };
  await server.records.file.create({
    data: {
      id,
      name: 'x.csv',
      bytes: 1,
      sha256: id,
      state: 'ready',
      sheets: [{ ...sheet, columns: [column] }],
      createdBy: 'owner',
    },
  });
  return id;
}
const importInto = async (table: Table, more: object = {}): Promise<Job> => {
  const body = { fileId: await addFile(), table: { id: table.id }, ...more };
  const answer = await server.post('/api/imports', body);
  expect(answer.status).toBe(202);
  return (await answer.json()) as Job;
};
const seen = async ({ id }: Job) => (await (await server.call(`/api/jobs/${id}`)).json()) as Job;
const waits = async (job: Job) => {
  const { progress } = await seen(job);
  const { importsPerMinute, queuePosition, waitSeconds } = progress;
  return importsPerMinute === undefined ? null : [importsPerMinute, queuePosition, Math.ceil((waitSeconds ?? 0) / 60)];
};
const isQueued = ({ id }: Job) => server.producer.knows('small', id);

test('a table takes so many imports a minute: the others wait, say why and how long, and fail nothing', async () => {
  const table = await makeTable('Rated');
  expect(await (await change(table, { importsPerMinute: 2, newColumns: 'ignore' })).json()).toMatchObject({
    importsPerMinute: 2,
    newColumns: 'ignore',
  });
  const jobs: Job[] = [];
  for (let nth = 0; nth < 5; nth++) jobs.push(await importInto(table));
  // Other tables, and what changes nothing, do not wait.
  expect(await waits(await importInto(await makeTable('Other')))).toBeNull();
  expect(await waits(await importInto(table, { dryRun: true }))).toBeNull();
  expect(await Promise.all(jobs.map(waits))).toEqual([null, null, [2, 0, 1], [2, 1, 1], [2, 2, 2]]);
  expect(await Promise.all(jobs.map(isQueued))).toEqual([true, true, false, false, false]);
  expect((await settleDependents(server.pool)).freed).toEqual([]);

  // A minute later.
  const pass = (seconds: number) =>
    server.pool.query(
      `UPDATE sheetport.job SET created_at = created_at - make_interval(secs => $2), starts_at = starts_at - make_interval(secs => $2)
        WHERE table_id = $1`,
      [table.id, seconds],
    );
  await pass(61);
  const { freed, failed } = await settleDependents(server.pool);
  expect([new Set(freed.map(({ id }) => id)), failed]).toEqual([new Set([jobs[2]!.id, jobs[3]!.id]), []]);
  expect(await waits(jobs[4]!)).toEqual([2, 0, 1]);
  // Two have begun in this minute, and one waits for the next: so does the one after it, and then the minute is full.
  const next = [await importInto(table), await importInto(table)];
  expect(await Promise.all(next.map(waits))).toEqual([
    [2, 1, 1],
    [2, 2, 2],
  ]);

  // Another limit holds for all that wait, and none for nobody.
  expect((await change(table, { importsPerMinute: 3 })).status).toBe(200);
  expect(await Promise.all([jobs[4]!, ...next].map(waits))).toEqual([null, [3, 0, 1], [3, 1, 1]]);
  expect((await change(table, { importsPerMinute: null })).status).toBe(200);
  expect((await settleDependents(server.pool)).freed.map(({ id }) => id).sort()).toEqual(
    [jobs[4]!, ...next].map(({ id }) => id).sort(),
  );
  expect(await waits(await importInto(table))).toBeNull();
  expect((await change(table, { importsPerMinute: 0 })).status).toBe(400);
});

test('imports that come at once take each their own time', async () => {
  const table = await makeTable('Crowded');
  await change(table, { importsPerMinute: 1 });
  const jobs = await Promise.all(Array.from({ length: 4 }, () => importInto(table)));
  const minutes = (await Promise.all(jobs.map(waits))).map((one) => one?.[2] ?? 0);
  expect(minutes.sort()).toEqual([0, 1, 2, 3]);
});

test('a batch waits as its imports would', async () => {
  const table = await makeTable('Batched');
  await change(table, { importsPerMinute: 2 });
  const imports = await Promise.all(
    Array.from({ length: 3 }, async () => ({ fileId: await addFile(), table: { id: table.id } })),
  );
  expect((await server.post('/api/batches', { imports })).status).toBeLessThan(300);
  const rows = await server.records.job.findMany({ where: { tableId: table.id }, orderBy: { id: 'asc' } });
  expect(rows.map(({ isHeld }) => isHeld)).toEqual([false, false, true]);
});
