import { expect, it } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import { introspect } from './introspect.ts';

const { client } = await useTestDatabase();

it.each([
  ['a text', 'text', `s IN ('new', 'paid', 'it''s')`, ['new', 'paid', "it's"]],
  ['a varchar', 'varchar(20)', `s IN ('new', 'paid')`, ['new', 'paid']],
  ['one value', 'text', `s = 'only'`, ['only']],
  ['numbers', 'int', 's IN (1, 2, -3)', ['1', '2', '-3']],
  ['commas and brackets in values', 'text', `s IN ('a,b', '(c)', '[]')`, ['a,b', '(c)', '[]']],
  ['something else', 'text', 'length(s) > 2', undefined],
  ['a list among others', 'text', `s IN ('a', 'b') OR s IS NULL`, undefined],
  ['what is not allowed', 'text', `s NOT IN ('a', 'b')`, undefined],
  ['a list and more', 'text', `s IN ('a', 'b') AND s <> 'c'`, undefined],
  ['a comparison', 'int', 's > 1', undefined],
  ['a list for another form of the value', 'text', `lower(s) IN ('a', 'b')`, undefined],
])('finds the values that a check lists: %s', async (_, type, check, choices) => {
  await client.query(`DROP TABLE IF EXISTS c; CREATE TABLE c (s ${type} CHECK (${check}))`);
  expect((await introspect(client, { schema: 'public', name: 'c' })).columns[0]!.choices).toEqual(choices);
});

it('finds the labels of an enum in their order, also behind a domain, and under odd names', async () => {
  await client.query(`CREATE TYPE "Mood" AS ENUM ('sad', 'ok'); ALTER TYPE "Mood" ADD VALUE 'meh' BEFORE 'ok'`);
  await client.query(`CREATE DOMAIN feeling AS "Mood" NOT NULL;
    CREATE TABLE e (a "Mood", b feeling, "The ""State""" text CHECK ("The ""State""" IN ('on', 'off')))`);
  const { columns } = await introspect(client, { schema: 'public', name: 'e' });
  expect(columns.map(({ choices }) => choices)).toEqual([
    ['sad', 'meh', 'ok'],
    ['sad', 'meh', 'ok'],
    ['on', 'off'],
  ]);
});
