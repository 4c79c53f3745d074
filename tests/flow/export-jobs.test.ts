import { readdir } from 'node:fs/promises';
import path from 'node:path';
import ExcelJS from 'exceljs';
import pg from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { untilWaiting } from '../support/hold.ts';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** Jobs that write a file: of each format, of rejects, of an import template. */
describe('jobs that write files', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  const ask = (where: string, headers: Record<string, string> = {}) =>
    fetch(service.url + where, { headers: { authorization: `Bearer ${service.api.token}`, ...headers } });
  const rowsOf = async (where: string): Promise<unknown[][]> => {
    const answer = await ask(where);
    expect(answer.status).toBe(200);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await answer.arrayBuffer()) as never);
    return book.worksheets[0]!.getSheetValues()
      .slice(1)
      .map((row) => (row as unknown[]).slice(1));
  };
  const countExports = async () =>
    (await service.pool.query(`SELECT count(*)::int AS n FROM sheetport.job WHERE kind = 'export'`)).rows[0].n;

  test('P13: an export of each format tells its rows, stops when it is cancelled, and is gone after its time', {
    tags: ['long'],
  }, async () => {
    const { api, pool, dataDir } = service;
    await pool.query(
      `CREATE TABLE public.each AS SELECT n AS id, 'Name ' || n AS name, n % 3 AS part FROM generate_series(1, 3000) n`,
    );
    const { id: tableId } = await api.ask('POST', '/api/tables/attach', { schema: 'public', name: 'each' });
    const asked: Record<string, object> = {
      parquet: {},
      ods: {},
      pdf: {},
      zip: { groupBy: 'part', files: 'csv' },
      html: {},
      xlsx: {},
    };
    const lock = new pg.Client({ connectionString: service.databaseUrl, application_name: 'a-test-that-holds' });
    await lock.connect();
    const files: string[] = [];
    for (const [format, more] of Object.entries(asked)) {
      const whole = await api.export({ tableId, format, ...more });
      const watcher = await api.watch(whole.id);
      const end = await watcher.end;
      watcher.close();
      expect(end, format).toMatchObject({
        state: 'succeeded',
        counts: { read: 3000 },
        progress: { fraction: 1, rowsTotal: 3000 },
      });
      const bar = watcher.heard.map(({ job }) => job.progress.fraction);
      expect(bar, format).toEqual([...bar].sort((a, b) => a - b));
      const file = `/api/jobs/${whole.id}/file`;
      expect((await ask(file)).status, format).toBe(200);

      await lock.query('BEGIN; LOCK TABLE public.each IN ACCESS EXCLUSIVE MODE');
      try {
        const stopped = await api.export({ tableId, format, ...more });
        expect(await untilWaiting(service, stopped.id), format).toBe(true);
        expect((await api.call('POST', `/api/jobs/${stopped.id}/cancel`)).status).toBe(202);
        // What it waits for is held: it cannot have ended by itself.
        expect((await api.ended(stopped.id)).state, format).toBe('cancelled');
        expect(await (await ask(`/api/jobs/${stopped.id}/file`)).json()).toMatchObject({ code: 'no_file_yet' });
      } finally {
        await lock.query('ROLLBACK');
      }
      const drafts = async () => (await readdir(path.join(dataDir, 'exports'))).filter((one) => one.includes('.'));
      await expect.poll(drafts).toEqual([]);

      files.push(file);
    }
    await pool.query(
      `UPDATE sheetport.job SET finished_at = now() - interval '400 days' WHERE kind = 'export' AND state = 'succeeded'`,
    );
    for (const file of files) {
      await expect.poll(async () => (await ask(file)).status, { timeout: 60_000 }).toBe(410);
      const problem = (await (await ask(file)).json()) as { code: string; detail: string };
      expect(problem).toMatchObject({ code: 'export_expired' });
      expect(problem.detail).toContain(file.replace(/file$/, 'retry'));
    }
    await lock.end();
    const [last] = (await api.ask('GET', '/api/jobs?kind=export&state=succeeded&limit=1')).jobs;
    const again = await api.ended((await api.ask('POST', `/api/jobs/${last.id}/retry`, {})).id);
    expect(again).toMatchObject({ state: 'succeeded', parentId: last.id });
    expect((await ask(`/api/jobs/${again.id}/file`)).status).toBe(200);
  });

  test('P30: rejects.xlsx is made by a worker, answered again while nothing changed, and made anew after a correction', async () => {
    const { api, pool } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Rejecting',
      columns: [
        { label: 'Code', type: 'integer' },
        { label: 'Name', type: 'text' },
      ],
    });
    const file = await api.upload('Code,Name\n1,a\nx,b\ny,c\n', 'codes.csv');
    await api.inspected(file.id);
    const source = await api.ended(
      (await api.import({ fileId: file.id, table: { id: table.id }, onReject: 'skip' } as never)).id,
    );
    expect(source.counts).toMatchObject({ inserted: 1, rejected: 2 });
    const where = `/api/jobs/${source.id}/rejects.xlsx`;

    const started = await ask(where, { prefer: 'respond-async' });
    const job = (await started.json()) as { id: string };
    expect([started.status, started.headers.get('location')]).toEqual([202, `/api/jobs/${job.id}`]);
    expect(await api.ended(job.id)).toMatchObject({
      kind: 'export',
      state: 'succeeded',
      title: 'codes rejects',
      parentId: source.id,
      counts: { read: 2 },
      result: { name: 'codes rejects.xlsx' },
    });
    const before = await countExports();
    const answer = await ask(where);
    expect(answer.headers.get('etag')).toBe((await ask(`/api/jobs/${job.id}/file`)).headers.get('etag'));
    expect((await rowsOf(where)).map((row) => row.slice(0, 3))).toEqual([
      ['Sheet row', 'Code', 'Name'],
      [3, 'x', 'b'],
      [4, 'y', 'c'],
    ]);
    expect(await countExports()).toBe(before);

    const corrected = await api.ask('POST', `/api/jobs/${source.id}/corrections`, {
      rows: [{ row: 3, cells: { Code: 2 } }],
    });
    expect(await api.ended(corrected.id)).toMatchObject({ state: 'succeeded' });
    expect((await rowsOf(where)).slice(1).map((row) => row.slice(0, 3))).toEqual([[4, 'y', 'c']]);
    expect(await countExports()).toBe(before + 1);

    // With the rejects go the workbooks of them.
    await pool.query(`UPDATE sheetport.job SET finished_at = now() - interval '400 days' WHERE id = $1`, [source.id]);
    await expect.poll(async () => (await ask(`/api/jobs/${job.id}/file`)).status, { timeout: 60_000 }).toBe(410);
    expect(await (await ask(where)).json()).toMatchObject({ code: 'no_pending_rejects' });
    await api.ask('DELETE', `/api/jobs/${source.id}`);
    expect((await api.call('GET', `/api/jobs/${job.id}`)).status).toBe(404);
  });

  test('P43: a template names no table that whoever fetches it may not know of, whoever had it made', async () => {
    const { api } = service;
    const secret = await api.ask('POST', '/api/tables', {
      name: 'Secret list',
      restricted: true,
      columns: [{ label: 'Code', type: 'text', rules: [{ kind: 'unique' }] }],
    });
    const table = await api.ask('POST', '/api/tables', {
      name: 'Open to all',
      columns: [
        {
          label: 'Code',
          type: 'text',
          rules: [{ kind: 'reference', table: secret.id, column: secret.columns[0].name }],
        },
      ],
    });
    const where = `/api/tables/${table.id}/template.xlsx`;
    const owners = await api.ask('GET', where, undefined, { prefer: 'respond-async' });
    expect(await api.ended(owners.id)).toMatchObject({
      state: 'succeeded',
      result: { name: 'Open to all template.xlsx' },
    });
    const key = await api.ask('POST', '/api/keys', {
      name: 'one table',
      scopes: ['read'],
      tables: { tableIds: [table.id] },
    });
    const limited = { authorization: `Bearer ${key.secret}` };
    expect((await ask(`/api/jobs/${owners.id}/file`, limited)).status).toBe(404);
    const answer = await ask(where, limited);
    expect(answer.status).toBe(200);
    const text = Buffer.from(await answer.arrayBuffer());
    const book = new ExcelJS.Workbook();
    await book.xlsx.load(text as never);
    expect(JSON.stringify(book.worksheets.map((sheet) => sheet.model))).not.toContain('Secret list');
    const mine = new ExcelJS.Workbook();
    await mine.xlsx.load((await (await ask(where)).arrayBuffer()) as never);
    expect(JSON.stringify(mine.worksheets.map((sheet) => sheet.model))).toContain('Secret list');
  });
});
