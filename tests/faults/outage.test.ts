import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, expect, test } from 'vitest';
import { importHalf } from '../support/hold.ts';
import { describeQueues } from '../support/queues.ts';
import { kill, type Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { ordersCsv } from '../support/workbooks.ts';

const ROWS = 30_000;

describeQueues('what goes away comes back', (backend) => {
  let service: Service;
  beforeEach(async () => {
    service = await shareService({ backend });
  });

  test('P12 P08: Postgres cut in the middle of COPY leaves nothing, and the job is tried again until it is right', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    const { job, held, watcher } = await importHalf(service, 'Cut', ROWS);
    watcher.close();
    const cut = await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'sheetport-job-%' AND datname = current_database()`,
    );
    expect(cut.rowCount).toBeGreaterThan(0);
    await held.release();
    const done = await api.ended(job.id);
    expect(done).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
    expect((await api.table(done.result!.tableId!)).rowCount).toBe(ROWS);
  });

  test("P08: a person's mistake is told at once, and not tried again", { tags: ['long'] }, async () => {
    const { api, pool } = service;
    const file = await api.upload(ordersCsv(10), 'small.csv');
    const job = await api.import({
      fileId: file.id,
      table: { create: { name: 'Mistaken' } },
      mapping: { nowhere: { column: 'x' } },
    });
    const end = await api.ended(job.id);
    expect(end).toMatchObject({ state: 'failed', error: { code: 'invalid_mapping' } });
    expect(end.error!.message).toContain('"nowhere"');
    expect((await pool.query('SELECT attempts FROM sheetport.job WHERE id = $1', [job.id])).rows[0].attempts).toBe(1);
  });

  test('P09: a job that is committed but was never queued is found and run once', { tags: ['long'] }, async () => {
    const { api, pool } = service;
    const file = await api.upload(ordersCsv(10), 'small.csv');
    await api.inspected(file.id);
    const id = randomUUID();
    const spec = { fileId: file.id, table: { create: { name: 'Found' } }, mode: 'insert', onReject: 'skip' };
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, title, spec, file_id, created_at) VALUES ($1, 'import', 'small.csv', $2, $3, now() - interval '1 minute')`,
      [id, JSON.stringify(spec), file.id],
    );
    expect(await api.ended(id)).toMatchObject({ state: 'succeeded', counts: { inserted: 10 } });
    expect((await pool.query('SELECT attempts FROM sheetport.job WHERE id = $1', [id])).rows[0].attempts).toBe(1);
  });

  test('P16: the server restarts in the middle, and whoever watched is right again', { tags: ['long'] }, async () => {
    const { api } = service;
    const { job, held, watcher: before } = await importHalf(service, 'Watched', ROWS);
    await service.restartServer();
    const after = await api.watch(job.id);
    await held.release();
    const done = await after.end;
    before.close();
    after.close();
    expect(done).toMatchObject({ state: 'succeeded' });
    const shown = [...before.heard, ...after.heard].sort((a, b) => a.at - b.at || a.job.seq - b.job.seq);
    const most = Math.max(...before.heard.slice(0, 1).map((message) => message.job.progress.fraction));
    expect(after.heard[0]!.job.progress.fraction).toBeGreaterThanOrEqual(most);
    expect(
      shown
        .filter((message) => message.job.progress.fraction === 1)
        .every((message) => message.job.state === 'succeeded'),
    ).toBe(true);
  });

  test('P06: a file that kills its worker harms only itself', { tags: ['long'] }, async () => {
    const { api } = service;
    const poison = await api.upload(ordersCsv(ROWS), 'poison.csv');
    await api.inspected(poison.id);
    const job = await api.import({ fileId: poison.id, table: { create: { name: 'Poison' } } });
    // Each worker that takes the job dies of it, until none takes it any more.
    for (let over = false; !over; await sleep(20)) {
      const { pid } = service.workers.at(-1)!;
      const row = await service.pool.query('SELECT state, worker FROM sheetport.job WHERE id = $1', [job.id]);
      over = row.rows[0].state === 'failed';
      if (row.rows[0].state === 'succeeded') throw new Error('the job was over before its worker could die');
      if (row.rows[0].state === 'running' && row.rows[0].worker.endsWith(`:${pid}`)) {
        await kill(service.workers.at(-1)!, 'SIGKILL');
        await service.addWorker();
      }
    }
    expect(await api.ended(job.id)).toMatchObject({ state: 'failed', error: { code: 'worker_lost' } });
    const small = await api.upload(ordersCsv(10), 'small.csv');
    for (let i = 0; i < 10; i++) {
      const good = await api.import({ fileId: small.id, table: { create: { name: `Good ${i}` } } });
      expect((await api.ended(good.id)).state).toBe('succeeded');
    }
  });
});
