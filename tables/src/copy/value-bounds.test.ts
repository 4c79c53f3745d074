import { expect, it } from 'vitest';
import { introspect } from '../catalog/introspect.ts';
import { useTestDatabase } from '../testing/database.ts';
import { readValueBounds } from './value-bounds.ts';

const { client } = await useTestDatabase();

/** The bounds of the columns of a table with these types, whose rows are these. */
async function boundsOf(types: string[], rows: (string | null)[][]) {
  await client.query('DROP TABLE IF EXISTS bounds');
  await client.query(`CREATE TABLE bounds (${types.map((type, i) => `c${i} ${type}`).join(', ')})`);
  for (const row of rows)
    await client.query(`INSERT INTO bounds VALUES (${row.map((_, i) => `$${i + 1}`).join(', ')})`, row);
  const table = await introspect(client, { schema: 'public', name: 'bounds' });
  return readValueBounds(client, table, table.columns, undefined);
}

it('says how wide numbers are, and whether a value is without end', async () => {
  const types = ['numeric', 'numeric(9, 2)', 'date', 'timestamp', 'timestamptz', 'time', 'text', 'bigint'];
  const digits = (whole: number, scale: number, finite = true) => ({ digits: { whole, scale }, finite });
  const finite = { finite: true };
  const without = [finite, finite, finite, finite, null, null];
  expect(await boundsOf(types, [])).toEqual([digits(1, 0), digits(1, 0), ...without]);
  const row = ['-12345.5', '1.5', '2024-02-29', '199999-12-31', '0044-03-15 BC', '23:59:59', 'x', '7'];
  const rest = ['9.125', null, null, null, null, null, null, null];
  expect(await boundsOf(types, [row, rest])).toEqual([digits(5, 3), digits(1, 2), ...without]);
  for (const [type, values] of Object.entries({
    numeric: ['NaN', 'Infinity', '-Infinity'],
    date: ['infinity', '-infinity', '200000-01-01'],
    timestamp: ['infinity', '-infinity', '200000-01-01 00:00'],
    timestamptz: ['infinity', '-infinity'],
    time: ['24:00'],
  })) {
    const usual = type === 'numeric' ? '1' : type === 'time' ? '12:00' : '2024-01-01';
    for (const value of values)
      expect(await boundsOf([type], [[usual], [value], [null]]), value).toMatchObject([{ finite: false }]);
  }
});
