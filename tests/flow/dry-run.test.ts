import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

describe('dry runs', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  const CSV = 'Code,Name,Amount\n1,one,1.5\n2,dos,2.5\n3,new,3\nx,word,1\ny,word,2\n4,"",many\n3,again,1\n';
  async function makeTable(name: string): Promise<{ id: string; qualifiedName: string }> {
    const table = await service.api.ask('POST', '/api/tables', {
      name,
      columns: [
        { label: 'Code', type: 'integer' },
        { label: 'Name', type: 'text' },
        { label: 'Amount', type: 'decimal' },
      ],
      key: ['Code'],
    });
    await service.pool.query(
      `INSERT INTO ${table.qualifiedName} VALUES (1, 'one', 1.5), (2, 'two', 2.5), (9, 'nine', 9)`,
    );
    return table;
  }
  async function load(csv: string, body: object): Promise<any> {
    const file = await service.api.upload(csv, 'rows.csv');
    return service.api.ended((await service.api.import({ fileId: file.id, ...body } as never)).id);
  }
  const dump = async (qualifiedName: string) =>
    (await service.pool.query(`SELECT code::int, name, amount::float8, xmin::text FROM ${qualifiedName} ORDER BY 1`))
      .rows;

  test('a dry run tells what would change, and changes nothing; one press runs it, with the same outcome', async () => {
    const { api, pool } = service;
    const table = await makeTable('Tried');
    const before = await dump(table.qualifiedName);
    const tried = await load(CSV, { table: { id: table.id }, mode: 'upsert', dryRun: true });
    const counts = { read: 7, inserted: 1, updated: 1, unchanged: 1, rejected: 4 };
    expect(tried).toMatchObject({
      state: 'succeeded',
      counts,
      progress: { fraction: 1 },
      result: {
        tableId: table.id,
        dryRun: true,
        sample: [
          {
            key: { code: 2 },
            before: { code: 2, name: 'two', amount: 2.5 },
            after: { code: 2, name: 'dos', amount: 2.5 },
          },
          { key: { code: 3 }, before: null, after: { code: 3, name: 'new', amount: 3 } },
        ],
      },
    });
    expect(tried.result.changes).toEqual({
      updated: 1,
      removed: 0,
      added: 1,
      columns: [
        { name: 'code', label: 'Code', type: 'integer', changed: 0 },
        { name: 'name', label: 'Name', type: 'text', changed: 1 },
        { name: 'amount', label: 'Amount', type: 'decimal', changed: 0 },
      ],
    });
    expect(await api.ask('GET', `/api/jobs/${tried.id}/changes`)).toEqual({
      changes: [
        {
          position: 1,
          kind: 'updated',
          row: 3,
          key: ['2'],
          before: { code: 2, name: 'two', amount: 2.5 },
          after: { code: 2, name: 'dos', amount: 2.5 },
        },
        { position: 2, kind: 'added', row: 4, key: ['3'], before: null, after: { code: 3, name: 'new', amount: 3 } },
      ],
      next: null,
    });
    expect(await dump(table.qualifiedName)).toEqual(before);
    expect(
      (await pool.query(`SELECT count(*)::int AS n FROM pg_tables WHERE schemaname = 'sheetport_work'`)).rows[0].n,
    ).toBe(0);
    expect((await api.call('POST', `/api/jobs/${tried.id}/undo`)).body.code).toBe('nothing_to_undo');
    expect(await api.ask('GET', `/api/jobs/${tried.id}/issues`)).toEqual([
      {
        column: 'Code',
        code: 'not_integer',
        message: 'the cell is not a whole number',
        count: 2,
        rows: [5, 6],
        examples: ['x', 'y'],
      },
      expect.objectContaining({ column: 'Amount', code: 'not_decimal', count: 1, rows: [7], examples: ['many'] }),
      expect.objectContaining({ column: 'Code', code: 'duplicate_in_file', count: 1, rows: [8], examples: ['3'] }),
    ]);
    expect((await api.rejects(tried.id)).rows.map(({ row }) => row)).toEqual([5, 6, 7, 8]);

    const run = await api.ask('POST', `/api/jobs/${tried.id}/run`);
    expect(run).toMatchObject({ kind: 'import', parentId: tried.id });
    const done = await api.ended(run.id);
    expect(done).toMatchObject({ state: 'succeeded', counts, result: { tableId: table.id } });
    expect(done.result!.changedSinceDryRun).toBeUndefined();
    expect((await dump(table.qualifiedName)).map(({ code, name }) => [code, name])).toEqual([
      [1, 'one'],
      [2, 'dos'],
      [3, 'new'],
      [9, 'nine'],
    ]);
    const notDry = await api.call('POST', `/api/jobs/${run.id}/run`);
    expect([notDry.status, notDry.body.code]).toEqual([409, 'not_a_dry_run']);
  });

  test.each([
    ['insert', 'Code,Name,Amount\n50,x,1\n'],
    ['replace', 'Code,Name,Amount\n1,x,1\n'],
  ])('a table changed between a dry run and its %s is told', { tags: ['long'] }, async (mode, csv) => {
    const { api, pool } = service;
    const table = await makeTable(`Moved ${mode}`);
    const tried = await load(csv, { table: { id: table.id }, mode, dryRun: true });
    expect(tried).toMatchObject({ state: 'succeeded', counts: { inserted: 1 } });
    if (mode === 'replace') {
      expect(tried.result.deleted).toBe(3);
      expect(tried.result.sample).toContainEqual({
        key: { code: 9 },
        before: { code: 9, name: 'nine', amount: 9 },
        after: null,
      });
    }
    await pool.query(`UPDATE ${table.qualifiedName} SET name = 'other' WHERE code = 9`);
    const done = await api.ended((await api.ask('POST', `/api/jobs/${tried.id}/run`)).id);
    expect(done).toMatchObject({ state: 'succeeded', result: { changedSinceDryRun: true } });
  });

  test('a dry run into a new table makes none; its run does', { tags: ['long'] }, async () => {
    const { api } = service;
    const name = 'Not yet';
    const tried = await load('a,b\n1,x\n2,y\n', { table: { create: { name } }, key: ['a'], dryRun: true });
    expect(tried).toMatchObject({
      state: 'succeeded',
      tableId: null,
      counts: { inserted: 2 },
      result: { dryRun: true },
    });
    expect(tried.result.tableId).toBeUndefined();
    expect(tried.result.sample).toHaveLength(2);
    const names = async () => (await api.ask('GET', '/api/tables')).tables.map((table: { name: string }) => table.name);
    expect(await names()).not.toContain(name);
    const done = await api.ended((await api.ask('POST', `/api/jobs/${tried.id}/run`)).id);
    expect(done).toMatchObject({ state: 'succeeded', counts: { inserted: 2 } });
    expect(await names()).toContain(name);
    const again = await api.call('POST', `/api/jobs/${tried.id}/run`);
    expect([again.status, again.body.code]).toEqual([409, 'table_exists']);
  });

  test('P04: a dry run of an import that takes all or nothing says that nothing would go in', async () => {
    const table = await makeTable('Strictly');
    const tried = await load(CSV, { table: { id: table.id }, mode: 'upsert', onReject: 'abort', dryRun: true });
    expect(tried).toMatchObject({
      state: 'succeeded',
      counts: { read: 7, inserted: 0, updated: 0, unchanged: 0, rejected: 4 },
      result: { sample: [] },
    });
  });

  test('all changes of a dry run are paged, by kind, with their sheet rows and columns in the order of the sheet', {
    tags: ['long'],
  }, async () => {
    const { api } = service;
    const rows = Array.from({ length: 730 }, (_, i) => `${i % 7},r${i},${i}`);
    const create = { create: { name: 'Paged' } };
    const tried = await load(`Zone,Name,A number\n${rows.join('\n')}\n`, { table: create, dryRun: true });
    expect(tried.result.changes).toMatchObject({ updated: 0, removed: 0, added: 730 });
    expect(tried.result.changes.columns.map(({ label }: { label: string }) => label)).toEqual([
      'Zone',
      'Name',
      'A number',
    ]);
    const seen: number[] = [];
    for (let after: number | null = 0; after !== null; ) {
      const page: any = await api.ask('GET', `/api/jobs/${tried.id}/changes?limit=300&after=${after}`);
      for (const { row, after: cells } of page.changes) {
        expect(cells).toEqual({ zone: (row - 2) % 7, name: `r${row - 2}`, a_number: row - 2 });
        seen.push(row);
      }
      after = page.next;
    }
    expect(seen).toEqual(Array.from({ length: 730 }, (_, i) => i + 2));

    const table = await makeTable('Paged kinds');
    const replaced = await load('Amount,Code\n1.5,1\n7,2\n3,3\n', {
      table: { id: table.id },
      mode: 'replace',
      mapping: { Amount: { column: 'Amount' }, Code: { column: 'Code' } },
      dryRun: true,
    });
    expect(replaced.result.changes).toMatchObject({ updated: 2, removed: 1, added: 1 });
    expect(replaced.result.changes.columns.map(({ name, changed }: any) => [name, changed])).toEqual([
      ['amount', 1],
      ['code', 0],
      ['name', 2],
    ]);
    const removed = await api.ask('GET', `/api/jobs/${replaced.id}/changes?kind=removed`);
    expect(removed.changes).toMatchObject([{ kind: 'removed', row: null, key: ['9'], after: null }]);
    const notDry = await api.call(
      'GET',
      `/api/jobs/${(await load('a\n1\n', { table: { create: { name: 'Real' } } })).id}/changes`,
    );
    expect([notDry.status, notDry.body.code]).toEqual([409, 'not_a_dry_run']);
  });
});
