import { expect, test } from 'vitest';
import { StatementNames } from './preparing-client.ts';

/** The name that a statement has once it has come often. */
function oftenNamed(text: string): string | undefined {
  const names = new StatementNames();
  for (let time = 0; time < 5; time++) names.nameOf(text);
  return names.nameOf(text);
}

test('a statement on records has a name once it comes often, and keeps it', () => {
  const names = new StatementNames();
  const text = 'SELECT id FROM sheetport.job WHERE id = $1';
  expect([1, 2, 3, 4].map(() => names.nameOf(text))).toEqual([undefined, undefined, 'records-1', 'records-1']);
  const other = 'UPDATE sheetport.job SET seq = 1 WHERE id = $1';
  expect([1, 2, 3].map(() => names.nameOf(other))).toEqual([undefined, undefined, 'records-2']);
});

test.each([
  'SELECT "sheetport"."job"."id" FROM "sheetport"."job" WHERE "sheetport"."job"."id" = $1',
  'SELECT max_open_jobs AS "openJobs" FROM sheetport.person WHERE id = $1',
  'WITH settled AS (UPDATE sheetport.job SET seq = $1 RETURNING *) SELECT 1 FROM settled',
  'SELECT count(*) FROM sheetport.job WHERE kind = $1',
])('it is prepared: %s', (text) => {
  expect(oftenNamed(text)).toBe('records-1');
});

test.each([
  'SELECT "a" FROM "public"."orders" WHERE "id" = $1',
  'SELECT "public"."orders"."a" FROM "public"."orders" JOIN sheetport.job j ON j.id = $1',
  'DELETE FROM "public"."orders" WHERE id IN (SELECT id FROM sheetport.removal WHERE key = $1)',
  'SELECT * FROM sheetport.job WHERE id = $1',
  'SELECT id, * FROM sheetport.job WHERE id = $1',
  'UPDATE sheetport.job SET seq = 1 WHERE id = $1 RETURNING *',
  'UPDATE sheetport.letter l SET seq = 1 WHERE id = $1 RETURNING l.*',
  'SELECT pg_cancel_backend($1)',
])('it is sent as it is: %s', (text) => {
  expect(oftenNamed(text)).toBeUndefined();
});

test('texts that never come again take no memory, and names have an end', () => {
  const names = new StatementNames();
  for (let n = 0; n < 5000; n++) names.nameOf(`SELECT id FROM sheetport.job WHERE seq = ${n} AND id = $1`);
  const given = new Set<string | undefined>();
  for (let n = 0; n < 400; n++)
    for (let time = 0; time < 4; time++)
      given.add(names.nameOf(`SELECT id FROM sheetport.job WHERE turn = ${n} AND id = $1`));
  expect(given.size).toBe(151);
});
