import { afterEach, describe, expect, it } from 'vitest';
import { copyBytes, type Field, useTestDatabase } from '../testing/database.ts';
import { undo } from '../undo/undo.ts';
import { beginMerge, type Merge, type MergeOptions } from './merge.ts';
import { createStage, loadStage, type Stage } from './stage.ts';

const { client } = await useTestDatabase();
afterEach(() => client.query('ROLLBACK'));

const ref = { schema: 'public', name: 'x' };
const count = async (from: string): Promise<number> =>
  Number((await client.query(`SELECT count(*) AS n FROM ${from}`)).rows[0].n);
const isLocked = async (): Promise<boolean> =>
  (await count(`pg_locks WHERE relation = 'x'::regclass AND mode = 'ShareRowExclusiveLock'`)) > 0;
const isKept = async (): Promise<boolean> => (await count(`pg_class WHERE relname = 'undo_u_before'`)) > 0;

let stage: Stage;
async function begin(columns: string[], options: Partial<MergeOptions>, more = ''): Promise<Merge> {
  await client.query(`BEGIN; CREATE TABLE x (id int PRIMARY KEY, n numeric, owner int);
    INSERT INTO x SELECT i, i FROM generate_series(1, 1000) i; ${more}`);
  stage = await createStage(client, ref, columns);
  return beginMerge(client, { stage, mode: 'upsert', onReject: 'skip', undo: { id: 'u' }, ...options });
}
/** Rows of the sheet by number: as many keys from there on, each with another value than the table has. */
async function stageRows(from: number, to: number, id = '"row"'): Promise<number> {
  const rows = `SELECT "row", ${id}, -1 FROM generate_series(${from}::int, ${to}::int) "row"`;
  return (await client.query(`INSERT INTO stage ${rows}`)).rowCount!;
}

describe('P40 rows are checked while further ones are read, and recorded for the undo as they are written', () => {
  it('an update looks for its rows piece by piece, under the lock', async () => {
    const merge = await begin(['id', 'n'], { mode: 'update' });
    expect(await isLocked()).toBe(false);
    await merge.checkStaged(await stageRows(1, 300));
    expect(await isLocked()).toBe(true);
    await merge.checkStaged(await stageRows(301, 1100));
    expect(await count('stage_rejected')).toBe(100);
    expect(await isKept()).toBe(false);
    expect(await merge.finish()).toMatchObject({ updated: 1000, unchanged: 0, rejected: 100 });
    expect(await count('sheetport_work.undo_u_before')).toBe(1000);
    expect(await count('sheetport_work.undo_u_after')).toBe(1000);
    expect(await undo(client, { table: ref, id: 'u' })).toMatchObject({ removed: 0, restored: 1000, kept: 0 });
  });

  it('an upsert that has nothing to look for keeps nobody from the table until all rows are there', async () => {
    const merge = await begin(['id', 'n'], {});
    await merge.checkStaged(await stageRows(1, 300));
    await merge.checkStaged(await stageRows(301, 1100));
    expect(await isLocked()).toBe(false);
    expect(await merge.finish()).toMatchObject({ inserted: 100, updated: 1000, unchanged: 0 });
    expect(await count('sheetport_work.undo_u_before')).toBe(1000);
    expect(await count('sheetport_work.undo_u_after')).toBe(1100);
    expect(await undo(client, { table: ref, id: 'u' })).toMatchObject({ removed: 100, restored: 1000, kept: 0 });
  });

  it('records nothing twice where a later row has the same key', async () => {
    const merge = await begin(['id', 'n'], { mode: 'update', duplicates: 'last' });
    await merge.checkStaged(await stageRows(1, 300));
    await merge.checkStaged(await stageRows(301, 310, '"row" - 300'));
    expect(await merge.finish()).toMatchObject({ updated: 300, rejected: 10 });
    expect(await count('sheetport_work.undo_u_before')).toBe(300);
    expect(await undo(client, { table: ref, id: 'u' })).toMatchObject({ restored: 300, kept: 0 });
  });

  it.each(['rows whose numbers fall', 'fewer rows than it was told'])(
    'looks at all rows at the end for %s',
    async (why) => {
      const merge = await begin(['id', 'n'], { mode: 'update' });
      await merge.checkStaged(await stageRows(501, 600));
      await merge.checkStaged((await stageRows(1001, 1001)) + (why === 'rows whose numbers fall' ? 0 : 1));
      await merge.checkStaged(await stageRows(1, 100));
      expect(await count('stage_rejected')).toBe(why === 'rows whose numbers fall' ? 1 : 0);
      expect(await merge.finish()).toMatchObject({ updated: 200, rejected: 1 });
      expect(await undo(client, { table: ref, id: 'u' })).toMatchObject({ restored: 200, kept: 0 });
    },
  );

  it('leaves nothing where one bad row stops all', async () => {
    const merge = await begin(['id', 'n'], { mode: 'update', onReject: 'abort' });
    await merge.checkStaged(await stageRows(1, 300));
    await merge.checkStaged(await stageRows(301, 301, '1'));
    expect(await merge.finish()).toMatchObject({ aborted: true, rejected: 1 });
    expect(await isKept()).toBe(false);
  });

  it('stops at once when it is told to', async () => {
    const stop = new AbortController();
    const merge = await begin(['id', 'n'], { mode: 'update', signal: stop.signal });
    await merge.checkStaged(await stageRows(1, 300));
    const rows = await stageRows(301, 400);
    stop.abort();
    await expect(merge.checkStaged(rows)).rejects.toMatchObject({ code: 'cancelled' });
  });
});

