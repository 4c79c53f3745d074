import { randomUUID } from 'node:crypto';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forgetRejects } from './sweep.ts';

let url: string;
let pool: pg.Pool;
beforeAll(async () => {
  url = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'rejects');
  pool = new pg.Pool({ connectionString: url });
});
afterAll(async () => {
  await pool.end();
  await dropDatabase(url, process.env.TEST_DATABASE_URL!);
});

async function addImport(daysAgo: number): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, rejected, pending_rejects, finished_at)
     VALUES ($1, 'import', 'succeeded', 'x', '{}', 1, 1, now() - $2 * interval '1 day')`,
    [id, daysAgo],
  );
  await pool.query(`INSERT INTO sheetport.reject (job_id, "row", cells, issues) VALUES ($1, 2, '{}', '[]')`, [id]);
  return id;
}

test('rejected rows go after their time; that there were some stays, and rows that are being corrected wait', async () => {
  const [old, fresh] = [await addImport(8), await addImport(6)];
  const busy: string[] = [];
  for (const state of ['queued', 'running', 'failed']) {
    const corrected = state === 'failed' ? old : await addImport(8);
    if (state !== 'failed') busy.push(corrected);
    await pool.query(
      `INSERT INTO sheetport.job (id, kind, state, title, spec, parent_id) VALUES ($1, 'import', $2::text::sheetport.job_state, 'x', '{}', $3)`,
      [randomUUID(), state, corrected],
    );
  }
  await forgetRejects({ pool, settings: { REJECT_DAYS: 7 } as never });
  const { rows } = await pool.query<{ id: string; rejected: string; pending: number; gone: boolean; left: number }>(
    `SELECT id, rejected, pending_rejects AS pending, coalesce(result ? 'rejectsGone', false) AS gone,
       (SELECT count(*)::int FROM sheetport.reject r WHERE r.job_id = j.id) AS left FROM sheetport.job j WHERE state = 'succeeded'`,
  );
  const of = (wanted: string) => rows.find(({ id }) => id === wanted);
  expect(of(old)).toMatchObject({ rejected: '1', pending: 0, gone: true, left: 0 });
  for (const id of [fresh, ...busy]) expect(of(id)).toMatchObject({ pending: 1, gone: false, left: 1 });
});
