import { randomUUID } from 'node:crypto';
import { Monitor } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(async () => server?.close());

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const read = async (window = 'hour') =>
  Monitor.parse(await (await server.call(`/api/monitor?window=${window}`)).json());

test('waiting, starts and ends are those of the jobs, step by step; workers, live jobs and causes of failures', async () => {
  // In the middle of a step, however long this takes.
  const now = Date.now() + 30 * SECOND - 20 * MINUTE;
  const at = (minutes: number) => new Date(now + minutes * MINUTE);
  const add = (data: object) =>
    server.records.job.create({
      data: { id: randomUUID(), kind: 'import', title: 'x.csv', spec: {}, lane: 'large', ...data } as never,
    });
  await server.records.worker.createMany({
    data: [
      // Alive for as long as this takes.
      {
        name: 'one',
        slots: { large: 2, small: 1 },
        version: '0.1.0',
        memoryBytes: 1000,
        seenAt: new Date(Date.now() + 60 * MINUTE),
      },
      { name: 'silent', slots: { large: 2 }, seenAt: new Date(Date.now() - MINUTE) },
      { name: 'long gone', seenAt: new Date(Date.now() - 120 * MINUTE) },
    ],
  });
  // Waits 4 minutes, then runs; one is cancelled while it waits; one fails; one came long before the window and still waits.
  await add({ state: 'succeeded', createdAt: at(0), startedAt: at(4), finishedAt: at(6) });
  await add({ state: 'cancelled', createdAt: at(1), finishedAt: at(3) });
  const error = { code: 'invalid_mapping', message: 'The mapping names no column.' };
  await add({ state: 'failed', createdAt: at(2), startedAt: at(2.5), finishedAt: at(5), error });
  const failed = await add({ state: 'failed', createdAt: at(2), startedAt: at(2.5), finishedAt: at(5.2), error });
  await add({ state: 'queued', createdAt: new Date(Date.now() - 72 * 60 * MINUTE), lane: null, kind: 'inspect' });
  const running = await add({
    state: 'running',
    createdAt: at(8),
    startedAt: at(8),
    worker: 'one',
    rowsPerSecond: 500,
  });

  const monitor = await read();
  const steps = monitor.series.find(({ lane }) => lane === 'large')!;
  const first = Math.floor((at(0).getTime() - Date.parse(monitor.from)) / MINUTE);
  const part = <T>(values: T[]) => values.slice(first, first + 10);
  // The end of each step lies behind the moments of its minute.
  expect(part(steps.waiting)).toEqual([1, 2, 2, 1, 0, 0, 0, 0, 0, 0]);
  expect(part(steps.started)).toEqual([0, 0, 2, 0, 1, 0, 0, 0, 1, 0]);
  expect(part(steps.longestWaitSeconds)).toEqual([null, null, 30, null, 240, null, null, null, 0, null]);
  expect(part(steps.failed)).toEqual([0, 0, 0, 0, 0, 2, 0, 0, 0, 0]);
  expect(part(steps.succeeded)).toEqual([0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
  expect(steps.waiting).toHaveLength(60);
  const inspections = monitor.series.find(({ lane }) => lane === 'inspect')!;
  expect(new Set(inspections.waiting)).toEqual(new Set([1]));

  expect(monitor.workers.map(({ name, alive, version }) => [name, alive, version])).toEqual([
    ['one', true, '0.1.0'],
    ['silent', false, null],
  ]);
  expect(monitor.workers[0]!.running).toEqual([running.id]);
  expect(monitor.jobs.map(({ id, state }) => [id, state])).toContainEqual([running.id, 'running']);
  expect(monitor.failures).toEqual([
    {
      code: 'invalid_mapping',
      kind: 'import',
      count: 2,
      lastAt: at(5.2).toISOString(),
      lastJobId: failed.id,
      lastMessage: error.message,
    },
  ]);
  const day = await read('day');
  expect(day.series[0]!.waiting).toHaveLength(96);
  expect(day.series.find(({ lane }) => lane === 'large')!.failed.reduce((sum, one) => sum + one)).toBe(2);
  for (const role of ['guest', 'viewer', 'editor'] as const)
    expect((await (await addPerson(server, role)).call('GET', '/api/monitor')).status).toBe(403);
  expect((await server.call('/api/monitor?window=year')).status).toBe(400);
});
