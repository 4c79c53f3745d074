import { storeEdit } from '@sheetport/contract';
import type { TableRecord } from '@sheetport/prisma';
import type { PoolClient } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../id.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';
import { RowAnchorCache } from './row-anchor-cache.ts';

let server: TestServer;
let client: PoolClient;
let row: TableRecord;
beforeAll(async () => {
  server = await startTestServer();
  client = await server.pool.connect();
  await client.query(
    `CREATE TABLE public.anchored AS SELECT n AS no, 'Name ' || n AS name, n % 7 AS part FROM generate_series(1, 5000) n`,
  );
  await client.query('ALTER TABLE public.anchored ADD PRIMARY KEY (no)');
  const column = (name: string, type: string) => ({
    name,
    label: name,
    type,
    required: false,
    unique: false,
    rules: [],
  });
  row = await server.records.table.create({
    data: {
      id: newId(),
      name: 'Anchored',
      schema: 'public',
      relationName: 'anchored',
      columns: [column('no', 'integer'), column('name', 'text'), column('part', 'integer')],
      key: ['no'],
    },
  });
});
afterAll(async () => {
  client.release();
  await server.close();
});

/** A job on the table that has just ended. */
async function end(kind: 'edit' | 'undo' | 'export', edit: object, counts: object, parentId?: string): Promise<string> {
  const id = newId();
  const { inserted = 0, updated = 0, result = {} } = counts as { inserted?: number; updated?: number; result?: object };
  await client.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, table_id, parent_id, inserted, updated, result, finished_at)
     VALUES ($1, $2::text::sheetport.job_kind, 'succeeded', 'x', $3, $4, $5, $6, $7, $8,
       (SELECT coalesce(max(finished_at), now()) FROM sheetport.job) + interval '1 second')`,
    [id, kind, edit, row.id, parentId ?? null, inserted, updated, result],
  );
  return id;
}
const update = (cells: Record<string, string | number>) =>
  storeEdit({ updates: [{ key: { no: 7 }, cells }], force: false, onReject: 'skip' });

test('anchors are kept over edits after which each row stands where it stood, and over nothing else', async () => {
  const run = (work: (client: PoolClient) => Promise<unknown>) => work(client);
  const cache = new RowAnchorCache({ run } as never);
  const order = { row };
  const byName = { row, sort: [{ column: 'name' }] };
  const both = async () =>
    [await cache.find(client, order), await cache.find(client, byName)].map((one) => one !== undefined);
  const read = () => Promise.all([order, byName].map((one) => cache.read(one, new AbortController().signal)));
  await read();
  expect(await both()).toEqual([true, true]);
  await end('export', {}, {});
  expect(await both()).toEqual([true, true]);
  const edit = await end('edit', update({ part: 3 }), { updated: 1 });
  expect(await both()).toEqual([true, true]);
  await end('undo', { includeCorrections: false }, { result: { restored: 1 } }, edit);
  expect(await both()).toEqual([true, true]);
  await end('edit', update({ name: 'moves' }), { updated: 1 });
  expect(await both()).toEqual([true, false]);
  await read();
  await end('edit', storeEdit({ inserts: [{ no: 9001 }], force: false, onReject: 'skip' }), { inserted: 1 });
  expect(await both()).toEqual([false, false]);
  await read();
  await end('undo', { includeCorrections: false }, { result: { removed: 1 } }, edit);
  expect(await both()).toEqual([false, false]);
});
