import { readdir } from 'node:fs/promises';
import pg from 'pg';
import { MIGRATIONS, readMigrations, withEngine } from './schema-engine.ts';

/** Taken while migrating, so that servers and workers that start together take turns. Any constant of ours. */
const MIGRATION_LOCK = 7_733_784_510;

/**
 * Bring the service's own schema up to date. Safe to call from many processes at once; quick when nothing is owed.
 * @param databaseUrl a Postgres 15+ database in which the role may create schemas
 * @returns the names of the migrations applied now
 * @throws Error when the database cannot be reached or a migration fails (its transaction leaves nothing)
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'sheetport-migrate' });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    if (await isCurrent(client)) return [];
    await client.query('CREATE SCHEMA IF NOT EXISTS sheetport');
    await client.query('CREATE SCHEMA IF NOT EXISTS sheetport_work');
    const migrationsList = await readMigrations();
    const { appliedMigrationNames } = await withEngine(databaseUrl, (engine) =>
      engine.applyMigrations({ migrationsList, filters: { externalTables: [], externalEnums: [] } }),
    );
    return appliedMigrationNames;
  } finally {
    await client.end();
  }
}

/** Whether every migration of the folder is in the ledger: a look that spares the engine on every later start. */
async function isCurrent(client: pg.Client): Promise<boolean> {
  const ledger = await client.query("SELECT to_regclass('sheetport._prisma_migrations') AS ledger");
  if (ledger.rows[0].ledger === null) return false;
  const done = await client.query(
    'SELECT migration_name FROM sheetport._prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL',
  );
  const applied = new Set(done.rows.map((row) => row.migration_name as string));
  const wanted = (await readdir(MIGRATIONS, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  return wanted.every((entry) => applied.has(entry.name));
}
