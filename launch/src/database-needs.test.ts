import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findMissingFeatures, findMissingRights } from './database-needs.ts';
import { checkExternalDatabase } from './external-database.ts';

const SUFFIX = `${process.pid}_${Date.now() % 1e6}`;
const DATABASE = `needs_${SUFFIX}`;
const ROLE = `needs_role_${SUFFIX}`;

describe('a role without rights of its own', () => {
  let admin: pg.Client;
  let client: pg.Client;
  const url = new URL(process.env.TEST_SUPERUSER_URL ?? process.env.TEST_DATABASE_URL ?? 'postgres://none');

  beforeAll(async () => {
    const first = new pg.Client(url.href);
    await first.connect();
    await first.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD 'secret'`);
    await first.query(`CREATE DATABASE ${DATABASE}`);
    await first.end();
    url.pathname = `/${DATABASE}`;
    admin = new pg.Client(url.href);
    await admin.connect();
    url.username = ROLE;
    url.password = 'secret';
    client = new pg.Client(url.href);
    await client.connect();
  });
  afterAll(async () => {
    await client.end();
    await admin.query(`DROP OWNED BY ${ROLE}`);
    await admin.query(`DROP ROLE ${ROLE}`);
    await admin.end();
  });

  test('is refused at the start, with what an administrator can run, and works once that was run', async () => {
    const refused = checkExternalDatabase(url.href, 'public', () => undefined);
    await expect(refused).rejects.toThrow(/may not make the schemas.*\n\s+GRANT CREATE ON DATABASE/);
    await expect(refused).rejects.not.toThrow('secret');
    const { fatal } = await findMissingRights(client, 'public');
    for (const line of fatal!.split('\n').slice(1)) await admin.query(line);
    expect((await findMissingRights(client, 'public')).fatal).toBeNull();
  });

  test('is told that new tables would be refused, which names TABLES_SCHEMA, until they would not be', async () => {
    const said: string[] = [];
    await checkExternalDatabase(url.href, 'public', (line) => said.push(line));
    expect(said).toEqual([
      expect.stringMatching(/may not create tables in the schema public, which TABLES_SCHEMA names.*GRANT CREATE/),
    ]);
    const { newTables } = await findMissingRights(client, 'public');
    await admin.query(/run: (GRANT [^;]+);/.exec(newTables!)![1]!);
    expect((await findMissingRights(client, 'public')).newTables).toBeNull();
    expect((await findMissingRights(client, 'no "such')).newTables).toMatch(
      /^There is no schema "no ""such", .* CREATE SCHEMA "no ""such" AUTHORIZATION/,
    );
  });

  test('is told of schemas that belong to somebody else', async () => {
    await admin.query('CREATE SCHEMA sheetport_work');
    const { fatal } = await findMissingRights(client, 'public');
    expect(fatal).toMatch(/may not make .*\n\s+ALTER SCHEMA sheetport_work OWNER TO/);
    await admin.query(fatal!.split('\n')[1]!);
    expect((await findMissingRights(client, 'public')).fatal).toBeNull();
  });

  test('PostgreSQL has all that is needed; what another server lacks is named', async () => {
    expect(await findMissingFeatures((sql) => client.query(sql))).toEqual([]);
    const poor = (sql: string) =>
      /LISTEN|COPY/.test(sql) ? Promise.reject(new Error('not supported')) : client.query(sql);
    expect(await findMissingFeatures(poor)).toEqual([
      'LISTEN and NOTIFY (the queue and the progress bar)',
      'COPY in its binary format (loading rows)',
    ]);
  });
});
