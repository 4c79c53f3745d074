import { beforeEach, describe, expect, it } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import { undo } from '../undo/undo.ts';
import { applyEdits, type EditOptions } from './apply-edits.ts';
import type { BulkEdit } from './bulk-edits.ts';

const { client } = await useTestDatabase();
const ref = { schema: 'public', name: 'people' };
beforeEach(async () => {
  await client.query(`ROLLBACK; DROP SCHEMA IF EXISTS sheetport_work CASCADE; DROP TABLE IF EXISTS people CASCADE;
    CREATE TABLE people (id int PRIMARY KEY, name text, city varchar(8), score int CHECK (score < 100));
    INSERT INTO people VALUES (1, 'Nguyễn  An', 'Hue', 1), (2, 'nguyen an ', NULL, NULL), (3, 'NGUYEN AN', '', 3), (4, 'Đỗ', 'Hanoi', 4),
      (5, 'do', 'Saigon', NULL), (6, NULL, 'a.b|c', 6), (7, NULL, 'A.B|C', 7)`);
});
const rows = async () =>
  (await client.query({ text: 'SELECT id, name, city, score FROM people ORDER BY id', rowMode: 'array' })).rows;
const ALL = { and: [] };
const NONE = { columns: [], rows: [], load: async () => undefined };

async function bulk(edit: BulkEdit, more: Partial<EditOptions> = {}) {
  await client.query('BEGIN');
  const done = await applyEdits(client, {
    table: ref,
    updates: { ...NONE, at: new Map() },
    inserts: NONE,
    deletes: [],
    rules: [],
    onReject: 'abort',
    force: false,
    undo: { id: 'b' },
    wantsIds: false,
    bulk: edit,
    ...more,
  });
  const rejects = [];
  for (const { rows: found } of done.rejects) for await (const reject of found) rejects.push(reject);
  await client.query(done.aborted || more.dryRun ? 'ROLLBACK' : 'COMMIT');
  return { ...done, rejects };
}
async function undoIt() {
  await client.query('BEGIN');
  const result = await undo(client, { table: ref, id: 'b' });
  await client.query('COMMIT');
  return result;
}
const set = (column: string, value: string | null): BulkEdit => ({
  kind: 'set',
  filter: { column: 'id', op: 'le', value: 3 },
  cells: {
    columns: [column],
    rows: [{ row: 1, unnamed: [], emptied: [] }],
    load: async (stage) => {
      await client.query(`INSERT INTO ${stage.sql} (_row, ${column}) VALUES (1, $1)`, [value]);
    },
    readValues: async () => new Map([[1, [value]]]),
  },
});
const replace = (more: object): BulkEdit => ({
  kind: 'replace',
  filter: ALL,
  find: 'x',
  with: 'y',
  columns: ['name', 'city'],
  matchCase: false,
  wholeCell: false,
  ...more,
});

describe('P40 rows that a filter selects', () => {
  it('are set where they differ, and an undo brings them back', async () => {
    const before = await rows();
    expect(await bulk(set('score', '3'))).toMatchObject({ updated: 2, cells: 2, rejected: 0 });
    expect((await rows()).map(([, , , score]) => score)).toEqual([3, 3, 3, 4, null, 6, 7]);
    expect(await undoIt()).toMatchObject({ restored: 2, kept: 0 });
    expect(await rows()).toEqual(before);
  });

  it('are replaced by one statement, several columns too; an undo of that leaves what somebody has changed since', async () => {
    const before = await rows();
    const done = await bulk(replace({ find: 'N', with: '*' }));
    expect(done).toMatchObject({ updated: 5, cells: 5, rejected: 0 });
    expect((await rows()).slice(0, 4).map(([, name]) => name)).toEqual(['*guyễ*  A*', '*guye* a* ', '*GUYE* A*', 'Đỗ']);
    await client.query(`UPDATE people SET score = 5 WHERE id = 2`);
    expect(await undoIt()).toMatchObject({ restored: 4, kept: 1, keptKeys: [['2']] });
    const [one, , ...others] = await rows();
    const [first, , ...rest] = before;
    expect([one, ...others]).toEqual([first, ...rest]);
  });

  it('are not written where a rule of the table forbids it; a value that does not fit is one issue', async () => {
    const before = await rows();
    expect(await bulk(set('score', '100'))).toMatchObject({ aborted: true, rejected: 3 });
    const unfit = await bulk(set('city', 'much too long'));
    expect(unfit).toMatchObject({
      aborted: true,
      rejected: 1,
      rejects: [{ issues: [{ code: 'not_castable', column: 'city' }] }],
    });
    expect(await rows()).toEqual(before);
  });

  it('are deleted, and an undo brings them back', async () => {
    const before = await rows();
    const filter = { column: 'score', op: 'gt' as const, value: 3 };
    const tried = await bulk({ kind: 'delete', filter }, { dryRun: true });
    expect([tried.deleted, tried.sample.length, tried.sample[0]!.after]).toEqual([3, 3, null]);
    expect(await rows()).toEqual(before);
    expect(await bulk({ kind: 'delete', filter })).toMatchObject({ deleted: 3 });
    expect((await rows()).length).toBe(4);
    await undoIt();
    expect(await rows()).toEqual(before);
  });

  it('are deleted from a table without a key, and an undo brings them back', async () => {
    await client.query('ALTER TABLE people DROP CONSTRAINT people_pkey');
    const before = await rows();
    expect(await bulk({ kind: 'delete', filter: { column: 'id', op: 'le', value: 4 } })).toMatchObject({ deleted: 4 });
    expect(await rows()).toHaveLength(3);
    expect(await undoIt()).toMatchObject({ restored: 4, kept: 0 });
    expect(await rows()).toEqual(before);
  });

  it('stay where a trigger keeps them', async () => {
    await client.query(`CREATE OR REPLACE FUNCTION keep_first() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN IF old.id = 1 THEN RETURN NULL; END IF; RETURN old; END';
      CREATE TRIGGER keeps BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION keep_first()`);
    const before = await rows();
    expect(await bulk({ kind: 'delete', filter: ALL })).toMatchObject({ deleted: 6 });
    expect(await rows()).toEqual([before[0]]);
    expect(await undoIt()).toMatchObject({ restored: 6 });
    expect(await rows()).toEqual(before);
  });

  it('stay where rows of other tables refer to them', async () => {
    await client.query(
      'CREATE TABLE visits (person int REFERENCES people ON DELETE CASCADE); INSERT INTO visits VALUES (2)',
    );
    const done = await bulk({ kind: 'delete', filter: ALL });
    expect(done).toMatchObject({
      aborted: true,
      rejects: [{ issues: [{ code: 'row_referenced', detail: 'visits' }] }],
    });
    await client.query('DROP TABLE visits');
  });
});

