/** Locks that make a job wait in the middle of its work, so that a test can do to it what it likes, just there. */
import { setTimeout as sleep } from 'node:timers/promises';
import { isOver } from '@sheetport/contract';
import pg from 'pg';
import { expect } from 'vitest';
import { kill, type Member, type Service } from './service.ts';
import { ORDERS_COLUMNS, ordersCsv } from './workbooks.ts';

/** How long a worker runs, and then stands still, on the way to where its job is to be met: it reports each time. */
const MOMENT_MS = 20;
const PAUSE_MS = 100;

/** Where a job is made to wait: before its first row is written, or with all rows written, before it commits. */
export type Moment = 'writing' | 'settling';

/** A job that waits for a lock of ours. */
export interface Held {
  /** Whether it came to wait: a job that had nothing to write may be over instead. */
  waits: boolean;
  release(): Promise<void>;
}

/** Whether the connection of a job's work waits for a lock (PostgreSQL docs, `pg_stat_activity`). */
async function isWaiting({ pool }: Service, jobId: string): Promise<boolean> {
  const { rowCount } = await pool.query(
    `SELECT 1 FROM pg_stat_activity WHERE starts_with(application_name, 'sheetport-job-' || $1::text) AND wait_event_type = 'Lock'`,
    [jobId],
  );
  return rowCount! > 0;
}

/** Wait until a job waits for a lock, or is over; which of them it is. */
export async function untilWaiting(service: Service, jobId: string): Promise<boolean> {
  let waits = false;
  await expect
    .poll(
      async () => {
        waits = await isWaiting(service, jobId);
        return waits || isOver((await service.api.job(jobId)).state);
      },
      { interval: 30, timeout: 30_000 },
    )
    .toBe(true);
  return waits;
}

async function lock(service: Service, sql: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: service.databaseUrl, application_name: 'a-test-that-holds' });
  await client.connect();
  await client.query(`BEGIN; ${sql}`);
  return client;
}

/** Start a job that comes to wait before it writes in `qualifiedName`, or before it settles. */
export async function holdAt(
  service: Service,
  qualifiedName: string,
  moment: Moment,
  start: () => Promise<{ id: string }>,
): Promise<{ id: string; held: Held }> {
  const table = await lock(service, `LOCK TABLE ${qualifiedName} IN EXCLUSIVE MODE`);
  const { id } = await start();
  const waits = await untilWaiting(service, id);
  if (moment === 'writing' || !waits) return { id, held: { waits, release: () => table.end() } };
  // As an UPDATE of it would hold it: rows that refer to it may still be written, only the job cannot settle.
  const row = await lock(service, `SELECT 1 FROM sheetport.job WHERE id = '${id}' FOR NO KEY UPDATE`);
  await table.end();
  return { id, held: { waits: await untilWaiting(service, id), release: () => row.end() } };
}

/** Kill the worker that holds a job, with SIGKILL. Another one takes the job over. */
export async function killWorkerOf(service: Service, jobId: string): Promise<void> {
  const { rows } = await service.pool.query('SELECT worker FROM sheetport.job WHERE id = $1', [jobId]);
  const at = service.workers.findIndex(({ pid }) => rows[0].worker.endsWith(`:${pid}`));
  expect(at).toBeGreaterThanOrEqual(0);
  const [worker] = service.workers.splice(at, 1);
  await kill(worker!, 'SIGKILL');
}

/**
 * Make whoever inserts the row whose `id` is this one into `qualifiedName` wait, just then, until `release` is called.
 * By a trigger that asks for a lock which is ours: rows before it are written, rows after it are on their way.
 */
export async function holdAtRow(
  { databaseUrl }: Service,
  qualifiedName: string,
  id: number,
): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'a-test-that-holds' });
  // Where Postgres is ended meanwhile, the lock is free.
  client.on('error', () => undefined);
  await client.connect();
  await client.query(`
    CREATE OR REPLACE FUNCTION public.wait_for_the_test() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN PERFORM pg_advisory_xact_lock_shared(TG_RELID::int); RETURN NEW; END $$;
    CREATE TRIGGER wait_for_the_test BEFORE INSERT ON ${qualifiedName}
      FOR EACH ROW WHEN (NEW.id = ${id}) EXECUTE FUNCTION public.wait_for_the_test()`);
  await client.query(`SELECT pg_advisory_lock('${qualifiedName}'::regclass::int)`);
  return { release: () => client.end() };
}

/** Start an import of so many rows into a table of this name, with `id` as its key. It waits half-way until `held.release` is called. */
export async function importHalf(service: Service, name: string, rows: number) {
  const { api } = service;
  const table = await api.ask('POST', '/api/tables', { name, columns: ORDERS_COLUMNS, key: ['id'] });
  const file = await api.upload(ordersCsv(rows), 'big.csv');
  const held = await holdAtRow(service, table.qualifiedName, Math.round(rows / 2));
  const job = await api.import({ fileId: file.id, table: { id: table.id } });
  const watcher = await api.watch(job.id);
  expect(await untilWaiting(service, job.id)).toBe(true);
  return { table, job, held, watcher };
}

/**
 * Let a worker run for moments only, until its job is heard to have got so far, and leave it standing still (SIGSTOP): however quick
 * the machine, the job is not over by then. `resume` or a signal that ends it sets it free.
 */
export async function freezeAt(service: Service, worker: Member, jobId: string, fraction: number): Promise<void> {
  const watcher = await service.api.watch(jobId);
  try {
    for (;;) {
      worker.process.kill('SIGSTOP');
      await sleep(PAUSE_MS);
      const { state, progress } = watcher.heard.at(-1)!.job;
      if (isOver(state)) throw new Error(`the job ended as ${state} before ${fraction}`);
      if (state === 'running' && progress.fraction >= fraction) return;
      resume(worker);
      await sleep(MOMENT_MS);
    }
  } finally {
    watcher.close();
  }
}

/** Let a worker go on that stands still. */
export function resume(worker: Member): void {
  worker.process.kill('SIGCONT');
}
