/** A search index finds what a search without one finds, is really used, and follows the columns of its table. */
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { compileFilter } from '../query/filter.ts';
import { boundParams } from '../query/params.ts';
import { foldText, indexedParts } from '../query/search-text.ts';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import { addColumns } from './add-columns.ts';
import { changeColumnType } from './change-column-type.ts';
import { createSearchIndex, dropSearchIndex, readSearchIndex } from './search-index.ts';

const { client } = await useTestDatabase();
const words = { schema: 'public', name: 'words' };
const many = { schema: 'public', name: 'many' };
const stateOf = async (ref = words) => (await readSearchIndex(client, ref)).state;

/** Letters with and without marks, in both forms, of several scripts; what means something in patterns; what comes apart. */
const LETTERS = Array.from(
  'aAeĐđêẾễøØłæÆñNgyuıİßςΣσΩωЁёйЙж한각ngữ中文ガが%_\\."\'+0123456789k\u212Aoffi\u0302\u0323\u0345\u093C\u0958\u{1F600}',
);
const TEXT = fc.array(fc.constantFrom(...LETTERS, ' ', '\n'), { maxLength: 12 }).map((letters) => letters.join(''));

beforeAll(async () => {
  await client.query(`CREATE TYPE mood AS ENUM ('froh', 'müde');
    CREATE TABLE words (id int PRIMARY KEY, a text, b varchar(40), n numeric, d date, at timestamptz, m mood, tags text[], ip inet, hidden boolean);
    CREATE TABLE many (id int PRIMARY KEY, name text, note text);
    INSERT INTO many SELECT n, 'Nguyễn Số ' || n, md5(n::text) FROM generate_series(1, 200000) n; ANALYZE many;
    CREATE TABLE parts (id int) PARTITION BY RANGE (id)`);
});

