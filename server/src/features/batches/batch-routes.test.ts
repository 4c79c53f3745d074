import { Batch, isOver, Jobs, type Problem } from '@sheetport/contract';
import { claimJob, settleJob } from '@sheetport/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let fileId: string;
let largeId: string;
let tableId: string;
beforeAll(async () => {
  server = await startTestServer();
  fileId = await sendCsv(server);
  largeId = await sendCsv(server, `a,b\n${'1,2\n'.repeat(100_000)}`, 'large.csv');
  const made = await server.post('/api/tables', {
    name: 'Numbers',
    columns: [
      { label: 'a', type: 'integer' },
      { label: 'b', type: 'integer' },
    ],
  });
  tableId = ((await made.json()) as { id: string }).id;
});
afterAll(async () => server?.close());
beforeEach(async () => {
  await server.records.job.deleteMany({ where: { kind: 'import' } });
  await server.records.batch.deleteMany();
});

const into = (name: string) => ({ fileId, table: { create: { name } } });
const again = () => ({ fileId, table: { id: tableId }, allowRepeat: true });
const create = (imports: object[], more: object = {}, headers: Record<string, string> = {}, at = server) =>
  at.post('/api/batches', { imports, ...more }, headers);
const accepted = async (answer: Response) => {
  expect(answer.status).toBe(202);
  return Batch.parse(await answer.json());
};
const rejected = async (answer: Response) => {
  const problem = (await answer.json()) as Problem;
  return [answer.status, problem.code, problem.errors?.map(({ path, message }) => `${path} ${message.split(':')[0]}`)];
};
const get = async (id: string) => Batch.parse(await (await server.call(`/api/batches/${id}`)).json());
const jobsOf = (batchId: string) =>
  server.records.job.findMany({ where: { batchId, kind: 'import' }, orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
const countAll = async () => [
  await server.records.job.count({ where: { kind: 'import' } }),
  await server.records.batch.count(),
];

test('a thousand imports are queued by one call, in their order, and are one batch', async () => {
  const imports = Array.from({ length: 1000 }, (_, at) =>
    at % 500 === 250 ? { ...again(), fileId: largeId } : again(),
  );
  const answer = await create(imports, { title: 'All of May' });
  const location = answer.headers.get('location');
  const batch = await accepted(answer);
  expect(location).toBe(`/api/batches/${batch.id}`);
  expect(batch).toMatchObject({
    title: 'All of May',
    total: 1000,
    states: { queued: 1000, running: 0 },
    fraction: 0,
    secondsLeft: null,
    tableIds: [tableId],
    createdBy: 'owner',
    startedAt: null,
    finishedAt: null,
  });
  const jobs = await jobsOf(batch.id);
  expect(jobs.map((job) => job.fileId)).toEqual(imports.map((one) => one.fileId));
  expect(jobs.filter(({ lane }) => lane === 'large')).toHaveLength(2);
  for (const at of [0, 250, 999])
    expect(await server.producer.knows(at === 250 ? 'large' : 'small', jobs[at]!.id)).toBe(true);
  const listed = Jobs.parse(await (await server.call(`/api/jobs?batchId=${batch.id}&limit=3`)).json());
  expect(listed.jobs.map(({ id }) => id)).toEqual(
    jobs
      .slice(-3)
      .reverse()
      .map(({ id }) => id),
  );
  expect(await rejected(await create([...imports, again()]))).toEqual([400, 'invalid_request', ['imports Too big']]);
});

test('P10 one key starts one batch, at either of two servers, and means no other', async () => {
  const other = await server.again();
  const key = { 'idempotency-key': 'batch-1' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, nth) => create([again(), again()], {}, key, nth % 2 ? other : server)),
  );
  await other.close();
  const batches = await Promise.all(answers.map(accepted));
  expect(new Set(batches.map(({ id }) => id)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(9);
  expect(await countAll()).toEqual([2, 1]);
  expect((await rejected(await create([again()], {}, key)))[1]).toBe('idempotency_conflict');
});

test('where one import cannot be started none is, and each that stands in the way is named', async () => {
  const gone = '01890000-0000-7000-8000-000000000001';
  expect(
    await rejected(
      await create([
        again(),
        { ...again(), fileId: gone },
        into('Same name'),
        into('same NAME'),
        { ...again(), mode: 'upsert' },
      ]),
    ),
  ).toEqual([404, 'not_found', ['imports.1 not_found', 'imports.3 table_exists', 'imports.4 key_needed']]);
  expect(await countAll()).toEqual([0, 0]);
});

test('imports of the same rows are refused or left out, whether they came before or are in the batch twice', async () => {
  const once = { fileId, table: { id: tableId } };
  const other = await sendCsv(server, 'a,b\n7,8\n', 'other.csv');
  expect(await rejected(await create([once, again(), once]))).toEqual([
    409,
    'already_imported',
    ['imports.2 already_imported'],
  ]);
  const batch = await accepted(await create([once, once, { ...once, fileId: other }], { skipRepeats: true }));
  expect(batch).toMatchObject({ total: 2, skipped: 1, title: 'numbers.csv + 2' });
  expect((await rejected(await create([once, { ...once, fileId: other }], { skipRepeats: true })))[1]).toBe(
    'already_imported',
  );
  expect(await countAll()).toEqual([2, 1]);
});

test('P11 with the queue away nothing of a batch stays, and the same key works afterwards; one that has begun stays', async () => {
  const { producer, bounds } = server.app.context;
  const { enqueueAll } = server.producer;
  const { queueMs } = bounds;
  const key = { 'idempotency-key': 'batch-2' };
  bounds.queueMs = 50;
  try {
    producer.enqueueAll = () => new Promise(() => undefined);
    expect((await rejected(await create([again(), again()], {}, key)))[1]).toBe('queue_unavailable');
    expect(await countAll()).toEqual([0, 0]);
    producer.enqueueAll = async (_, [first]) => {
      await claimJob(server.pool, first!.id, 'worker');
      throw new Error('the queue took one');
    };
    const batch = await accepted(await create([again(), again()], {}, key));
    expect(batch.states).toMatchObject({ queued: 1, running: 1 });
  } finally {
    bounds.queueMs = queueMs;
    producer.enqueueAll = enqueueAll;
  }
  expect((await create([again(), again()], {}, key)).headers.get('idempotency-replayed')).toBe('true');
});

test('the fraction weighs each import by its cost, and a retry takes the place of what it retries', async () => {
  const started = await accepted(await create([{ ...again(), fileId: largeId }, again(), again(), again()]));
  const [large, ...small] = await jobsOf(started.id);
  const finish = async (id: string, inserted: number) => {
    const claim = await claimJob(server.pool, id, 'worker');
    const tally = { read: inserted, inserted, updated: 0, unchanged: 0, rejected: 0 };
    await settleJob(server.pool, id, claim!.fence, { ...tally, seq: 1e12, result: {}, tableId });
  };
  for (const { id } of small.slice(0, 2)) await finish(id, 5);
  const twoOfFour = await get(started.id);
  expect(twoOfFour).toMatchObject({ states: { queued: 2, succeeded: 2 }, counts: { read: 10, inserted: 10 } });
  expect(twoOfFour.fraction).toBeGreaterThan(0.2);
  expect(twoOfFour.fraction).toBeLessThan(0.5);
  await finish(large!.id, 100_000);
  await server.records.job.update({
    where: { id: small[2]!.id },
    data: { state: 'failed', seq: 5, startedAt: new Date(), finishedAt: new Date() },
  });
  const over = await get(started.id);
  expect(over).toMatchObject({ fraction: 1, secondsLeft: null, states: { succeeded: 3, failed: 1 } });
  expect(over.finishedAt).not.toBeNull();
  expect((await server.post(`/api/jobs/${small[2]!.id}/retry`)).status).toBe(202);
  const retried = await get(started.id);
  expect(retried).toMatchObject({ total: 4, states: { queued: 1, succeeded: 3, failed: 0 }, finishedAt: null });
  expect(retried.fraction).toBeLessThan(1);
  expect(retried.seq).toBeGreaterThan(over.seq);
});

test('a batch is cancelled as one: what waits is over at once, what runs is asked, what succeeded stays', async () => {
  const { id } = await accepted(await create([again(), again(), again()]));
  const [first, second, third] = await jobsOf(id);
  const claim = await claimJob(server.pool, first!.id, 'worker');
  const none = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
  await settleJob(server.pool, first!.id, claim!.fence, { ...none, seq: 1e12, result: {}, tableId });
  await claimJob(server.pool, second!.id, 'worker');
  expect(await accepted(await server.post(`/api/batches/${id}/cancel`))).toMatchObject({
    states: { queued: 0, running: 1, succeeded: 1, cancelled: 1 },
  });
  expect((await jobsOf(id)).map((job) => job.cancelRequestedAt !== null)).toEqual([false, true, true]);
  await expect.poll(() => server.producer.knows('small', third!.id)).toBe(false);
  await server.records.job.update({ where: { id: second!.id }, data: { state: 'cancelled' } });
  expect((await rejected(await server.post(`/api/batches/${id}/cancel`)))[1]).toBe('job_finished');
  expect((await rejected(await server.post(`/api/batches/${tableId}/cancel`)))[1]).toBe('not_found');
  expect((await get(id)).states.cancelled).toBe(2);
  expect((await jobsOf(id)).every(({ state }) => isOver(state))).toBe(true);
});
