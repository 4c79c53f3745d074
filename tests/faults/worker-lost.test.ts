import { openProducer } from '@sheetport/queue';
import { beforeEach, expect, test } from 'vitest';
import { importHalf } from '../support/hold.ts';
import { describeQueues } from '../support/queues.ts';
import { kill, type Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { ordersCsv } from '../support/workbooks.ts';

const ROWS = 30_000;
const SUM = String((ROWS * (ROWS + 1)) / 2);

describeQueues('a worker dies', (backend) => {
  let service: Service;
  beforeEach(async () => {
    service = await shareService({ backend });
  });

  const sums = async (qualifiedName: string) =>
    (await service.pool.query(`SELECT count(*)::int AS n, sum(id)::text AS s FROM ${qualifiedName}`)).rows[0];

  const attemptsOf = async (id: string) =>
    (await service.pool.query('SELECT attempts FROM sheetport.job WHERE id = $1', [id])).rows[0].attempts as number;

  test('P02 P03: killed half-way, the job finishes elsewhere, once, and the bar never goes back', async () => {
    const { api } = service;
    const { table, job, held, watcher } = await importHalf(service, 'Loaded', ROWS);
    // What the history says of a lost attempt is what its row was told, up to a second before.
    const phasesSoFar = async () =>
      (await api.ask('GET', `/api/jobs/${job.id}/details`)).attempts[0]?.phases.map(
        ({ phase }: { phase: string }) => phase,
      );
    await expect.poll(phasesSoFar, { interval: 20, timeout: 60_000 }).toContain('reading');
    await kill(service.workers[0]!, 'SIGKILL');
    expect((await sums(table.qualifiedName)).n).toBe(0);
    await held.release();
    await service.addWorker();
    const done = await watcher.end;
    watcher.close();
    expect(done).toMatchObject({ state: 'succeeded', counts: { read: ROWS, inserted: ROWS } });
    expect(await sums(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
    const fractions = watcher.heard.map((message) => message.job.progress.fraction);
    for (let i = 1; i < fractions.length; i++) expect(fractions[i]!).toBeGreaterThanOrEqual(fractions[i - 1]!);
    // Its history names the attempt that was lost, where it was then, and the one that finished.
    const { attempts } = await api.ask('GET', `/api/jobs/${job.id}/details`);
    expect(attempts.map(({ end }: { end: string }) => end)).toEqual(['lost', 'succeeded']);
    expect(attempts[0].worker).toMatch(new RegExp(`:${service.workers[0]!.pid}$`));
    expect(attempts[0].phases.map(({ phase }: { phase: string }) => phase)).toEqual(['opening', 'reading']);
    expect(attempts[0].endedAt).toBe(attempts[1].startedAt);
    // Delivered again after its end: it is taken off the queue, and nothing happens again.
    const place = { databaseUrl: service.databaseUrl, redisUrl: service.redisUrl };
    const producer = openProducer(place, 60_000);
    await producer.enqueue('large', { id: job.id, turn: 1 });
    await expect.poll(() => producer.knows('large', job.id), { timeout: 60_000 }).toBe(false);
    await producer.close();
    const again = await api.job(job.id);
    expect(again).toMatchObject({ state: 'succeeded', seq: done.seq, counts: done.counts });
    expect((await api.ask('GET', `/api/jobs/${job.id}/details`)).attempts).toHaveLength(2);
    expect(await sums(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
  });

  test('P05: a worker that was frozen past its lock is fenced off', { tags: ['long'] }, async () => {
    const { api } = service;
    const { table, job, held, watcher } = await importHalf(service, 'Loaded', ROWS);
    watcher.close();
    const [frozen] = service.workers;
    frozen!.process.kill('SIGSTOP');
    await held.release();
    await service.addWorker();
    const done = await api.ended(job.id);
    expect(done.state).toBe('succeeded');
    frozen!.process.kill('SIGCONT');
    // It wakes up, finds the job taken, and can still serve others: two more jobs, one for each worker.
    const file = await api.upload(ordersCsv(100), 'after.csv');
    const more = await Promise.all(
      [1, 2, 3].map((n) => api.import({ fileId: file.id, table: { create: { name: `After ${n}` } } })),
    );
    for (const { id } of more) expect((await api.ended(id)).state).toBe('succeeded');
    const later = await api.job(job.id);
    expect(later).toMatchObject({ state: 'succeeded', seq: done.seq, counts: done.counts });
    expect(await sums(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
  });

  test('P07: SIGTERM at half-way finishes or hands back, and ends with 0', async () => {
    const { api } = service;
    const { table, job, held, watcher } = await importHalf(service, 'Loaded', ROWS);
    watcher.close();
    const ended = kill(service.workers[0]!, 'SIGTERM');
    await held.release();
    expect(await ended).toBe(0);
    const then = await api.job(job.id);
    expect(['succeeded', 'queued']).toContain(then.state);
    await service.addWorker();
    expect((await api.ended(job.id)).state).toBe('succeeded');
    expect(await sums(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
  });

  test('P02 P06: a file whose inspection loses its workers is unreadable, and no import of it is begun', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    await kill(service.workers[0]!, 'SIGTERM');
    const file = await api.upload(ordersCsv(100), 'poison.csv');
    const inspection = file.inspectionId!;
    const importNow = (name: string) =>
      api.call('POST', '/api/imports', { fileId: file.id, table: { create: { name } } });
    // Its row is held, so that the inspection is still at its beginning when its worker is killed. A job may still refer to it.
    const holder = await service.pool.connect();
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM sheetport.file WHERE id = $1 FOR NO KEY UPDATE', [file.id]);
    try {
      for (const attempt of [1, 2]) {
        const worker = await service.addWorker();
        await expect.poll(() => attemptsOf(inspection), { interval: 10, timeout: 60_000 }).toBe(attempt);
        await kill(worker, 'SIGKILL');
        const early = await importNow(`Early ${attempt}`);
        if (attempt === 1) {
          expect(early.status).toBe(202); // nothing speaks against the file yet
          await api.ask('POST', `/api/jobs/${early.body.id}/cancel`);
        } else expect([early.status, early.body.code]).toEqual([409, 'file_not_ready']);
      }
    } finally {
      await holder.query('ROLLBACK');
      holder.release();
    }
    await service.addWorker();
    const job = await api.ended(inspection);
    expect(job).toMatchObject({ state: 'failed', error: { code: 'worker_lost' } });
    expect(await api.file(file.id)).toMatchObject({ state: 'unreadable', error: { code: 'worker_lost' } });
    const late = await importNow('Late');
    expect([late.status, late.body.code]).toEqual([409, 'file_unreadable']);
    expect(late.body.detail).toMatch(/The worker stopped more than once while it processed this file.*Save it again/s);
    // The worker that came last lives, and serves others.
    const good = await api.upload(ordersCsv(100), 'good.csv');
    const done = await api.import({ fileId: good.id, table: { create: { name: 'Good' } } });
    expect((await api.ended(done.id)).state).toBe('succeeded');
  });
});
