import { randomUUID } from 'node:crypto';
import { createMigratedDatabase, dropDatabase } from '@sheetport/prisma/testing';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { claimJob, markJob, releaseJob } from './claims.ts';

let url: string;
let pool: pg.Pool;
beforeAll(async () => {
  url = await createMigratedDatabase(process.env.TEST_DATABASE_URL!, 'claims');
  pool = new pg.Pool({ connectionString: url });
});
afterAll(async () => {
  await pool.end();
  await dropDatabase(url, process.env.TEST_DATABASE_URL!);
});

const NOTHING = { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 };
const UNKNOWN = { rowsDone: 0, rowsTotal: null, rowsPerSecond: null, secondsLeft: null, log: null };

/** A job that is claimed and has written that it is 0.4 of the way, and may show 0.6. Out: its id and fence. */
async function claimHalfway(): Promise<{ id: string; fence: number }> {
  const id = randomUUID();
  await pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, lane, turn) VALUES ($1, 'import', 'queued', 'x', '{}', 'small', 7)`,
    [id],
  );
  const { fence } = (await claimJob(pool, id, 'worker'))!;
  const mark = { ...NOTHING, ...UNKNOWN, seq: 1, phase: 'reading', fraction: 0.4, fractionLease: 0.6 };
  expect(await markJob(pool, id, fence, mark)).toBe('going');
  return { id, fence };
}

test.each([
  ['what it has shown, where that is within its lease', 0.5, 0.5],
  ['what its record says, where it has shown less', 0.1, 0.4],
  ['its lease, where it says that it has shown more', 0.9, 0.6],
])('P15 after a claim that was given back the next one starts at %s', async (_, shown, base) => {
  const { id, fence } = await claimHalfway();
  expect(await releaseJob(pool, id, fence, 2, { code: 'drain', log: '{}', shown })).toBe(true);
  const { rows } = await pool.query('SELECT state, worker, fraction, lane, turn FROM sheetport.job WHERE id = $1', [
    id,
  ]);
  expect(rows).toEqual([{ state: 'queued', worker: null, fraction: base, lane: 'small', turn: 7 }]);
  expect(await claimJob(pool, id, 'other')).toMatchObject({ base, attempts: 2, fence: fence + 1 });
});

test('P15 of a claim that says nothing of what it showed, the whole lease may have been seen', async () => {
  const { id, fence } = await claimHalfway();
  expect(await releaseJob(pool, id, fence, 2)).toBe(true);
  expect(await claimJob(pool, id, 'other')).toMatchObject({ base: 0.6 });
});

test('a job that is moved waits in the other lane, with a turn there', async () => {
  const { id, fence } = await claimHalfway();
  const why = { code: 'moved', log: '{}', shown: 0.4, to: { lane: 'large', turn: 3 } as const };
  expect(await releaseJob(pool, id, fence, 2, why)).toBe(true);
  const { rows } = await pool.query('SELECT lane, turn FROM sheetport.job WHERE id = $1', [id]);
  expect(rows).toEqual([{ lane: 'large', turn: 3 }]);
});

test('P05 a claim that another has followed gives nothing back', async () => {
  const { id, fence } = await claimHalfway();
  await claimJob(pool, id, 'other');
  expect(await releaseJob(pool, id, fence, 2)).toBe(false);
  const { rows } = await pool.query('SELECT state, worker FROM sheetport.job WHERE id = $1', [id]);
  expect(rows).toEqual([{ state: 'running', worker: 'other' }]);
});
