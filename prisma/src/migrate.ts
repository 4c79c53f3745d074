import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { findRemainingStatements } from './interrupted-migration.ts';
import { type Migration, readMigrations } from './migration-files.ts';
import { createLedger, readLedger, recordApplied } from './migration-ledger.ts';

/** Taken in each transaction, so that servers and workers that start together take turns. Any constant of ours. */
const MIGRATION_LOCK = 7_733_784_510;

/**
 * How long a migration waits for members of the version before it. Whoever asks for the table after it waits as well, so it then gives way,
 * and tries again after a pause. Shorter than the time after which PostgreSQL looks for deadlocks: so it is mostly the migration that gives way.
 */
const LOCK_MS = 500;
const PAUSE_MS = 1000;
/** It is given up where somebody holds a table for so long: an import may take a while. */
const GIVE_UP_MS = 30 * 60_000;
/** `lock_not_available` and `deadlock_detected` (PostgreSQL docs, "PostgreSQL Error Codes"). */
const IN_THE_WAY: ReadonlySet<string | undefined> = new Set(['55P03', '40P01']);

/**
 * Bring the service's own schema up to date. Safe to call from many processes at once; quick when nothing is owed. Each
 * migration is one transaction together with its row in Prisma's ledger, so an interruption leaves it wholly applied or not
 * at all. One that an earlier version left unfinished is continued where it stopped.
 * @param databaseUrl a Postgres 15+ database in which the role may create schemas
 * @param migrations in order; those of the folder when absent
 * @returns the names of the migrations applied now
 * @throws Error when the database cannot be reached or a migration fails (its transaction leaves nothing)
 */
export async function migrate(databaseUrl: string, migrations?: readonly Migration[]): Promise<string[]> {
  const wanted = migrations ?? (await readMigrations());
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'sheetport-migrate' });
  client.on('error', () => undefined); // A connection that is lost shows as a failed query.
  await client.connect();
  try {
    const applied: string[] = [];
    for (const end = Date.now() + GIVE_UP_MS; !(await isCurrent(client, wanted)); ) {
      try {
        const name = await applyNext(client, wanted);
        if (name !== undefined) applied.push(name);
      } catch (error) {
        if (!IN_THE_WAY.has((error as { code?: string }).code) || Date.now() > end) throw error;
        await sleep(PAUSE_MS);
      }
    }
    return applied;
  } finally {
    await client.end();
  }
}

async function isCurrent(client: pg.ClientBase, wanted: readonly Migration[]): Promise<boolean> {
  const ledger = await readLedger(client);
  return wanted.every(({ name }) => ledger.get(name) === 'applied');
}

/** Apply the first migration that is owed, in one transaction; undefined when another process has applied the last one. */
async function applyNext(client: pg.ClientBase, wanted: readonly Migration[]): Promise<string | undefined> {
  await client.query('BEGIN');
  try {
    await client.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    await client.query(`SET LOCAL lock_timeout = ${LOCK_MS}`);
    await client.query('CREATE SCHEMA IF NOT EXISTS sheetport');
    await client.query('CREATE SCHEMA IF NOT EXISTS sheetport_work');
    await createLedger(client);
    const ledger = await readLedger(client);
    const next = wanted.find(({ name }) => ledger.get(name) !== 'applied');
    if (next === undefined) {
      await client.query('ROLLBACK');
      return undefined;
    }
    const before = wanted.filter(({ name }) => ledger.get(name) === 'applied');
    const statements =
      ledger.get(next.name) === 'unfinished' ? await findRemainingStatements(client, before, next) : [next.sql];
    // Not a setting of the connection: a connection pooler may drop those, and the tables would be made in "public".
    await client.query('SET LOCAL search_path TO sheetport');
    for (const statement of statements) await client.query(statement);
    await refuseStrays(client, next.name);
    await recordApplied(client, next);
    await client.query('COMMIT');
    return next.name;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined); // The connection is gone, and the transaction with it.
    throw error;
  }
}

/** Nothing of this transaction may lie outside of the service's own schemas. */
async function refuseStrays(client: pg.ClientBase, migration: string): Promise<void> {
  const { rows } = await client.query(
    `SELECT format('%I.%I', made.schema, made.name) AS name FROM (
       SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.xmin = pg_current_xact_id()::xid
       UNION ALL
       SELECT n.nspname, t.typname FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
        WHERE t.xmin = pg_current_xact_id()::xid AND t.typrelid = 0 AND t.typelem = 0
     ) made WHERE made.schema NOT IN ('sheetport', 'sheetport_work', 'pg_toast') ORDER BY 1`,
  );
  if (rows.length === 0) return;
  throw new Error(
    `Migration ${migration} would make ${rows.map((row) => row.name).join(', ')} outside of the schema "sheetport". Nothing was changed. Point DATABASE_URL at PostgreSQL itself, without a connection pooler in between.`,
  );
}
