/** @module-tag long */
import { beforeAll, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** Rows of a sheet of which none fits. */
const ROWS = 60_000;
let service: Service;
beforeAll(async () => {
  service = await shareService();
});

test('P03 P04: ten thousand of many rejects are mended at once and by the key, whatever Postgres believes of them', async () => {
  const { api, pool } = service;
  const table = await api.ask('POST', '/api/tables', {
    name: 'Many rejects',
    columns: [
      { label: 'Code', type: 'integer' },
      { label: 'Amount', type: 'integer' },
    ],
    key: ['Code'],
  });
  await pool.query('ALTER TABLE sheetport.reject SET (autovacuum_enabled = off)');
  const lines = Array.from({ length: ROWS }, (_, n) => `${n},many`);
  const file = await api.upload(`Code,Amount\n${lines.join('\n')}\n`, 'many.csv');
  const first = await api.ended((await api.import({ fileId: file.id, table: { id: table.id } })).id);
  expect(first).toMatchObject({ state: 'succeeded', counts: { inserted: 0, rejected: ROWS } });

  // Postgres counts them while all are mended; then the import that mended them is undone, and it does not count again.
  await pool.query(`UPDATE sheetport.reject SET corrected_by_job_id = $1 WHERE job_id = $1`, [first.id]);
  await pool.query('ANALYZE sheetport.reject');
  await pool.query('UPDATE sheetport.reject SET corrected_by_job_id = NULL WHERE job_id = $1', [first.id]);

  const rows = Array.from({ length: 10_000 }, (_, n) => ({
    row: ROWS - 9_000 - n,
    cells: { Amount: n % 2 ? 1 : 'no' },
  }));
  const job = await api.ended((await api.ask('POST', `/api/jobs/${first.id}/corrections`, { rows })).id);
  expect(job).toMatchObject({ state: 'succeeded', counts: { read: 10_000, inserted: 5000, rejected: 5000 } });
  const open = await pool.query(
    'SELECT count(*)::int AS n FROM sheetport.reject WHERE job_id = $1 AND corrected_by_job_id IS NULL',
    [first.id],
  );
  expect(open.rows[0].n).toBe(ROWS - 5000);
  await pool.query('ALTER TABLE sheetport.reject RESET (autovacuum_enabled)');
});
