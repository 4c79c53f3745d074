import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { mergeStage } from '../merge/merge.ts';
import type { MergeMode } from '../merge/merge-plan.ts';
import { sampleChanges } from '../merge/sample-changes.ts';
import { createStage } from '../merge/stage.ts';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import { dropUndo, undo } from './undo.ts';
import type { LoadWithMarker } from './undo-dependencies.ts';
import { createXminMarker, undoByXmin } from './xmin-marker.ts';

const { client } = await useTestDatabase();
beforeAll(async () => {
  await client.query("SET timezone = 'UTC'");
});
const ref = { schema: 'public', name: 'stock' };
beforeEach(async () => {
  await client.query(
    'ROLLBACK; DROP TABLE IF EXISTS stock CASCADE; CREATE TABLE stock (id int PRIMARY KEY, code text UNIQUE, n numeric, at timestamptz, j json)',
  );
  await client.query(
    `INSERT INTO stock SELECT i, 'c' || i, i * 1.10, '2024-01-01'::timestamptz + i * interval '1 s', '{ "i": 1}' FROM generate_series(1, 1000) i`,
  );
});

const checksum = async (): Promise<string> =>
  (await client.query(`SELECT md5(string_agg(t::text, '|' ORDER BY id)) AS sum FROM stock t`)).rows[0].sum;
const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error) => (error instanceof TableError ? error.code : String(error)),
  );

/** Import ids 501 to 1500, with every other of the old rows changed. */
async function importRows(mode: MergeMode, id: string): Promise<void> {
  await client.query('BEGIN');
  const stage = await createStage(client, ref, ['id', 'code', 'n']);
  const from = mode === 'insert' ? 1001 : 501;
  await client.query(
    `INSERT INTO stage SELECT i, i, 'c' || i, CASE WHEN i % 2 = 0 THEN i * 1.1 ELSE 0 END FROM generate_series(${from}, 1500) i`,
  );
  await mergeStage(client, { stage, mode, onReject: 'abort', undo: { id } });
  await client.query('COMMIT');
}
async function undoRows(id: string) {
  await client.query('BEGIN');
  const result = await undo(client, { table: ref, id });
  await client.query('COMMIT');
  return result;
}

