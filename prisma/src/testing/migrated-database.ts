/** Databases for tests, with the service's schema in them. Not part of what runs. */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { migrate } from '../migrate.ts';
import { readMigrations } from '../migration-files.ts';

/** Taken while the template is made. Any constant of ours. */
const TEMPLATE_LOCK = 7_733_784_511;

/**
 * Make a migrated database next to `base` by copying one that was migrated once for all processes of a run: quicker than migrating each.
 * @param base a database of the test cluster, whose role may create databases
 * @param prefix how its name begins
 * @returns its URL
 */
export async function createMigratedDatabase(base: string, prefix: string): Promise<string> {
  const client = new pg.Client({ connectionString: base, application_name: 'sheetport-tests' });
  await client.connect();
  try {
    const template = await makeTemplate(base, client);
    const name = `${prefix}_${randomBytes(8).toString('hex')}`;
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
    return at(base, name);
  } finally {
    await client.end();
  }
}

/** The template of these migrations: named by what they say, and renamed to it only when it is whole. */
async function makeTemplate(base: string, client: pg.Client): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(await readMigrations()));
  const name = `template_${hash.digest('hex').slice(0, 20)}`;
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return name;
    const draft = `${name}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft}`);
    await client.query(`CREATE DATABASE ${draft}`);
    await migrate(at(base, draft));
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
    return name;
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/** Drop a database of the test cluster, whoever is still in it. */
export async function dropDatabase(url: string, base: string): Promise<void> {
  const client = new pg.Client({ connectionString: base, application_name: 'sheetport-tests' });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${new URL(url).pathname.slice(1)} WITH (FORCE)`);
  } catch (error) {
    // Only a superuser may end an autovacuum that is in it; the test cluster goes away with all of them.
    if ((error as { code?: string }).code !== '42501') throw error;
  } finally {
    await client.end();
  }
}

function at(base: string, name: string): string {
  const url = new URL(base);
  url.pathname = `/${name}`;
  return url.href;
}
