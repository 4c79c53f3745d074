import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';
import { makeWorkbook } from '../support/workbooks.ts';

describe('rows that do not fit', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  const table = (name: string) =>
    service.api.ask('POST', '/api/tables', {
      name,
      columns: [
        { label: 'Code', type: 'integer' },
        { label: 'Amount', type: 'decimal', required: true },
        { label: 'When', type: 'date' },
      ],
      key: ['Code'],
    });

  test('each comes back with its sheet row, column, value and reason; the good ones are in', async () => {
    const { api } = service;
    const { id } = await table('Amounts');
    const bytes = await makeWorkbook([
      ['Code', 'Amount', 'When', 'Remark'],
      [1, 10.5, new Date(Date.UTC(2025, 4, 6)), 'fine'],
      ['two', 20, null, 'code is a word'],
      [3, null, null, 'no amount'],
      [4, 'forty', 'someday', 'two faults'],
      [5, 50, '31/12/2025', 'a date as text'],
      [1, 60, null, 'the key again'],
    ]);
    const file = await api.upload(bytes, 'amounts.xlsx');
    const job = await api.ended((await api.import({ fileId: file.id, table: { id } })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: 6, inserted: 2, rejected: 4 } });
    const { rows } = await api.rejects(job.id);
    expect(rows.map(({ row, issues }) => [row, issues.map(({ column, code }) => [column, code])])).toEqual([
      [3, [['Code', 'not_integer']]],
      [4, [['Amount', 'required']]],
      [
        5,
        [
          ['Amount', 'not_decimal'],
          ['When', 'not_date'],
        ],
      ],
      [7, [['Code', 'duplicate_in_file']]],
    ]);
    expect(rows[0]!.issues[0]!.message).toContain('"two"');
    expect(rows[0]!.cells).toMatchObject({ Code: 'two', Remark: 'code is a word' });
    expect(rows[3]!.cells).toMatchObject({ Code: '1', Amount: '60' });
    expect(await api.allRows(id)).toEqual([
      { code: 1, amount: 10.5, when: '2025-05-06' },
      { code: 5, amount: 50, when: '2025-12-31' },
    ]);
  });

  test('all that is wrong with a row is told at once, where each cell is, and of cells that cannot be read', async () => {
    const { api, pool } = service;
    await pool.query(`CREATE SCHEMA IF NOT EXISTS crm;
      CREATE TYPE crm.stage AS ENUM ('new', 'closed'); CREATE DOMAIN crm.money AS numeric(12,2) CHECK (VALUE >= 0);
      CREATE TABLE crm.kind (code text PRIMARY KEY); INSERT INTO crm.kind VALUES ('VIP');
      CREATE TABLE crm.person (mail text PRIMARY KEY, name varchar(5) NOT NULL, stage crm.stage, pay crm.money,
        kind text REFERENCES crm.kind, born date, note text, CHECK (stage <> 'closed'::crm.stage OR note IS NOT NULL))`);
    const { id } = await api.ask('POST', '/api/tables/attach', {
      schema: 'crm',
      name: 'person',
      label: 'Person',
    });
    const file = await api.upload(
      await makeWorkbook([
        ['mail', 'name', 'stage', 'pay', 'kind', 'born'],
        ['ann@x.test', 'Ann', 'new', '1.500,50 €', 'VIP', '1990-05-06'],
        ['bob@x.test', 'Roberto', 'New', '-5', 'vip', 'someday'],
        ['cho@x.test', null, 'new', '2.000,25', 'vip', '32/01/1990'],
        ['dan@x.test', 'Dan', 'closed', '12.000.000', 'VIP', 33270],
      ]),
      'people.xlsx',
    );
    const job = await api.ended((await api.import({ fileId: file.id, table: { id }, mode: 'upsert' })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: 4, inserted: 1, rejected: 3 } });
    const { rows } = await api.rejects(job.id);
    const told = rows.map(({ row, issues }) => [row, issues.map(({ cell, code }) => `${cell} ${code}`).sort()]);
    expect(told).toEqual([
      [3, ['B3 longer_than', 'C3 not_in_list', 'D3 check_failed', 'E3 reference_missing', 'F3 not_date']],
      [4, ['B4 required', 'E4 reference_missing', 'F4 not_date']],
      [5, ['C5 check_failed']],
    ]);
    expect(rows[2]!.cells).toMatchObject({ pay: '12000000', born: '1991-02-01' });
    const said = rows.flatMap(({ issues }) => issues.map(({ message }) => message)).join('\n');
    expect(said).toContain('pay >= 0');
    expect(said).toContain("stage <> 'closed'");
    expect(said).not.toContain('::');
    expect(await api.allRows(id)).toMatchObject([{ mail: 'ann@x.test', pay: 1500.5, born: '1990-05-06' }]);
  });

  test('P04: one bad row among 100,000 leaves nothing (abort) or exactly the others (skip)', {
    tags: ['long'],
  }, async () => {
    const { api, pool } = service;
    const lines = ['Code,Amount,When'];
    for (let i = 1; i < 100_000; i++) lines.push(`${i},${i}.25,2025-01-31`);
    lines.push('1,1,2025-01-31');
    const file = await api.upload(lines.join('\n'), 'many.csv');
    const strict = await table('Strict');
    const failed = await api.ended(
      (await api.import({ fileId: file.id, table: { id: strict.id }, onReject: 'abort' })).id,
    );
    expect(failed).toMatchObject({
      state: 'failed',
      error: { code: 'rows_rejected' },
      counts: { inserted: 0, rejected: 1 },
    });
    expect((await api.rejects(failed.id)).rows).toMatchObject([
      { row: 100_001, issues: [{ column: 'Code', code: 'duplicate_in_file' }] },
    ]);
    expect((await pool.query(`SELECT count(*)::int AS n FROM ${strict.qualifiedName}`)).rows[0].n).toBe(0);

    const lenient = await table('Lenient');
    const done = await api.ended((await api.import({ fileId: file.id, table: { id: lenient.id } })).id);
    expect(done).toMatchObject({ state: 'succeeded', counts: { read: 100_000, inserted: 99_999, rejected: 1 } });
    expect(
      (await pool.query(`SELECT count(*)::int AS n, sum(code)::text AS s FROM ${lenient.qualifiedName}`)).rows[0],
    ).toEqual({ n: 99_999, s: '4999950000' });
  });

  test('a guess from the first rows that later rows disprove costs nobody a row', { tags: ['long'] }, async () => {
    const { api } = service;
    const lines = ['n,mixed'];
    for (let i = 1; i <= 60_000; i++) lines.push(i === 59_990 ? '0.5,word' : `${i},${i}`);
    const file = await api.upload(lines.join('\n'), 'late.csv');
    const job = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Late' } } })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { read: 60_000, inserted: 60_000, rejected: 0 } });
  });

  test('P22: headings and values that are words of the language are ordinary', async () => {
    const { api } = service;
    const file = await api.upload(
      '__proto__,constructor,toString,__proto__\nhasOwnProperty,__proto__,1,2\n',
      'words.csv',
    );
    const job = await api.ended((await api.import({ fileId: file.id, table: { create: { name: 'Words' } } })).id);
    expect(job).toMatchObject({ state: 'succeeded', counts: { inserted: 1 } });
    const [row] = await api.allRows(job.result!.tableId!);
    expect(Object.values(row!)).toEqual(['hasOwnProperty', '__proto__', 1, 2]);
  });
});
