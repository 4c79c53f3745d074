import { beforeAll, expect, it } from 'vitest';
import { copyIn } from '../copy/copy-in.ts';
import { copyOut } from '../copy/copy-out.ts';
import { changeColumnType } from '../ddl/change-column-type.ts';
import { addColumn, dropColumn, renameColumn } from '../ddl/columns.ts';
import { createTable, dropTable, renameTable } from '../ddl/create-table.ts';
import { browse, countRows } from '../query/select-page.ts';
import { TableError } from '../sql/errors.ts';
import { copyBytes, useTestDatabase } from '../testing/database.ts';
import { INJECTIONS } from '../testing/injections.ts';
import { introspect, listTables } from './introspect.ts';

const { db, client } = await useTestDatabase();
beforeAll(async () => {
  await client.query(`
    SET search_path = public; -- the user may be called sheetport, and "$user" comes first
    CREATE SCHEMA sheetport; CREATE SCHEMA sheetport_queue; CREATE SCHEMA sheetport_work; CREATE SCHEMA "Sheetport";
    CREATE TABLE sheetport.users (id bigint PRIMARY KEY, name text); INSERT INTO sheetport.users VALUES (1, 'canary');
    CREATE TABLE sheetport_queue.job (id bigint PRIMARY KEY); CREATE TABLE sheetport_work.undo (id bigint PRIMARY KEY);
    CREATE TABLE "Sheetport".users (id bigint PRIMARY KEY);
    CREATE TABLE _prisma_migrations (id bigint PRIMARY KEY);
    CREATE TABLE canary (id bigint PRIMARY KEY, name text); INSERT INTO canary VALUES (1, 'alive');
    CREATE VIEW peek AS SELECT * FROM sheetport.users;
    CREATE TABLE parent (id bigint, name text); ALTER TABLE sheetport.users INHERIT parent;
    CREATE TEMP TABLE scratch (id bigint PRIMARY KEY)`);
});

const HIDDEN: [string, string][] = [
  ['sheetport', 'users'],
  ['SHEETPORT', 'users'],
  ['Sheetport', 'users'],
  ['"sheetport"', '"users"'],
  ['sheetport ', 'users'],
  ['public', 'sheetport.users'],
  ['public', 'sheetport"."users'],
  ['', 'sheetport.users'],
  ['sheetport_queue', 'job'],
  ['sheetport_work', 'undo'],
  ['public', '_prisma_migrations'],
  ['public', '_PRISMA_MIGRATIONS'],
  ['pg_catalog', 'pg_class'],
  ['PG_CATALOG', 'pg_authid'],
  ['information_schema', 'tables'],
  ['information_schema', 'sql_features'],
  ['pg_toast', 'pg_toast_1255'],
  ['pg_temp', 'scratch'],
  ['pg_temp_3', 'scratch'],
  ['public', 'pg_class'],
  ['public', 'users'],
  ['public', 'peek'],
  ['public', 'parent'],
  ['sheetport\0', 'users'],
];

const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    () => 'nothing thrown',
    (error) => (error instanceof TableError ? error.code : String(error)),
  );

/** Every way in. */
function doors(ref: { schema: string; name: string }): (() => Promise<unknown>)[] {
  return [
    () => introspect(db.pool, ref),
    () => browse(db.pool, ref, { limit: 10 }),
    () => countRows(db.pool, ref),
    () => dropTable(db.pool, ref),
    () => renameTable(db.pool, ref, 'mine'),
    () => addColumn(db.pool, ref, { name: 'x', type: 'text' }),
    () => renameColumn(db.pool, ref, 'id', 'x'),
    () => dropColumn(db.pool, ref, 'name'),
    () => changeColumnType(db.pool, ref, 'id', 'text'),
  ];
}

it.each(HIDDEN)('P43 %j.%j is no table, whichever door is tried', async (schema, name) => {
  const ref = { schema, name };
  for (const door of doors(ref)) expect(await codeOf(door())).toBe('no_such_table');
  expect(await codeOf(copyIn(client, { ...ref, columns: ['id'] }, copyBytes([[{ int8: 2 }]])))).toBe('no_such_table');
  expect(await codeOf(copyOut(client, ref))).toBe('no_such_table');
  expect((await client.query('SELECT count(*)::int AS n FROM sheetport.users')).rows[0].n).toBe(1);
});

it('P43 lists people’s tables and nothing else', async () => {
  const names = (await listTables(client)).map((table) => `${table.schema}.${table.name}`);
  expect(names.filter((name) => name !== 'public.parent')).toEqual(['public.canary']);
});

it.each(['sheetport', 'SheetPort', 'pg_catalog', 'pg_temp', 'information_schema', 'nowhere', 'public"', ''])(
  'P43 nothing can be created in %j',
  async (schema) => {
    const table = { schema, name: 'mine', columns: [{ name: 'a', type: 'text' as const }], key: [] };
    expect(await codeOf(createTable(client, table))).toBe('no_such_schema');
  },
);

it.each(INJECTIONS)('P42 %j is a name like any other', async (words) => {
  expect(await codeOf(introspect(client, { schema: 'public', name: words }))).toBe('no_such_table');
  expect(await codeOf(introspect(client, { schema: words, name: 'canary' }))).toBe('no_such_table');
  const table = {
    schema: 'public',
    name: words,
    columns: [{ name: words, label: words, type: 'text' as const }],
    key: [words],
  };
  await createTable(client, table);
  await copyIn(client, { ...table, columns: [words] }, copyBytes([[{ text: words }], [{ text: 'other' }]]));
  const filter = { column: words, op: 'eq' as const, value: words };
  const page = await browse(client, table, { limit: 10, filter, sort: [{ column: words, desc: true }] });
  expect(page.rows).toEqual([[words]]);
  for (const op of ['contains', 'starts', 'in'] as const) {
    const found = await browse(client, table, {
      limit: 10,
      filter: { column: words, op, value: op === 'in' ? [words] : words },
    });
    expect(found.rows).toEqual([[words]]);
  }
  let bytes = '';
  for await (const chunk of await copyOut(client, table, { filter, sort: [{ column: words }] })) bytes += chunk;
  expect(bytes.split('\n').length).toBe(2);
  expect((await countRows(client, table, filter)).count).toBe(1);
  expect(
    await codeOf(browse(client, { schema: 'public', name: 'canary' }, { limit: 1, sort: [{ column: words }] })),
  ).toBe('no_such_column');
  expect(await codeOf(browse(client, { schema: 'public', name: 'canary' }, { limit: 1, after: words }))).toBe(
    'invalid_cursor',
  );
  const badOp = { column: 'id', op: words as 'eq', value: 1 };
  expect(await codeOf(browse(client, { schema: 'public', name: 'canary' }, { limit: 1, filter: badOp }))).toBe(
    'bad_operator',
  );
  expect(
    await codeOf(
      browse(
        client,
        { schema: 'public', name: 'canary' },
        { limit: 1, filter: { column: 'id', op: 'eq', value: words } },
      ),
    ),
  ).toBe('bad_value');
  await dropTable(client, table);
  expect((await client.query('SELECT name FROM canary')).rows).toEqual([{ name: 'alive' }]);
});
