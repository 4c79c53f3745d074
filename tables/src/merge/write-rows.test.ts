import { afterEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import { undo } from '../undo/undo.ts';
import { beginMerge, type MergeOptions, mergeStage } from './merge.ts';
import { createStage } from './stage.ts';

const { client } = await useTestDatabase();
afterEach(() => client.query('ROLLBACK'));

const ref = { schema: 'public', name: 'x' };
const TABLE = `CREATE TABLE x (id int PRIMARY KEY, code text NOT NULL UNIQUE, n numeric DEFAULT 7, j json, doubled numeric GENERATED ALWAYS AS (n * 2) STORED,
    made text DEFAULT 'made'); INSERT INTO x (id, code, n, j, made) SELECT i, 'c' || i, i, '{"i":1}', 'old' FROM generate_series(1, 60) i`;
/** With a trigger of people's own nothing can be said before it is done, so rows are written and told one by one. */
const TRIGGER = `CREATE FUNCTION idle() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER idle BEFORE UPDATE ON x FOR EACH ROW EXECUTE FUNCTION idle()`;

const list = async (sql: string): Promise<string[]> =>
  (await client.query({ text: `SELECT r::text FROM ${sql} r ORDER BY 1`, rowMode: 'array' })).rows.flat();

/** How the rows are written: one by one, all at once, or looked at piece by piece while further ones come. */
type Way = 'told' | 'foreseen' | 'looked';

/** Merge into the table in one way; say all that came of it, and what an undo leaves. */
async function observe(
  way: Way,
  columns: string[],
  staged: string,
  options: Partial<MergeOptions>,
  more = '',
): Promise<object> {
  await client.query('BEGIN');
  await client.query(`${TABLE}; ${more}; ${way === 'told' ? TRIGGER : 'SELECT'}`);
  const start = await list('x');
  const stage = await createStage(client, ref, columns);
  const merge = beginMerge(client, { stage, mode: 'upsert', onReject: 'skip', undo: { id: 'u' }, ...options });
  for (let from = 1; from < 100; from += 7) {
    const piece = `SELECT * FROM (${staged}) r("row") WHERE "row" BETWEEN ${from} AND ${from + 6}`;
    const { rowCount } = await client.query(`INSERT INTO stage ${piece}`);
    if (way === 'looked') await merge.checkStaged(rowCount!);
  }
  const result = await merge.finish();
  const { inserted, updated, unchanged, rejected } = result;
  const table = await list('x');
  const before = await list(
    `(SELECT to_jsonb(b) - 'written_before_by', b.written_before_by = pg_current_xact_id()::xid AS ours FROM sheetport_work.undo_u_before b)`,
  );
  const after = await list(
    '(SELECT a.*, a.written_by = pg_current_xact_id()::xid AS ours FROM sheetport_work.undo_u_after a)',
  );
  const undone = await undo(client, { table: ref, id: 'u' });
  expect(await list('x')).toEqual(start);
  await client.query('ROLLBACK');
  return { counts: { inserted, updated, unchanged, rejected }, table, before, after: after.length, undone };
}

describe('P40 an upsert whose changes can be told before is the same as one that cannot', () => {
  const some = `SELECT i, i, 'c' || i, CASE WHEN i % 3 = 0 THEN i ELSE -i END, '{"i":1}' FROM generate_series(41, 80) i`;
  it.each<[string, string[], string, Partial<MergeOptions>, object, string?]>([
    [
      'some changed, some new, some as they were',
      ['id', 'code', 'n', 'j'],
      some,
      {},
      { inserted: 20, updated: 13, unchanged: 7 },
    ],
    [
      'all changed',
      ['id', 'n'],
      `SELECT i, i, 0 FROM generate_series(1, 60) i`,
      { mode: 'update' },
      { updated: 60, unchanged: 0 },
    ],
    [
      'all changed, by upsert',
      ['id', 'code', 'n'],
      `SELECT i, i, 'c' || i, 0 FROM generate_series(1, 60) i`,
      {},
      { inserted: 0, updated: 60 },
    ],
    [
      'none changed',
      ['id', 'code'],
      `SELECT i, i, 'c' || i FROM generate_series(1, 60) i`,
      {},
      { inserted: 0, updated: 0, unchanged: 60 },
    ],
    [
      'all new',
      ['id', 'code'],
      `SELECT i, i, 'c' || i FROM generate_series(61, 90) i`,
      {},
      { inserted: 30, updated: 0, unchanged: 0 },
    ],
    [
      'as many changed as are new',
      ['id', 'code'],
      `SELECT i, i, 'd' || i FROM generate_series(51, 70) i`,
      {},
      { inserted: 10, updated: 10, unchanged: 0 },
    ],
    [
      'blanks keep',
      ['id', 'code', 'n'],
      `SELECT i, i, 'c' || i, NULLIF(i, 50) + 1 FROM generate_series(41, 80) i`,
      { blank: 'keep' },
      { inserted: 20, updated: 19, unchanged: 1 },
    ],
    [
      'a required column is not in the file',
      ['id', 'n'],
      `SELECT i, i, 0 FROM generate_series(51, 70) i`,
      {},
      { inserted: 0, updated: 10, rejected: 10 },
    ],
    [
      'matched by another key than the table’s',
      ['code', 'n'],
      `SELECT i, 'c' || i, 0 FROM generate_series(51, 60) i`,
      { mode: 'update', key: ['code'] },
      { updated: 10 },
    ],
    [
      'matched by another key, and the table’s own changes',
      ['id', 'code'],
      `SELECT i, i + 100, 'c' || i FROM generate_series(51, 60) i`,
      { mode: 'update', key: ['code'] },
      { updated: 10 },
    ],
    [
      'rows of the table refer to others',
      ['id', 'code', 'up'],
      `SELECT i, i, 'c' || i, i + 1 FROM generate_series(51, 59) i`,
      {},
      { updated: 9 },
      'ALTER TABLE x ADD up int REFERENCES x',
    ],
    [
      'a key stands twice in the file',
      ['id', 'n'],
      `SELECT i, CASE i WHEN 20 THEN 5 ELSE i END, 0 FROM generate_series(1, 30) i`,
      { duplicates: 'last' },
      { updated: 29, rejected: 1 },
    ],
    [
      'a value belongs to another row',
      ['id', 'code'],
      `SELECT i, i, CASE i WHEN 20 THEN 'c50' ELSE 'd' || i END FROM generate_series(1, 30) i`,
      {},
      { updated: 29, rejected: 1 },
    ],
    [
      'a cell that the type does not hold, a check that is broken and a row that refers to nothing',
      ['id', 'small', 'other'],
      `SELECT i, i, CASE i WHEN 9 THEN 1e9 WHEN 20 THEN -1 ELSE 5 END::numeric, CASE i WHEN 25 THEN 2 ELSE 1 END FROM generate_series(1, 30) i`,
      {},
      { updated: 27, rejected: 3 },
      'CREATE TABLE o (id int PRIMARY KEY); INSERT INTO o VALUES (1); ALTER TABLE x ADD small numeric(3, 1) CHECK (small > 0), ADD other int REFERENCES o',
    ],
    [
      'defaults are drawn',
      ['id', 'code', 'tag'],
      `SELECT i, i, 'c' || i, CASE WHEN i > 55 THEN 'mine' END FROM generate_series(51, 62) i`,
      { blanks: new Map([['tag', 'keep']]) },
      { inserted: 2, updated: 5, unchanged: 5 },
      `ALTER TABLE x ADD tag text DEFAULT lower('DRAWN')`,
    ],
  ])('%s', async (_, columns, staged, options, counts, more) => {
    const told = await observe('told', columns, staged, options, more);
    expect(told).toMatchObject({ counts });
    expect(await observe('foreseen', columns, staged, options, more)).toEqual(told);
    expect(await observe('looked', columns, staged, options, more)).toEqual(told);
  });
});

it('says how far it is', async () => {
  await client.query(`BEGIN; ${TABLE}`);
  await client.query(`INSERT INTO x (id, code) SELECT i, 'c' || i FROM generate_series(61, 90000) i`);
  const stage = await createStage(client, ref, ['id', 'n']);
  await client.query('INSERT INTO stage SELECT i, i, -1 FROM generate_series(1, 90000) i');
  const steps: number[] = [];
  const onProgress = (done: number) => void steps.push(done);
  const { updated } = await mergeStage(client, {
    stage,
    mode: 'update',
    onReject: 'skip',
    undo: { id: 'u' },
    onProgress,
  });
  expect(updated).toBe(90_000);
  expect(steps.length).toBeGreaterThan(3);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps.at(-1)).toBe(90_000);
});
