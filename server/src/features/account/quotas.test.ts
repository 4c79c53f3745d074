/** Quotas hold exactly, however many ask at once (docs/promises.md, P34). */
import { randomUUID } from 'node:crypto';
import type { AuditEvents, Person, PersonUsage, Usage } from '@sheetport/contract';
import { refuseRowsOverQuota } from '@sheetport/core';
import { afterEach, expect, test } from 'vitest';
import { addPerson, type TestPerson } from '../../testing/test-people.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

let server: TestServer;
afterEach(async () => server?.close());

async function upload({ cookie }: TestPerson, bytes: number): Promise<[number, string]> {
  const form = new FormData();
  form.set('file', new Blob(['x'.repeat(bytes)]), 'numbers.csv');
  const answer = await fetch(`${server.url}/api/files`, { method: 'POST', headers: { cookie }, body: form });
  const { code = '' } = (await answer.json()) as { code?: string };
  return [answer.status, code];
}

const usageOf = async (person: TestPerson) => (await (await person.call('GET', '/api/me/usage')).json()) as Usage;
const count = (answers: [number, string][], status: number) => answers.filter(([one]) => one === status).length;

test('P34 ten uploads at once never exceed what a person, and what all together, may keep', async () => {
  server = await startTestServer({
    env: { MAX_STORED_BYTES_PER_PERSON: '3500', MAX_STORED_BYTES: '5500' },
  });
  const [lan, ben] = [await addPerson(server, 'editor'), await addPerson(server, 'editor')];
  const first = await Promise.all(Array.from({ length: 10 }, () => upload(lan, 1000)));
  expect([count(first, 201), count(first, 507)]).toEqual([3, 7]);
  expect(first.find(([status]) => status === 507)).toEqual([507, 'quota_storage']);
  const second = await Promise.all(Array.from({ length: 10 }, () => upload(ben, 1000)));
  expect([count(second, 201), count(second, 507)]).toEqual([2, 8]);
  expect((await usageOf(ben)).storedBytes).toEqual({ used: 2000, limit: 3500, all: { used: 5000, limit: 5500 } });
  // Nothing is left of what was refused, and what is deleted makes room.
  const kept = await server.records.file.findMany({ select: { id: true } });
  const objects: string[] = [];
  for await (const { key } of server.app.context.storage.list('files')) objects.push(key);
  expect(objects.sort()).toEqual(kept.map(({ id }) => `files/${id}`).sort());
  expect((await server.call(`/api/files/${kept[0]!.id}`, { method: 'DELETE' })).status).toBe(204);
  expect((await upload(ben, 1000))[0]).toBe(201);
  expect((await upload(ben, 1000))[1]).toBe('quota_storage');
});

test('P34 a resumable upload that does not fit is refused when it begins, or when it ends', {
  tags: ['long'],
}, async () => {
  server = await startTestServer({ env: { MAX_STORED_BYTES_PER_PERSON: '1500' } });
  const lan = await addPerson(server, 'editor');
  const begin = (bytes: number) =>
    fetch(`${server.url}/api/uploads`, {
      method: 'POST',
      headers: { cookie: lan.cookie, 'tus-resumable': '1.0.0', 'upload-length': String(bytes) },
    });
  expect((await begin(2000)).status).toBe(507);
  const paths = await Promise.all(Array.from({ length: 4 }, async () => (await begin(1000)).headers.get('location')!));
  const ends = await Promise.all(
    paths.map(async (path) => {
      const answer = await fetch(server.url + path, {
        method: 'PATCH',
        headers: {
          cookie: lan.cookie,
          'tus-resumable': '1.0.0',
          'upload-offset': '0',
          'content-type': 'application/offset+octet-stream',
        },
        body: 'x'.repeat(1000),
      });
      return answer.status;
    }),
  );
  expect(ends.sort()).toEqual([204, 507, 507, 507]);
  expect((await usageOf(lan)).storedBytes.used).toBe(1000);
  await server.app.sweep(0);
  expect(await server.records.file.count()).toBe(1);
});

