import { beforeEach, expect, it } from 'vitest';
import type { ColumnType } from '../catalog/table.ts';
import { TableError } from '../sql/errors.ts';
import { useTestDatabase } from '../testing/database.ts';
import { changeColumnType } from './change-column-type.ts';

const { client } = await useTestDatabase();
beforeEach(async () => {
  await client.query('DROP TABLE IF EXISTS changed');
});

/** What the values of a column become, as text; the code of the error where they do not. */
async function change(from: string, values: string[], type: ColumnType): Promise<string[] | string> {
  await client.query(`CREATE TABLE changed (v ${from})`);
  await client.query(`INSERT INTO changed SELECT unnest($1::text[])::${from}`, [values]);
  try {
    await changeColumnType(client, { schema: 'public', name: 'changed' }, 'v', type);
  } catch (error) {
    return error instanceof TableError ? error.code : String(error);
  }
  const { rows } = await client.query<{ v: string }>('SELECT v::text AS v FROM changed');
  return rows.map(({ v }) => v);
}

it.each<[string, string[], ColumnType, string[] | string]>([
  ['text', ['8:30 PM', ' 08:30:15.5 '], 'time', ['20:30:00', '08:30:15.5']],
  ['time', ['08:30'], 'text', ['08:30:00']],
  // A day or an offset that would be lost.
  ['text', ['2024-01-31 08:30'], 'time', 'not_castable'],
  ['text', ['08:30+07'], 'time', 'not_castable'],
  ['timestamp', ['2024-01-31 08:30'], 'time', 'not_castable'],
  ['date', ['2024-01-31'], 'time', 'not_castable'],
  ['time', ['08:30'], 'datetime', 'not_castable'],
  ['time', ['08:30'], 'date', 'not_castable'],
  [
    'text',
    ['2024-01-31T10:00:00+07:00', '2024-01-31T10:00:00Z', '2024-01-31 10:00:00-05', '2024-01-31 10:00'],
    'datetime',
    ['2024-01-31 03:00:00', '2024-01-31 10:00:00', '2024-01-31 15:00:00', '2024-01-31 10:00:00'],
  ],
  ['timestamp', ['2024-01-31 08:30'], 'date', 'not_castable'],
  ['date', ['2024-01-31'], 'datetime', ['2024-01-31 00:00:00']],
])('%s %j to %s', async (from, values, type, wanted) => expect(await change(from, values, type)).toEqual(wanted));
