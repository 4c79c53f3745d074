import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { StoredReject } from '@sheetport/core';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { writeRejectsWorkbook } from './rejects-workbook.ts';

const FIRST = '0190a000-0000-7000-8000-000000000001';
const reject = (row: number): StoredReject => ({
  row,
  cells: { Code: `x${row}`, Name: 'who' },
  issues: [{ column: 'Code', code: 'not_integer', value: `x${row}` }],
});
async function* pages(rows: number, size: number): AsyncGenerator<StoredReject[]> {
  for (let n = 0; n < rows; n += size)
    yield Array.from({ length: Math.min(size, rows - n) }, (_, at) => reject(n + at + 2));
}

test('more rows than a sheet holds go on in further sheets, each with its headings, its mark and its reasons', async () => {
  const out = new PassThrough();
  const [bytes] = await Promise.all([
    buffer(out),
    writeRejectsWorkbook(out, {
      first: FIRST,
      isCorrectable: true,
      columns: ['Code', 'Name'],
      pages: pages(7, 4),
      sheetRows: 3,
    }),
  ]);
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as never);
  expect(book.worksheets.map(({ name }) => name)).toEqual(['Rejects', 'Rejects 2', 'Rejects 3']);
  const rows = book.worksheets.map((sheet) => {
    expect((sheet.getRow(1).values as unknown[]).slice(1)).toEqual([
      'Sheet row',
      'Code',
      'Name',
      'Reason',
      `sheetport:${FIRST}`,
    ]);
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet.getColumn(5).hidden).toBe(true);
    expect(sheet.getCell('B2').fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
    return Array.from({ length: sheet.rowCount - 1 }, (_, n) => (sheet.getRow(n + 2).values as unknown[]).slice(1));
  });
  const line = (row: number) => [row, `x${row}`, 'who', `Code: "x${row}" is not a whole number`];
  expect(rows).toEqual([[2, 3, 4].map(line), [5, 6, 7].map(line), [8].map(line)]);
});
