/** Jobs that begin once others have succeeded: chains of imports and exports. */
import type { Job } from '@sheetport/contract';
import { describe, expect, test } from 'vitest';
import { importHalf } from '../support/hold.ts';
import { useStand } from '../support/stack.ts';
import { ordersCsv } from '../support/workbooks.ts';

const ROWS = 2000;

describe('jobs that wait for others', () => {
  const stand = useStand();

  test('P61 an export of a chain begins after its imports, has all their rows, and does nothing where one of them fails', async () => {
    const { api } = stand.service;
    const { table, job: first, held } = await importHalf(stand.service, 'Chained', ROWS);
    const second = (await api.upload(ordersCsv(ROWS), 'again.csv')).id;
    const into = { fileId: second, table: { id: table.id }, mode: 'upsert', key: ['id'] };
    const upsert = await api.import({ ...into, dependsOn: [first.id] } as never);
    const exportBody = { tableId: table.id, format: 'csv' };
    const last = await api.ask('POST', '/api/exports', { ...exportBody, dependsOn: [upsert.id, first.id, upsert.id] });
    expect(last).toMatchObject({ state: 'queued', phase: 'waiting', dependsOn: [upsert.id, first.id] });
    expect(last.progress.queuePosition).toBeNull();
    // What waits for nothing is not held up by them.
    const { id: alone } = await api.upload('a\n1\n', 'alone.csv');
    expect(
      (await api.ended((await api.import({ fileId: alone, table: { create: { name: 'Alone' } } })).id)).state,
    ).toBe('succeeded');
    expect((await api.job(upsert.id)).state).toBe('queued');

    await held.release();
    const chain = [first, upsert, last];
    const ended: Job[] = [];
    for (const { id } of chain) ended.push(await api.ended(id));
    expect(ended.map(({ state }) => state)).toEqual(['succeeded', 'succeeded', 'succeeded']);
    expect(ended[1]!.counts).toMatchObject({ read: ROWS, inserted: 0 });
    expect(ended[2]!.counts.read).toBe(ROWS);
    for (const at of [1, 2]) expect(ended[at]!.startedAt! >= ended[at - 1]!.finishedAt!).toBe(true);

    // What is over is not waited for, and a new attempt waits for nothing.
    const late = await api.ask('POST', '/api/exports', { ...exportBody, dependsOn: [first.id] });
    expect((await api.ended(late.id)).state).toBe('succeeded');

    const broken = await api.import({
      fileId: second,
      table: { id: table.id },
      onReject: 'abort',
      allowRepeat: true,
    } as never);
    const after = await api.ask('POST', '/api/exports', { ...exportBody, dependsOn: [broken.id] });
    const afterThat = await api.ask('POST', '/api/exports', { ...exportBody, dependsOn: [after.id] });
    expect((await api.ended(broken.id)).state).toBe('failed');
    for (const { id } of [after, afterThat])
      expect(await api.ended(id)).toMatchObject({
        state: 'failed',
        startedAt: null,
        error: { code: 'dependency_failed' },
      });
    const again = await api.ask('POST', `/api/jobs/${after.id}/retry`);
    expect((await api.ended(again.id)).state).toBe('succeeded');

    // The table of an export may be one that its import makes.
    const create = (name: string, more: object = {}) =>
      api.import({ fileId: second, table: { create: { name } }, allowRepeat: true, ...more } as never);
    const maker = await create('Made');
    const ofMade = await api.ask('POST', '/api/exports', { tableOf: maker.id, format: 'csv' });
    const made = await api.ended(maker.id);
    expect(await api.ended(ofMade.id)).toMatchObject({
      state: 'succeeded',
      title: 'Made',
      tableId: made.result!.tableId,
      counts: { read: ROWS },
    });
    // A table that is not made is not exported, however often it is tried.
    const unmade = await create('Unmade', { dependsOn: [broken.id] });
    const ofUnmade = await api.ask('POST', '/api/exports', { tableOf: unmade.id, format: 'csv' });
    expect(await api.ended(ofUnmade.id)).toMatchObject({ state: 'failed', error: { code: 'dependency_failed' } });
    expect((await api.call('POST', `/api/jobs/${ofUnmade.id}/retry`)).body.code).toBe('dependency_failed');
  });

  test('a job that waits is cancelled like any other, and what waits for it fails; a job that is not there cannot be waited for', async () => {
    const { api } = stand.service;
    const { table, job, held } = await importHalf(stand.service, 'Waited for', ROWS);
    const exportAfter = (id: string) =>
      api.ask('POST', '/api/exports', { tableId: table.id, format: 'csv', dependsOn: [id] });
    const waiting = await exportAfter(job.id);
    const next = await exportAfter(waiting.id);
    await api.ask('POST', `/api/jobs/${waiting.id}/cancel`);
    expect((await api.ended(waiting.id)).state).toBe('cancelled');
    expect(await api.ended(next.id)).toMatchObject({ state: 'failed', error: { code: 'dependency_failed' } });
    await held.release();
    expect((await api.ended(job.id)).state).toBe('succeeded');
    const unknown = { tableId: table.id, format: 'csv', dependsOn: [crypto.randomUUID()] };
    const answer = await api.call('POST', '/api/exports', unknown);
    expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  });
});
