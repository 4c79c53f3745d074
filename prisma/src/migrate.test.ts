import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { splitAsEngine } from './interrupted-migration.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration, readMigrations } from './migration-files.ts';
import { checksum, createLedger } from './migration-ledger.ts';
import { withEngine } from './schema-engine.ts';

const migrations = await readMigrations();
const base = process.env.TEST_DATABASE_URL!;
const made: string[] = [];
let admin: pg.Client;
/** What a database holds in "sheetport" after a start that nobody interrupted. */
let right: string;

beforeAll(async () => {
  admin = new pg.Client(base);
  await admin.connect();
  const url = await createDatabase();
  await migrate(url);
  right = await withClient(url, describeRecords);
});
afterAll(async () => {
  for (const name of made) await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`).catch(() => undefined);
  await admin.end();
});

async function createDatabase(): Promise<string> {
  const name = `migrate_${randomUUID().replaceAll('-', '')}`;
  await admin.query(`CREATE DATABASE ${name}`);
  made.push(name);
  const url = new URL(base);
  url.pathname = `/${name}`;
  return url.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Columns, indexes and constraints as PostgreSQL's own views tell them, and what the ledger says is applied. */
async function describeRecords(client: pg.Client): Promise<string> {
  await client.query('SET search_path TO public'); // Names come out the same whatever the database's own setting is.
  const { rows } = await client.query(
    `SELECT string_agg(line, E'\\n' ORDER BY line) AS text FROM (
       SELECT concat_ws(' ', table_schema, table_name, column_name, data_type, udt_name, is_nullable, column_default) AS line
         FROM information_schema.columns WHERE table_schema IN ('sheetport', 'public')
       UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('sheetport', 'public')
       UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
         WHERE connamespace = 'sheetport'::regnamespace
       UNION ALL SELECT concat_ws(' ', migration_name, checksum) FROM sheetport._prisma_migrations
         WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL
     ) lines`,
  );
  return rows[0].text;
}

/** What Prisma's own engine still wants to apply: it fails where it finds the ledger unfinished or a file changed. */
async function applyByEngine(url: string, wanted: readonly Migration[] = migrations): Promise<string[]> {
  const migrationsList = {
    baseDir: MIGRATIONS,
    lockfile: { path: 'migration_lock.toml', content: 'provider = "postgresql"\n' },
    shadowDbInitScript: '',
    migrationDirectories: wanted.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok' as const, value: sql } },
    })),
  };
  const filters = { externalTables: [], externalEnums: [] };
  return (await withEngine(url, (engine) => engine.applyMigrations({ migrationsList, filters }))).appliedMigrationNames;
}

/** A row of the ledger as the engine writes it before it begins. */
async function recordBegun(client: pg.Client, { name, sql }: Migration): Promise<void> {
  await client.query(
    'INSERT INTO sheetport._prisma_migrations (id, checksum, migration_name, started_at) VALUES ($1, $2, $3, now())',
    [randomUUID(), checksum(sql), name],
  );
}

/** A job with a reject, so that what a migration does to rows shows. */
async function insertJob(client: pg.Client): Promise<void> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, rejected) VALUES ($1, 'import', 'succeeded', 'orders', '{}', 1)`,
    [id],
  );
  await client.query(`INSERT INTO sheetport.reject (job_id, row, cells, issues) VALUES ($1, 2, '[]', '[]')`, [id]);
}

test('P44: the engine of Prisma finds nothing to do after it, and it finds nothing to do after the engine', async () => {
  const url = await createDatabase();
  expect(await migrate(url)).toEqual(migrations.map(({ name }) => name));
  expect(await applyByEngine(url)).toEqual([]);
  const other = await createDatabase();
  await withClient(other, (client) => client.query('CREATE SCHEMA sheetport'));
  expect(await applyByEngine(other)).toHaveLength(migrations.length);
  expect(await migrate(other)).toEqual([]);
});

test('P44: many that start at once apply each migration once', async () => {
  const url = await createDatabase();
  const all = await Promise.all(Array.from({ length: 6 }, () => migrate(url)));
  expect(all.flat().sort()).toEqual(migrations.map(({ name }) => name));
  expect(await withClient(url, describeRecords)).toBe(right);
});

