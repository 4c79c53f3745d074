/** @module-tag long */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdAt, killWorkerOf, type Moment } from '../support/hold.ts';
import { type Service, startService } from '../support/service.ts';

/** The worker of an edit is killed before it writes, and with all rows written before it commits: another one does it, once. */
let service: Service;
beforeAll(async () => {
  service = await startService({ workers: 2 });
});
afterAll(() => service?.stop());

describe.each<Moment>(['writing', 'settling'])('an edit', (moment) => {
  test(`P03 P04 P60: an edit whose worker is killed while ${moment} is done once, and is undone whole`, async () => {
    const { api, pool } = service;
    const columns = [
      { label: 'Code', type: 'integer' },
      { label: 'Name', type: 'text' },
    ];
    const table = await api.ask('POST', '/api/tables', { name: `Edited ${moment}`, columns, key: ['code'] });
    await pool.query(
      `INSERT INTO ${table.qualifiedName} (code, name) SELECT i, 'n' || i FROM generate_series(1, 50) i`,
    );
    const { ids } = await api.ask(
      'GET',
      `/api/tables/${table.id}/rows?sort=${encodeURIComponent('[{"column":"code"}]')}`,
    );
    const rows = async () =>
      (await pool.query({ text: `SELECT code::int, name FROM ${table.qualifiedName} ORDER BY code`, rowMode: 'array' }))
        .rows;
    const before = await rows();
    const body = {
      updates: ids.slice(0, 20).map((id: string) => ({ id, cells: { name: 'new' } })),
      inserts: [{ code: 100, name: 'added' }],
      deletes: ids.slice(40),
    };
    const { id, held } = await holdAt(service, table.qualifiedName, moment, () =>
      api.ask('POST', `/api/tables/${table.id}/edits`, body),
    );
    expect(held.waits).toBe(true);
    await killWorkerOf(service, id);
    expect(await rows()).toEqual(before);
    await held.release();
    expect(await api.ended(id)).toMatchObject({
      state: 'succeeded',
      counts: { updated: 20, inserted: 1 },
      result: { deleted: 10 },
    });
    expect(await rows()).toEqual([
      ...before.map(([code, name]) => [code, code <= 20 ? 'new' : name]).filter(([code]) => code <= 40),
      [100, 'added'],
    ]);
    const undo = await api.ended((await api.ask('POST', `/api/jobs/${id}/undo`)).id);
    expect(undo).toMatchObject({ state: 'succeeded', result: { removed: 1, restored: 30, kept: 0 } });
    expect(await rows()).toEqual(before);
    await service.addWorker();
  });
});
