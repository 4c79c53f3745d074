import { beforeAll, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** An import is taken back with those that brought its mended rows: in one job, all or nothing. */
let service: Service;
beforeAll(async () => {
  service = await shareService();
});

const CSV = 'Code,Name,Amount\n1,one,1\n2,two,2\n2,dos,22\nx,three,3\n4,four,many\n';
async function first(name: string, more: object = {}): Promise<any> {
  const { api } = service;
  const file = await api.upload(CSV, 'rows.csv');
  const mapping = { Code: { column: 'Code', type: 'integer' }, Amount: { column: 'Amount', type: 'decimal' } };
  const job = await api.import({
    fileId: file.id,
    table: { create: { name } },
    key: ['Code'],
    mapping,
    ...more,
  } as never);
  return api.ended(job.id);
}
const correct = async (id: string, body: object) =>
  service.api.ended((await service.api.ask('POST', `/api/jobs/${id}/corrections`, body)).id);
const takeBack = async (id: string, body?: object) =>
  service.api.ended((await service.api.ask('POST', `/api/jobs/${id}/undo`, body)).id);
const rowsOf = async (id: string) =>
  (await service.api.allRows(id)).map(({ code, name, amount }) => [code, name, amount]);
/** An import, one of its mended rows that writes over a row of it, and one that continues that one. */
async function family(name: string) {
  const job = await first(name);
  expect(job).toMatchObject({ state: 'succeeded', pendingRejects: 3, counts: { read: 5, inserted: 2, rejected: 3 } });
  const over = await correct(job.id, { bulk: [{ where: { code: 'duplicate_in_file' } }], mode: 'upsert' });
  expect(over.counts).toMatchObject({ updated: 1, rejected: 0 });
  const some = await correct(job.id, {
    rows: [
      { row: 5, cells: { Code: 3 } },
      { row: 6, cells: { Amount: 'lots' } },
    ],
  });
  expect(some.counts).toMatchObject({ inserted: 1, rejected: 1 });
  const last = await correct(some.id, { rows: [{ row: 6, cells: { Amount: 4 } }] });
  expect(last.counts).toMatchObject({ inserted: 1, rejected: 0 });
  expect(await rowsOf(job.tableId)).toEqual([
    [1, 'one', 1],
    [2, 'dos', 22],
    [3, 'three', 3],
    [4, 'four', 4],
  ]);
  return { job, over, some, last };
}

test('P40: an import goes with all that followed it, also where that wrote over its rows; the table it made goes too', async () => {
  const { api } = service;
  const { job, over, some, last } = await family('Together');
  const details = await api.ask('GET', `/api/jobs/${job.id}/details`);
  expect(details.correctionImports).toEqual({ count: 3, rows: 3 });
  const undo = await takeBack(job.id);
  expect(undo).toMatchObject({
    state: 'succeeded',
    result: { removed: 4, restored: 0, kept: 0, correctionImports: 3, dropped: true },
  });
  for (const { id } of [job, over, some, last]) expect(await api.job(id)).toMatchObject({ undoneByJobId: undo.id });
  // Whoever takes back one after the other finds those done that went along; the same one twice is refused as ever.
  for (const { id } of [over, some, last]) {
    const again = await api.call('POST', `/api/jobs/${id}/undo`);
    expect([again.status, again.body.id]).toEqual([202, undo.id]);
  }
  expect((await api.call('POST', `/api/jobs/${job.id}/undo`)).body).toMatchObject({ code: 'already_undone' });
  expect((await api.call('GET', `/api/tables/${job.tableId}`)).status).toBe(404);
});

test('P40: what followed can be left, and a part of what followed goes with what came of it', {
  tags: ['long'],
}, async () => {
  const { api } = service;
  const { job, over, some, last } = await family('Apart');
  const part = await takeBack(some.id);
  expect(part).toMatchObject({ state: 'succeeded', result: { removed: 2, correctionImports: 1 } });
  expect(await api.job(last.id)).toMatchObject({ undoneByJobId: part.id });
  expect(await api.job(over.id)).toMatchObject({ undoneByJobId: null });
  expect((await api.job(job.id)).pendingRejects).toBe(2);
  const alone = await takeBack(job.id, { includeCorrections: false });
  expect(alone).toMatchObject({ state: 'succeeded', result: { removed: 1, kept: 1 } });
  expect(alone.result!.correctionImports).toBeUndefined();
  expect(await rowsOf(job.tableId)).toEqual([[2, 'dos', 22]]);
});

test('P40: where one of those that followed cannot go, nothing does, and that is said', {
  tags: ['long'],
}, async () => {
  const { api, pool } = service;
  const { job, over, some } = await family('Refused');
  const before = await rowsOf(job.tableId);
  await pool.query(`UPDATE sheetport.job SET state = 'running' WHERE id = $1`, [some.id]);
  const early = await api.call('POST', `/api/jobs/${job.id}/undo`);
  expect([early.status, early.body.code]).toEqual([409, 'job_not_finished']);
  await pool.query(`UPDATE sheetport.job SET state = 'succeeded' WHERE id = $1`, [some.id]);

  await pool.query(`UPDATE sheetport.job SET continuation_state = continuation_state - 'undo' WHERE id = $1`, [
    over.id,
  ]);
  const refused = await takeBack(job.id);
  expect(refused).toMatchObject({ state: 'failed', error: { code: 'undo_not_possible' } });
  expect(refused.error!.message).toContain('without its corrections');
  expect(await rowsOf(job.tableId)).toEqual(before);
  for (const { id } of [job, over, some]) expect(await api.job(id)).toMatchObject({ undoneByJobId: null });
  expect((await api.job(job.id)).pendingRejects).toBe(0);

  expect(await takeBack(job.id, { includeCorrections: false })).toMatchObject({ state: 'succeeded' });
  const wrong = await api.call('POST', `/api/jobs/${some.id}/undo`, { along: true });
  expect([wrong.status, wrong.body.code]).toEqual([400, 'invalid_request']);
});
