import { beforeAll, expect, it } from 'vitest';
import { browse } from '../query/select-page.ts';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import { findDuplicates } from './find-duplicates.ts';

const { client } = await useTestDatabase();
const ref = { schema: 'public', name: 'people' };
beforeAll(async () => {
  await client.query(`CREATE TABLE people (id int PRIMARY KEY, name text, n int);
    INSERT INTO people VALUES (1, 'Trần', 1), (2, 'tran ', 1), (3, 'TRAN', 2), (4, 'x', NULL), (5, 'x', NULL), (6, NULL, NULL), (7, NULL, NULL), (8, '', NULL), (9, 'y', 5)`);
});
const find = (more: object) => findDuplicates(client, ref, { columns: ['name'], likeness: {}, limit: 10, ...more });
const keys = ({ groups }: Awaited<ReturnType<typeof find>>) => groups.map(({ rows }) => rows.map(([id]) => id));

it('finds rows with the same values; rows with nothing in all columns are not alike', async () => {
  const page = await find({});
  expect(keys(page)).toEqual([[4, 5]]);
  expect(page.total).toEqual({ groups: 1, rows: 1 });
  expect(keys(await find({ columns: ['name', 'n'] }))).toEqual([[4, 5]]);
});

it('leaves case, accents and spaces out where asked; ids are those of the rows', async () => {
  const likeness = { ignoreCase: true, ignoreAccents: true, ignoreSpaces: true };
  const page = await find({ likeness });
  expect(keys(page)).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(page.total).toEqual({ groups: 2, rows: 3 });
  const { ids } = await browse(client, ref, { limit: 3 });
  expect(page.groups[0]!.ids).toEqual(ids);
  expect(keys(await find({ likeness, columns: ['name', 'n'] }))).toEqual([
    [1, 2],
    [4, 5],
  ]);
  expect(keys(await find({ likeness, filter: { column: 'id', op: 'ge', value: 3 } }))).toEqual([[4, 5]]);
});

it('pages groups, and takes no other cursor', async () => {
  const likeness = { ignoreCase: true, ignoreAccents: true, ignoreSpaces: true };
  const first = await find({ likeness, limit: 1 });
  expect([keys(first), first.next === null]).toEqual([[[1, 2, 3]], false]);
  const second = await find({ likeness, limit: 1, after: first.next! });
  expect([keys(second), second.next, second.total]).toEqual([[[4, 5]], null, { groups: 2, rows: 3 }]);
  const beyond = await find({ likeness, limit: 1, after: Buffer.from('["z"]').toString('base64url') });
  expect([keys(beyond), beyond.total]).toEqual([[], { groups: 2, rows: 3 }]);
  await expect(find({ after: 'nonsense' })).rejects.toThrow(TableError);
});