describe('P44: a ledger that an interrupted engine left unfinished is resolved', () => {
  /** Later ones were only ever applied by `migrate`, whole or not at all. */
  const LAST_OF_ENGINE = '20261124194505_reject_tally';
  const counting = migrations.findIndex(({ name }) => name === LAST_OF_ENGINE);

  test.each(migrations.slice(0, counting + 1).map(({ name }, index) => [name, index] as const))(
    'after each statement of %s, with the data as before',
    { tags: ['long'] },
    async (name, index) => {
      const interrupted = migrations[index]!;
      const statements = splitAsEngine(interrupted.sql);
      const url = await createDatabase();
      await migrate(url, migrations.slice(0, index + 1));
      const expected = await withClient(url, describeRecords);
      for (let applied = 0; applied <= statements.length; applied++) {
        await withClient(url, async (client) => {
          await client.query('DROP SCHEMA IF EXISTS sheetport, sheetport_work CASCADE');
          await client.query('CREATE SCHEMA sheetport');
          await createLedger(client);
          await migrate(url, migrations.slice(0, index));
          if (index > 0) await insertJob(client);
          await recordBegun(client, interrupted);
          await client.query('SET search_path TO sheetport');
          for (const statement of statements.slice(0, applied)) await client.query(statement);
        });
        const at = `statement ${applied}`;
        expect(await migrate(url, migrations.slice(0, index + 1)), at).toEqual([name]);
        expect(await withClient(url, describeRecords), at).toBe(expected);
        if (applied < statements.length) continue;
        // What follows is the same after each of them.
        expect(await migrate(url)).toEqual(migrations.slice(index + 1).map((later) => later.name));
        expect(await withClient(url, describeRecords)).toBe(right);
        if (index === 0) continue;
        const { rows } = await withClient(url, (client) => client.query('SELECT pending_rejects FROM sheetport.job'));
        // The migration that counts rejects counts those that are there; a job that came later has none counted.
        expect(rows).toEqual([{ pending_rejects: index <= counting ? 1 : null }]);
      }
    },
  );

  test('as the engine itself leaves it when its backend is ended in the middle', { tags: ['long'] }, async () => {
    const url = await createDatabase();
    await migrate(url, migrations.slice(0, 1));
    await withClient(url, async (client) => {
      await client.query('BEGIN');
      await client.query('LOCK TABLE sheetport.reject IN ACCESS SHARE MODE'); // The third of its four statements waits.
      const engine = applyByEngine(url).catch((error: Error) => error);
      await expect
        .poll(async () => {
          const { rows } = await admin.query(
            `SELECT pid FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock' AND query LIKE '%"reject"%'`,
            [new URL(url).pathname.slice(1)],
          );
          return rows.length;
        })
        .toBe(1);
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
        [new URL(url).pathname.slice(1)],
      );
      expect(await engine).toBeInstanceOf(Error);
    });
    await expect(applyByEngine(url)).rejects.toThrow(); // "migrate found failed migrations"
    expect(await migrate(url)).toEqual(migrations.slice(1).map(({ name }) => name));
    expect(await withClient(url, describeRecords)).toBe(right);
    expect(await applyByEngine(url)).toEqual([]);
  });

  test('not when somebody changed the schema: it says so and changes nothing', async () => {
    const url = await createDatabase();
    await migrate(url, migrations.slice(0, 1));
    await withClient(url, async (client) => {
      await client.query('ALTER TABLE sheetport.file ADD COLUMN by_hand TEXT');
      await recordBegun(client, migrations[1]!);
      const before = await describeRecords(client);
      await expect(migrate(url)).rejects.toThrow(/matches no step of it.*Nothing was changed/);
      expect(await describeRecords(client)).toBe(before);
    });
  });
});

test('a search_path that is forced on the role or the database does not lead the tables elsewhere', async () => {
  const url = await createDatabase();
  await admin.query(`ALTER DATABASE ${new URL(url).pathname.slice(1)} SET search_path TO public`);
  await migrate(url);
  expect(await withClient(url, describeRecords)).toBe(right);
});

test('a migration that would make something outside of the service’s schemas changes nothing', async () => {
  const url = await createDatabase();
  const stray = { name: '20000101000000_stray', sql: 'CREATE TABLE ours (a int); CREATE TABLE public.stray (a int);' };
  await expect(migrate(url, [stray])).rejects.toThrow(/public\.stray outside of the schema "sheetport"/);
  const { rows } = await withClient(url, (client) => client.query(`SELECT to_regclass('sheetport.ours') AS ours`));
  expect(rows).toEqual([{ ours: null }]);
});

test('P59: a migration that must wait lets those go first who come after it', { tags: ['long'] }, async () => {
  const url = await createDatabase();
  await migrate(url);
  const next = { name: '29990101000000_next', sql: 'ALTER TABLE job ADD COLUMN of_the_next_version INTEGER' };
  await withClient(url, async (reader) => {
    await reader.query('BEGIN; SELECT 1 FROM sheetport.job');
    const migrating = migrate(url, [...migrations, next]);
    await withClient(url, async (member) => {
      const isWaiting = async () =>
        (
          await member.query(
            `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'sheetport-migrate'
              AND wait_event_type = 'Lock'`,
          )
        ).rowCount;
      await expect.poll(isWaiting, { interval: 5 }).toBe(1);
      await member.query('SET statement_timeout = 60000');
      await member.query('SELECT 1 FROM sheetport.job FOR UPDATE');
    });
    await reader.query('COMMIT');
    expect(await migrating).toEqual([next.name]);
  });
});
