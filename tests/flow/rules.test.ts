import type { Job, Rule } from '@sheetport/contract';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

describe('rules', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  let made = 0;
  /** Orders whose customers are in a table of their own, with rules of every sort. */
  async function makeTables() {
    made += 1;
    const { api, pool } = service;
    const customers = await api.ask('POST', '/api/tables', {
      name: `Customers ${made}`,
      columns: [
        { label: 'Code', type: 'text', rules: [{ kind: 'unique' }, { kind: 'length', max: 5 }] },
        { label: 'Name', type: 'text' },
      ],
    });
    await pool.query(`INSERT INTO ${customers.qualifiedName} (code) VALUES ('C-1')`);
    const orders = await api.ask('POST', '/api/tables', {
      name: `Orders ${made}`,
      columns: [
        { label: 'No', type: 'integer' },
        { label: 'Colour', type: 'text' },
        { label: 'Amount', type: 'decimal' },
        { label: 'Customer', type: 'text' },
      ],
      key: ['No'],
    });
    const rules = (customer: object, severity = 'error') =>
      api.ask('PATCH', `/api/tables/${orders.id}`, {
        columns: [
          {
            column: 'Colour',
            rules: [
              { kind: 'list', values: ['Red', 'Green'], severity },
              { kind: 'length', max: 20 },
            ],
          },
          { column: 'Amount', rules: [{ kind: 'range', min: 0, severity: 'warning' }] },
          { column: 'Customer', rules: [{ kind: 'reference', table: customers.id, column: 'code', ...customer }] },
        ] satisfies { column: string; rules: object[] }[] as { column: string; rules: Rule[] }[],
      });
    return { customers, orders, rules };
  }
  async function load(csv: string, body: object): Promise<Job> {
    const file = await service.api.upload(csv, 'rows.csv');
    return service.api.ended((await service.api.import({ fileId: file.id, ...body } as never)).id);
  }
  const column = async (qualifiedName: string, name: string) =>
    (await service.pool.query(`SELECT ${name}::text AS v FROM ${qualifiedName} ORDER BY 1`)).rows.map(({ v }) => v);

  const CSV = 'No,Colour,Amount,Customer\n1,Red,1,C-1\n2,Grey,2,C-1\n3,Green,-3,C-17\n4,Red,-4,\n5,,5,C-1\n';

  test('P04: many rows go straight into a table with rules where all keep them, and one that breaks one is told as ever', {
    tags: ['long'],
  }, async () => {
    const { orders, rules } = await makeTables();
    await rules({});
    const many = (from: number) => Array.from({ length: 60_000 }, (_, n) => `${from + n},Red,${n},C-1\n`).join('');
    const heading = 'No,Colour,Amount,Customer\n';
    const clean = await load(heading + many(1), { table: { id: orders.id } });
    expect(clean).toMatchObject({ state: 'succeeded', counts: { read: 60_000, inserted: 60_000, rejected: 0 } });
    const mixed = await load(`${heading}${many(100_001)}200001,Red,-1,C-1\n200002,Grey,1,C-1\n`, {
      table: { id: orders.id },
    });
    expect(mixed).toMatchObject({
      state: 'succeeded',
      counts: { read: 60_002, inserted: 60_001, rejected: 1 },
      result: { warned: 1, warnings: [{ column: 'Amount', rows: [60_002] }] },
    });
    const { rows } = await service.api.rejects(mixed.id);
    expect(rows.map(({ row, issues }) => [row, issues[0]!.code])).toEqual([[60_003, 'not_in_list']]);
    for (const job of [mixed, clean])
      await service.api.ended((await service.api.ask('POST', `/api/jobs/${job.id}/undo`)).id);
    expect(await column(orders.qualifiedName, 'no')).toEqual([]);
  });

  test('P04 insert: what breaks a rule stays out and says why; warnings go in and are counted', () =>
    checkRules('insert'));

  test.each(['upsert', 'replace'])(
    'P04 %s: what breaks a rule stays out and says why; warnings go in and are counted',
    { tags: ['long'] },
    (mode) => checkRules(mode),
  );

  async function checkRules(mode: string): Promise<void> {
    const { api } = service;
    const { customers, orders, rules } = await makeTables();
    await rules({});
    const told = {
      state: 'succeeded',
      counts: { read: 5, inserted: 3, rejected: 2 },
      result: {
        warned: 1,
        warnings: [
          {
            column: 'Amount',
            code: 'less_than',
            message: 'the cell is less than 0',
            severity: 'warning',
            details: { min: 0 },
            count: 1,
            rows: [5],
            examples: ['-4'],
          },
        ],
      },
    };
    const tried = await load(CSV, { table: { id: orders.id }, mode, dryRun: true });
    expect(tried).toMatchObject(told);
    const done = await api.ended((await api.ask('POST', `/api/jobs/${tried.id}/run`)).id);
    expect(done).toMatchObject(told);
    expect(await column(orders.qualifiedName, 'no')).toEqual(['1', '4', '5']);
    const sentences = (await api.rejects(done.id)).rows.flatMap(({ row, issues }) =>
      issues.map((issue) => [row, issue.column, issue.message]),
    );
    expect(sentences).toEqual([
      [3, 'Colour', '"Grey" must be one of: Red, Green'],
      [4, 'Customer', `"C-17" is not the Code of any row of ${customers.name}`],
    ]);
    for (const id of [tried.id, done.id]) {
      const issues = await api.ask('GET', `/api/jobs/${id}/issues`);
      expect(
        issues.map((issue: { code: string; severity?: string; count: number }) => [
          issue.code,
          issue.severity,
          issue.count,
        ]),
      ).toEqual([
        ['not_in_list', undefined, 1],
        ['not_referenced', undefined, 1],
        ['less_than', 'warning', 1],
      ]);
    }
    // Mended rows obey the same rules.
    const mend = async (rows: object[]) =>
      api.ended((await api.ask('POST', `/api/jobs/${done.id}/corrections`, { rows })).id);
    const again = await mend([
      { row: 3, cells: { Colour: 'Greyish' } },
      { row: 4, cells: { Customer: 'C-1' } },
    ]);
    expect(again).toMatchObject({ state: 'succeeded', counts: { inserted: 1, rejected: 1 }, result: { warned: 1 } });
    expect((await api.rejects(done.id)).rows.map(({ row }) => row)).toEqual([3]);
    expect(await column(orders.qualifiedName, 'no')).toEqual(['1', '3', '4', '5']);
  }

  test('update, and all or nothing', { tags: ['long'] }, async () => {
    const { api } = service;
    const { orders, rules } = await makeTables();
    await load(CSV, { table: { id: orders.id } });
    await rules({}, 'warning');
    const updated = await load('No,Colour\n1,Blue\n2,Red\n5,xxxxxxxxxxxxxxxxxxxxx\n', {
      table: { id: orders.id },
      mode: 'update',
    });
    expect(updated).toMatchObject({ counts: { updated: 2, rejected: 1 }, result: { warned: 1 } });
    expect((await api.rejects(updated.id)).rows[0]!.issues[0]).toMatchObject({
      code: 'longer_than',
      details: { max: 20 },
      message: '"xxxxxxxxxxxxxxxxxxxxx" is longer than 20 characters',
    });
    const strict = await load('No,Customer\n1,C-1\n2,C-99\n', {
      table: { id: orders.id },
      mode: 'upsert',
      onReject: 'abort',
    });
    expect(strict).toMatchObject({ state: 'failed', error: { code: 'rows_rejected' } });
    expect(await column(orders.qualifiedName, 'customer')).not.toContain('C-99');
  });

  test('P40 what is missing is made, told, and taken back unless others use it', async () => {
    const { api, pool } = service;
    const { customers, orders, rules } = await makeTables();
    await rules({ create: true });
    const csv = 'No,Customer\n1,C-2\n2,C-2\n3,C-3\n4,C-1\n5,too long\n';
    const tried = await load(csv, { table: { id: orders.id }, dryRun: true });
    const created = [{ tableId: customers.id, name: customers.name, count: 2 }];
    expect(tried).toMatchObject({ counts: { inserted: 4, rejected: 1 }, result: { created } });
    expect(await column(customers.qualifiedName, 'code')).toEqual(['C-1']);
    const done = await load(csv, { table: { id: orders.id } });
    expect(done).toMatchObject({ counts: { inserted: 4, rejected: 1 }, result: { created } });
    expect((await api.rejects(done.id)).rows).toMatchObject([
      { row: 6, issues: [{ column: 'Customer', code: 'not_referenced' }] },
    ]);
    expect(await column(customers.qualifiedName, 'code')).toEqual(['C-1', 'C-2', 'C-3']);
    // Another table's row uses one of them.
    const calls = await api.ask('POST', '/api/tables', {
      name: `Calls ${made}`,
      columns: [{ label: 'Who', type: 'text', rules: [{ kind: 'reference', table: customers.id, column: 'code' }] }],
    });
    await pool.query(`INSERT INTO ${calls.qualifiedName} (who) VALUES ('C-3')`);
    const undone = await api.ended((await api.ask('POST', `/api/jobs/${done.id}/undo`)).id);
    expect(undone).toMatchObject({ state: 'succeeded', result: { removed: 4, removedElsewhere: 1 } });
    expect(await column(customers.qualifiedName, 'code')).toEqual(['C-1', 'C-3']);
    expect(
      (
        await pool.query(`SELECT FROM pg_tables WHERE schemaname = 'sheetport_work' AND tablename LIKE $1`, [
          `%${done.id}%`,
        ])
      ).rowCount,
    ).toBe(0);
  });
});
