import { randomUUID } from 'node:crypto';
import { type Job, type QueueState, Queues } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
/** Alive for as long as the tests take. */
const seenAt = new Date(Date.now() + 3600_000);
beforeAll(async () => {
  server = await startTestServer();
  await server.records.worker.createMany({
    data: [
      { name: 'one', slots: { inspect: 2, small: 2, large: 2, exports: 1 }, seenAt },
      { name: 'two', slots: { small: 4 }, seenAt },
      { name: 'of a version before lanes', seenAt },
      { name: 'gone', slots: { large: 9 }, seenAt: new Date(Date.now() - 60_000) },
    ],
  });
});
afterAll(async () => server?.close());

const patch = async (lane: string, body: object) => {
  const answer = await server.call(`/api/queues/${lane}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, body: (await answer.json()) as QueueState & { code?: string } };
};
const queues = async () => Queues.parse(await (await server.call('/api/queues')).json()).queues;
const queueOf = async (lane: string) => (await queues()).find((one) => one.lane === lane)!;

test('the lanes tell their slots, what waits, and what is set; what is set stays until it is set anew', async () => {
  expect((await queues()).map(({ lane, workers, slots, paused }) => [lane, workers, slots, paused])).toEqual([
    ['inspect', 1, 2, false],
    ['small', 2, 6, false],
    ['large', 1, 2, false],
    ['exports', 1, 1, false],
  ]);
  expect(await patch('small', { paused: true })).toMatchObject({ status: 200, body: { lane: 'small', paused: true } });
  expect(await patch('small', { concurrency: 7 })).toMatchObject({ body: { paused: true, concurrency: 7 } });
  expect(await queueOf('small')).toMatchObject({ paused: true, concurrency: 7, expectedWaitSeconds: null });
  const other = await server.again();
  const seen = Queues.parse(await (await other.call('/api/queues')).json()).queues;
  expect(seen.find(({ lane }) => lane === 'small')).toMatchObject({ paused: true, concurrency: 7 });
  await other.close();
  expect(await patch('small', { paused: false, concurrency: null })).toMatchObject({
    body: { paused: false, concurrency: null },
  });
});

test('a lane that is not there, and values that cannot be, are refused', async () => {
  expect(await patch('huge', { paused: true })).toMatchObject({ status: 404, body: { code: 'not_found' } });
  for (const body of [{ concurrency: 0 }, { concurrency: 65 }, { concurrency: 1.5 }, { paused: 'yes' }, { slots: 3 }])
    expect(await patch('large', body)).toMatchObject({ status: 400, body: { code: 'invalid_request' } });
});

test('a job goes to a lane by what is known of it, and its position and wait are those of its lane', async () => {
  const { records } = server;
  const start = async (where: string, body: object) => (await (await server.post(where, body)).json()) as Job;
  const laneOf = async ({ id }: Job) => (await records.job.findUniqueOrThrow({ where: { id } })).lane;
  const small = await sendCsv(server);
  const large = await sendCsv(server, `a,b\n${'1,2\n'.repeat(100_000)}`, 'large.csv');
  const into = (name: string) => ({ table: { create: { name } } });
  const imports = [
    await start('/api/imports', { fileId: large, ...into('A') }),
    await start('/api/imports', { fileId: small, ...into('B') }),
    await start('/api/imports', { fileId: large, ...into('C') }),
  ];
  expect(await Promise.all(imports.map(laneOf))).toEqual(['large', 'small', 'large']);
  // Nothing runs here, so the inspection of the small file waits before its import.
  expect(imports.map(({ progress }) => progress.queuePosition)).toEqual([0, 1, 1]);
  // Rows that were counted say more than bytes.
  const counted = (rows: number) => [
    { index: 0, name: 'x', hidden: false, rows, headerRow: 1, headerRows: 1, columns: [{}], complete: true },
  ];
  const column = { index: 0, header: 'a', type: 'integer', samples: [], blanks: 0, warnings: [] };
  const setRows = (id: string, rows: number) =>
    records.file.update({
      where: { id },
      data: { sheets: counted(rows).map((one) => ({ ...one, columns: [column] })) },
    });
  await setRows(large, 90);
  await setRows(small, 90_000);
  expect(await laneOf(await start('/api/imports', { fileId: large, ...into('D') }))).toBe('small');
  expect(await laneOf(await start('/api/imports', { fileId: small, ...into('E') }))).toBe('large');
  // A replace deletes what is there, and an export reads all of it.
  const table = (await start('/api/tables', { name: 'Grown', columns: [{ label: 'a', type: 'text' }] })) as unknown as {
    id: string;
    qualifiedName: string;
  };
  const replace = { fileId: large, table: { id: table.id }, mode: 'replace' };
  expect(await laneOf(await start('/api/imports', replace))).toBe('small');
  expect(await laneOf(await start('/api/exports', { tableId: table.id }))).toBe('small');
  await server.pool.query(
    `INSERT INTO ${table.qualifiedName} (a) SELECT repeat(md5(n::text), 30) FROM generate_series(1, 10000) n`,
  );
  expect(await laneOf(await start('/api/imports', replace))).toBe('large');
  expect(await laneOf(await start('/api/exports', { tableId: table.id }))).toBe('exports');
  // A retry is a job of its own.
  await records.job.update({ where: { id: imports[2]!.id }, data: { state: 'cancelled' } });
  expect(await laneOf(await start(`/api/jobs/${imports[2]!.id}/retry`, {}))).toBe('small');

  // Twenty seconds for a job lately, two slots: the jobs of the large lane wait for each other, and for nobody else.
  await records.job.create({
    data: {
      id: randomUUID(),
      kind: 'import',
      state: 'succeeded',
      lane: 'large',
      title: 'x',
      spec: {},
      startedAt: new Date(Date.now() - 30_000),
      finishedAt: new Date(Date.now() - 10_000),
    },
  });
  await queues();
  const { jobs } = (await (await server.call('/api/jobs?state=queued&kind=import')).json()) as { jobs: Job[] };
  const waits = async (lane: string) => {
    const rows = await records.job.findMany({ where: { lane, state: 'queued' }, select: { id: true } });
    return jobs
      .filter(({ id }) => rows.some((row) => row.id === id))
      .map(({ progress }) => progress.waitSeconds)
      .reverse();
  };
  expect(await waits('large')).toEqual([0, 0, 20]);
  expect(await waits('small')).toEqual([0, 0, 0, 0, null].slice(0, 4));
});
