import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { StoredReject } from '@sheetport/core';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { readPrefixes } from '../../testing/quote-prefixes.ts';
import { writeRejectsWorkbook } from './write-rejects.ts';

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
      hidesReferences: false,
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

test('P28: what begins as a formula stays a text when a cell is edited, and only that has the prefix', async () => {
  const out = new PassThrough();
  async function* page(): AsyncGenerator<StoredReject[]> {
    yield [
      {
        row: 2,
        cells: { '=Code': '=1+1', Name: '＋1' },
        issues: [{ column: '=Code', code: 'not_integer', value: '=1+1' }],
      },
      { row: 3, cells: { '=Code': 'plain', Name: "'-1" }, issues: [] },
    ];
  }
  const plan = {
    first: FIRST,
    isCorrectable: false,
    hidesReferences: false,
    columns: ['=Code', 'Name'],
    pages: page(),
  };
  const [bytes] = await Promise.all([buffer(out), writeRejectsWorkbook(out, plan)]);
  const cells = await readPrefixes(bytes);
  expect(cells).toMatchObject({ B1: true, C1: false, B2: true, C2: true, B3: false, C3: true, D2: true, A2: false });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(bytes as never);
  const sheet = book.worksheets[0]!;
  expect(['B1', 'B2', 'C2', 'C3'].map((at) => [sheet.getCell(at).value, sheet.getCell(at).numFmt])).toEqual([
    ['=Code', '@'],
    ['=1+1', '@'],
    ['＋1', '@'],
    ["'-1", '@'],
  ]);
  expect(sheet.getCell('B2').fill).toMatchObject({ fgColor: { argb: 'FFFFC7CE' } });
  expect(sheet.getCell('B3').numFmt).toBeUndefined();
});