async function search(text: string, searchIndexed: boolean, ref = words): Promise<{ ids: number[]; plan: string }> {
  const { searchIndexed: _, ...table } = await introspect(client, ref);
  const values: unknown[] = [];
  const where = compileFilter(
    { ...table, ...(searchIndexed && { searchIndexed }) },
    { search: text },
    boundParams(values),
    't',
  );
  const sql = `SELECT id FROM ${ref.name} t WHERE ${where} ORDER BY id`;
  const { rows } = await client.query<{ id: number }>(sql, values);
  const plan = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${sql}`, values);
  return { ids: rows.map(({ id }) => id), plan: plan.rows.map((row) => row['QUERY PLAN']).join('\n') };
}

it('the same rows are found with the index as without it, whatever the text and the settings of who writes', async () => {
  expect(await readSearchIndex(client, words)).toMatchObject({ state: 'none', reason: null, bytes: null });
  await createSearchIndex(client, words);
  expect(await stateOf()).toBe('ready');
  expect((await introspect(client, words)).searchIndexed).toBe(true);
  const rows = fc.sample(fc.tuple(TEXT, TEXT), 200);
  await client.query(`SET DateStyle = 'German'; SET TimeZone = 'Asia/Tokyo'; SET IntervalStyle = 'iso_8601'`);
  await client.query(
    `INSERT INTO words SELECT n, x.a, left(x.b, 40), n * 1.25, date '2020-02-29' + n::int, timestamptz '2024-01-31 23:00Z' + n * interval '1 hour',
       CASE WHEN n % 2 = 0 THEN 'müde' END::mood, ARRAY[x.a, 'tag' || n], ('10.0.0.' || n % 250)::inet, true
     FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS x (a, b, n)`,
    [rows.map(([a]) => a), rows.map(([, b]) => b)],
  );
  await client.query('RESET ALL');
  // Whether it pays or not: what is tested is that nothing is left out.
  await client.query('SET enable_seqscan = off; SET enable_indexscan = off');
  const pieces = rows.flatMap(([a, b]) => `${a} ${b}`.split(/\s+/)).filter((word) => word.length > 2);
  const typed = (word: string) =>
    fc.constantFrom(word, word.toUpperCase(), word.toLowerCase(), foldText(word), word.normalize('NFD'));
  const word = fc.oneof(
    fc.constantFrom(...pieces).chain(typed),
    TEXT.map((text) => text.trim()).filter((text) => text !== ''),
    fc.constantFrom('mude', 'MÜDE', 'tag12', '2020-03', '2024-02-01T0', '10.0.0.1', '/32', '125.5', 'tru', 'true'),
  );
  await fc.assert(
    fc.asyncProperty(word, async (text) => {
      if (text.split(/\s+/).length > 8) return;
      expect((await search(text, true)).ids).toEqual((await search(text, false)).ids);
    }),
    { numRuns: 100 },
  );
  expect((await search('tag123', true)).ids).toEqual([123]);
  await client.query('RESET ALL');
});

it('a search of 200,000 rows goes through it; of fewer than three letters, past it', { tags: ['long'] }, async () => {
  await createSearchIndex(client, many);
  const found = await search('nguyen so 19999', true, many);
  expect(found.ids).toEqual((await search('nguyen so 19999', false, many)).ids);
  expect(found.ids).toContain(199990);
  expect(found.plan).toContain('Bitmap Index Scan on sheetport_search_');
  expect((await search('NGUYỄN Số 77777', true, many)).plan).toContain('Bitmap Index Scan');
  expect((await search('x9', true, many)).plan).not.toContain('Bitmap');
  // What marks and capitals do not change in one way alone cuts the word.
  expect(indexedParts('strasse')).toEqual(['strasse']);
  expect(indexedParts('Đường')).toEqual(['duong']);
  expect(indexedParts('ab한cde')).toEqual(['cde']);
  expect(indexedParts('5%_o')).toEqual([]);
});

it('another column makes it outdated, a column of another type takes it away; it is made anew, and removed', async () => {
  await client.query('BEGIN');
  await addColumns(client, words, [{ name: 'later', type: 'text' }]);
  await client.query('COMMIT');
  expect(await stateOf()).toBe('outdated');
  expect((await introspect(client, words)).searchIndexed).toBeUndefined();
  await client.query(`UPDATE words SET later = 'newcomer' WHERE id = 7`);
  await createSearchIndex(client, words);
  expect(await stateOf()).toBe('ready');
  expect((await search('newcomer', true)).ids).toEqual([7]);
  await client.query('ALTER TABLE words RENAME later TO renamed');
  expect(await stateOf()).toBe('ready');
  await changeColumnType(client, words, 'n', 'text');
  expect(await stateOf()).toBe('none');
  await createSearchIndex(client, words);
  await client.query('ALTER TABLE words DROP renamed');
  expect(await stateOf()).toBe('none');
  await createSearchIndex(client, words);
  await createSearchIndex(client, words);
  await dropSearchIndex(client, words);
  expect(await stateOf()).toBe('none');
  const refused = await createSearchIndex(client, { schema: 'public', name: 'parts' }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'not_permitted' });
  expect(refused).toBeInstanceOf(TableError);
});

it('what it would cost is told by the texts, also by those that the table keeps elsewhere', async () => {
  await client.query(`CREATE TABLE long (id int PRIMARY KEY, note text);
    INSERT INTO long SELECT n, repeat(md5(n::text), 300) FROM generate_series(1, 300) n; CREATE TABLE bare (id int PRIMARY KEY)`);
  for (const [name, bytes] of [
    ['many', 200_000 * (32 + 11 + 2 + 10)],
    ['long', 300 * (9600 + 3)],
  ] as const) {
    const { expectedBytes } = await readSearchIndex(client, { schema: 'public', name });
    expect(expectedBytes / bytes, name).toBeGreaterThan(1);
    expect(expectedBytes / bytes, name).toBeLessThan(2.5);
  }
  const bare = await readSearchIndex(client, { schema: 'public', name: 'bare' });
  expect(bare).toMatchObject({ expectedBytes: 0, expectedSeconds: 1 });
});
