/**
 * Logs have no cell values, no passwords and no tokens: of server, worker and the PostgreSQL that is brought along (docs/promises.md, P53).
 *
 * @module-tag long
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Service, startService, TOKEN } from '../support/service.ts';
import { makeWorkbook } from '../support/workbooks.ts';

/** In every value and secret of this test, and nowhere else. */
const CANARY = /canary/i;

let service: Service;
beforeAll(async () => {
  service = await startService({ env: { LOG_LEVEL: 'trace' } });
});
afterAll(() => service?.stop());

/** The log of the cluster of the tests. */
async function postgresLog(): Promise<string> {
  const client = new pg.Client({ connectionString: process.env.TEST_SUPERUSER_URL });
  await client.connect();
  const { rows } = await client.query('SHOW data_directory');
  await client.end();
  return readFile(path.join(rows[0].data_directory, '..', 'logs', 'postgres.log'), 'utf8');
}

test('P53 wrong and right secrets, rejected cells, constraints, casts and filters leave no values in any log', async () => {
  const { api, url, pool } = service;
  const before = (await postgresLog()).length;
  const send = (method: string, where: string, body?: unknown, headers: Record<string, string> = {}) =>
    fetch(url + where, {
      method,
      redirect: 'manual',
      headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  // Doors.
  await send('GET', '/?token=canary-token-in-a-link');
  await send('GET', '/api/me?canary=1', undefined, { authorization: 'Bearer canary-bearer' });
  await send('GET', '/api/me', undefined, { cookie: 'sheetport_00000000=canary.cookie' });
  await send('POST', '/api/session', { token: 'canary-token' });
  await send('POST', '/api/session', { email: 'canary@example.com', password: 'canary password' });
  await send('POST', '/api/links/inspect', { token: 'canary-secret-of-a-link' });
  const { path: link } = await api.ask('POST', '/api/invitations', { role: 'editor' });
  const token = (link as string).split('#')[1]!;
  await send('POST', '/api/links/accept', {
    token,
    name: 'Lan',
    email: 'lan.canary@example.com',
    password: 'canary password of lan',
  });
  await send('POST', '/api/session', { email: 'lan.canary@example.com', password: 'canary password of lan' });
  // Cells: rejected by the reader, by a rule, by constraints and by a trigger of the table.
  await pool.query(`CREATE TABLE public.guarded (
      code text PRIMARY KEY, size int CHECK (size < 100), mail text UNIQUE, other text REFERENCES public.guarded (code))`);
  await pool.query(`CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN IF NEW.code LIKE '%raise%' THEN RAISE EXCEPTION 'no % here', NEW.code; END IF; RETURN NEW; END $$`);
  const { id } = await api.ask('POST', '/api/tables/attach', { schema: 'public', name: 'guarded' });
  const importRows = async (name: string, rows: unknown[][], more: object = {}) => {
    const file = await api.upload(await makeWorkbook([['Code', 'Size', 'Mail', 'Other'], ...rows] as never), name);
    return api.ended((await api.import({ fileId: file.id, table: { id }, ...more })).id);
  };
  const first = await importRows('guarded.xlsx', [
    ['canary 1', 5, 'a@canary.example', null],
    ['canary 1', 6, 'b@canary.example', null],
    ['canary 2', 500, 'a@canary.example', 'canary nobody'],
    ['canary 3', 'canary size', 'c@canary.example', null],
  ]);
  expect(first).toMatchObject({ state: 'succeeded', counts: { rejected: 3 } });
  const again = await importRows('again.xlsx', [['canary 1', 9, 'd@canary.example', null]]);
  expect(again.counts.rejected).toBe(1);
  await pool.query(
    `CREATE TRIGGER guarded BEFORE INSERT OR UPDATE ON public.guarded FOR EACH ROW EXECUTE FUNCTION public.guard()`,
  );
  const raised = await importRows('raised.xlsx', [['canary raise', 1, 'e@canary.example', null]]);
  expect(['failed', 'succeeded']).toContain(raised.state);
  const { rows } = await api.rejects(first.id);
  expect(rows.length).toBe(3);
  const corrected = await api.ask('POST', `/api/jobs/${first.id}/corrections`, {
    rows: [{ row: rows[0]!.row, cells: { Code: 'canary corrected', Size: 'canary again' } }],
  });
  await api.ended(corrected.id);
  const csv = await api.upload(Buffer.from('Code,Size\n"canary, 4",canary\n"open'), 'canary.csv');
  expect(csv.id).toBeTruthy();
  // What is asked of tables.
  for (const filter of [
    { column: 'size', op: 'eq', value: 'canary value' },
    { column: 'code', op: 'contains', value: 'canary' },
  ])
    await send('GET', `/api/tables/${id}/rows?filter=${encodeURIComponent(JSON.stringify(filter))}`, undefined, {
      authorization: `Bearer ${TOKEN}`,
    });
  const exported = await api.ask('POST', '/api/exports', {
    tableId: id,
    filter: { column: 'code', op: 'eq', value: 'canary 1' },
  });
  await api.ended(exported.id);
  await api.ended((await api.ask('POST', `/api/jobs/${first.id}/undo`)).id);

  const logs = {
    server: service.server.output(),
    worker: service.workers[0]!.output(),
    postgres: (await postgresLog()).slice(before),
  };
  expect(logs.server).toContain('security.signIn');
  expect(logs.worker).toContain('"process":"worker"');
  for (const [name, text] of Object.entries(logs)) {
    const found = text.split('\n').filter((line) => CANARY.test(line) || line.includes(token) || line.includes(TOKEN));
    expect([name, found]).toEqual([name, []]);
  }
  // Nor has the audit trail.
  const trail = await pool.query('SELECT string_agg(e::text, $1) AS text FROM sheetport.audit_event e', ['\n']);
  expect(trail.rows[0].text).toContain('finishImport');
  // The name of a file is no value of a cell.
  expect(trail.rows[0].text.replaceAll('canary.csv', '')).not.toMatch(CANARY);
});
