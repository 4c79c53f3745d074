import { beforeAll, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** Rows of a table are changed, added and deleted by jobs that are undone like imports. */
let service: Service;
beforeAll(async () => {
  service = await shareService();
});

const CSV = 'Code,Name,Amount,Day\n1,one,1.5,2024-01-01\n2,two,2.5,2024-01-02\n3,three,3.5,2024-01-03\n';
async function makeTable(name: string): Promise<string> {
  const { api } = service;
  const file = await api.upload(CSV, 'rows.csv');
  const mapping = {
    Code: { column: 'Code', type: 'integer' },
    Amount: { column: 'Amount', type: 'decimal' },
    Day: { column: 'Day', type: 'date' },
  };
  const job = await api.import({ fileId: file.id, table: { create: { name } }, key: ['Code'], mapping } as never);
  const { tableId } = await api.ended(job.id);
  return tableId!;
}
const page = (id: string): Promise<{ rows: any[]; ids: string[] }> =>
  service.api.ask('GET', `/api/tables/${id}/rows?sort=${encodeURIComponent('[{"column":"code"}]')}`);
const edit = async (id: string, body: object): Promise<any> =>
  service.api.ended((await service.api.ask('POST', `/api/tables/${id}/edits`, body)).id);
const undo = async (id: string): Promise<any> =>
  service.api.ended((await service.api.ask('POST', `/api/jobs/${id}/undo`)).id);
const cellsOf = async (id: string) =>
  (await page(id)).rows.map(({ code, name, amount, day }) => [code, name, amount, day]);
const START = [
  [1, 'one', 1.5, '2024-01-01'],
  [2, 'two', 2.5, '2024-01-02'],
  [3, 'three', 3.5, '2024-01-03'],
];

test('P40 cells are changed, rows added and deleted, and an undo brings all of it back', async () => {
  const id = await makeTable('Edited');
  const { ids } = await page(id);
  const job = await edit(id, {
    updates: [
      { id: ids[0], cells: { name: 'uno', amount: '12345678901234567.25', day: null } },
      { id: ids[1], cells: { Name: '' } },
    ],
    inserts: [{ code: 9, name: 'nine', day: '2024-09-09' }],
    deletes: [ids[2]],
  });
  expect(job).toMatchObject({
    kind: 'edit',
    state: 'succeeded',
    tableId: id,
    counts: { read: 4, inserted: 1, updated: 2, unchanged: 0, rejected: 0 },
    result: { deleted: 1, cells: 4 },
  });
  expect(await cellsOf(id)).toEqual([
    [1, 'uno', '12345678901234567.25', null],
    [2, '', 2.5, '2024-01-02'],
    [9, 'nine', null, '2024-09-09'],
  ]);
  // The new ids are those that the table answers.
  const after = await page(id);
  expect(job.result.rowIds).toEqual({ updates: after.ids.slice(0, 2), inserts: [after.ids[2]] });
  expect(await undo(job.id)).toMatchObject({ state: 'succeeded', result: { removed: 1, restored: 3, kept: 0 } });
  expect(await cellsOf(id)).toEqual(START);
});

test('P60 a row that others changed or deleted since is an issue, and nothing is written; force writes over a change', async () => {
  const id = await makeTable('Concurrent');
  const { ids } = await page(id);
  await edit(id, { updates: [{ id: ids[0], cells: { name: 'mine' } }], deletes: [ids[2]] });
  const late = await edit(id, {
    updates: [
      { id: ids[0], cells: { name: 'yours' } },
      { id: ids[1], cells: { name: 'good' } },
      { id: ids[2], cells: { name: 'gone' } },
    ],
  });
  expect(late).toMatchObject({ state: 'failed', error: { code: 'rows_rejected' }, counts: { rejected: 2 } });
  expect((await service.api.rejects(late.id)).rows).toMatchObject([
    { row: 1, issues: [{ column: '', code: 'row_changed' }] },
    { row: 3, issues: [{ column: '', code: 'row_deleted' }] },
  ]);
  expect((await cellsOf(id)).map(([, name]) => name)).toEqual(['mine', 'two']);
  const forced = await edit(id, { updates: [{ id: ids[0], cells: { name: 'yours' } }], force: true });
  expect(forced).toMatchObject({ state: 'succeeded', counts: { updated: 1 } });
  const some = await edit(id, {
    updates: [
      { id: ids[0], cells: { name: 'late' } },
      { id: ids[1], cells: { name: 'good' } },
    ],
    onReject: 'skip',
  });
  expect(some).toMatchObject({
    state: 'succeeded',
    counts: { updated: 1, rejected: 1 },
    result: { rowIds: { updates: [null, expect.any(String)] } },
  });
  expect((await cellsOf(id)).map(([, name]) => name)).toEqual(['yours', 'good']);
});

test('a value that does not fit names its row and column; all that is wrong is told at once', async () => {
  const id = await makeTable('Unfit');
  const { ids } = await page(id);
  const bad = await edit(id, {
    updates: [
      { id: ids[0], cells: { amount: 'lots' } },
      { key: { code: 2 }, cells: { day: '2024-02-31' } },
    ],
    inserts: [{ code: 3 }, { name: 'no code' }, { code: 'x' }],
  });
  expect(bad).toMatchObject({ state: 'failed', error: { code: 'rows_rejected' } });
  const { rows } = await service.api.rejects(bad.id);
  expect(rows.map(({ row, issues }) => [row, ...issues.map(({ column, code }) => `${column} ${code}`)])).toEqual([
    [1, 'amount not_decimal'],
    [2, 'day not_date'],
    [3, 'code already_exists'],
    [4, 'code required'],
    [5, 'code not_integer'],
  ]);
  expect(await cellsOf(id)).toEqual(START);
});

test('what a request cannot mean is refused before there is a job', async () => {
  const id = await makeTable('Refused');
  const { ids } = await page(id);
  const post = (body: object) => service.api.call('POST', `/api/tables/${id}/edits`, body);
  for (const [body, status, code] of [
    [{}, 400, 'invalid_request'],
    [{ updates: [{ id: 'nonsense', cells: { name: 'x' } }] }, 400, 'invalid_request'],
    [{ updates: [{ id: ids[0], cells: {} }] }, 400, 'invalid_request'],
    [{ updates: [{ id: ids[0], cells: { nothing: 1 } }] }, 422, 'invalid_mapping'],
    [{ updates: [{ id: ids[0], cells: { name: 'a', Name: 'b' } }] }, 422, 'invalid_mapping'],
    [{ updates: [{ id: ids[0], cells: { name: 'a' } }], deletes: [ids[0]] }, 400, 'invalid_request'],
    [{ deletes: [{ key: { name: 'one' } }] }, 422, 'invalid_key'],
    [{ inserts: [{ name: { a: 1 } }] }, 400, 'invalid_request'],
  ] as const) {
    const answer = await post(body);
    expect([body, answer.status, answer.body.code]).toEqual([body, status, code]);
  }
});

test('all rows that a filter selects are set, searched and merged; a dry run changes nothing; the answer may wait for the end', async () => {
  const id = await makeTable('Bulk');
  const post = (body: object) =>
    service.api.ask('POST', `/api/tables/${id}/edits`, body, { prefer: 'respond-async, wait=10' });
  const filter = { and: [] };
  const tried = await post({ filter, replace: { find: 'T', with: 'd' }, dryRun: true });
  expect(tried).toMatchObject({
    state: 'succeeded',
    counts: { updated: 2 },
    result: {
      dryRun: true,
      cells: 2,
      sample: [{ key: { code: '2' }, before: { name: 'two' }, after: { name: 'dwo' } }, {}],
    },
  });
  expect(await cellsOf(id)).toEqual(START);
  expect((await service.api.call('POST', `/api/jobs/${tried.id}/undo`)).body.code).toBe('nothing_to_undo');
  const set = await post({
    filter: { column: 'code', op: 'ge', value: 2 },
    set: { Amount: '7.25', day: '2024-05-06' },
  });
  expect(set).toMatchObject({ state: 'succeeded', counts: { updated: 2 }, result: { cells: 4 } });
  const bad = await post({ filter, set: { amount: 'many' } });
  expect(bad).toMatchObject({ state: 'failed', error: { code: 'rows_rejected' }, counts: { rejected: 1 } });
  expect((await service.api.rejects(bad.id)).rows[0]!.issues).toMatchObject([
    { column: 'amount', code: 'not_decimal' },
  ]);
  const alike = await service.api.ask('POST', `/api/tables/${id}/duplicates`, { columns: ['Amount'] });
  expect(alike).toMatchObject({
    total: { groups: 1, rows: 1 },
    groups: [{ count: 2, rows: [{ code: 2 }, { code: 3 }] }],
  });
  const merged = await post({ filter, merge: { columns: ['amount', 'day'] } });
  expect(merged).toMatchObject({ state: 'succeeded', result: { deleted: 1 } });
  for (const job of [merged, set])
    expect(await undo(job.id)).toMatchObject({ state: 'succeeded', result: { kept: 0 } });
  expect(await cellsOf(id)).toEqual(START);
});

test('an attached table without a key, with columns of its own kinds, is edited and undone', async () => {
  const { api, pool } = service;
  await pool.query(`CREATE SCHEMA IF NOT EXISTS shop; CREATE TYPE shop.size AS ENUM ('s', 'm');
    CREATE TABLE shop.items (n bigint GENERATED ALWAYS AS IDENTITY, big bigint, "__proto__" text, size shop.size DEFAULT 's', u uuid, ok boolean,
      at timestamptz, twice int GENERATED ALWAYS AS (length("__proto__") * 2) STORED);
    INSERT INTO shop.items (big, "__proto__") VALUES (1, 'a'), (2, 'b'), (2, 'b')`);
  const { id } = await api.ask('POST', '/api/tables/attach', { schema: 'shop', name: 'items', label: 'Items' });
  const list = () => api.ask('GET', `/api/tables/${id}/rows`);
  const before = await list();
  const cells = JSON.parse(
    '{"__proto__": "long", "big": "9223372036854775807", "ok": true, "at": "2024-01-02T03:04:05Z", "size": "m"}',
  );
  const job = await edit(id, {
    updates: [{ id: before.ids[1], cells }],
    inserts: [{ big: 5, u: '11111111-1111-1111-1111-111111111111' }, {}],
    deletes: [before.ids[2]],
  });
  expect(job).toMatchObject({
    state: 'succeeded',
    counts: { inserted: 2, updated: 1 },
    result: { deleted: 1, cells: 5 },
  });
  const { rows } = await pool.query(`SELECT big::text, "__proto__" AS p, size::text, twice FROM shop.items ORDER BY n`);
  expect(rows.map(({ big, p, size, twice }) => [big, p, size, twice])).toEqual([
    ['1', 'a', 's', 2],
    ['9223372036854775807', 'long', 'm', 8],
    ['5', null, 's', null],
    [null, null, 's', null],
  ]);
  const bad = await edit(id, {
    updates: [{ id: before.ids[0], cells: { size: 'xl', u: 'none', big: '9223372036854775808' } }],
  });
  expect((await api.rejects(bad.id)).rows[0]!.issues.map(({ column, code }) => [column, code])).toEqual([
    ['big', 'out_of_range'],
    ['size', 'not_in_list'],
    ['u', 'not_castable'],
  ]);
  for (const computed of ['twice', 'n'])
    expect(
      (
        await api.call('POST', `/api/tables/${id}/edits`, {
          updates: [{ id: before.ids[0], cells: { [computed]: 1 } }],
        })
      ).body.code,
    ).toBe('invalid_mapping');
  expect(await undo(job.id)).toMatchObject({ state: 'succeeded', result: { removed: 2, restored: 2, kept: 0 } });
  expect((await list()).rows.map((row: any) => JSON.stringify(row)).sort()).toEqual(
    before.rows.map((row: any) => JSON.stringify(row)).sort(),
  );
});
