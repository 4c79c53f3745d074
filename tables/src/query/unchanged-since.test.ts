import { expect, test } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { useTestDatabase } from '../testing/database.ts';
import type { Filter } from './filter.ts';
import { isUnchangedSince, readTableInstant } from './unchanged-since.ts';

const { db, client } = await useTestDatabase();
const ref = { schema: 'public', name: 'watched' };
const few: Filter = { column: 'n', op: 'le', value: 10 };

/**
 * Wait until no transaction is older than one. They count of all databases of a cluster, those of tests beside this one too; what came
 * after an older one would count as changed, which is safe, and no use here.
 */
async function settle(xid?: string) {
  const least = xid ?? (await client.query('SELECT pg_current_xact_id()::text AS xid')).rows[0].xid;
  const oldest = 'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS xid';
  await expect
    .poll(async () => BigInt((await client.query(oldest)).rows[0].xid) >= BigInt(least), { interval: 20 })
    .toBe(true);
}

/** What an export of the rows would keep. `open`: the transaction that goes on meanwhile. */
async function look(filter?: Filter, words: unknown = null, open?: string) {
  await settle(open);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const table = await introspect(client, ref);
  const instant = await readTableInstant(client, table, words);
  const { rows } = await client.query(`SELECT count(*)::int AS n FROM watched ${filter ? 'WHERE n <= 10' : ''}`);
  await client.query('COMMIT');
  const isSame = async (now: unknown = words) => {
    const later = await introspect(client, ref);
    const then = { ...instant, rows: rows[0].n as number };
    return isUnchangedSince(client, later, filter, then, await readTableInstant(client, later, now));
  };
  return isSame;
}

test('any write is seen, and nothing else', async () => {
  await client.query('CREATE TABLE watched (n int PRIMARY KEY, t text)');
  await client.query("INSERT INTO watched SELECT n, 'x' FROM generate_series(1, 100) n");
  const changes: [sql: string, all: boolean, few: boolean][] = [
    ['SELECT 1', true, true],
    ['VACUUM (FREEZE, ANALYZE) watched', true, true],
    ["UPDATE watched SET t = 'x' WHERE false", true, true],
    ["UPDATE watched SET t = 'y' WHERE n = 5", false, false],
    ["UPDATE watched SET t = 'y' WHERE n = 50", false, true],
    ['UPDATE watched SET n = 200 WHERE n = 5', false, false],
    ['UPDATE watched SET n = 5 WHERE n = 200', false, false],
    ['DELETE FROM watched WHERE n = 60', false, true],
    ["INSERT INTO watched VALUES (60, 'x')", false, true],
    ["DELETE FROM watched WHERE n = 7; INSERT INTO watched VALUES (7, 'x')", false, false],
    [
      "DO $$ BEGIN BEGIN INSERT INTO watched VALUES (0, 'x'); EXCEPTION WHEN unique_violation THEN NULL; END; END $$",
      false,
      false,
    ],
    ['ALTER TABLE watched RENAME COLUMN t TO u', false, false],
    ['ALTER TABLE watched ALTER COLUMN u TYPE varchar(20)', false, false],
    ['ALTER TABLE watched ADD COLUMN v int', false, false],
  ];
  for (const [sql, all, some] of changes) {
    const [ofAll, ofFew] = [await look(), await look(few)];
    await client.query(sql);
    expect([await ofAll(), await ofFew()], sql).toEqual([all, some]);
  }
  const labelled = await look(undefined, ['a']);
  expect([await labelled(), await labelled(['b'])]).toEqual([true, false]);
});

test('what was under way at the instant counts as later, also within a savepoint', async () => {
  await client.query('DROP TABLE IF EXISTS watched');
  await client.query('CREATE TABLE watched (n int PRIMARY KEY, t text)');
  await client.query("INSERT INTO watched SELECT n, 'x' FROM generate_series(1, 100) n");
  const other = await db.connect();
  await other.query('BEGIN');
  const { xid } = (await other.query('SELECT pg_current_xact_id()::text AS xid')).rows[0];
  await other.query('SAVEPOINT s');
  await other.query("UPDATE watched SET t = 'z' WHERE n = 1");
  const isSame = await look(undefined, null, xid);
  expect(await isSame()).toBe(true);
  await other.query('COMMIT');
  expect(await isSame()).toBe(false);
  const again = await look();
  expect(await again()).toBe(true);
});
