/**
 * Members of this version beside those of the next one: what that writes into the database and the queue before these are replaced.
 * @module-tag long
 */
import { randomUUID } from 'node:crypto';
import { migrate, readMigrations } from '@sheetport/prisma';
import { openProducer } from '@sheetport/queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { importHalf } from '../support/hold.ts';
import { type Backend, kill, type Service, startService } from '../support/service.ts';
import { ordersCsv } from '../support/workbooks.ts';

/** Of the queue only messages matter here, which queue/src/consumer.test.ts has on both: the one of deploy/ where it is there. */
const BACKEND: Backend = process.env.TEST_REDIS_URL ? 'redis' : 'postgres';
const ROWS = 20_000;
/** Everything that a migration may add; a released column is never dropped or renamed while the version before needs it. */
const NEXT = {
  name: '29990101000000_next',
  sql: `ALTER TYPE job_kind ADD VALUE 'of_the_next_version';
    ALTER TABLE job ADD COLUMN of_the_next_version INTEGER NOT NULL DEFAULT 7;
    ALTER TABLE file ADD COLUMN of_the_next_version TEXT;
    ALTER TABLE "table" ADD COLUMN of_the_next_version JSONB NOT NULL DEFAULT '{}';
    ALTER TABLE worker ADD COLUMN of_the_next_version TEXT;
    CREATE INDEX job_of_the_next_version ON job (of_the_next_version);
    CREATE TABLE of_the_next_version (id INTEGER PRIMARY KEY, job_id UUID REFERENCES job (id) ON DELETE CASCADE);`,
};

