/**
 * A service for the tests of one process. They follow each other, so they take turns with the same server, worker and browser:
 * most of their time was its start. Each caller finds it empty. What kills servers or needs settings of its own
 * starts a service for itself (`startService`).
 */
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FOLDERS } from '@sheetport/storage';
import pg from 'pg';
import type { Browser } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { type Backend, kill, type Service, startService } from './service.ts';

interface Shared {
  services: Map<Backend, Service>;
  browser?: Browser;
}

const KEY = Symbol.for('sheetport.tests.shared');
/** Kept for the life of the process, whatever is loaded anew. */
const scope = globalThis as { [KEY]?: Shared };
const shared: Shared = scope[KEY] ?? { services: new Map() };
scope[KEY] = shared;

const EMPTY_MS = 60_000;
const DEADLOCK = '40P01';

/**
 * The service of this process with a queue on `backend`, with one worker and without files, tables and jobs. It ends with the process;
 * `stop` leaves it running.
 */
export async function shareService({ backend = 'postgres' }: { backend?: Backend } = {}): Promise<Service> {
  const known = shared.services.get(backend);
  if (known) {
    await empty(known);
    return known;
  }
  const started = await startService({ backend });
  // The server and the worker end when this process has ended (their channel to it closes); the database goes with its cluster.
  const service = Object.assign(started, { stop: async () => undefined });
  shared.services.set(backend, service);
  return service;
}

/** The browser of this process, without pages. */
export async function shareBrowser(): Promise<Browser> {
  if (!shared.browser?.isConnected()) shared.browser = await openBrowser();
  await Promise.all(shared.browser.contexts().map((context) => context.close()));
  return shared.browser;
}

/** As after its start: no job runs, one worker, nothing recorded, no table but the service's own. */
async function empty(service: Service): Promise<void> {
  await service.pool.query(
    `UPDATE sheetport.job SET cancel_requested_at = now() WHERE state IN ('queued', 'running') AND cancel_requested_at IS NULL`,
  );
  const { workers } = service;
  const alive = workers.splice(0).filter(({ process }) => process.exitCode === null && process.signalCode === null);
  const kept = alive.find(({ env = {} }) => Object.keys(env).length === 0);
  if (kept) workers.push(kept);
  await Promise.all(alive.filter((worker) => worker !== kept).map((worker) => kill(worker, 'SIGTERM')));
  if (!kept) await service.addWorker();
  await resetLanes(service);
  await untilNoJobRuns(service);
  for (const folder of FOLDERS.map((name) => path.join(service.dataDir, name))) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
  }
  const url = new URL(process.env.TEST_SUPERUSER_URL ?? service.databaseUrl);
  url.pathname = new URL(service.databaseUrl).pathname;
  const client = new pg.Client({ connectionString: url.href, application_name: 'sheetport-tests' });
  await client.connect();
  try {
    while (!(await clear(client)));
  } finally {
    await client.end();
  }
}

/** What a test set of lanes and did not take back. */
async function resetLanes({ pool, api }: Service): Promise<void> {
  const set = await pool.query('SELECT lane FROM sheetport.lane_setting WHERE paused OR concurrency IS NOT NULL');
  for (const { lane } of set.rows) await api.ask('PATCH', `/api/queues/${lane}`, { paused: false, concurrency: null });
}

async function untilNoJobRuns({ pool }: Service): Promise<void> {
  for (const end = Date.now() + EMPTY_MS; Date.now() < end; await sleep(20)) {
    const { rows } = await pool.query(`SELECT id FROM sheetport.job WHERE state = 'running' LIMIT 1`);
    if (rows.length === 0) return;
  }
  throw new Error('a job of an earlier test file does not end');
}

/** @returns false where the service was writing at the same moment: to be tried again */
async function clear(client: pg.Client): Promise<boolean> {
  try {
    await client.query(`
      DO $$
      DECLARE other name;
      BEGIN
        FOR other IN SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%'
          AND nspname NOT IN ('information_schema', 'sheetport', 'sheetport_queue')
        LOOP EXECUTE format('DROP SCHEMA %I CASCADE', other); END LOOP;
        CREATE SCHEMA public AUTHORIZATION pg_database_owner;
        GRANT USAGE ON SCHEMA public TO PUBLIC;
        EXECUTE format('ALTER DATABASE %I RESET ALL', current_database());
        TRUNCATE sheetport.job, sheetport.file, sheetport."table", sheetport.reject, sheetport.reject_group,
          sheetport.saved_mapping, sheetport.view, sheetport.schedule, sheetport.schedule_run, sheetport.feed, sheetport.feed_file, sheetport.feed_sheet, sheetport.idempotency_key, sheetport.session, sheetport.credential,
          sheetport.access_link, sheetport.attempt, sheetport.folder, sheetport.table_share, sheetport.folder_share,
          sheetport.upload_link, sheetport.export_template, sheetport.link_visit, sheetport.sent_file, sheetport.removal,
          sheetport.letter, sheetport.delivery, sheetport.delivery_run, sheetport.delivery_attempt, sheetport.webhook, sheetport.webhook_message, sheetport.webhook_attempt;
        DELETE FROM sheetport.person WHERE id <> 'owner';
        UPDATE sheetport.person SET name = 'Owner', email = NULL, language = NULL,
          max_stored_bytes = NULL, max_open_jobs = NULL, max_rows_per_day = NULL;
        UPDATE sheetport.instance SET second_factor_required = false;
      END $$`);
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === DEADLOCK) return false;
    throw error;
  }
}
