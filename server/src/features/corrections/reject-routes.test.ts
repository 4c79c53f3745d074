import type { Issues, Rejects } from '@sheetport/contract';
import { inKeyOrder, pendingPageSql } from '@sheetport/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newId } from '../../id.ts';
import { startTestServer, type TestServer } from '../../testing/test-server.ts';

/** Rows rejected; the first of them are mended already. */
const ROWS = 100_000;
const MENDED = 60_000;
const id = newId();
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
  await server.pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec, result, rejected)
     VALUES ($1, 'import', 'succeeded', 'many.csv', '{}', '{"columns": ["Code", "Day"]}', ${ROWS})`,
    [id],
  );
  // As right after an import: Postgres has counted nothing of it.
  await server.pool.query('ALTER TABLE sheetport.reject SET (autovacuum_enabled = off)');
  await server.pool.query(
    `INSERT INTO sheetport.reject (job_id, "row", cells, issues, corrected_by_job_id)
     SELECT $1, n + 1, jsonb_build_object('Code', 'x' || n, 'Day', 'never'),
            jsonb_build_array(jsonb_build_object('column', 'Code', 'code', 'not_integer', 'value', 'x' || n))
            || CASE WHEN n % 1000 = 0 THEN
                 jsonb_build_array(jsonb_build_object('column', 'Day', 'code', 'longer_than', 'value', 'never',
                                                      'details', jsonb_build_object('max', n / 100)))
               ELSE '[]' END,
            CASE WHEN n <= ${MENDED} THEN $1::uuid END
       FROM generate_series(1, ${ROWS}) n`,
    [id],
  );
});
afterAll(async () => server?.close());

const read = async <T>(where: string) => (await (await server.call(`/api/jobs/${id}/${where}`)).json()) as T;

test('P04 the open rejects come in pages by key, each as quick as the first', async () => {
  const rows: number[] = [];
  for (let after: number | null = 0; after !== null; ) {
    const page: Rejects = await read(`rejects?limit=500&after=${after}`);
    rows.push(...page.rows.map(({ row }) => row));
    after = page.next;
  }
  expect(rows).toEqual(Array.from({ length: ROWS - MENDED }, (_, n) => MENDED + 2 + n));

  // What Postgres has to look at for a page, in blocks of 8 kB: not the rows before it, nor all those behind.
  const reader = await server.pool.connect();
  for (const after of [0, MENDED + 1, 90_000]) {
    const blocks = await inKeyOrder(reader, async (client) => {
      const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${pendingPageSql()}`, [
        id,
        after,
        501,
      ]);
      const { Plan } = rows[0]['QUERY PLAN'][0];
      return Plan['Shared Hit Blocks'] + Plan['Shared Read Blocks'];
    });
    expect(blocks).toBeLessThan(600);
  }
  reader.release();
});

test('P04 reasons are counted over all open rows; the largest are told, with their first rows and some of their values', async () => {
  const groups = await read<Issues>('issues');
  expect(groups[0]).toMatchObject({
    column: 'Code',
    code: 'not_integer',
    count: ROWS - MENDED,
    rows: [0, 1, 2, 3, 4].map((n) => MENDED + 2 + n),
    examples: [`x${MENDED + 1}`, `x${MENDED + 2}`, `x${MENDED + 3}`],
  });
  expect(groups).toHaveLength(41);
  expect(groups.at(-1)).toMatchObject({ column: 'Day', code: 'longer_than', count: 1, examples: ['never'] });
});

test('P04 however many reasons there are, those that are told are bounded', async () => {
  await server.pool.query(
    `UPDATE sheetport.reject SET issues = jsonb_build_array(jsonb_build_object(
        'column', 'Code', 'code', 'longer_than', 'value', 'x', 'details', jsonb_build_object('max', "row" % 5000)))
      WHERE job_id = $1 AND "row" > 90001`,
    [id],
  );
  const groups = await read<Issues>('issues');
  expect(groups).toHaveLength(200);
  expect(groups[0]).toMatchObject({ code: 'not_integer', count: 30_000 });
});

test('P13 a cancelled import lists no rejects, though what it had found so far is still to be swept away', async () => {
  const cancelled = newId();
  await server.pool.query(
    `INSERT INTO sheetport.job (id, kind, state, title, spec) VALUES ($1, 'import', 'cancelled', 'gone.csv', '{}')`,
    [cancelled],
  );
  await server.pool.query(
    `INSERT INTO sheetport.reject (job_id, "row", cells, issues)
     VALUES ($1, 2, '{"Code": "x"}', '[{"column": "Code", "code": "not_integer", "value": "x"}]')`,
    [cancelled],
  );
  const ask = async (where: string) => (await server.call(`/api/jobs/${cancelled}/${where}`)).json();
  expect(await ask('rejects')).toMatchObject({ rows: [], next: null });
  expect(await ask('issues')).toEqual([]);
  expect(await ask('rejects.xlsx')).toMatchObject({ code: 'no_pending_rejects' });
});