describe('two versions at work', () => {
  let service: Service;
  beforeAll(async () => {
    service = await startService({ backend: BACKEND });
  });
  afterAll(() => service?.stop());

  /** Upload, import, correct, export, undo. */
  async function useIt(): Promise<void> {
    const { api } = service;
    const file = await api.upload('Code,Name\n1,Ann\nx,Cy\n', 'used.csv');
    await api.inspected(file.id);
    const mapping = { Code: { column: 'Code', type: 'integer' as const } };
    const job = await api.ended(
      (await api.import({ fileId: file.id, table: { create: { name: `Used ${randomUUID()}` } }, mapping })).id,
    );
    expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 1, rejected: 1 } });
    const corrected = await api.ask('POST', `/api/jobs/${job.id}/corrections`, {
      rows: [{ row: 3, cells: { Code: 2 } }],
    });
    expect((await api.ended(corrected.id)).state).toBe('succeeded');
    expect((await api.ended((await api.export({ tableId: job.tableId })).id)).state).toBe('succeeded');
    expect((await api.ended((await api.ask('POST', `/api/jobs/${job.id}/undo`)).id)).state).toBe('succeeded');
  }

  /** What the pages of a server of this version ask for. */
  async function lookAtIt(): Promise<void> {
    for (const where of ['/api/jobs', '/api/tables', '/api/files', '/api/queues', '/api/ready', '/metrics'])
      expect([where, (await service.api.call('GET', where)).status]).toEqual([where, 200]);
  }

  test('P59: the schema of the next version comes while members work, and they go on', async () => {
    const { api } = service;
    const { job, held, watcher } = await importHalf(service, 'While it migrates', ROWS);
    const migrating = migrate(service.databaseUrl, [...(await readMigrations()), NEXT]);
    // Whether it waits for the import or not, others do not wait for it.
    await useIt();
    await held.release();
    expect(await migrating).toEqual([NEXT.name]);
    expect(await watcher.end).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
    watcher.close();
    await useIt();
    await lookAtIt();
    // Members of this version start on it as well.
    await kill(service.workers.splice(0, 1)[0]!, 'SIGTERM');
    await service.addWorker();
    await service.restartServer();
    await useIt();
    expect((await api.job(job.id)).state).toBe('succeeded');
  });

  test('P59: a job of a kind that only the next version knows waits for its workers, and nothing else does', async () => {
    const { api, pool } = service;
    await migrate(service.databaseUrl, [...(await readMigrations()), NEXT]);
    const id = randomUUID();
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, title, spec, lane) VALUES ($1, 'of_the_next_version', 'Later', '{}', 'small')`,
      [id],
    );
    await pool.query(
      `INSERT INTO sheetport.worker (name, seen_at, slots, totals) VALUES ('next:1', now() + interval '1 hour', $1, '{}')
           ON CONFLICT DO NOTHING`,
      [JSON.stringify({ small: 1, of_the_next_version: 3 })],
    );
    const producer = openProducer({ databaseUrl: service.databaseUrl, redisUrl: service.redisUrl });
    await producer.enqueue('small', { id, turn: 1 });
    // A worker has taken the message and left the job alone; the janitor offers it again.
    await expect.poll(() => producer.knows('small', id)).toBe(false);
    await expect
      .poll(() => service.workers[0]!.output())
      .toContain(`"job":"${id}","state":"queued","msg":"queued again"`);
    await producer.close();
    await useIt();
    await lookAtIt();
    const { rows } = await pool.query('SELECT state, attempts FROM sheetport.job WHERE id = $1', [id]);
    expect(rows).toEqual([{ state: 'queued', attempts: 0 }]);
    expect((await api.ask('GET', '/api/jobs')).jobs.map((one: { id: string }) => one.id)).not.toContain(id);
    expect((await api.call('GET', `/api/jobs/${id}`)).status).toBe(404);
    await pool.query(`DELETE FROM sheetport.job WHERE id = $1`, [id]);
    await pool.query(`DELETE FROM sheetport.worker WHERE name = 'next:1'`);
  });

  test('P59: an import with an option that only the next version knows is handed back, not done without it', async () => {
    const { api, pool } = service;
    const file = await api.upload(ordersCsv(10), 'option.csv');
    await api.inspected(file.id);
    await api.ask('PATCH', '/api/queues/small', { paused: true });
    const job = await api.import({ fileId: file.id, table: { create: { name: 'Option' } } });
    await pool.query(`UPDATE sheetport.job SET spec = spec || '{"ofTheNextVersion": true}' WHERE id = $1`, [job.id]);
    await api.ask('PATCH', '/api/queues/small', { paused: false });
    const first = async () => (await api.ask('GET', `/api/jobs/${job.id}/details`)).attempts[0];
    await expect.poll(first).toMatchObject({ end: 'released', code: 'newer_version' });
    expect((await api.job(job.id)).tableId).toBeNull();
    // A worker that knows it.
    await pool.query(`UPDATE sheetport.job SET spec = spec - 'ofTheNextVersion' WHERE id = $1`, [job.id]);
    expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 10 } });
  });

  test('P59: what the next version says of a job is shown as far as it is known', async () => {
    const { api, pool } = service;
    const file = await api.upload(ordersCsv(10), 'said.csv');
    await api.inspected(file.id);
    const job = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Said' } } })).id);
    await pool.query(
      `UPDATE sheetport.job SET phase = 'of_the_next_version', result = result || '{"ofTheNextVersion": {"a": 1}}',
           log = jsonb_set(log, '{-1,ofTheNextVersion}', '1'), continuation_state = continuation_state || '{"ofTheNextVersion": 1}' WHERE id = $1`,
      [job.id],
    );
    expect(await api.job(job.id)).toMatchObject({ state: 'succeeded', result: { tableId: job.tableId } });
    expect((await api.call('GET', `/api/jobs/${job.id}/details`)).status).toBe(200);
    await pool.query(
      `UPDATE sheetport.file SET sheets = jsonb_set(sheets, '{0,ofTheNextVersion}', '1') WHERE id = $1`,
      [file.id],
    );
    expect((await api.file(file.id)).sheets).toHaveLength(1);
    expect((await api.ended((await api.ask('POST', `/api/jobs/${job.id}/undo`)).id)).state).toBe('succeeded');
  });
});