describe('undo', () => {
  it.each([
    ['insert', 500, 0],
    ['upsert', 500, 250],
    ['update', 0, 250],
    ['replace', 500, 1000],
  ] as const)('P40 after %s the table equals its checksum from before', async (mode, removed, restored) => {
    const before = await checksum();
    if (mode === 'update') {
      await client.query('BEGIN');
      const stage = await createStage(client, ref, ['id', 'n']);
      await client.query(
        'INSERT INTO stage SELECT i, i, CASE WHEN i % 2 = 0 THEN i * 1.1 ELSE 0 END FROM generate_series(501, 1000) i',
      );
      await mergeStage(client, { stage, mode, onReject: 'abort', undo: { id: 'u' } });
      await client.query('COMMIT');
    } else await importRows(mode, 'u');
    expect(await checksum()).not.toBe(before);
    expect(await undoRows('u')).toEqual({ removed, restored, kept: 0, keptKeys: [] });
    expect(await checksum()).toBe(before);
    await client.query('BEGIN');
    expect(await codeOf(undo(client, { table: ref, id: 'u' }))).toBe('no_such_undo');
    await client.query('ROLLBACK');
  });

  it('P40 keeps and lists rows that others changed, deleted or added since', async () => {
    await importRows('replace', 'u');
    await client.query(
      `UPDATE stock SET n = 42 WHERE id IN (501, 1400); DELETE FROM stock WHERE id IN (502, 1401); INSERT INTO stock VALUES (7, 'mine')`,
    );
    // Swapping a value there and back is a change too: somebody has touched the row.
    await client.query('UPDATE stock SET n = n WHERE id = 503');
    const result = await undoRows('u');
    expect(result).toEqual({
      removed: 498,
      restored: 996,
      kept: 5,
      keptKeys: [['7'], ['501'], ['502'], ['503'], ['1400']],
    });
    const left = (
      await client.query({
        text: 'SELECT id, n::text FROM stock WHERE id IN (7, 501, 502, 503, 1400, 1401, 8) ORDER BY id',
        rowMode: 'array',
      })
    ).rows;
    expect(left).toEqual([
      [7, null],
      [8, '8.80'],
      [501, '42'],
      [503, '0'],
      [1400, '42'],
    ]);
  });

  describe('of several imports, whose rows overlap', () => {
    /** Writes rows as one import does. */
    async function merge(mode: MergeMode, id: string, rows: string): Promise<void> {
      await client.query('BEGIN');
      const stage = await createStage(client, ref, ['id', 'code', 'n']);
      await client.query(`INSERT INTO stage ${rows}`);
      await mergeStage(client, { stage, mode, onReject: 'abort', undo: { id } });
      await client.query('COMMIT');
    }
    /** Inserts rows as a load does that records nothing of them, and says how it is taken back. */
    async function load(id: string, rows: string): Promise<LoadWithMarker> {
      await client.query('BEGIN');
      const { rowCount } = await client.query(`INSERT INTO stock (id, code, n) ${rows}`);
      const mark = await createXminMarker(client, ref, rowCount!);
      await client.query('COMMIT');
      return { id, mark };
    }
    const between = (from: number, to: number, n: string) =>
      `SELECT i, i, 'c' || i, ${n} FROM generate_series(${from}, ${to}) i`;
    const all = (of: string): string[] =>
      of.length < 2 ? [of] : [...of].flatMap((first) => all(of.replace(first, '')).map((rest) => first + rest));
    /** All 24 of them hold; each of these begins and ends otherwise. */
    const orders = (of: string): string[] => all(of).filter((_, index) => index % 3 === 0 || index === 23);

    it.each(orders('ABCD'))('P40 undone in the order %s, the table is as it was before the first', async (order) => {
      const before = await checksum();
      await merge('upsert', 'A', between(991, 1010, '-1'));
      await merge('upsert', 'B', between(996, 1020, '-2'));
      await merge('replace', 'C', `${between(1, 10, '-3')} UNION ALL ${between(1005, 1030, '-3')}`);
      await merge('upsert', 'D', between(998, 1007, '-4'));
      for (const id of order) await undoRows(id);
      expect(await checksum()).toBe(before);
    });

    it.each(orders('LMUR'))('P40 loads that recorded no row among them, in the order %s', async (order) => {
      const before = await checksum();
      const loads = [await load('L', `SELECT i, 'c' || i, 0 FROM generate_series(1001, 1020) i`)];
      await merge('upsert', 'U', between(995, 1010, '-1'));
      await merge('replace', 'R', between(1005, 1015, '-2'));
      loads.push(await load('M', `SELECT i, 'c' || i, 0 FROM generate_series(1, 3) i UNION SELECT 1001, 'c1001', 0`));
      for (const id of order) {
        await client.query('BEGIN');
        const [own] = loads.filter((one) => one.id === id);
        const marks = loads.filter((one) => one.id !== id && order.indexOf(one.id) > order.indexOf(id));
        if (own) await undoByXmin(client, { table: ref, ...own, marks });
        else await undo(client, { table: ref, id, marks });
        await client.query('COMMIT');
      }
      expect(await checksum()).toBe(before);
    });

    it('P40 keeps what somebody wrote between two imports, whichever is undone first', async () => {
      for (const order of ['AB', 'BA']) {
        await merge('upsert', 'A', between(1, 3, '-1'));
        await client.query('UPDATE stock SET n = 42 WHERE id = 2');
        await merge('upsert', 'B', between(1, 3, '-2'));
        for (const id of order) await undoRows(id);
        const { rows } = await client.query({
          text: 'SELECT id, n::text FROM stock WHERE id <= 3 ORDER BY id',
          rowMode: 'array',
        });
        expect([order, rows]).toEqual([
          order,
          [
            [1, '1.10'],
            [2, '42'],
            [3, '3.30'],
          ],
        ]);
        await client.query('UPDATE stock SET n = 2.20 WHERE id = 2');
      }
    });
  });

  it('restores unique values that changed hands', async () => {
    const before = await checksum();
    await client.query('BEGIN');
    const stage = await createStage(client, ref, ['id', 'code']);
    await client.query(`INSERT INTO stage VALUES (2, 1, 'c2'), (3, 2, 'c1')`);
    await mergeStage(client, { stage, mode: 'replace', onReject: 'abort', undo: { id: 'u' } });
    await client.query('COMMIT');
    expect(await undoRows('u')).toMatchObject({ removed: 0, restored: 1000 });
    expect(await checksum()).toBe(before);
  });

  it('refuses where the columns are others now, or a value is taken, or a row is referred to', async () => {
    await importRows('upsert', 'u');
    const attempts: [string, string][] = [
      ['ALTER TABLE stock ALTER n TYPE float8', 'table_changed'],
      ['ALTER TABLE stock DROP COLUMN at', 'table_changed'],
      ['ALTER TABLE stock DROP CONSTRAINT stock_pkey', 'table_changed'],
      ['CREATE TABLE refer (id int REFERENCES stock); INSERT INTO refer VALUES (1500)', 'still_referenced'],
    ];
    for (const [change, code] of attempts) {
      await client.query(`BEGIN; ${change}`);
      expect([change, await codeOf(undo(client, { table: ref, id: 'u' }))]).toEqual([change, code]);
      await client.query('ROLLBACK');
    }
    await client.query('BEGIN; ALTER TABLE stock ADD COLUMN more text');
    expect((await undo(client, { table: ref, id: 'u' })).removed).toBe(500);
    await client.query('ROLLBACK');
    for (const id of ['nope', '', `x'; DROP TABLE stock; --`, 'a"b'])
      expect(['no_such_undo', 'bad_name']).toContain(await codeOf(undo(client, { table: ref, id })));
    await dropUndo(client, 'u');
    expect(await codeOf(undo(client, { table: ref, id: 'u' }))).toBe('no_such_undo');
  });
});

it('sampleChanges shows what a dry run would change, and add', async () => {
  await client.query('BEGIN');
  const stage = await createStage(client, ref, ['id', 'code', 'n']);
  await client.query(`INSERT INTO stage VALUES (2, 1, 'c1', 9.5), (3, 2, 'c2', 2.20), (4, 2000, 'new', NULL)`);
  await mergeStage(client, { stage, mode: 'upsert', onReject: 'abort', undo: { id: 'dry' } });
  const at = '2024-01-01T00:00:01';
  expect(await sampleChanges(client, { table: ref, id: 'dry', limit: 5 })).toEqual({
    columns: ['id', 'code', 'n', 'at', 'j'],
    changes: [
      { key: ['1'], before: [1, 'c1', 1.1, at, '{ "i": 1}'], after: [1, 'c1', 9.5, at, '{ "i": 1}'] },
      { key: ['2000'], before: null, after: [2000, 'new', null, null, null] },
    ],
  });
  await client.query('ROLLBACK');
});
