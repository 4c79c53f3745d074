import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { freezeAt, holdAtRow, resume, untilWaiting } from '../support/hold.ts';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { ORDERS_COLUMNS, ordersCsv } from '../support/workbooks.ts';

const ROWS = 100_000;
const CSV = ordersCsv(ROWS);

describe('cancelling', () => {
  let service: Service;
  let fileId: string;
  beforeAll(async () => {
    service = await shareService();
    fileId = (await service.api.upload(CSV, 'big.csv')).id;
    await service.api.inspected(fileId);
  });

  /** Cancel a job that runs: its worker stands still meanwhile, so that it cannot be over before it is asked to stop. */
  async function cancelRunning(id: string, fraction: number): Promise<void> {
    const { api, workers } = service;
    const worker = workers[0]!;
    try {
      await freezeAt(service, worker, id, fraction);
      expect((await api.call('POST', `/api/jobs/${id}/cancel`)).status).toBe(202);
    } finally {
      resume(worker);
    }
    const end = await api.ended(id);
    expect(end.state).toBe('cancelled');
    expect(end.counts.inserted).toBe(0);
  }

  test('P13: at half of its rows it stops where it is, and leaves no row', () => cancelAt(0.5));

  test.each([0.02, 0.85])(
    'P13: at %s of its rows it stops where it is, and leaves no row',
    { tags: ['long'] },
    (share) => cancelAt(share),
  );

  async function cancelAt(fraction: number): Promise<void> {
    const { api, pool } = service;
    const table = await api.ask('POST', '/api/tables', { name: `Cancelled at ${fraction}`, columns: ORDERS_COLUMNS });
    const held = await holdAtRow(service, table.qualifiedName, Math.round(ROWS * fraction));
    try {
      const job = await api.import({ fileId, table: { id: table.id } });
      expect(await untilWaiting(service, job.id)).toBe(true);
      expect((await api.call('POST', `/api/jobs/${job.id}/cancel`)).status).toBe(202);
      // The row it waits for is held until the end of this test: it cannot have ended by itself.
      const end = await api.ended(job.id);
      expect(end.state).toBe('cancelled');
      expect(end.counts.inserted).toBe(0);
      expect((await pool.query(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`)).rows[0].n).toBe(0);
    } finally {
      await held.release();
    }
  }

  test('P13: an upsert that waits for its table while it reads stops while it waits', { tags: ['long'] }, async () => {
    const { api, pool } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Waited for',
      columns: ORDERS_COLUMNS,
      key: ['id'],
    });
    const other = await pool.connect();
    try {
      await other.query(`BEGIN; LOCK TABLE ${table.qualifiedName} IN ROW EXCLUSIVE MODE`);
      const job = await api.import({ fileId, table: { id: table.id }, mode: 'upsert' });
      const waits = `SELECT 1 FROM pg_locks WHERE relation = '${table.qualifiedName}'::regclass AND NOT granted`;
      for (; (await pool.query(waits)).rowCount === 0; await sleep(20))
        expect((await api.job(job.id)).finishedAt).toBeNull();
      expect((await api.job(job.id)).phase).toBe('reading');
      expect((await api.call('POST', `/api/jobs/${job.id}/cancel`)).status).toBe(202);
      // The lock is still held: it did not end by getting it.
      expect((await api.ended(job.id)).state).toBe('cancelled');
      await other.query(`INSERT INTO ${table.qualifiedName} (id) VALUES (1); COMMIT`);
      const left = `SELECT relname FROM pg_class WHERE relname LIKE '%${job.id}%'`;
      expect((await pool.query(left)).rows).toEqual([]);
    } finally {
      other.release(true);
    }
  });

  test('P13: a table that was being made is not there after cancelling', async () => {
    const { api } = service;
    const job = await api.import({ fileId, table: { create: { name: 'Never made' } } });
    await cancelRunning(job.id, 0.2);
    const { tables } = await api.ask('GET', '/api/tables');
    expect(tables.map((table: { name: string }) => table.name)).not.toContain('Never made');
  });

  test('P13: an export stops wherever it is, and leaves no file', { tags: ['long'] }, async () => {
    const { api, pool, dataDir } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Exported in part',
      columns: [
        { label: 'id', type: 'integer' },
        { label: 'text', type: 'text' },
      ],
    });
    await pool.query(`INSERT INTO ${table.qualifiedName} SELECT n, md5(n::text) FROM generate_series(1, 400000) n`);
    for (const fraction of [0, 0.1, 0.5]) {
      const job = await api.ask('POST', '/api/exports', { tableId: table.id });
      await cancelRunning(job.id, fraction);
      // Where it was frozen for longer than its lock, the job may be said to be cancelled before its worker can tidy up.
      await expect.poll(() => readdir(path.join(dataDir, 'exports'))).toEqual([]);
    }
  });
});
