import { beforeAll, describe, expect, test } from 'vitest';
import { holdAtRow } from '../support/hold.ts';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { ORDERS_COLUMNS, ordersCsv } from '../support/workbooks.ts';

describe('limits of time', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  test.each([
    ['softSeconds', 'asked to stop'],
    ['hardSeconds', 'cut off'],
  ])('an import past its %s is %s, fails with the reason, and leaves no row', async (limit) => {
    const { api, pool } = service;
    const { id: fileId } = await api.upload(ordersCsv(1000), `${limit}.csv`);
    await api.inspected(fileId);
    const table = await api.ask('POST', '/api/tables', { name: limit, columns: ORDERS_COLUMNS });
    // It waits for a row until the end of this test: it cannot be over before its limit.
    const held = await holdAtRow(service, table.qualifiedName, 500);
    try {
      const job = await api.import({ fileId, table: { id: table.id }, limits: { [limit]: 1 } });
      const end = await api.ended(job.id);
      expect(end).toMatchObject({ state: 'failed', error: { code: 'time_limit' }, counts: { inserted: 0 } });
      expect((await pool.query(`SELECT count(*)::int AS n FROM ${table.qualifiedName}`)).rows[0].n).toBe(0);
      const left = `SELECT 1 FROM pg_stat_activity WHERE application_name LIKE 'sheetport-job-${job.id}%' AND state <> 'idle'`;
      while ((await pool.query(left)).rowCount !== 0);
    } finally {
      await held.release();
    }
  });
});
