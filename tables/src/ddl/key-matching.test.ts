import { afterEach, describe, expect, test } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { mergeStage } from '../merge/merge.ts';
import { createStage } from '../merge/stage.ts';
import { useTestDatabase } from '../testing/database.ts';
import { undo } from '../undo/undo.ts';
import { changeKey } from './constraints.ts';
import { countMatchingKeys, keyMatchingOf, setKeyMatching } from './key-matching.ts';

const { client } = await useTestDatabase();
afterEach(() => client.query('ROLLBACK'));
const X = { schema: 'public', name: 'x' };
const rows = async () => (await client.query({ text: 'SELECT * FROM x ORDER BY 1, 2', rowMode: 'array' })).rows;
const matching = async () => keyMatchingOf(await introspect(client, X));

async function makeTable(ddl: string): Promise<void> {
  await client.query('BEGIN');
  await client.query(ddl);
  await setKeyMatching(client, X, 'ignore_case');
}

async function merge(mode: 'insert' | 'upsert' | 'update', columns: string[], staged: (string | number | null)[][]) {
  const stage = await createStage(client, X, columns);
  for (const [at, row] of staged.entries())
    await client.query(`INSERT INTO stage VALUES (${at + 2}, ${row.map((_, n) => `$${n + 1}`).join(', ')})`, row);
  const result = await mergeStage(client, { stage, mode, onReject: 'skip', undo: { id: 'm1' } });
  const issues: string[] = [];
  for await (const reject of result.rejects) issues.push(...reject.issues.map(({ code }) => `${reject.row} ${code}`));
  return { ...result, issues };
}

describe('keys without case and surrounding spaces', () => {
  test.each([
    ['text', '"E-mail" text PRIMARY KEY, n int'],
    ['varchar', '"E-mail" varchar(40) PRIMARY KEY, n int'],
    ['of two columns', '"E-mail" text, n int, PRIMARY KEY ("E-mail", n)'],
    ['a word of SQL', '"E-mail" text, "order" text, n int, PRIMARY KEY ("order", "E-mail")'],
  ])('the catalogue says so: %s', async (_, columns) => {
    await makeTable(`CREATE TABLE x (${columns})`);
    expect(await matching()).toBe('ignore_case');
    await setKeyMatching(client, X, 'ignore_case');
    await setKeyMatching(client, X, 'exact');
    expect(await matching()).toBe('exact');
  });

  test('an upsert finds the row, changes the rest of it, keeps its spelling, and can be undone', async () => {
    await makeTable(`CREATE TABLE x (email text PRIMARY KEY, name text)`);
    await client.query(`INSERT INTO x VALUES ('a@x.com', 'Ann'), ('B@x.com', 'Bob')`);
    const result = await merge(
      'upsert',
      ['email', 'name'],
      [
        ['A@X.com', 'AnnUpper'],
        ['b@x.com ', 'BobSpace'],
        ['\u00a0b@X.com', 'BobNbsp'],
        ['Ünal@x.com', 'new'],
        ['ünal@X.com', 'again'],
      ],
    );
    expect(result).toMatchObject({ inserted: 1, updated: 2, unchanged: 0, rejected: 2 });
    expect(result.issues).toEqual(['4 duplicate_in_file', '6 duplicate_in_file']);
    expect(await rows()).toEqual([
      ['B@x.com', 'BobSpace'],
      ['a@x.com', 'AnnUpper'],
      ['Ünal@x.com', 'new'],
    ]);
    expect(await undo(client, { table: X, id: 'm1' })).toMatchObject({ removed: 1, restored: 2 });
    expect(await rows()).toEqual([
      ['B@x.com', 'Bob'],
      ['a@x.com', 'Ann'],
    ]);
  });

  test('an update and an insert see the same rows; a trigger does not change that', async () => {
    await makeTable(`CREATE TABLE x (email text PRIMARY KEY, n int, name text DEFAULT 'd')`);
    await client.query(`INSERT INTO x VALUES ('a@x.com', 1, 'Ann')`);
    const updated = await merge(
      'update',
      ['email', 'n'],
      [
        ['A@X.COM', 2],
        ['c@x.com', 3],
      ],
    );
    expect(updated).toMatchObject({ updated: 1, issues: ['3 no_such_row'] });
    await client.query('DROP TABLE pg_temp.stage, pg_temp.stage_rejected, pg_temp.stage_issues');
    await client.query('DROP TABLE sheetport_work.undo_m1_before, sheetport_work.undo_m1_after');
    await client.query(`CREATE FUNCTION pg_temp.same() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'`);
    await client.query('CREATE TRIGGER same BEFORE INSERT OR UPDATE ON x FOR EACH ROW EXECUTE FUNCTION pg_temp.same()');
    const upserted = await merge(
      'upsert',
      ['email', 'n'],
      [
        ['A@x.com', 3],
        ['d@x.com', 4],
        ['a@x.com ', 5],
      ],
    );
    expect(upserted).toMatchObject({ inserted: 1, updated: 1, issues: ['4 duplicate_in_file'] });
    await client.query('DROP TABLE pg_temp.stage, pg_temp.stage_rejected, pg_temp.stage_issues');
    await client.query('DROP TABLE sheetport_work.undo_m1_before, sheetport_work.undo_m1_after');
    const inserted = await merge(
      'insert',
      ['email', 'n'],
      [
        [' D@x.com', 4],
        ['e@x.com', 5],
      ],
    );
    expect(inserted).toMatchObject({ inserted: 1, issues: ['2 already_exists'] });
  });

  test('keys that are alike stand in the way, and are counted; another key starts exact', async () => {
    await client.query('BEGIN');
    await client.query(`CREATE TABLE x (email text PRIMARY KEY, n int)`);
    await client.query(`INSERT INTO x VALUES ('a@x.com', 1), ('A@x.com ', 2), ('b@x.com', 3)`);
    await client.query('SAVEPOINT before');
    await expect(setKeyMatching(client, X, 'ignore_case')).rejects.toMatchObject({ code: 'duplicate_key' });
    await client.query('ROLLBACK TO SAVEPOINT before');
    expect(await countMatchingKeys(client, X, ['email'])).toBe(2);
    await client.query(`DELETE FROM x WHERE n = 2`);
    await setKeyMatching(client, X, 'ignore_case');
    await changeKey(client, X, ['n']);
    expect(await matching()).toBe('exact');
    await client.query(`INSERT INTO x VALUES ('A@x.com', 4)`);
    await expect(setKeyMatching(client, X, 'ignore_case')).rejects.toMatchObject({ code: 'invalid_key' });
  });
});