test('P34 jobs that are started at once never exceed what may be open; one that ends makes room', async () => {
  server = await startTestServer({ env: { MAX_OPEN_JOBS_PER_PERSON: '3', MAX_OPEN_JOBS: '4' } });
  const [lan, ben] = [await addPerson(server, 'editor'), await addPerson(server, 'editor')];
  const made = await lan.call('POST', '/api/tables', {
    name: 'Orders',
    columns: [{ label: 'City', type: 'text' }],
    key: [],
  });
  const { id: tableId } = (await made.json()) as { id: string };
  const start = async (person: TestPerson) => {
    const answer = await person.call('POST', '/api/exports', { tableId });
    return [answer.status, ((await answer.json()) as { code?: string }).code ?? ''] as [number, string];
  };
  const first = await Promise.all(Array.from({ length: 10 }, () => start(lan)));
  expect([count(first, 202), count(first, 429)]).toEqual([3, 7]);
  expect(first.find(([status]) => status === 429)).toEqual([429, 'quota_jobs']);
  const second = await Promise.all(Array.from({ length: 5 }, () => start(ben)));
  expect(count(second, 202)).toBe(1);
  expect((await usageOf(ben)).openJobs).toEqual({ used: 1, limit: 3, all: { used: 4, limit: 4 } });
  await server.pool.query(
    `UPDATE sheetport.job SET state = 'cancelled' WHERE id = (SELECT id FROM sheetport.job WHERE created_by = $1 LIMIT 1)`,
    [lan.id],
  );
  expect((await start(ben))[0]).toBe(202);
  // What one Idempotency-Key started already is answered, whatever is open.
  expect((await start(ben))[1]).toBe('quota_jobs');
});

test('P34 rows of the last day count, and those before do not', { tags: ['long'] }, async () => {
  server = await startTestServer({ env: { MAX_ROWS_PER_DAY_PER_PERSON: '100' } });
  const lan = await addPerson(server, 'editor');
  const add = (inserted: number, hours: number) =>
    server.pool.query(
      `INSERT INTO sheetport.job (id, kind, state, title, spec, created_by, inserted, finished_at)
       VALUES ($1, 'import', 'succeeded', 'x', '{}', $2, $3, now() - $4 * interval '1 hour')`,
      [randomUUID(), lan.id, inserted, hours],
    );
  await add(500, 25);
  await add(60, 1);
  expect((await usageOf(lan)).rowsPerDay).toEqual({ used: 60, limit: 100, all: null });
  await add(40, 0);
  expect((await usageOf(lan)).rowsPerDay.used).toBe(100);
});

test('P34 an owner gives a person limits of their own: more, less, or none; they hold at once, and are in the audit trail', async () => {
  server = await startTestServer({ env: { MAX_STORED_BYTES_PER_PERSON: '1500', MAX_OPEN_JOBS_PER_PERSON: '3' } });
  const [owner, lan, ben] = [
    await addPerson(server, 'owner'),
    await addPerson(server, 'editor'),
    await addPerson(server, 'editor'),
  ];
  const setLimits = (limits: object, by = owner, of = lan) => by.call('PATCH', `/api/people/${of.id}`, { limits });
  expect((await setLimits({ storedBytes: 2500 }, ben)).status).toBe(403);
  expect((await setLimits({ storedBytes: -1 })).status).toBe(400);
  const set = await setLimits({ storedBytes: 2500 });
  expect(((await set.json()) as Person).limits).toEqual({ storedBytes: 2500, openJobs: null, rowsPerDay: null });
  expect((await usageOf(lan)).storedBytes.limit).toBe(2500);
  const both = await Promise.all([lan, ben].flatMap((one) => Array.from({ length: 4 }, () => upload(one, 1000))));
  expect([count(both.slice(0, 4), 201), count(both.slice(4), 201)]).toEqual([2, 1]);
  // Less than is used: what is kept stays, and nothing is added.
  await setLimits({ storedBytes: 500, rowsPerDay: 10 });
  expect((await upload(lan, 100))[1]).toBe('quota_storage');
  expect((await usageOf(lan)).storedBytes).toMatchObject({ used: 2000, limit: 500 });
  const seen = (await (await owner.call('GET', `/api/people/${lan.id}/usage`)).json()) as PersonUsage;
  expect(seen.usage).toEqual(await usageOf(lan));
  expect(seen.standard).toEqual({ storedBytes: 1500, openJobs: 3, rowsPerDay: 0 });
  expect((await ben.call('GET', `/api/people/${lan.id}/usage`)).status).toBe(403);
  // 0 is no limit, also where there is one for everybody; null is that of everybody again.
  await setLimits({ storedBytes: 0 });
  expect((await upload(lan, 5000))[0]).toBe(201);
  expect((await usageOf(lan)).storedBytes.limit).toBeNull();
  await setLimits({ storedBytes: null });
  expect((await upload(lan, 100))[1]).toBe('quota_storage');
  const { events } = (await (await owner.call('GET', '/api/audit?action=updatePerson')).json()) as AuditEvents;
  expect(events[0]).toMatchObject({ details: { limits: { storedBytes: null } }, object: { id: lan.id } });
});

test('P34 rows of an import are counted against the limit of its person', { tags: ['long'] }, async () => {
  server = await startTestServer();
  const lan = await addPerson(server, 'editor');
  await server.records.person.update({ where: { id: lan.id }, data: { maxRowsPerDay: 100 } });
  const written = (inserted: number) =>
    refuseRowsOverQuota(server.pool, server.app.context.settings, lan.id, { inserted, updated: 0 });
  await written(100);
  await expect(written(101)).rejects.toMatchObject({ code: 'quota_rows' });
});
