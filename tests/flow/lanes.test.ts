import { isOver } from '@sheetport/contract';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { holdAtRow, untilWaiting } from '../support/hold.ts';
import { BACKENDS, kill, type Service, startService } from '../support/service.ts';
import { ordersCsv } from '../support/workbooks.ts';

/** More rows than the small lane takes. */
const LARGE = ordersCsv(12_000);
const SMALL = ordersCsv(100);
const COLUMNS = Array.from({ length: 10 }, (_, i) => ({
  label: i === 0 ? 'id' : `c${i}`,
  type: i > 0 && i % 2 === 0 ? 'text' : 'integer',
}));

describe.each(BACKENDS)('lanes, queue on %s', (backend) => {
  let service: Service;
  let largeFile: string;
  let smallFile: string;
  beforeAll(async () => {
    service = await startService({ backend });
    const { api } = service;
    [largeFile, smallFile] = [(await api.upload(LARGE, 'large.csv')).id, (await api.upload(SMALL, 'small.csv')).id];
    await Promise.all([api.inspected(largeFile), api.inspected(smallFile)]);
  });
  afterAll(() => service?.stop());

  const newTable = (name: string) => service.api.ask('POST', '/api/tables', { name, columns: COLUMNS });
  const laneOf = async (id: string) =>
    (await service.pool.query('SELECT lane FROM sheetport.job WHERE id = $1', [id])).rows[0].lane;

  /** Nobody but this connection writes into the table. */
  async function lockTable(qualifiedName: string): Promise<pg.Client> {
    const client = new pg.Client({ connectionString: service.databaseUrl, application_name: 'a-test-that-holds' });
    await client.connect();
    await client.query(`BEGIN; LOCK TABLE ${qualifiedName} IN EXCLUSIVE MODE`);
    return client;
  }

  /** Imports of a file into a table, all of which wait for its lock or for a slot. */
  async function startMany(count: number, fileId: string, tableId: string): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n++)
      ids.push((await service.api.import({ fileId, table: { id: tableId }, allowRepeat: true })).id);
    return ids;
  }

  test('behind ten large imports that do not move, small jobs of every kind end, and the large ones keep their order', async () => {
    const { api } = service;
    const table = await newTable('Held');
    const lock = await lockTable(table.qualifiedName);
    const large = await startMany(10, largeFile, table.id);
    try {
      expect(await untilWaiting(service, large[1]!)).toBe(true);
      const small = await api.import({ fileId: smallFile, table: { create: { name: 'Small' } } });
      expect(await api.ended(small.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 100 } });
      const tableId = (await api.job(small.id)).tableId!;
      const exported = await api.export({ tableId, format: 'csv' });
      expect((await api.ended(exported.id)).state).toBe('succeeded');
      const undo = await api.ask('POST', `/api/jobs/${small.id}/undo`);
      expect((await api.ended(undo.id)).state).toBe('succeeded');
      expect(await Promise.all([small.id, exported.id, undo.id, large[9]!].map(laneOf))).toEqual([
        'small',
        'small',
        'small',
        'large',
      ]);
      const jobs = await Promise.all(large.map((id) => api.job(id)));
      expect(jobs.filter(({ state }) => isOver(state))).toEqual([]);
      // Their positions count their own lane alone.
      expect(jobs.map(({ progress }) => progress.queuePosition)).toEqual([null, null, 0, 1, 2, 3, 4, 5, 6, 7]);
    } finally {
      await lock.end();
    }
    for (const id of large) expect((await api.ended(id)).state).toBe('succeeded');
    const { rows } = await service.pool.query(
      'SELECT id FROM sheetport.job WHERE id = ANY($1) ORDER BY started_at, created_at',
      [large],
    );
    expect(rows.map(({ id }) => id)).toEqual(large);
  });

  test('a large import ends while every slot of the small lane is taken', async () => {
    const { api } = service;
    const table = await newTable('Held by small ones');
    const lock = await lockTable(table.qualifiedName);
    const small = await startMany(3, smallFile, table.id);
    try {
      expect(await untilWaiting(service, small[1]!)).toBe(true);
      const large = await api.import({ fileId: largeFile, table: { create: { name: 'Large' } } });
      expect(await api.ended(large.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 12_000 } });
      expect((await Promise.all(small.map((id) => api.job(id)))).filter(({ state }) => isOver(state))).toEqual([]);
    } finally {
      await lock.end();
    }
    for (const id of small) expect((await api.ended(id)).state).toBe('succeeded');
  });

  test('a small file with many rows is moved to the large lane, where it is imported once', async () => {
    const { api, pool } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Many in few bytes',
      columns: [{ label: 'id', type: 'integer' }],
    });
    // Nothing counts the rows of the file before its import is asked for, and past what the small lane takes the import waits.
    await api.ask('PATCH', '/api/queues/small', { paused: true });
    const held = await holdAtRow(service, table.qualifiedName, 2);
    try {
      const file = await api.upload(`id\n${'1\n'.repeat(65_000)}2\n${'1\n'.repeat(1000)}`, 'many.csv');
      const job = await api.import({ fileId: file.id, table: { id: table.id } });
      expect(await laneOf(job.id)).toBe('small');
      await api.ask('PATCH', '/api/queues/small', { paused: false });
      await expect.poll(() => laneOf(job.id)).toBe('large');
      const small = await api.import({ fileId: smallFile, table: { create: { name: 'Beside it' } } });
      expect((await api.ended(small.id)).state).toBe('succeeded');
      expect(isOver((await api.job(job.id)).state)).toBe(false);
      await held.release();
      expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 66_001 } });
      const { attempts } = await api.ask('GET', `/api/jobs/${job.id}/details`);
      expect(attempts.map(({ end, code }: { end: string; code: string | null }) => [end, code ?? null])).toEqual([
        ['released', 'moved'],
        ['succeeded', null],
      ]);
      expect((await pool.query(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`)).rows[0].n).toBe(66_001);
    } finally {
      await held.release();
      await api.ask('PATCH', '/api/queues/small', { paused: false });
    }
  });

  test('a lane is paused, resumed and resized while workers run, and stays so when they start anew', async () => {
    const { api } = service;
    const states = (ids: string[]) => Promise.all(ids.map(async (id) => (await api.job(id)).state));
    await api.ask('PATCH', '/api/queues/large', { paused: true });
    const paused = await api.import({ fileId: largeFile, table: { create: { name: 'Paused' } } });
    const beside = await api.import({ fileId: smallFile, table: { create: { name: 'Beside the paused lane' } } });
    expect((await api.ended(beside.id)).state).toBe('succeeded');
    expect((await api.job(paused.id)).progress).toMatchObject({ queuePosition: 0, paused: true });
    await kill(service.workers.pop()!, 'SIGTERM');
    await service.addWorker({ WORKER_LANES: 'inspect,large' });
    expect(await states([paused.id])).toEqual(['queued']);
    // The one worker takes no small jobs, and large ones are paused.
    const small = await api.import({ fileId: smallFile, table: { create: { name: 'Nobody takes it' } } });
    await api.ask('PATCH', '/api/queues/large', { paused: false });
    expect((await api.ended(paused.id)).state).toBe('succeeded');
    expect(await states([small.id])).toEqual(['queued']);

    const table = await newTable('Resized');
    const lock = await lockTable(table.qualifiedName);
    try {
      const large = await startMany(5, largeFile, table.id);
      const running = async () => (await states(large)).filter((state) => state === 'running').length;
      await expect.poll(running).toBe(2);
      await api.ask('PATCH', '/api/queues/large', { concurrency: 4 });
      await expect.poll(running).toBe(4);
      await service.addWorker({ WORKER_LANES: 'small' });
      expect((await api.ended(small.id)).state).toBe('succeeded');
      const slots = async () =>
        (await api.ask('GET', '/api/queues')).queues.map(({ slots }: { slots: number }) => slots);
      await expect.poll(slots).toEqual([2, 2, 4]);
    } finally {
      await lock.end();
    }
  });
});
