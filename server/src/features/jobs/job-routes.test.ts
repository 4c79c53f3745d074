import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Job, Rejects } from '@sheetport/contract';
import { claimJob, endJob, settleJob } from '@sheetport/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sendCsv, startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
let fileId: string;
let tableId: string;
beforeAll(async () => {
  server = await startTestServer();
  fileId = await sendCsv(server);
  const made = await server.post('/api/tables', {
    name: 'People',
    columns: [
      { label: 'Name', type: 'text' },
      { label: 'Age', type: 'integer' },
    ],
  });
  tableId = ((await made.json()) as { id: string }).id;
});
afterAll(async () => server?.close());

const codeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { code?: string }).code];
const start = (body: object = {}, headers: Record<string, string> = {}, at = server) =>
  at.post('/api/imports', { fileId, table: { create: { name: 'New' } }, ...body }, headers);
const jobOf = async (answer: Response): Promise<Job> => {
  expect(answer.status).toBe(202);
  return (await answer.json()) as Job;
};
const NONE = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };

test('P10 twenty presses with one key start one import', async () => {
  const key = { 'idempotency-key': 'press-1' };
  const answers = await Promise.all(Array.from({ length: 20 }, () => start({}, key)));
  const jobs = await Promise.all(answers.map(jobOf));
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
  expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === 'true')).toHaveLength(19);
  expect(await server.records.job.count({ where: { kind: 'import' } })).toBe(1);
  expect(await server.producer.knows('small', jobs[0]!.id)).toBe(true);
});

test('P10 P50 two servers with one key start one import', async () => {
  const other = await server.again();
  const key = { 'idempotency-key': 'press-2' };
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, index) => start({}, key, index % 2 ? other : server)),
  );
  expect(new Set((await Promise.all(answers.map(jobOf))).map(({ id }) => id)).size).toBe(1);
  await other.close();
});

test('P10 the same key with another body or another address is refused', async () => {
  const key = { 'idempotency-key': 'press-1' };
  expect(await codeOf(await start({ sheet: 1 }, key))).toEqual([409, 'idempotency_conflict']);
  expect(await codeOf(await server.post('/api/exports', { tableId }, key))).toEqual([409, 'idempotency_conflict']);
  const reordered = await server.call('/api/imports', {
    method: 'POST',
    headers: { ...key, 'content-type': 'application/json' },
    body: `{ "table": {"create":{"name":"New"}},\n "onReject":"skip", "fileId":"${fileId}" }`,
  });
  expect([reordered.status, reordered.headers.get('idempotency-replayed')]).toEqual([202, 'true']);
  expect(await codeOf(await start({}, { 'idempotency-key': 'k'.repeat(201) }))).toEqual([400, 'invalid_request']);
});

test('P10 a repetition is answered though the request would no longer be right', async () => {
  const key = { 'idempotency-key': 'press-3' };
  const first = await jobOf(await start({ table: { create: { name: 'Later' } } }, key));
  await server.post('/api/tables', { name: 'Later', columns: [{ label: 'x', type: 'text' }] });
  expect((await jobOf(await start({ table: { create: { name: 'Later' } } }, key))).id).toBe(first.id);
  expect(await codeOf(await start({ table: { create: { name: 'LATER' } } }))).toEqual([409, 'table_exists']);
});

test('P11 with the queue away an import is refused at once and leaves nothing; the same key works afterwards', async () => {
  const { enqueue } = server.producer;
  const { producer, bounds } = server.app.context;
  const { queueMs } = bounds;
  const before = await server.records.job.count();
  const key = { 'idempotency-key': 'press-4' };
  // A queue that swallows what it is sent is worse than one that refuses.
  Object.assign(producer, { enqueue: () => new Promise(() => undefined) });
  bounds.queueMs = 600;
  const answer = await start({}, key);
  expect(answer.headers.get('retry-after')).not.toBeNull();
  expect(await codeOf(answer)).toEqual([503, 'queue_unavailable']);
  expect(await server.records.job.count()).toBe(before);
  Object.assign(producer, { enqueue });
  bounds.queueMs = queueMs;
  await jobOf(await start({}, key));
});

test('P10 a job that a repeated request was told of stays, though the queue did not answer the first', async () => {
  const { enqueue } = server.producer;
  const { producer } = server.app.context;
  const key = { 'idempotency-key': 'press-5' };
  const before = await server.records.job.count();
  let refuse: () => void = () => undefined;
  const refused = new Promise<void>((_, reject) => {
    refuse = () => reject(new Error('away'));
  });
  Object.assign(producer, { enqueue: () => refused });
  const first = start({}, key);
  await expect.poll(() => server.records.job.count()).toBe(before + 1);
  const told = await jobOf(await start({}, key));
  refuse();
  expect((await jobOf(await first)).id).toBe(told.id);
  expect(await server.records.job.findUnique({ where: { id: told.id } })).toMatchObject({ state: 'queued' });
  Object.assign(producer, { enqueue });
  expect((await jobOf(await start({}, key))).id).toBe(told.id);
});

