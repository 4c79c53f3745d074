import { afterEach, describe, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import { RULES } from '../testing/rule-cases.ts';
import type { TableRule } from './rules.ts';
import { openWrittenRowChecks, type WrittenRowChecks } from './written-row-checks.ts';

const { db, client } = await useTestDatabase();
afterEach(() => client.query('ROLLBACK'));

const TABLE = { schema: 'public', name: 'x' };
const RANGE: TableRule = { column: 'v', severity: 'error', check: { kind: 'range', min: '0' } };

/** In a transaction with the tables that `sql` makes: the checks of `x`. */
async function open(sql: string, rules: TableRule[]): Promise<WrittenRowChecks> {
  await client.query('COMMIT');
  await client.query('DROP TABLE IF EXISTS x, customers');
  await client.query(sql);
  await client.query('BEGIN');
  return openWrittenRowChecks(client, await introspect(client, TABLE), rules);
}

/** What becomes of rows that are written in pieces. */
async function write(checks: WrittenRowChecks, pieces: (string | null)[][]): Promise<string> {
  try {
    for (const values of pieces) {
      const type = await typeOf();
      await client.query(
        `INSERT INTO x (v) SELECT v::${type} FROM unnest($1::text[]) WITH ORDINALITY u(v, n) ORDER BY n`,
        [values],
      );
      await checks.check(values.length);
    }
    await checks.finish();
    return 'good';
  } catch (error) {
    if (error instanceof TableError) return error.code;
    throw error;
  }
}

const typeOf = async (): Promise<string> =>
  (
    await client.query(
      `SELECT format_type(atttypid, atttypmod) AS t FROM pg_attribute WHERE attrelid = 'x'::regclass AND attname = 'v'`,
    )
  ).rows[0].t;

describe('P04 rows in their table are taken exactly where each of them keeps the rules, of whatever severity', () => {
  it.each(RULES)('$name', async ({ type, check, good, bad }) => {
    const tables = `CREATE TABLE customers (code text PRIMARY KEY); INSERT INTO customers VALUES ('C-1');
      CREATE TABLE x (id serial PRIMARY KEY, v ${type}); INSERT INTO x (v) SELECT NULL FROM generate_series(1, 20)`;
    for (const severity of ['error', 'warning'] as const) {
      const rules: TableRule[] = [{ column: 'v', severity, check }];
      expect(await write(await open(tables, rules), [good, good])).toBe('good');
      for (const [value] of bad) {
        expect(await write(await open(tables, rules), [[...good, value]])).toBe('needs_stage');
        expect(await write(await open(tables, rules), [good, [value, ...good]])).toBe('needs_stage');
      }
    }
  });
});

it('rows that fill the room of others are looked at, too', async () => {
  await open('CREATE TABLE x (id serial PRIMARY KEY, v int) WITH (autovacuum_enabled = off)', [RANGE]);
  await client.query('INSERT INTO x (v) SELECT 1 FROM generate_series(1, 20000)');
  await client.query('DELETE FROM x WHERE id < 10000');
  await client.query('COMMIT');
  await client.query('BEGIN');
  const checks = await openWrittenRowChecks(client, await introspect(client, TABLE), [RANGE]);
  // The first piece lies behind the rows that are gone; their room is free only afterwards, for the second one.
  await client.query('INSERT INTO x (v) SELECT 1 FROM generate_series(1, 1000)');
  await checks.check(1000);
  await db.pool.query('VACUUM x');
  const many = Array.from({ length: 3000 }, () => '1');
  expect(await write(checks, [[...many, '-1', ...many]])).toBe('needs_stage');
});

it('rows of others, which may break the rules, are not looked at', async () => {
  const checks = await open('CREATE TABLE x (id serial PRIMARY KEY, v int); INSERT INTO x (v) VALUES (-1)', [RANGE]);
  expect(await write(checks, [['1'], ['2', null]])).toBe('good');
});

it('a row may refer to one that comes after it, in its own table', async () => {
  const rules: TableRule[] = [
    {
      column: 'v',
      severity: 'error',
      check: { kind: 'reference', to: { schema: 'public', name: 'x', column: 'id' }, create: false },
    },
  ];
  const tables = 'CREATE TABLE x (id serial PRIMARY KEY, v int)';
  expect(await write(await open(tables, rules), [['2'], [null]])).toBe('good');
  expect(await write(await open(tables, rules), [['3'], [null]])).toBe('needs_stage');
});

it.each([
  [
    'a trigger',
    'CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; CREATE TABLE x (v int); CREATE TRIGGER t BEFORE INSERT ON x FOR EACH ROW EXECUTE FUNCTION f()',
  ],
  ['partitions', 'CREATE TABLE x (v int) PARTITION BY LIST (v); CREATE TABLE x1 PARTITION OF x DEFAULT'],
])('a table with %s is left to the staging path', async (_, sql) => {
  await expect(open(sql, [RANGE])).rejects.toMatchObject({ code: 'needs_stage' });
});

it('a unique rule is for the index to keep, and as a warning for the staging path', async () => {
  const tables = 'CREATE TABLE x (v text UNIQUE)';
  const unique = (severity: 'error' | 'warning'): TableRule => ({ column: 'v', severity, check: { kind: 'unique' } });
  expect(await write(await open(tables, [unique('error')]), [['a'], ['b']])).toBe('good');
  await expect(open(tables, [unique('warning')])).rejects.toMatchObject({ code: 'needs_stage' });
});
