/** @module-tag long */
import { randomUUID } from 'node:crypto';
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StorageFolder } from '@sheetport/storage';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { ordersCsv } from '../support/workbooks.ts';

describe('stored files', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  const at = (folder: StorageFolder, name: string) => path.join(service.dataDir, folder, name);
  const hide = (id: string) => rename(at('files', id), `${at('files', id)}-hidden`);
  const bringBack = (id: string) => rename(`${at('files', id)}-hidden`, at('files', id));
  const attemptsOf = async (id: string) =>
    (await service.pool.query('SELECT attempts FROM sheetport.job WHERE id = $1', [id])).rows[0].attempts;

  test('P08: an upload that is not where it should be is tried again, then said to be missing, and not to be damaged', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const file = await api.upload(ordersCsv(10), 'elsewhere.csv');
    await api.inspected(file.id);
    await hide(file.id);
    const body = { fileId: file.id, table: { create: { name: 'Elsewhere' } } };
    const lost = await api.ended((await api.import(body)).id);
    expect(lost).toMatchObject({ state: 'failed', error: { code: 'file_missing' } });
    expect(lost.error!.message).toMatch(/the file is not there.*DATA_DIR.*upload/);
    expect(await attemptsOf(lost.id)).toBe(4);
    expect(await api.file(file.id)).toMatchObject({ state: 'ready', error: null });
    await bringBack(file.id);
    expect(await api.ended((await api.import(body)).id)).toMatchObject({
      state: 'succeeded',
      counts: { inserted: 10 },
    });
  });

  test('P08: an upload that cannot be looked at is not called damaged, and is imported once it is there', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    // As after a restored database: the record is there, the bytes are not.
    const [id, inspection] = [randomUUID(), randomUUID()];
    await pool.query(
      `INSERT INTO sheetport.file (id, name, bytes, sha256, inspection_id) VALUES ($1, 'restored.csv', 8, 'x', $2)`,
      [id, inspection],
    );
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, title, spec, file_id, created_at)
       VALUES ($1, 'inspect', 'restored.csv', '{}', $2, now() - interval '1 minute')`,
      [inspection, id],
    );
    expect(await api.ended(inspection)).toMatchObject({ state: 'failed', error: { code: 'file_missing' } });
    expect((await api.inspected(id)).error).toMatchObject({ code: 'file_missing' });
    await writeFile(at('files', id), 'a,b\n1,2\n');
    const again = await api.import({ fileId: id, table: { create: { name: 'Restored' } } });
    expect(await api.ended(again.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 1 } });
    const looked = await api.ask('POST', `/api/jobs/${inspection}/retry`);
    expect(await api.ended(looked.id)).toMatchObject({ state: 'succeeded' });
    expect(await api.file(id)).toMatchObject({ state: 'ready', error: null });
  });

  test('P30: an exported file that is not there is said to be missing', async () => {
    const { api } = service;
    const file = await api.upload(ordersCsv(10), 'out.csv');
    const made = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Out' } } })).id);
    const job = await api.ask('POST', '/api/exports', { tableId: made.result!.tableId, format: 'csv' });
    await api.ended(job.id);
    await rm(at('exports', job.id));
    const { status, body } = await api.call('GET', `/api/jobs/${job.id}/file`);
    expect([status, body.code]).toEqual([404, 'file_missing']);
  });

  test('P30: what crashed claims have begun to write goes with the next sweep, and what is being written stays', async () => {
    const { api, pool } = service;
    const file = await api.upload(ordersCsv(10), 'left.csv');
    const made = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Left' } } })).id);
    const job = await api.ask('POST', '/api/exports', { tableId: made.result!.tableId, format: 'csv' });
    await api.ended(job.id);
    // A job that another worker holds, by its second claim.
    const held = randomUUID();
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, title, spec, state, fence, attempts, heartbeat_at)
       VALUES ($1, 'export', 'held', '{}', 'running', 2, 2, now() + interval '1 hour')`,
      [held],
    );
    const stay = [job.id, `${held}.2`, `${held}.2.part`];
    const go = [`${job.id}.1`, `${job.id}.1.part`, `${held}.1.part`, `${randomUUID()}.1.part`];
    for (const name of [...stay.slice(1), ...go]) await writeFile(at('exports', name), 'half');
    await writeFile(at('uploads', `${held}.1.part`), 'half');
    const names = async (folder: StorageFolder) => (await readdir(path.join(service.dataDir, folder))).sort();
    await expect.poll(() => names('exports'), { timeout: 60_000 }).toEqual(expect.not.arrayContaining(go));
    await expect.poll(() => names('uploads'), { timeout: 60_000 }).toEqual([]);
    expect(await names('exports')).toEqual(expect.arrayContaining(stay));
    await pool.query('DELETE FROM sheetport.job WHERE id = $1', [held]);
  });
});
