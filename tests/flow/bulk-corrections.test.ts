import { beforeAll, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** Rejected rows that are wrong alike are brought again together, in a mode of their own where that helps. */
let service: Service;
beforeAll(async () => {
  service = await shareService();
});

const COLUMNS = [
  { label: 'Code', type: 'integer' },
  { label: 'Name', type: 'text' },
  { label: 'Amount', type: 'decimal' },
];
async function makeTable(name: string, rows: string): Promise<{ id: string; qualifiedName: string }> {
  const table = await service.api.ask('POST', '/api/tables', { name, columns: COLUMNS, key: ['Code'] });
  await service.pool.query(`INSERT INTO ${table.qualifiedName} (code, name, amount) VALUES ${rows}`);
  return table;
}
async function load(csv: string, body: object): Promise<any> {
  const file = await service.api.upload(csv, 'rows.csv');
  return service.api.ended((await service.api.import({ fileId: file.id, ...body } as never)).id);
}
const correct = async (id: string, body: object) =>
  service.api.ended((await service.api.ask('POST', `/api/jobs/${id}/corrections`, body)).id);
const count = async (id: string, body: object): Promise<number> =>
  (await service.api.ask('POST', `/api/jobs/${id}/rejects/count`, body)).count;
const rowsOf = async (table: { id: string }) =>
  (await service.api.allRows(table.id)).map(({ code, name, amount }) => [code, name, amount]);
const openRows = async (id: string) => (await service.api.rejects(id)).rows.map(({ row }) => row);

const THERE = `(1, 'one', 1), (2, 'two', 2), (3, 'three', 3)`;
const CSV =
  'Code,Name,Amount\n1,uno,1\n2,dos,22\n4,four,4\nx,who,5\n6,six,many\n7,seven,many\n8,eight,lots\n3,three,3\n';

test('P04 P40: rows whose key is there already update those instead, once, and the update can be taken back', async () => {
  const { api } = service;
  const table = await makeTable('Instead', THERE);
  const before = await rowsOf(table);
  const mapping = { Code: { column: 'Code' }, Name: { column: 'Name' }, Amount: { column: 'Amount' } };
  const job = await load(CSV, { table: { id: table.id }, mapping });
  expect(job).toMatchObject({ state: 'succeeded', counts: { read: 8, inserted: 1, rejected: 7 } });
  const remembered = await api.ask('GET', '/api/mappings');
  const where = { code: 'already_exists' };
  expect(await count(job.id, { filters: [where] })).toBe(3);

  const body = { bulk: [{ where }], mode: 'upsert' };
  const child = await correct(job.id, body);
  expect(child).toMatchObject({
    state: 'succeeded',
    correctsJobId: job.id,
    counts: { read: 3, inserted: 0, updated: 2, unchanged: 1, rejected: 0 },
  });
  expect((await rowsOf(table)).slice(0, 4)).toEqual([
    [1, 'uno', 1],
    [2, 'dos', 22],
    [3, 'three', 3],
    [4, 'four', 4],
  ]);
  expect(await openRows(job.id)).toEqual([5, 6, 7, 8]);
  expect(await api.job(job.id)).toMatchObject({ counts: { read: 8, inserted: 1, rejected: 7 } });
  // What a person said of this file is as it was, its mode too.
  expect(await api.ask('GET', '/api/mappings')).toEqual(remembered);
  expect(remembered.mappings.find((one: any) => one.tableId === table.id)).toMatchObject({ mode: 'insert' });

  const again = await api.call('POST', `/api/jobs/${job.id}/corrections`, body);
  expect([again.status, again.body.code]).toEqual([409, 'no_pending_rejects']);

  await api.ended((await api.ask('POST', `/api/jobs/${child.id}/undo`)).id);
  expect((await rowsOf(table)).filter(([code]) => code !== 4)).toEqual(before);
  expect(await openRows(job.id)).toEqual([2, 3, 5, 6, 7, 8, 9]);
});

test('P04: one mend goes into all rows that are alike; a row of its own and the first that fits come before', async () => {
  const table = await makeTable('Alike', THERE);
  const job = await load(CSV, { table: { id: table.id } });
  const many = { column: 'Amount', value: 'many' };
  const wrong = { column: 'Amount', code: 'not_decimal' };
  expect(await count(job.id, { filters: [many] })).toBe(2);
  expect(await count(job.id, { filters: [wrong], without: { filters: [many], rows: [8] } })).toBe(0);
  expect(await count(job.id, { filters: [many], rows: [5, 4] })).toBe(3);
  expect(await count(job.id, {})).toBe(0);
  expect(await count(job.id, { filters: [{}] })).toBe(7);

  const child = await correct(job.id, {
    bulk: [
      { where: many, cells: { Amount: 66 } },
      { where: wrong, cells: { Amount: '88', Name: 'any' } },
    ],
    rows: [
      { row: 5, cells: { Code: '5' } },
      { row: 7, cells: { Name: 'own' } },
    ],
  });
  expect(child).toMatchObject({ state: 'succeeded', counts: { read: 4, inserted: 4, rejected: 0 } });
  expect((await rowsOf(table)).slice(3)).toEqual([
    [4, 'four', 4],
    [5, 'who', 5],
    [6, 'any', 66],
    [7, 'own', 66],
    [8, 'any', 88],
  ]);
  expect(await openRows(job.id)).toEqual([2, 3, 9]);
  // All that is left, as it is: nothing has changed, so nothing goes in.
  expect(await correct(job.id, { bulk: [{ where: {} }] })).toMatchObject({
    state: 'succeeded',
    counts: { read: 3, inserted: 0, rejected: 3 },
  });
});

test('P22: pages of rejects that are alike; a value and a heading may be anything', { tags: ['long'] }, async () => {
  const { api } = service;
  const table = await api.ask('POST', '/api/tables', {
    name: 'Odd headings',
    columns: [
      { label: '__proto__', type: 'integer' },
      { label: 'b', type: 'text' },
    ],
  });
  const job = await load(`__proto__,b\n'; DROP TABLE x; --,1\n"?$1",2\n"?$1",3\n,4\n`, {
    table: { id: table.id },
    mapping: { 0: { column: '__proto__' }, 1: { column: 'b' } },
  });
  expect(job.counts).toMatchObject({ inserted: 1, rejected: 3 });
  const page = (like: object, more = '') =>
    api.ask('GET', `/api/jobs/${job.id}/rejects?filter=${encodeURIComponent(JSON.stringify(like))}${more}`);
  const value = { column: '__proto__', value: '?$1' };
  expect((await page(value, '&limit=1')).rows.map(({ row }: any) => row)).toEqual([3]);
  expect((await page(value, '&limit=1')).next).toBe(3);
  expect((await page(value, '&after=3')).rows.map(({ row }: any) => row)).toEqual([4]);
  expect((await page({ column: '__proto__', code: 'not_integer' })).rows).toHaveLength(3);
  expect((await page({ column: 'b', code: 'not_integer' })).rows).toHaveLength(0);
  expect(await count(job.id, { filters: [value] })).toBe(2);
  for (const odd of ['\u0000', '\ud800', "'; --", '"', '\\u0000', '%']) {
    expect((await page({ column: odd, value: odd })).rows).toEqual([]);
    expect((await page({ column: odd, code: odd, details: { [odd]: odd } })).rows).toEqual([]);
  }
  expect((await api.call('GET', `/api/jobs/${job.id}/rejects?filter=%7B`)).status).toBe(400);
  const child = await correct(job.id, { bulk: [{ where: value, cells: { b: 'still' } }] });
  expect(child).toMatchObject({ counts: { read: 2, inserted: 0, rejected: 2 } });
  expect((await api.rejects(child.id)).rows.map(({ cells }) => cells.b)).toEqual(['still', 'still']);
});

test('P10: what cannot be brought in such a way is refused with what to do', async () => {
  const { api } = service;
  const table = await api.ask('POST', '/api/tables', { name: 'No key at all', columns: COLUMNS });
  const job = await load('Code,Name,Amount\nx,a,1\n2,b,2\n', { table: { id: table.id } });
  const codeOf = async (body: object) => {
    const { status, body: answer } = await api.call('POST', `/api/jobs/${job.id}/corrections`, body);
    return [status, answer.code];
  };
  const bulk = [{ where: {} }];
  expect(await codeOf({ bulk, mode: 'upsert' })).toEqual([422, 'key_needed']);
  expect(await codeOf({ bulk, mode: 'replace' })).toEqual([400, 'invalid_request']);
  expect(await codeOf({ bulk: [] })).toEqual([400, 'invalid_request']);
  expect(await codeOf({ bulk: [{ where: { value: 'x' } }] })).toEqual([400, 'invalid_request']);
  expect(await codeOf({ bulk: [{ where: {}, cells: { Nope: 1 } }] })).toEqual([422, 'invalid_mapping']);
  expect(await codeOf({ bulk: [{ where: { code: 'already_exists' } }] })).toEqual([409, 'no_pending_rejects']);
  expect(await codeOf({ bulk, rows: [{ row: 3, cells: {} }] })).toEqual([409, 'rows_already_resolved']);
});

test('P04: what is wrong alike is counted with the import, and stays right while rows are mended and that is taken back', {
  tags: ['long'],
}, async () => {
  const { api, pool } = service;
  const table = await makeTable('Tallied', THERE);
  const job = await load(CSV, { table: { id: table.id } });
  const kept = await pool.query('SELECT count(*)::int AS n FROM sheetport.reject_group WHERE job_id = $1', [job.id]);
  expect(kept.rows[0].n).toBe(3);
  const tally = async (id: string) => {
    const groups = await api.ask('GET', `/api/jobs/${id}/issues`);
    return [(await api.job(id)).pendingRejects, ...groups.map(({ code, count, rows }: any) => [code, count, rows])];
  };
  const all = [7, ['not_decimal', 3, [6, 7, 8]], ['already_exists', 3, [2, 3, 9]], ['not_integer', 1, [5]]];
  expect(await tally(job.id)).toEqual(all);
  const child = await correct(job.id, {
    bulk: [{ where: { column: 'Amount', value: 'many' }, cells: { Amount: 1 } }],
    rows: [
      { row: 8, cells: { Code: 'y' } },
      { row: 2, cells: { Code: 11 } },
    ],
  });
  expect(child.counts).toMatchObject({ read: 4, inserted: 3, rejected: 1 });
  expect(await tally(job.id)).toEqual([
    4,
    ['already_exists', 2, [3, 9]],
    ['not_decimal', 1, [8]],
    ['not_integer', 1, [5]],
  ]);
  expect(await tally(child.id)).toEqual([1, ['not_decimal', 1, [8]], ['not_integer', 1, [8]]]);
  const last = await correct(child.id, { rows: [{ row: 8, cells: { Code: 8, Amount: 8 } }] });
  expect([(await tally(job.id))[0], (await tally(child.id))[0]]).toEqual([3, 0]);
  for (const id of [last.id, child.id]) await api.ended((await api.ask('POST', `/api/jobs/${id}/undo`)).id);
  expect(await tally(job.id)).toEqual(all);
});

test('P04: an import that refuses all, and a rehearsal, tell what is wrong as well', { tags: ['long'] }, async () => {
  const { api } = service;
  const table = await makeTable('Refused', THERE);
  for (const more of [{ onReject: 'abort' }, { dryRun: true }]) {
    const job = await load(CSV, { table: { id: table.id }, ...more });
    expect(job.pendingRejects).toBe(7);
    expect((await api.ask('GET', `/api/jobs/${job.id}/issues`)).map(({ count }: any) => count)).toEqual([3, 3, 1]);
  }
});