test('P09 an import is a row before it is a message, with all that was asked', async () => {
  const asked = {
    sheet: 'One',
    headerRow: 2,
    table: { id: tableId },
    mapping: { Name: { column: 'Name' }, '1': null },
    onReject: 'abort',
  };
  const job = await jobOf(await start(asked));
  expect(job).toMatchObject({
    kind: 'import',
    state: 'queued',
    phase: 'waiting',
    title: 'numbers.csv',
    fileId,
    tableId,
    error: null,
    result: null,
  });
  expect((await server.records.job.findUniqueOrThrow({ where: { id: job.id } })).spec).toEqual({
    fileId,
    mode: 'insert',
    ...asked,
  });
});

test('P08 what cannot work is said at once', async () => {
  const id = '01890000-0000-7000-8000-00000000ffff';
  expect(await codeOf(await start({ fileId: id }))).toEqual([404, 'not_found']);
  expect(await codeOf(await start({ table: { id } }))).toEqual([404, 'not_found']);
  expect(await codeOf(await start({ table: { id: tableId }, mode: 'upsert' }))).toEqual([422, 'key_needed']);
  expect(await codeOf(await start({ mode: 'update' }))).toEqual([422, 'key_needed']);
  expect((await start({ mode: 'upsert', key: ['a'] })).status).toBe(202);
  expect(await codeOf(await start({ surprise: 1 }))).toEqual([400, 'invalid_request']);
  // Of several forms that a value may have, the nearest says what is missing.
  for (const [wrong, said] of [
    [{ table: { create: {} } }, 'table.create.name: '],
    [{ table: { id: 'x' } }, 'table.id: Invalid UUID'],
    [{ sheet: -1 }, 'sheet: Too small'],
  ] as const)
    expect(((await (await start(wrong)).json()) as { detail: string }).detail).toContain(said);
  for (const [wrong, code] of [
    [{ columns: ['nope'] }, 'invalid_filter'],
    [{ sort: [{ column: 'nope' }] }, 'invalid_filter'],
    [{ filter: { column: 'age', op: 'eq', value: 'abc' } }, 'invalid_filter'],
    [{ filter: { column: '_id', op: 'gt', value: 'x' } }, 'invalid_filter'],
  ] as const) {
    expect(await codeOf(await server.post('/api/exports', { tableId, ...wrong }))).toEqual([422, code]);
  }
  const good = await jobOf(
    await server.post('/api/exports', {
      tableId,
      columns: ['Age', 'name'],
      filter: { column: 'age', op: 'gt', value: 3 },
    }),
  );
  expect((await server.records.job.findUniqueOrThrow({ where: { id: good.id } })).spec).toMatchObject({
    columns: ['age', 'name'],
  });
});

test('P13 a job that waits is over at once when cancelled; one that is over says so', async () => {
  const job = await jobOf(await start());
  const cancelled = await jobOf(await server.post(`/api/jobs/${job.id}/cancel`));
  expect(cancelled).toMatchObject({ state: 'cancelled', phase: 'done' });
  expect(cancelled.seq).toBeGreaterThan(job.seq);
  expect(await server.producer.knows('small', job.id)).toBe(false);
  expect(await codeOf(await server.post(`/api/jobs/${job.id}/cancel`))).toEqual([409, 'job_finished']);
});

test('P13 a job that runs is asked to stop, and shows that it was', async () => {
  const job = await jobOf(await start());
  await claimJob(server.pool, job.id, 'test');
  expect(await jobOf(await server.post(`/api/jobs/${job.id}/cancel`))).toMatchObject({
    state: 'running',
    phase: 'cancelling',
  });
  expect(await (await server.call(`/api/jobs/${job.id}`)).json()).toMatchObject({
    state: 'running',
    phase: 'cancelling',
  });
});

test('P02 a failed job can be tried again as a new one; others cannot', async () => {
  const job = await jobOf(await start({ sheet: 3 }));
  expect(await codeOf(await server.post(`/api/jobs/${job.id}/retry`))).toEqual([409, 'job_not_finished']);
  const claim = (await claimJob(server.pool, job.id, 'test'))!;
  await endJob(server.pool, job.id, claim.fence, 'failed', claim.fence * 1e9 + 5, {
    code: 'no_such_sheet',
    message: 'No.',
  });
  const failed = (await (await server.call(`/api/jobs/${job.id}`)).json()) as Job;
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'no_such_sheet', message: 'No.' } });
  const again = await jobOf(await server.post(`/api/jobs/${job.id}/retry`, undefined, { 'idempotency-key': 'again' }));
  expect(again).toMatchObject({ kind: 'import', state: 'queued', parentId: job.id, title: job.title });
  expect(
    (await jobOf(await server.post(`/api/jobs/${job.id}/retry`, undefined, { 'idempotency-key': 'again' }))).id,
  ).toBe(again.id);
  const second = (await claimJob(server.pool, again.id, 'test'))!;
  await settleJob(server.pool, again.id, second.fence, {
    ...NONE,
    seq: second.fence * 1e9 + 9,
    result: { tableId },
    tableId,
  });
  expect(await codeOf(await server.post(`/api/jobs/${again.id}/retry`))).toEqual([409, 'job_finished']);
  expect(await codeOf(await server.post(`/api/jobs/${again.id}/undo`))).toEqual([409, 'undo_not_possible']);
});

