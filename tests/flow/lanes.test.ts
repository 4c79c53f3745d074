import { isOver } from '@sheetport/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startCollector } from '../support/collector.ts';
import { holdAtRow, untilWaiting } from '../support/hold.ts';
import { describeQueues } from '../support/queues.ts';
import { kill, type Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

const column = (rows: number) => `id\n${Array.from({ length: rows }, (_, i) => `${i + 1}\n`).join('')}`;
/** One row more than the small lane takes. */
const LARGE_ROWS = 10_001;
const LARGE = column(LARGE_ROWS);
const SMALL = column(100);

describeQueues('lanes', (backend) => {
  let service: Service;
  let largeFile: string;
  let smallFile: string;
  beforeAll(async () => {
    service = await shareService({ backend });
    const { api } = service;
    [largeFile, smallFile] = [(await api.upload(LARGE, 'large.csv')).id, (await api.upload(SMALL, 'small.csv')).id];
    await Promise.all([api.inspected(largeFile), api.inspected(smallFile)]);
  });
  afterAll(() => service?.stop());

  /** A table whose imports wait at the row with this `id`, until they are released. */
  async function heldTable(name: string, id: number) {
    const table = await service.api.ask('POST', '/api/tables', { name, columns: [{ label: 'id', type: 'integer' }] });
    return { ...table, ...(await holdAtRow(service, table.qualifiedName, id)) };
  }
  const laneOf = async (id: string) =>
    (await service.pool.query('SELECT lane FROM sheetport.job WHERE id = $1', [id])).rows[0].lane;
  const states = (ids: string[]) => Promise.all(ids.map(async (id) => (await service.api.job(id)).state));
  const importNew = (fileId: string, name: string) => service.api.import({ fileId, table: { create: { name } } });
  const set = (lane: string, body: object) => service.api.ask('PATCH', `/api/queues/${lane}`, body);

  async function startMany(count: number, fileId: string, tableId: string): Promise<string[]> {
    const ids: string[] = [];
    for (let n = 0; n < count; n++)
      ids.push((await service.api.import({ fileId, table: { id: tableId }, allowRepeat: true })).id);
    return ids;
  }

  test('behind large imports that do not move, small jobs of every kind end; then the large ones end', async () => {
    const { api } = service;
    const held = await heldTable('Held', 1);
    const large = await startMany(5, largeFile, held.id);
    try {
      for (const id of large.slice(0, 2)) expect(await untilWaiting(service, id)).toBe(true);
      const small = await importNew(smallFile, 'Small');
      expect(await api.ended(small.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 100 } });
      const exported = await api.export({ tableId: (await api.job(small.id)).tableId!, format: 'csv' });
      expect((await api.ended(exported.id)).state).toBe('succeeded');
      const undo = await api.ask('POST', `/api/jobs/${small.id}/undo`);
      expect((await api.ended(undo.id)).state).toBe('succeeded');
      const lanes = await Promise.all([small.id, exported.id, undo.id, large[4]!].map(laneOf));
      expect(lanes).toEqual(['small', 'small', 'small', 'large']);
      const jobs = await Promise.all(large.map((id) => api.job(id)));
      expect(jobs.filter(({ state }) => isOver(state))).toEqual([]);
      // Their positions count their own lane alone.
      expect(jobs.map(({ progress }) => progress.queuePosition)).toEqual([null, null, 0, 1, 2]);
    } finally {
      await held.release();
    }
    for (const id of large) expect((await api.ended(id)).state).toBe('succeeded');
  });

  test('the profile of a file waits while an import of it reads, and is made afterwards', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const rows = 15_000;
    const columns = [
      { label: 'id', type: 'integer' },
      { label: 'note', type: 'text' },
    ];
    const table = await api.ask('POST', '/api/tables', { name: 'Before its profile', columns });
    const held = await holdAtRow(service, table.qualifiedName, 1);
    await set('inspect', { paused: true });
    // More than sockets hold on their way: it is still being read when its first row is held.
    const note = 'x'.repeat(1000);
    const lines = Array.from({ length: rows }, (_, i) => `${i + 1},${note}\n`);
    const { id: fileId } = await api.upload(`id,note\n${lines.join('')}`, 'profiled.csv');
    const job = await api.import({ fileId, table: { id: table.id } });
    try {
      expect(await untilWaiting(service, job.id)).toBe(true);
      await set('inspect', { paused: false });
      const profile = async () =>
        (
          await service.pool.query("SELECT state, phase FROM sheetport.job WHERE file_id = $1 AND kind = 'inspect'", [
            fileId,
          ])
        ).rows[0];
      await expect.poll(profile).toEqual({ state: 'running', phase: 'waiting' });
      // Its first look did not wait.
      const sheets = async () => (await api.ask('GET', `/api/files/${fileId}`)).sheets;
      await expect.poll(sheets).toMatchObject([{ complete: false, columns: [{ header: 'id' }, { header: 'note' }] }]);
    } finally {
      await held.release();
    }
    expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: rows } });
    expect((await api.inspected(fileId)).sheets).toMatchObject([{ complete: true, rows }]);
  });

  test('a large import ends while every slot of the small lane is taken', async () => {
    const { api } = service;
    const held = await heldTable('Held by small ones', 1);
    const small = await startMany(3, smallFile, held.id);
    try {
      for (const id of small.slice(0, 2)) expect(await untilWaiting(service, id)).toBe(true);
      const large = await importNew(largeFile, 'Large');
      expect(await api.ended(large.id)).toMatchObject({ state: 'succeeded', counts: { inserted: LARGE_ROWS } });
      expect((await states(small)).filter((state) => isOver(state))).toEqual([]);
    } finally {
      await held.release();
    }
    for (const id of small) expect((await api.ended(id)).state).toBe('succeeded');
    // What workers did is told by their server, with either queue.
    const metrics = async () => String((await api.call('GET', '/metrics')).body);
    await expect.poll(metrics).toMatch(/sheetport_worker_rows_total\{worker="\S+",lane="small"\} [1-9]/);
    expect(await metrics()).toMatch(/sheetport_worker_memory_bytes\{worker="\S+"\} \d{8,}/);
  });

  test('a small file with many rows is moved to the large lane, where it is imported once', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    // Nothing counts the rows of the file before its import is asked for, and past what the small lane takes the import waits.
    await set('small', { paused: true });
    const held = await heldTable('Many in few bytes', 2);
    try {
      const file = await api.upload(`id\n${'1\n'.repeat(65_000)}2\n${'1\n'.repeat(1000)}`, 'many.csv');
      const job = await api.import({ fileId: file.id, table: { id: held.id } });
      expect(await laneOf(job.id)).toBe('small');
      await set('small', { paused: false });
      await expect.poll(() => laneOf(job.id)).toBe('large');
      const small = await importNew(smallFile, 'Beside it');
      expect((await api.ended(small.id)).state).toBe('succeeded');
      expect(isOver((await api.job(job.id)).state)).toBe(false);
      await held.release();
      expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 66_001 } });
      const { attempts } = await api.ask('GET', `/api/jobs/${job.id}/details`);
      expect(attempts.map(({ end, code }: { end: string; code: string | null }) => [end, code ?? null])).toEqual([
        ['released', 'moved'],
        ['succeeded', null],
      ]);
      expect((await pool.query(`SELECT count(*)::int AS n FROM ${held.qualifiedName}`)).rows[0].n).toBe(66_001);
    } finally {
      await held.release();
      await set('small', { paused: false });
    }
  });

  test('a lane is paused, resumed and resized while workers run, and stays so when they start anew', {
    tags: ['long'],
  }, async () => {
    const { api, workers } = service;
    await set('large', { paused: true });
    const paused = await importNew(largeFile, 'Paused');
    const beside = await importNew(smallFile, 'Beside the paused lane');
    expect((await api.ended(beside.id)).state).toBe('succeeded');
    expect((await api.job(paused.id)).progress).toMatchObject({ queuePosition: 0, paused: true });
    const collector = await startCollector();
    const [ofTwoLanes] = await Promise.all([
      service.addWorker({ WORKER_LANES: 'inspect,large', OTEL_EXPORTER_OTLP_ENDPOINT: collector.endpoint }),
      kill(workers.shift()!, 'SIGTERM'),
    ]);
    const more = await api.upload(`id,note\n1,${'x'.repeat(260 * 1024)}\n`, 'more.csv');
    await api.inspected(more.id);
    expect(await states([paused.id])).toEqual(['queued']);
    // The one worker takes no small jobs.
    const small = await importNew(smallFile, 'Nobody takes it');
    await set('large', { paused: false });
    expect((await api.ended(paused.id)).state).toBe('succeeded');
    expect(await states([small.id])).toEqual(['queued']);

    const held = await heldTable('Resized', 1);
    try {
      const large = await startMany(5, largeFile, held.id);
      const running = async () => (await states(large)).filter((state) => state === 'running').length;
      await expect.poll(running).toBe(2);
      await set('large', { concurrency: 4 });
      await expect.poll(running).toBe(4);
      await held.release();
      for (const id of large) expect((await api.ended(id)).state).toBe('succeeded');
    } finally {
      await held.release();
      await set('large', { concurrency: null });
    }

    workers.splice(workers.indexOf(ofTwoLanes), 1);
    await Promise.all([service.addWorker(), kill(ofTwoLanes, 'SIGTERM')]);
    expect((await api.ended(small.id)).state).toBe('succeeded');
    const trace = collector.spans.filter(({ traceId }) => traceId === paused.id.replaceAll('-', ''));
    expect(trace.map(({ name }) => name)).toEqual(expect.arrayContaining(['job import', 'reading', 'committing']));
    collector.close();
  });
});
