import { afterEach, beforeAll, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { mergeStage } from '../merge/merge.ts';
import { createStage } from '../merge/stage.ts';
import type { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import { addColumns } from './add-columns.ts';

const { db, client } = await useTestDatabase();
const ref = { schema: 'public', name: 'things' };
beforeAll(async () => {
  await client.query(`CREATE TABLE things (id bigint PRIMARY KEY, a text DEFAULT 'new', b text DEFAULT 'new', c text);
    INSERT INTO things VALUES (1, 'was', 'was', 'was')`);
});
afterEach(() => client.query('ROLLBACK'));

it('rows are staged for a column that the table gets only before the merge', async () => {
  await client.query('BEGIN');
  const stage = await createStage(client, ref, ['id', 'more'], undefined, new Map([['more', 'text']]));
  await client.query(`INSERT INTO stage VALUES (2, 2, 'x')`);
  await addColumns(client, ref, [{ name: 'more', label: 'More', type: 'text' }]);
  await mergeStage(client, { stage, mode: 'insert', onReject: 'abort' });
  const { rows } = await client.query('SELECT id::int, more FROM things ORDER BY id');
  expect(rows).toEqual([
    { id: 1, more: null },
    { id: 2, more: 'x' },
  ]);
});

it('what is there already is left as it is, and a name is only a name', async () => {
  await client.query('BEGIN');
  const name = `x"; DROP TABLE things; --`;
  await addColumns(client, ref, [
    { name: 'a', type: 'integer' },
    { name, type: 'integer' },
  ]);
  const { columns } = await introspect(client, ref);
  expect(columns.map((column) => [column.name, column.type])).toEqual([
    ['id', 'integer'],
    ['a', 'text'],
    ['b', 'text'],
    ['c', 'text'],
    [name, 'integer'],
  ]);
});

it('waits for a reader, and stops waiting when it is told to', async () => {
  const reader = await db.connect();
  await reader.query('BEGIN; SELECT 1 FROM things');
  await client.query('BEGIN');
  const growing = addColumns(client, ref, [{ name: 'late', type: 'text' }]);
  await reader.query('COMMIT');
  await growing;
  await client.query('ROLLBACK');

  await reader.query('BEGIN; SELECT 1 FROM things');
  const other = await db.connect();
  await other.query('BEGIN');
  const abort = new AbortController();
  const stopped = addColumns(other, ref, [{ name: 'never', type: 'text' }], abort.signal).catch((error) => error);
  const waits = () => client.query(`SELECT FROM pg_locks WHERE relation = 'things'::regclass AND NOT granted`);
  while ((await waits()).rowCount === 0);
  abort.abort();
  expect(await stopped).toMatchObject({ code: 'cancelled' } satisfies Partial<TableError>);
  await reader.query('COMMIT');
});

it('each column has its own idea of a blank', async () => {
  await client.query('BEGIN');
  const stage = await createStage(client, ref, ['id', 'a', 'b', 'c']);
  await client.query('INSERT INTO stage VALUES (2, 1, NULL, NULL, NULL), (3, 2, NULL, NULL, NULL)');
  await mergeStage(client, {
    stage,
    mode: 'upsert',
    onReject: 'abort',
    blank: 'keep',
    blanks: new Map([
      ['a', 'null'],
      ['b', 'default'],
    ]),
  });
  const { rows } = await client.query('SELECT id::int, a, b, c FROM things ORDER BY id');
  expect(rows).toEqual([
    { id: 1, a: null, b: 'new', c: 'was' },
    { id: 2, a: null, b: 'new', c: null },
  ]);
});
