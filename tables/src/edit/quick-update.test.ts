import { beforeEach, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { browse } from '../query/select-page.ts';
import { useTestDatabase } from '../testing/database.ts';
import { editRows, type TestEdit } from '../testing/edit-rows.ts';
import { undo } from '../undo/undo.ts';

const { client } = await useTestDatabase();
const ref = { schema: 'public', name: 'parts' };
beforeEach(async () => {
  // Names that the statement has itself, too.
  await client.query(`ROLLBACK; DROP SCHEMA IF EXISTS sheetport_work CASCADE; DROP TABLE IF EXISTS parts CASCADE;
    CREATE TABLE parts (n int, version text, cells numeric(6,2), place timestamptz, code varchar(3), c1 text UNIQUE, PRIMARY KEY (n, version));
    INSERT INTO parts VALUES (1, 'a', 1.5, '2026-01-02', 'abc', 'x'), (2, 'a', NULL, NULL, NULL, 'y')`);
});

const parts = async () =>
  (await client.query({ text: 'SELECT * FROM parts ORDER BY n, version', rowMode: 'array' })).rows as unknown[][];

/** An edit of both rows; `isQuick` where nothing was staged. */
async function update(id: string, cells: Record<string, string | null>[], more: Parameters<typeof editRows>[5] = {}) {
  const table = await introspect(client, ref);
  const { ids } = await browse(client, ref, { limit: 10 });
  const updates: TestEdit['updates'] = cells.map((one, n) => ({ id: ids[n]!, cells: one }));
  await client.query('BEGIN');
  const done = await editRows(client, ref, table, id, { updates }, more);
  const { rows } = await client.query<{ staged: boolean }>(
    `SELECT to_regclass('pg_temp.stage_updates') IS NOT NULL AS staged`,
  );
  await client.query(done.aborted ? 'ROLLBACK' : 'COMMIT');
  return { done, isQuick: !rows[0]!.staged };
}

it('P60 plain cells of a few rows are written by one statement, with new ids, and undone', async () => {
  const before = await parts();
  const { done, isQuick } = await update('q', [
    { cells: '7.005', place: '2026-03-04T05:06:07Z' },
    { cells: '8', place: null },
  ]);
  expect(isQuick).toBe(true);
  expect(done).toMatchObject({ updated: 2, unchanged: 0, cells: 3, undoable: true, aborted: false });
  expect((await parts()).map((row) => row[2])).toEqual(['7.01', '8.00']);
  const { ids } = await browse(client, ref, { limit: 10 });
  expect([...done.ids]).toEqual([
    [1, ids[0]],
    [2, ids[1]],
  ]);
  const same = await update('same', [{ cells: '7.01', place: '2026-03-04T05:06:07Z' }]);
  expect(same).toMatchObject({ isQuick: true, done: { updated: 0, unchanged: 1, cells: 0 } });
  expect(same.done.ids.get(1)).toBe(ids[0]);
  await client.query('BEGIN');
  await undo(client, { table: ref, id: 'q' });
  await client.query('COMMIT');
  expect(await parts()).toEqual(before);
});

it.each<[string, Record<string, string | null>[], number]>([
  ['a value that Postgres cannot hold', [{ cells: '12345.678' }], 1],
  ['a text that would be cut', [{ code: 'abcd' }], 1],
  ['a unique column', [{ c1: 'y' }], 1],
  ['rows that name different columns', [{ cells: '3' }, { place: null }], 0],
])('the checks of other edits look at %s', async (_, cells, rejected) => {
  const before = await parts();
  const { done, isQuick } = await update('q', cells);
  expect(isQuick).toBe(false);
  expect(done.rejected).toBe(rejected);
  if (rejected > 0) expect(await parts()).toEqual(before);
});

it('where one row was changed since, none is written and the row is told; forced, both are', async () => {
  const table = await introspect(client, ref);
  const { ids } = await browse(client, ref, { limit: 10 });
  await client.query(`UPDATE parts SET cells = 9 WHERE n = 2`);
  const edit = { updates: ids.map((one) => ({ id: one, cells: { cells: '4' } })) };
  await client.query('BEGIN');
  const done = await editRows(client, ref, table, 'q', edit);
  expect(done).toMatchObject({ aborted: true, rejected: 1, updated: 0 });
  await client.query('ROLLBACK');
  await client.query('BEGIN');
  const forced = await editRows(client, ref, table, 'f', edit, { force: true });
  await client.query('COMMIT');
  expect(forced.updated).toBe(2);
  expect((await parts()).map((row) => row[2])).toEqual(['4.00', '4.00']);
});