describe('find and replace', () => {
  it.each<[string, object, (string | null)[][]]>([
    [
      'any case',
      { find: 'an', with: 'AN' },
      [
        ['Nguyễn  AN', 'Hue'],
        ['nguyen AN ', null],
        ['NGUYEN AN', ''],
        ['Đỗ', 'HANoi'],
      ],
    ],
    [
      'this case',
      { find: 'An', with: '*', matchCase: true },
      [
        ['Nguyễn  *', 'Hue'],
        ['nguyen an ', null],
        ['NGUYEN AN', ''],
        ['Đỗ', 'Hanoi'],
      ],
    ],
    [
      'letters that are no ASCII, in any case',
      { find: 'ĐỖ', with: 'Do' },
      [
        ['Nguyễn  An', 'Hue'],
        ['nguyen an ', null],
        ['NGUYEN AN', ''],
        ['Do', 'Hanoi'],
      ],
    ],
    [
      'whole cells',
      { find: 'HUE', with: 'Huế', wholeCell: true },
      [
        ['Nguyễn  An', 'Huế'],
        ['nguyen an ', null],
        ['NGUYEN AN', ''],
        ['Đỗ', 'Hanoi'],
      ],
    ],
  ])('%s', async (_, more, expected) => {
    await bulk(replace(more));
    expect((await rows()).slice(0, 4).map(([, name, city]) => [name, city])).toEqual(expected);
  });

  it('takes what it looks for, and what it writes, letter by letter', async () => {
    const done = await bulk(replace({ find: '.b|', with: '\\1&$' }));
    expect(done).toMatchObject({ updated: 2, cells: 2 });
    expect((await rows()).slice(5).map(([, , city]) => city)).toEqual(['a\\1&$c', 'A\\1&$C']);
    await client.query('UPDATE people SET city = $1 WHERE id = 6', ["it's"]);
  });

  it('says before what it would change', async () => {
    const tried = await bulk(replace({ find: 'an', with: '' }), { dryRun: true });
    expect(tried).toMatchObject({ updated: 4, cells: 4, undoable: false });
    expect(tried.sample[0]).toEqual({
      key: [['id', '1']],
      before: [
        ['name', 'Nguyễn  An'],
        ['city', 'Hue'],
      ],
      after: [
        ['name', 'Nguyễn  '],
        ['city', 'Hue'],
      ],
    });
  });
});

describe('P40 rows that are alike', () => {
  const merge = (more: object): BulkEdit => ({
    kind: 'merge',
    filter: ALL,
    columns: ['name'],
    likeness: { ignoreCase: true, ignoreAccents: true, ignoreSpaces: true },
    keep: 'first',
    fill: ['city', 'score'],
    ...more,
  });
  it('become one, which is filled from the others; an undo brings all of them back', async () => {
    const before = await rows();
    expect(await bulk(merge({}))).toMatchObject({ deleted: 3, updated: 0, rejected: 0 });
    expect(await rows()).toEqual([
      [1, 'Nguyễn  An', 'Hue', 1],
      [4, 'Đỗ', 'Hanoi', 4],
      [6, null, 'a.b|c', 6],
      [7, null, 'A.B|C', 7],
    ]);
    await undoIt();
    expect(await rows()).toEqual(before);
    expect(await bulk(merge({ keep: 'last' }))).toMatchObject({ deleted: 3, updated: 2, cells: 2 });
    expect((await rows()).slice(0, 2)).toEqual([
      [3, 'NGUYEN AN', 'Hue', 3],
      [5, 'do', 'Saigon', 4],
    ]);
    await undoIt();
    expect(await rows()).toEqual(before);
  });

  it('are compared as they are, where nothing is to be ignored', async () => {
    expect(await bulk(merge({ likeness: {} }))).toMatchObject({ deleted: 0, updated: 0 });
  });

  it('leave a unique value to the row that stays', async () => {
    await client.query(`ALTER TABLE people ADD mail text UNIQUE; UPDATE people SET mail = id || '@x' WHERE id > 1`);
    expect(await bulk(merge({ fill: ['mail'] }))).toMatchObject({ deleted: 3, updated: 1, rejected: 0 });
    expect((await client.query('SELECT mail FROM people WHERE id = 1')).rows).toEqual([{ mail: '2@x' }]);
  });
});
