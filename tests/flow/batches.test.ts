import { type Batch, Batch as BatchShape, isOver, type Job, type Table } from '@sheetport/contract';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { holdAtRow, untilWaiting } from '../support/hold.ts';
import { describeQueues } from '../support/queues.ts';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

const COLUMNS = [
  { label: 'id', type: 'integer' },
  { label: 'name', type: 'text' },
];
const rows = (from: number, count: number) =>
  `id,name\n${Array.from({ length: count }, (_, n) => `${from + n},row ${from + n}\n`).join('')}`;

describeQueues(
  'batches and turns',
  (backend) => {
    let service: Service;
    beforeAll(async () => {
      service = await shareService({ backend });
    });
    afterAll(() => service?.stop());

    const makeTable = (name: string): Promise<Table> =>
      service.api.ask('POST', '/api/tables', { name, columns: COLUMNS });
    const upload = async (text: string, name: string) =>
      (await service.api.inspected((await service.api.upload(text, name)).id)).id;
    const create = async (imports: object[], more: object = {}): Promise<Batch> =>
      BatchShape.parse(await service.api.ask('POST', '/api/batches', { imports, ...more }));
    const get = async (id: string): Promise<Batch> =>
      BatchShape.parse(await service.api.ask('GET', `/api/batches/${id}`));
    const ended = async (id: string): Promise<Batch> => {
      await expect.poll(async () => (await get(id)).finishedAt).not.toBeNull();
      return get(id);
    };
    const count = async (table: Table) =>
      (await service.pool.query(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`)).rows[0].n as number;
    const startedAt = async (ids: string[]) =>
      (
        await service.pool.query('SELECT id FROM sheetport.job WHERE id = ANY ($1::uuid[]) ORDER BY started_at', [ids])
      ).rows.map(({ id }: { id: string }) => ids.indexOf(id));

    /** What the socket says of a batch until it is over. */
    function watch(batchId: string): Promise<Batch[]> {
      const { url, token } = service.api;
      const socket = io(url, { auth: { token }, transports: ['websocket'], forceNew: true });
      const heard: Batch[] = [];
      return new Promise((resolve, reject) => {
        const hear = (batch: unknown) => {
          heard.push(BatchShape.parse(batch));
          if (heard.at(-1)!.finishedAt === null) return;
          socket.disconnect();
          resolve(heard);
        };
        socket.on('batch', hear);
        socket.on('connect', () =>
          socket.emit('watch', { batchId }, (answer: { ok: boolean; batch?: Batch }) =>
            answer.batch ? hear(answer.batch) : reject(new Error(JSON.stringify(answer))),
          ),
        );
      });
    }

    test('imports of one call run to their ends under one bar, and are undone as one', async () => {
      const table = await makeTable('Together');
      const files = [await upload(rows(1, 20_000), 'large.csv')];
      for (let n = 0; n < 11; n++) files.push(await upload(rows(20_001 + n * 10, 10), `small ${n}.csv`));
      const broken = { fileId: await upload('id,name\nx,no number\n', 'broken.csv'), onReject: 'abort' };
      const imports = [...files.map((fileId) => ({ fileId })), broken].map((one) => ({
        ...one,
        table: { id: table.id },
      }));
      const batch = await create(imports);
      const heard = await watch(batch.id);
      expect(heard.at(-1)).toMatchObject({
        total: 13,
        fraction: 1,
        states: { queued: 0, running: 0, succeeded: 12, failed: 1 },
        counts: { inserted: 20_110 },
      });
      for (const [at, version] of heard.entries()) {
        expect(version.fraction).toBeGreaterThanOrEqual(heard[at - 1]?.fraction ?? 0);
        expect(version.seq).toBeGreaterThanOrEqual(heard[at - 1]?.seq ?? 0);
        expect(version.fraction === 1).toBe(version.finishedAt !== null);
      }
      expect(await count(table)).toBe(20_110);
      const undo = await service.api.ended((await service.api.ask('POST', `/api/batches/${batch.id}/undo`)).id);
      expect(undo).toMatchObject({ state: 'succeeded', result: { undoneImports: 12 } });
      expect(await count(table)).toBe(0);
      expect((await get(batch.id)).undone).toBe(12);
    });

    test('a batch that is cancelled leaves nothing of what had not ended', async () => {
      const table = await makeTable('Cancelled');
      const held = await holdAtRow(service, table.qualifiedName, 500_000);
      try {
        const file = await upload(rows(500_000, 10), 'held.csv');
        const batch = await create(
          Array.from({ length: 50 }, () => ({ fileId: file, table: { id: table.id }, allowRepeat: true })),
        );
        const { jobs } = (await service.api.ask('GET', `/api/jobs?batchId=${batch.id}&state=running`)) as {
          jobs: Job[];
        };
        expect((await service.api.ask('POST', `/api/batches/${batch.id}/cancel`)).states.queued).toBe(0);
        await held.release();
        expect((await ended(batch.id)).states).toMatchObject({ cancelled: 50 });
        expect(jobs.length).toBeLessThan(50);
        expect(await count(table)).toBe(0);
      } finally {
        await held.release();
      }
    });

    test('behind many jobs of one person the job of another is next, and of one person the urgent ones', async () => {
      const { api, pool } = service;
      const table = await makeTable('Turns');
      const held = await holdAtRow(service, table.qualifiedName, 600_000);
      const file = await upload(rows(600_000, 10), 'turns.csv');
      const one = { fileId: file, table: { id: table.id }, allowRepeat: true };
      try {
        await api.ask('PATCH', '/api/queues/small', { concurrency: 1 });
        const slots = async () =>
          (await api.ask('GET', '/api/queues')).queues.find(({ lane }: { lane: string }) => lane === 'small').slots;
        await expect.poll(slots).toBe(1);
        const first = await api.import(one);
        expect(await untilWaiting(service, first.id)).toBe(true);
        // The queue and the records agree on turns, whoever sent the jobs: one person's are recorded as another's.
        const { id: batchId } = await create(Array.from({ length: 6 }, () => one));
        await pool.query(`UPDATE sheetport.job_turn SET sender = 'ann' WHERE lane = 'small' AND sender = 'owner'`);
        const low = await api.import({ ...one, priority: 'low' });
        const high = await api.import({ ...one, priority: 'high' });
        const other = await api.import(one);
        const { jobs } = (await api.ask('GET', `/api/jobs?batchId=${batchId}`)) as { jobs: Job[] };
        const members = jobs.map(({ id }) => id).reverse();
        const ids = [high.id, other.id, ...members.slice(0, 4), low.id, ...members.slice(4)];
        const waiting = await Promise.all(ids.map((id) => api.job(id)));
        const shown = waiting.map(({ progress }) => progress.queuePosition);
        expect(shown).toEqual(ids.map((_, at) => at));
        expect([low.priority, high.priority, other.priority]).toEqual(['low', 'high', 'normal']);
        await held.release();
        for (const id of ids) expect((await api.ended(id)).state).toBe('succeeded');
        expect(await startedAt(ids)).toEqual(shown);
        expect(isOver((await api.ended(first.id)).state)).toBe(true);
      } finally {
        await held.release();
        await api.ask('PATCH', '/api/queues/small', { concurrency: null });
      }
    });
  },
  { quick: [] },
);