describe('rows are checked while further ones are read', () => {
  it('without keeping others from the table where rows are only added', async () => {
    const merge = await begin(['id', 'n'], { mode: 'insert' }, 'ALTER TABLE x ADD CHECK (n < 0 OR n > 10) NOT VALID');
    await merge.checkStaged(await stageRows(2001, 2300));
    await client.query('INSERT INTO stage VALUES (2301, 2301, 7)');
    await merge.checkStaged(1);
    expect(await count('stage_rejected')).toBe(1);
    expect(await isLocked()).toBe(false);
    expect(await merge.finish()).toMatchObject({ inserted: 300, rejected: 1 });
  });

  it('unless each look would read a large table', async () => {
    const large = `CREATE TABLE big (id int PRIMARY KEY, much text); ALTER TABLE big ALTER much SET STORAGE PLAIN;
      INSERT INTO big SELECT i, repeat('x', 7000) FROM generate_series(1, 2200) i; ALTER TABLE x ADD FOREIGN KEY (owner) REFERENCES big`;
    const merge = await begin(['id', 'owner'], {}, large);
    await merge.checkStaged(await stageRows(1, 10));
    expect(await count('stage_rejected')).toBe(0);
    expect(await merge.finish()).toMatchObject({ updated: 0, rejected: 10 });
  });
});

describe('loadStage', () => {
  function* fields(n: number): Generator<Field[]> {
    const text = 'x'.repeat(100);
    for (let i = 1; i <= n; i++) yield [{ int4: i }, { int8: i }, { text }];
  }
  const load = async (n: number): Promise<{ told: number[]; total: number; there: number }> => {
    await client.query('BEGIN; CREATE TABLE y (id bigint, note text)');
    const into = await createStage(client, { schema: 'public', name: 'y' }, ['id', 'note']);
    const told: number[] = [];
    const total = await loadStage(client, into, copyBytes(fields(n)), undefined, async (rows) => {
      expect(await count('stage')).toBe(told.reduce((sum, one) => sum + one, rows));
      told.push(rows);
    });
    return { told, total, there: await count('stage') };
  };

  it('tells of each piece when it is in the stage', async () => {
    const { told, total, there } = await load(150_000);
    expect([total, there]).toEqual([150_000, 150_000]);
    expect(told.length).toBeGreaterThan(2);
    expect(told.reduce((sum, one) => sum + one)).toBe(150_000);
  });

  it('has nothing to tell of a sheet of one piece', async () => {
    expect(await load(1000)).toEqual({ told: [], total: 1000, there: 1000 });
  });
});
