/**
 * The primary PostgreSQL ends in the middle of a load, and its synchronous standby takes over at the same address.
 * @module-tag long
 */
import { createMigratedDatabase } from '@sheetport/prisma/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { importHalf } from '../support/hold.ts';
import { PatientApi } from '../support/patient-api.ts';
import { describeQueues } from '../support/queues.ts';
import { type Service, startService, TOKEN } from '../support/service.ts';
import { HAS_STANDBY, type Pair, startPair } from '../support/standby.ts';
import { ordersCsv } from '../support/workbooks.ts';

if (!HAS_STANDBY) console.log('The test of a standby that takes over was left out: Debian’s postgresql was not found.');

const ROWS = 30_000;
const SUM = String((ROWS * (ROWS + 1)) / 2);

describeQueues(
  'a standby takes over',
  (backend) => {
    let pair: Pair;
    let service: Service;
    beforeAll(async () => {
      pair = await startPair();
      service = await startService({
        backend,
        databaseUrl: await createMigratedDatabase(pair.url, 't'),
        superuserUrl: pair.superuserUrl,
      });
      Object.assign(service, { api: new PatientApi(service.url, TOKEN) });
    });
    afterAll(async () => {
      await service?.stop();
      await pair?.stop();
    });

    test('P08 P12: what was confirmed is there, the load is tried again until it is right, and work goes on', async () => {
      const { api, pool } = service;
      const count = async (qualifiedName: string) =>
        (await pool.query(`SELECT count(*)::int AS n, sum(id)::text AS s FROM ${qualifiedName}`)).rows[0];
      const small = await api.upload(ordersCsv(100), 'small.csv');
      const before = await api.import({ fileId: small.id, table: { create: { name: 'Before' } } });
      const confirmed = (await api.ended(before.id)).result!.tableId!;
      const { table, job, held, watcher } = await importHalf(service, 'Failed over', ROWS);
      await api.ask('PATCH', '/api/queues/small', { paused: true });
      const waiting = await api.import({ fileId: small.id, table: { create: { name: 'Waits' } } });
      const uploaded = await api.upload(ordersCsv(200), 'uploaded.csv');

      await pair.failOver();
      await held.release().catch(() => undefined);

      expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded', counts: { inserted: ROWS } });
      watcher.close();
      const fractions = watcher.heard.map((message) => message.job.progress.fraction);
      expect([...fractions].sort((a, b) => a - b)).toEqual(fractions);
      expect(await count(table.qualifiedName)).toEqual({ n: ROWS, s: SUM });
      expect((await pool.query('SELECT attempts FROM sheetport.job WHERE id = $1', [job.id])).rows[0].attempts).toBe(2);
      expect((await api.table(confirmed)).rowCount).toBe(100);
      await api.ask('PATCH', '/api/queues/small', { paused: false });
      expect(await api.ended(waiting.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 100 } });
      const after = await api.import({ fileId: uploaded.id, table: { create: { name: 'After' } } });
      expect(await api.ended(after.id)).toMatchObject({ state: 'succeeded', counts: { inserted: 200 } });
      const undo = await api.ask('POST', `/api/jobs/${job.id}/undo`, {});
      expect(await api.ended(undo.id)).toMatchObject({ state: 'succeeded' });
      expect((await count(table.qualifiedName)).n).toBe(0);
    });
  },
  { runIf: HAS_STANDBY },
);
