import { expect, test } from 'vitest';
import { useTestDatabase } from '../testing/database.ts';
import { estimateLivingRows, estimateRows } from './estimate-rows.ts';
import { introspect } from './introspect.ts';

const { client } = await useTestDatabase();

test('what rows were before they were written over is not counted as living', async () => {
  await client.query('CREATE TABLE written (id int, name text) WITH (autovacuum_enabled = off)');
  await client.query(`INSERT INTO written SELECT n, repeat('x', 90) FROM generate_series(1, 10000) n`);
  const table = await introspect(client, { schema: 'public', name: 'written' });
  const within = (rows: number, least: number, most: number) => {
    expect(rows).toBeGreaterThan(least);
    expect(rows).toBeLessThan(most);
  };
  within(await estimateRows(client, table), 7000, 14_000);
  for (let time = 0; time < 4; time++) await client.query('UPDATE written SET id = id + 1');
  await client.query('SELECT pg_stat_force_next_flush()');
  await client.query('SELECT pg_stat_clear_snapshot()');
  within(await estimateRows(client, table), 35_000, 70_000);
  within(await estimateLivingRows(client, table), 7000, 14_000);
});
