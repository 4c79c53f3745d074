import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import { untilWaiting } from '../support/hold.ts';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

/** Workbooks that people send on: formats, totals, several tables, a sheet for each value, a cover. */
describe('workbooks', () => {
  let service: Service;
  let orders: { id: string; qualifiedName: string };
  let customers: { id: string; qualifiedName: string };
  beforeAll(async () => {
    service = await shareService();
    const { api, pool } = service;
    orders = await api.ask('POST', '/api/tables', {
      name: 'Orders',
      columns: [
        { label: 'Item', type: 'text' },
        { label: 'Amount', type: 'decimal' },
        { label: 'Share', type: 'decimal' },
        { label: 'Ordered on', type: 'date' },
        { label: 'Region', type: 'text' },
      ],
    });
    await pool.query(`INSERT INTO ${orders.qualifiedName} (item, amount, share, ordered_on, region)
      SELECT 'item ' || n, n * 1.5, n / 1000.0, date '2024-01-01' + n, (ARRAY['North', 'a/b', 'A/B', NULL, ''])[n % 5 + 1]
        FROM generate_series(1, 1000) n`);
    customers = await api.ask('POST', '/api/tables', { name: 'Customers', columns: [{ label: 'Name', type: 'text' }] });
    await pool.query(`INSERT INTO ${customers.qualifiedName} (name) SELECT 'C' || n FROM generate_series(1, 7) n`);
  });

  async function make(body: Record<string, unknown>) {
    const { api } = service;
    const job = await api.ended((await api.export(body)).id);
    expect(job).toMatchObject({ state: 'succeeded' });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await api.download(job.id)) as never);
    return { job, book };
  }

  test('formats, a total, colours and a cover; the name says the table and the day', async () => {
    const { job, book } = await make({
      tableId: orders.id,
      columns: ['Item', 'Amount', 'Share', 'Ordered on'],
      filter: {
        or: [
          { column: 'amount', op: 'lt', value: 30 },
          { column: 'item', op: 'eq', value: 'item 1000' },
        ],
      },
      sort: [{ column: 'amount', desc: true }],
      formats: [
        { column: 'Amount', value: { kind: 'currency', currency: 'EUR', negative: 'red' }, total: 'sum', width: 20 },
        { column: 'Share', value: { kind: 'percent', decimals: 1 }, highlight: { kind: 'bar' } },
        {
          column: 'Ordered on',
          value: { kind: 'date', pattern: 'd mmm, yyyy' },
          highlight: { kind: 'rule', op: 'ge', value: '2024-06-01', tone: 'green' },
        },
      ],
      workbook: { cover: true, language: 'vi', frozenColumns: 1, print: { repeatHeader: true, pageNumbers: true } },
    });
    expect(job.result!.name).toMatch(/^Orders \d{4}-\d\d-\d\d\.xlsx$/);
    expect(book.worksheets.map(({ name }) => name)).toEqual(['Giới thiệu', 'Orders']);
    const [cover, sheet] = book.worksheets as [ExcelJS.Worksheet, ExcelJS.Worksheet];
    const said = Object.fromEntries(
      [3, 4, 5, 6, 7].map((row) => [cover.getCell(row, 1).text, cover.getCell(row, 2).text]),
    );
    expect(said).toMatchObject({ Bảng: 'Orders', 'Bộ lọc': 'Amount < 30 hoặc Item = item 1000', 'Số dòng': '20' });
    expect(sheet.getCell('B2').value).toBe(1500);
    expect(sheet.getCell('B2').numFmt).toBe('[$EUR] #,##0.00;[Red]-[$EUR] #,##0.00');
    expect(sheet.getCell('C2').numFmt).toBe('0.0%');
    expect(sheet.getCell('D2').numFmt).toBe('d mmm, yyyy');
    expect(sheet.getCell('D2').value).toEqual(new Date('2026-09-27T00:00:00Z'));
    expect(sheet.getCell('B22').value).toEqual({ formula: 'SUBTOTAL(109,B2:B21)', result: 1785 });
    expect(sheet.getCell('A22').value).toBe('Tổng');
    expect(sheet.views[0]).toMatchObject({ xSplit: 1, ySplit: 1 });
  });

  test('several tables are sheets of one workbook', async () => {
    const { book, job } = await make({
      sheets: [
        { tableId: customers.id },
        { tableId: orders.id, name: 'Few', columns: ['item'], filter: { column: 'amount', op: 'lt', value: 15 } },
        { tableId: customers.id, sort: [{ column: 'name', desc: true }] },
      ],
      name: 'All of it',
      workbook: { range: 'table' },
    });
    expect(job).toMatchObject({ tableId: null, title: 'Customers, Orders', result: { name: 'All of it.xlsx' } });
    expect(job.counts.read).toBe(7 + 9 + 7);
    expect(book.worksheets.map(({ name, rowCount }) => [name, rowCount])).toEqual([
      ['Customers', 8],
      ['Few', 10],
      ['Customers (2)', 8],
    ]);
    expect(book.worksheets.map((sheet) => sheet.getCell('A2').value)).toEqual(['C1', 'item 1', 'C7']);
  });

  test('a sheet for each value, in their order, each with a safe name of its own', async () => {
    const { book } = await make({ tableId: orders.id, groupBy: 'Region', columns: ['item', 'region'] });
    const found = book.worksheets.map((sheet) => [sheet.name, sheet.rowCount - 1, sheet.getCell('B2').value]);
    expect(found.sort()).toEqual(
      [
        ['(empty)', 200, null],
        ['(empty) (2)', 200, null],
        ['A_B', 200, 'A/B'],
        ['a_b (2)', 200, 'a/b'],
        ['North', 200, 'North'],
      ]
        .map(([name, rows, value]) => {
          // Which of the two comes first is the database's order.
          const other = book.worksheets.find((sheet) => sheet.getCell('B2').value === value && value !== null);
          return [other?.name ?? name, rows, value];
        })
        .sort(),
    );
    for (const sheet of book.worksheets) {
      const values = new Set(Array.from({ length: 200 }, (_, i) => sheet.getCell(i + 2, 2).value));
      expect(values.size).toBe(1);
    }
    const items = book.worksheets.flatMap((sheet) =>
      Array.from({ length: 200 }, (_, i) => sheet.getCell(i + 2, 1).text),
    );
    expect(new Set(items).size).toBe(1000);
  });

  test('P31: all sheets are one instant', async () => {
    const { api, pool } = service;
    await api.ask('PATCH', '/api/queues/small', { paused: true });
    const job = await api.export({ sheets: [{ tableId: orders.id }, { tableId: customers.id }] });
    const holder = await pool.connect();
    await holder.query(`BEGIN; LOCK TABLE ${customers.qualifiedName}`);
    await api.ask('PATCH', '/api/queues/small', { paused: false });
    expect(await untilWaiting(service, job.id)).toBe(true);
    // The export has taken its snapshot and waits for the second table: what is committed now is not in it.
    await pool.query(`DELETE FROM ${orders.qualifiedName} WHERE item = 'item 1'`);
    await holder.query('COMMIT');
    holder.release();
    expect(await api.ended(job.id)).toMatchObject({ state: 'succeeded' });
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await api.download(job.id)) as never);
    expect(book.worksheets.map(({ rowCount }) => rowCount)).toEqual([1001, 8]);
  });

  test('what cannot be made is said before a job starts', async () => {
    const { api } = service;
    const refused = async (body: Record<string, unknown>) => {
      const answer = await api.call('POST', '/api/exports', body);
      return [answer.status, answer.body.code];
    };
    const tableId = orders.id;
    expect(await refused({ tableId, formats: [{ column: 'Item', total: 'sum' }] })).toEqual([422, 'invalid_export']);
    expect(await refused({ tableId, formats: [{ column: 'Nothing', total: 'sum' }] })).toEqual([422, 'invalid_filter']);
    expect(await refused({ sheets: [{ tableId }], format: 'csv' })).toEqual([422, 'invalid_export']);
    expect(await refused({ tableId, sheets: [{ tableId }] })).toEqual([400, 'invalid_request']);
    expect(await refused({})).toEqual([400, 'invalid_request']);
    const pattern = { kind: 'date', pattern: '[Red]yyyy;@' };
    expect(await refused({ tableId, formats: [{ column: 'Ordered on', value: pattern }] })).toEqual([
      400,
      'invalid_request',
    ]);
    const many = await api.ended((await api.export({ tableId, groupBy: 'Item' })).id);
    expect(many).toMatchObject({ state: 'failed', error: { code: 'invalid_export' } });
  });
});