test('P22 rejected rows are pages with sentences, and a heading may be called anything', async () => {
  const job = await jobOf(await start());
  const issues = [
    { column: '__proto__', code: 'not_integer', value: 'abc' },
    { column: 'constructor', code: 'required' },
    { column: '', code: 'duplicate_in_file' },
  ];
  await server.pool.query(
    'INSERT INTO sheetport.reject (job_id, "row", cells, issues) SELECT $1, n, $2, $3 FROM generate_series(2, 26) n',
    [job.id, '{"Name":"x","__proto__":"abc","constructor":""}', JSON.stringify(issues)],
  );
  const first = (await (await server.call(`/api/jobs/${job.id}/rejects?limit=20`)).json()) as Rejects;
  expect(first.rows).toHaveLength(20);
  expect(first.columns.sort()).toEqual(['Name', '__proto__', 'constructor']);
  expect(Object.entries(first.rows[0]!.cells).sort()).toEqual([
    ['Name', 'x'],
    ['__proto__', 'abc'],
    ['constructor', ''],
  ]);
  expect(first.rows[0]!.issues.map(({ message }) => message)).toEqual([
    '"abc" is not a whole number',
    'the cell is empty, but the column is required',
    'the same key is in the file more than once',
  ]);
  const rest = (await (
    await server.call(`/api/jobs/${job.id}/rejects?limit=20&after=${first.next}`)
  ).json()) as Rejects;
  expect([rest.rows.map(({ row }) => row), rest.next]).toEqual([[22, 23, 24, 25, 26], null]);
});

test('P31 lists are pages by age that neither lose nor repeat', async () => {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const page = (await (await server.call(`/api/jobs?limit=3${after ? `&after=${after}` : ''}`)).json()) as {
      jobs: Job[];
      next: string | null;
    };
    seen.push(...page.jobs.map(({ id }) => id));
    after = page.next;
  } while (after);
  expect(new Set(seen).size).toBe(seen.length);
  expect(seen).toHaveLength(await server.records.job.count());
  expect(await codeOf(await server.call('/api/jobs?after=nonsense'))).toEqual([400, 'invalid_cursor']);
  const { jobs } = (await (await server.call('/api/jobs?kind=import&state=queued&limit=200')).json()) as {
    jobs: Job[];
  };
  expect(jobs.every(({ kind, state }) => kind === 'import' && state === 'queued')).toBe(true);
  expect(jobs.map(({ progress }) => progress.queuePosition)).toEqual(
    [...jobs.map(({ progress }) => progress.queuePosition)].sort((a, b) => b! - a!),
  );
});

test('P30 an export is offered once it is whole, in ranges too, under its own name', async () => {
  const job = await jobOf(await server.post('/api/exports', { tableId }));
  const where = `/api/jobs/${job.id}/file`;
  expect(await codeOf(await server.call(where))).toEqual([409, 'no_file_yet']);
  const claim = (await claimJob(server.pool, job.id, 'test'))!;
  const bytes = Buffer.from('0123456789');
  const file = path.join(server.settings.DATA_DIR, 'exports', job.id);
  await settleJob(server.pool, job.id, claim.fence, {
    ...NONE,
    seq: claim.fence * 1e9 + 1,
    result: { bytes: 10, name: 'Größe "1".csv', format: 'csv' },
    tableId: null,
  });
  expect(await codeOf(await server.call(where))).toEqual([404, 'file_missing']);
  await writeFile(file, bytes);
  const whole = await server.call(where);
  expect([whole.status, await whole.text()]).toEqual([200, '0123456789']);
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'text/csv; charset=utf-8',
    'content-length': '10',
    'accept-ranges': 'bytes',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename="Groe _1_.csv"; filename*=UTF-8''Gr%C3%B6%C3%9Fe%20%221%22.csv`,
  });
  const head = await server.call(where, { method: 'HEAD' });
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '10', '']);
  const part = await server.call(where, { headers: { range: 'bytes=2-4' } });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234']);
  const tail = await server.call(where, { headers: { range: 'bytes=-3', 'if-range': whole.headers.get('etag')! } });
  expect([tail.status, await tail.text()]).toEqual([206, '789']);
  const other = await server.call(where, { headers: { range: 'bytes=-3', 'if-range': '"another"' } });
  expect([other.status, await other.text()]).toEqual([200, '0123456789']);
  expect((await server.call(where, { headers: { range: 'bytes=50-60' } })).status).toBe(416);
  const known = await server.call(where, { headers: { 'if-none-match': whole.headers.get('etag')! } });
  expect([known.status, await known.text()]).toEqual([304, '']);
  const several = await server.call(where, { headers: { range: 'bytes=0-1,3-4' } });
  expect([several.status, await several.text()]).toEqual([200, '0123456789']);
  const inspection = (await server.records.file.findUniqueOrThrow({ where: { id: fileId } })).inspectionId;
  expect(await codeOf(await server.call(`/api/jobs/${inspection}/file`))).toEqual([404, 'not_found']);
});
