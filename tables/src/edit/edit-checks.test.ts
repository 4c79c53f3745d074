import { beforeEach, describe, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { browse } from '../query/select-page.ts';
import type { TableRule } from '../rules/rules.ts';
import { useTestDatabase } from '../testing/database.ts';
import { editRows, type TestEdit } from '../testing/edit-rows.ts';
import { undo } from '../undo/undo.ts';
import { undoCreated } from '../undo/undo-created.ts';
import type { EditOptions } from './apply-edits.ts';

const { client } = await useTestDatabase();
const ref = { schema: 'public', name: 'orders' };
beforeEach(async () => {
  await client.query(`ROLLBACK; DROP SCHEMA IF EXISTS sheetport_work CASCADE; DROP TABLE IF EXISTS lines, orders, cities CASCADE;
    CREATE TABLE cities (name text PRIMARY KEY);
    CREATE TABLE orders (id int PRIMARY KEY, code text UNIQUE, qty int NOT NULL DEFAULT 7 CHECK (qty > 0), city text, low int, high int, boss int REFERENCES orders, CHECK (low < high));
    CREATE TABLE lines (order_id int REFERENCES orders ON UPDATE CASCADE ON DELETE CASCADE);
    INSERT INTO cities VALUES ('Hue');
    INSERT INTO orders VALUES (1, 'a', 1, 'Hue', 1, 9, NULL), (2, 'b', 2, 'Hue', 1, 9, 1), (3, 'c', 3, NULL, NULL, NULL, NULL);
    INSERT INTO lines VALUES (1)`);
});

/** Edits by the keys of rows; out: what is wrong, by row number. The transaction ends as it would. */
async function edit(
  edits: { updates?: Record<number, Record<string, string | null>>; inserts?: TestEdit['inserts']; deletes?: number[] },
  more: Partial<EditOptions> = {},
) {
  const table = await introspect(client, ref);
  const { rows, ids } = await browse(client, ref, { limit: 100 });
  const idOf = (key: number) => ids[rows.findIndex(([id]) => id === key)]!;
  await client.query('BEGIN');
  const done = await editRows(
    client,
    ref,
    table,
    'e',
    {
      updates: Object.entries(edits.updates ?? {}).map(([key, cells]) => ({ id: idOf(Number(key)), cells })),
      inserts: edits.inserts ?? [],
      deletes: (edits.deletes ?? []).map(idOf),
    },
    more,
  );
  const wrong: string[] = [];
  for (const { rows: found } of done.rejects)
    for await (const { row, issues } of found)
      wrong.push(
        ...issues.map(({ code, column, detail }) =>
          `${row} ${code} ${column ?? ''}${code === 'row_referenced' ? detail : ''}`.trim(),
        ),
      );
  await client.query(done.aborted ? 'ROLLBACK' : 'COMMIT');
  return { done, wrong };
}
const orders = async () =>
  (await client.query({ text: 'SELECT id, code, qty, city, boss FROM orders ORDER BY id', rowMode: 'array' })).rows;

describe('P60 what the table holds is checked before anything is written', () => {
  it.each<[string, Parameters<typeof edit>[0], string[]]>([
    ['a value that must be there', { updates: { 1: { qty: null } } }, ['1 required qty']],
    ['a check', { updates: { 1: { qty: '0' } } }, ['1 check_failed qty']],
    ['a check that reads a cell which is not edited', { updates: { 1: { low: '9' } } }, ['1 check_failed low']],
    ['a unique value of another row', { updates: { 1: { code: 'b' } } }, ['1 already_exists code']],
    [
      'a unique value twice in the call',
      { updates: { 1: { code: 'x' }, 2: { code: 'x' } } },
      ['2 duplicate_in_file code'],
    ],
    ['a key that is there', { inserts: [{ id: '1' }] }, ['1 already_exists id']],
    ['a reference to nothing', { updates: { 3: { boss: '99' } } }, ['1 reference_missing boss']],
    ['a row that others refer to', { deletes: [1] }, ['1 row_referenced lines', '1 row_referenced orders']],
    [
      'a key that others refer to',
      { updates: { 1: { id: '5' } } },
      ['1 row_referenced lines', '1 row_referenced orders'],
    ],
    [
      'each of several rows',
      { updates: { 2: { qty: '0' } }, inserts: [{ id: '9', qty: null }, {}], deletes: [1] },
      ['4 row_referenced lines', '4 row_referenced orders', '1 check_failed qty', '2 required qty', '3 required id'],
    ],
  ])('%s', async (_, edits, expected) => {
    const before = await orders();
    const { done, wrong } = await edit(edits);
    expect([done.aborted, wrong.sort()]).toEqual([true, [...expected].sort()]);
    expect(await orders()).toEqual(before);
  });

  it('a value may move from one row to another, and a deleted row makes room; defaults fill what is not named', async () => {
    const { wrong } = await edit({
      deletes: [3],
      updates: { 2: { code: 'c', boss: null } },
      inserts: [{ id: '4', code: 'b', boss: '2' }],
    });
    expect(wrong).toEqual([]);
    expect(await orders()).toEqual([
      [1, 'a', 1, 'Hue', null],
      [2, 'c', 2, 'Hue', null],
      [4, 'b', 7, null, 2],
    ]);
  });

  it('rows that go together may refer to each other', async () => {
    await client.query('DELETE FROM lines');
    expect((await edit({ deletes: [1, 2] })).wrong).toEqual([]);
  });

  it('with `skip` the other rows are written', async () => {
    const { done, wrong } = await edit(
      { updates: { 1: { qty: '0' }, 2: { qty: '20' } }, deletes: [1, 3] },
      { onReject: 'skip' },
    );
    expect([done.updated, done.deleted, wrong.includes('1 check_failed qty')]).toEqual([1, 1, true]);
    expect((await orders()).map(([id, , qty]) => [id, qty])).toEqual([
      [1, 1],
      [2, 20],
    ]);
  });
});

describe('rules of columns', () => {
  const rules: TableRule[] = [
    {
      column: 'city',
      severity: 'error',
      check: { kind: 'reference', to: { schema: 'public', name: 'cities', column: 'name' }, create: true },
    },
    { column: 'code', severity: 'error', check: { kind: 'length', max: 3 } },
    { column: 'qty', severity: 'warning', check: { kind: 'range', max: '10' } },
  ] as TableRule[];
  it('reject, warn, and make what references miss; an undo takes that away, too', async () => {
    const { wrong } = await edit({ updates: { 1: { code: 'long' } } }, { rules });
    expect(wrong).toEqual(['1 longer_than code']);
    const before = await orders();
    const { done } = await edit(
      { updates: { 1: { city: 'Hanoi', qty: '11' } }, inserts: [{ id: '8', city: 'Dalat' }] },
      { rules },
    );
    expect([done.warned, done.created.map(({ count }) => count)]).toEqual([1, [1, 1]]);
    expect((await client.query('SELECT name FROM cities ORDER BY 1')).rows.map(({ name }) => name)).toEqual([
      'Dalat',
      'Hanoi',
      'Hue',
    ]);
    await client.query('BEGIN');
    await undo(client, { table: ref, id: 'e' });
    for (const { undoId } of done.created)
      await undoCreated(client, {
        table: { schema: 'public', name: 'cities' },
        id: undoId!,
        users: [{ ...ref, column: 'city', to: 'name' }],
      });
    await client.query('COMMIT');
    expect(await orders()).toEqual(before);
    expect((await client.query('SELECT name FROM cities')).rows).toEqual([{ name: 'Hue' }]);
  });
});
