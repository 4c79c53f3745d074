import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { PLACES } from '@sheetport/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BACKENDS, type Service, startService } from '../support/service.ts';
import { ordersCsv } from '../support/workbooks.ts';

const CSV = ordersCsv(600_000);

describe.each(BACKENDS)('cancelling, queue on %s', (backend) => {
  let service: Service;
  let fileId: string;
  beforeAll(async () => {
    service = await startService({ backend });
    fileId = (await service.api.upload(CSV, 'big.csv')).id;
    await service.api.inspected(fileId);
  });
  afterAll(() => service?.stop());

  test.each([0.02, 0.5, 0.85])('P13: at %s it stops within two seconds and leaves no row', async (fraction) => {
    const { api, pool } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: `Cancelled at ${fraction}`,
      columns: Array.from({ length: 10 }, (_, i) => ({
        label: i === 0 ? 'id' : `c${i}`,
        type: i > 0 && i % 2 === 0 ? 'text' : 'integer',
      })),
    });
    const job = await api.import({ fileId, table: { id: table.id } });
    await api.reached(job.id, fraction);
    const asked = Date.now();
    const answer = await api.call('POST', `/api/jobs/${job.id}/cancel`);
    if (answer.status === 409) {
      // It was quicker than we were, and says so: then the rows are in.
      expect(answer.body.code).toBe('job_over');
      expect((await api.job(job.id)).state).toBe('succeeded');
      return;
    }
    expect(answer.status).toBe(202);
    const end = await api.ended(job.id);
    expect(end.state).toBe('cancelled');
    expect(Date.now() - asked).toBeLessThan(3000);
    expect((await pool.query(`SELECT count(*)::int AS n FROM ${table.physical}`)).rows[0].n).toBe(0);
    expect(end.counts.inserted).toBe(0);
  });

  test('P13: an upsert that waits for its table while it reads stops within two seconds', async () => {
    const { api, pool } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Waited for',
      columns: Array.from({ length: 10 }, (_, i) => ({
        label: i === 0 ? 'id' : `c${i}`,
        type: i > 0 && i % 2 === 0 ? 'text' : 'integer',
      })),
      key: ['id'],
    });
    const other = await pool.connect();
    try {
      await other.query(`BEGIN; LOCK TABLE ${table.physical} IN ROW EXCLUSIVE MODE`);
      const job = await api.import({ fileId, table: { id: table.id }, mode: 'upsert' });
      const waits = `SELECT 1 FROM pg_locks WHERE relation = '${table.physical}'::regclass AND NOT granted`;
      while ((await pool.query(waits)).rowCount === 0) expect((await api.job(job.id)).finishedAt).toBeNull();
      expect((await api.job(job.id)).phase).toBe('reading');
      const asked = Date.now();
      expect((await api.call('POST', `/api/jobs/${job.id}/cancel`)).status).toBe(202);
      expect((await api.ended(job.id)).state).toBe('cancelled');
      expect(Date.now() - asked).toBeLessThan(3000);
      await other.query(`INSERT INTO ${table.physical} (id) VALUES (1); COMMIT`);
      const left = `SELECT relname FROM pg_class WHERE relname LIKE '%${job.id}%'`;
      expect((await pool.query(left)).rows).toEqual([]);
    } finally {
      other.release(true);
    }
  });

  test('P13: a table that was being made is not there after cancelling', async () => {
    const { api } = service;
    const job = await api.import({ fileId, table: { create: { name: 'Never made' } } });
    await api.reached(job.id, 0.2);
    expect((await api.call('POST', `/api/jobs/${job.id}/cancel`)).status).toBe(202);
    expect((await api.ended(job.id)).state).toBe('cancelled');
    const { tables } = await api.ask('GET', '/api/tables');
    expect(tables.map((table: { name: string }) => table.name)).not.toContain('Never made');
  });

  test('P13: an export stops within two seconds wherever it is, and leaves no file', async () => {
    const { api, pool, dataDir } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Exported in part',
      columns: [
        { label: 'id', type: 'integer' },
        { label: 'text', type: 'text' },
      ],
    });
    await pool.query(`INSERT INTO ${table.physical} SELECT n, md5(n::text) FROM generate_series(1, 2000000) n`);
    for (const fraction of [0, 0.1, 0.5]) {
      const job = await api.ask('POST', '/api/exports', { tableId: table.id });
      await api.reached(job.id, fraction);
      const asked = Date.now();
      expect((await api.call('POST', `/api/jobs/${job.id}/cancel`)).status).toBe(202);
      expect((await api.ended(job.id)).state).toBe('cancelled');
      expect(Date.now() - asked).toBeLessThan(3000);
      expect(await readdir(path.join(dataDir, PLACES.exports))).toEqual([]);
    }
  });
});
