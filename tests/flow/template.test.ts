import ExcelJS from 'exceljs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Service } from '../support/service.ts';
import { shareService } from '../support/shared-service.ts';

describe('templates', () => {
  let service: Service;
  beforeAll(async () => {
    service = await shareService();
  });

  async function template(id: string, query = ''): Promise<{ book: ExcelJS.Workbook; name: string }> {
    const answer = await fetch(`${service.url}/api/tables/${id}/template.xlsx${query}`, {
      headers: { authorization: `Bearer ${service.api.token}` },
    });
    expect(answer.status).toBe(200);
    const book = new ExcelJS.Workbook();
    await book.xlsx.load((await answer.arrayBuffer()) as never);
    return {
      book,
      name: decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(answer.headers.get('content-disposition')!)![1]!),
    };
  }

  test('what is filled into a template goes in without a mapping, checked by the rules', async () => {
    const { api, pool } = service;
    const customers = await api.ask('POST', '/api/tables', {
      name: 'Khách hàng',
      columns: [{ label: 'Mã', type: 'text', rules: [{ kind: 'unique' }] }],
    });
    await pool.query(`INSERT INTO ${customers.qualifiedName} SELECT 'C-' || n FROM generate_series(1, 300) n`);
    const orders = await api.ask('POST', '/api/tables', {
      name: 'Orders / 2024',
      columns: [
        { label: 'Order no', type: 'integer' },
        { label: 'Ngày đặt', type: 'date', rules: [{ kind: 'range', min: '2024-01-01' }] },
        { label: 'Paid?', type: 'boolean' },
        { label: 'Colour', type: 'text', rules: [{ kind: 'list', values: ['Red', 'Green'] }] },
        {
          label: 'Customer',
          type: 'text',
          rules: [{ kind: 'reference', table: customers.id, column: customers.columns[0].name }],
        },
        { label: 'Amount', type: 'decimal', required: true },
        { label: 'Card', type: 'text' },
      ],
      key: ['Order no'],
    });
    const { book, name } = await template(orders.id, '?lang=vi');
    expect(name).toBe('Orders - 2024 mẫu.xlsx');
    const [sheet, lists] = book.worksheets;
    expect([lists!.state, lists!.rowCount]).toEqual(['hidden', 301]);
    expect(sheet!.getCell('D2').dataValidation).toMatchObject({ type: 'list', formulae: ['"Red,Green"'] });
    expect(sheet!.getCell('E2').dataValidation.formulae).toEqual([`'${lists!.name}'!$A$2:$A$301`]);

    const fill = (at: number, cells: unknown[]) => {
      for (const [n, value] of cells.entries()) sheet!.getRow(at).getCell(n + 1).value = value as ExcelJS.CellValue;
    };
    const day = new Date(Date.UTC(2024, 1, 29));
    fill(2, [1, day, 'có', 'Red', 'C-300', 1.5, '0012345678901234']);
    fill(3, [2, day, 'không', 'Grey', 'C-1', 2, null]);
    fill(4, [3, new Date(Date.UTC(2023, 11, 31)), null, null, 'C-301', 3, null]);
    const file = await api.upload(new Uint8Array(await book.xlsx.writeBuffer()), 'filled.xlsx');
    const seen = await api.inspected(file.id);
    expect(seen.sheets!.filter((one) => !one.hidden).map((one) => one.rows)).toEqual([3]);
    const done = await api.ended((await api.import({ fileId: file.id, table: { id: orders.id } })).id);
    expect(done).toMatchObject({ state: 'succeeded', counts: { read: 3, inserted: 1, rejected: 2 } });
    const [row] = await api.allRows(orders.id);
    expect(Object.values(row!)).toEqual([1, '2024-02-29', true, 'Red', 'C-300', 1.5, '0012345678901234']);
    const reasons = (await api.rejects(done.id)).rows.map(({ row, issues }) => [
      row,
      issues.map(({ code }) => code).sort(),
    ]);
    expect(reasons).toEqual([
      [3, ['not_in_list']],
      [4, ['earlier_than', 'not_referenced']],
    ]);
  });

  test('an empty template holds no rows', async () => {
    const { api } = service;
    const table = await api.ask('POST', '/api/tables', {
      name: 'Nothing yet',
      columns: [
        { label: 'A', type: 'text', rules: [{ kind: 'list', values: ['x'] }] },
        { label: 'B', type: 'date' },
      ],
    });
    const { book } = await template(table.id);
    const file = await api.upload(new Uint8Array(await book.xlsx.writeBuffer()), 'empty.xlsx');
    expect((await api.inspected(file.id)).sheets!.map(({ rows }) => rows)).toEqual([0]);
    const done = await api.ended((await api.import({ fileId: file.id, table: { id: table.id } })).id);
    expect(done.error!.code).toBe('empty_sheet');
  });
});
