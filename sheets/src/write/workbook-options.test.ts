import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { checkWorkbook } from '../../fixtures/check-workbook.ts';
import type { EncodePlan, ExportColumn, SheetPlan } from '../model.ts';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { Tally } from './column-totals.ts';
import { CopyReader } from './copy-reader.ts';
import { encode } from './encode.ts';
import { copyRow } from './row-encoder.ts';
import { StoppableSource } from './stoppable-source.ts';
import { writeWorkbook } from './write-workbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'options-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

type Row = (string | null)[];

async function* stream(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield copyRow(row);
}

const COLUMNS: ExportColumn[] = [
  { header: 'Item', type: 'text' },
  { header: 'Quantity', type: 'integer', format: '#,##0', total: 'sum' },
  { header: 'Price', type: 'decimal', format: '[$€] #,##0.00', total: 'average' },
  { header: 'Share', type: 'decimal', format: '0.0%', total: 'max', width: 9 },
  { header: 'Day', type: 'date', format: 'dd/mm/yyyy', total: 'min' },
  { header: 'Paid', type: 'boolean', total: 'count' },
];
const ROWS: Row[] = [
  ['Tea', '12', '0.1', '0.25', '2024-02-29', 't'],
  ['Coffee', '-3', '0.2', '0.5', '2023-01-01', null],
  [null, null, 'NaN', null, null, 'f'],
  ['=1+1', '1000000', '12345678901234567890', '1', '1800-01-01', 't'],
];

async function write(
  sheets: Partial<SheetPlan>[],
  rows: readonly Row[][],
  extra: Partial<EncodePlan> = {},
  rowsPerSheet?: number,
) {
  const path = join(folder, `${files++}.xlsx`);
  const plan: EncodePlan = {
    path,
    format: 'xlsx',
    title: 'Orders & more',
    sheets: sheets.map((sheet) => ({ name: 'Orders', columns: COLUMNS, ...sheet })),
    ...extra,
  };
  if (rowsPerSheet === undefined)
    await encode(
      plan,
      rows.map((list) => stream(list)),
      () => {},
    );
  else {
    const file = await open(path, 'w+');
    const readers = rows.map((list) => new CopyReader(new StoppableSource(stream(list))));
    await writeWorkbook(file, plan, readers, () => {}, rowsPerSheet).finally(() => file.close());
  }
  expect(await checkWorkbook(path)).toEqual([]);
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(path);
  return { path, book, sheet: book.worksheets[0]! };
}

async function readPart(path: string, part: string): Promise<string> {
  const zip = await openZip(path);
  try {
    return Buffer.from(await readWholeEntry(zip, zip.entries.get(part)!)).toString('utf8');
  } finally {
    await zip.close();
  }
}

describe('options of a workbook', () => {
  it('values stay numbers and dates whatever their format', async () => {
    const { sheet, path } = await write([{}], [ROWS]);
    expect(['B2', 'C2', 'D2', 'E2', 'F2'].map((cell) => sheet.getCell(cell).value)).toEqual([
      12,
      0.1,
      0.25,
      new Date('2024-02-29T00:00:00Z'),
      true,
    ]);
    expect(['B2', 'C2', 'D2', 'E2'].map((cell) => sheet.getCell(cell).numFmt)).toEqual([
      '#,##0',
      '[$€] #,##0.00',
      '0.0%',
      'dd/mm/yyyy',
    ]);
    const shown = XLSX.utils.sheet_to_json<string[]>(XLSX.read(readFileSync(path), { cellNF: true }).Sheets.Orders!, {
      header: 1,
      raw: false,
    });
    expect(shown[4]!.slice(0, 4)).toEqual(['=1+1', '1,000,000', '12345678901234567890', '100.0%']);
    expect(shown[1]![4]).toBe('29/02/2024');
    expect(sheet.getColumn(4).width).toBe(9);
  });

  it('a row of totals: SUBTOTAL, with the values that Excel calculates', async () => {
    const { sheet } = await write([{ options: { totalLabel: 'Tổng' } }], [ROWS]);
    const cells = ['A6', 'B6', 'C6', 'D6', 'E6', 'F6'].map((cell) => sheet.getCell(cell).value);
    expect(cells[0]).toBe('Tổng');
    expect(cells.slice(1, 4)).toEqual([
      { formula: 'SUBTOTAL(109,B2:B5)', result: 1_000_009 },
      // NaN and what has more than 15 digits are text, which Excel leaves out.
      { formula: 'SUBTOTAL(101,C2:C5)', result: 0.15 },
      { formula: 'SUBTOTAL(104,D2:D5)', result: 1 },
    ]);
    expect(cells[4]).toEqual({ formula: 'SUBTOTAL(105,E2:E5)', result: new Date('2023-01-01T00:00:00Z') });
    expect(cells[5]).toEqual({ formula: 'SUBTOTAL(103,F2:F5)', result: 3 });
    expect(sheet.getCell('B6').numFmt).toBe('#,##0');
    expect(sheet.autoFilter).toBe('A1:F5');
  });

  it('an Excel table: header cells and columns have one name each, all unlike', async () => {
    const columns: ExportColumn[] = ['a', 'A', '', 'x\ny', "it's [1]#", 'h'.repeat(300)].map((header) => ({
      header,
      type: 'integer',
      total: 'sum',
    }));
    const { path, sheet } = await write(
      [
        { columns: [{ header: 'first', type: 'text' }, ...columns], name: 'A1', options: { range: 'table' } },
        { name: 'Q', options: { range: 'table' } },
      ],
      [[['x', '1', '2', '3', '4', '5', '6']], []],
    );
    const part = await readPart(path, 'xl/tables/table1.xml');
    expect(part).toContain('displayName="_A1"');
    expect(part).toContain('ref="A1:G3" totalsRowCount="1"');
    expect(sheet.getCell('A1').value).toBe('first');
    expect(sheet.getCell('C1').value).toBe('A (2)');
    expect(sheet.getCell('D1').value).toBe('Column4');
    expect(sheet.getCell('F3').value).toEqual({ formula: "SUBTOTAL(109,_A1[it''s '[1']'#])", result: 5 });
    expect(await readPart(path, 'xl/tables/table2.xml')).toContain('ref="A1:F3"');
  });

  it('frozen columns, right to left, print set-up, colours', async () => {
    const { sheet, path } = await write(
      [
        {
          options: {
            header: 'dark',
            frozenColumns: 2,
            rightToLeft: true,
            print: { landscape: true, fitToWidth: true, repeatHeader: true, pageNumbers: 'Page {page} & of {pages}' },
            highlights: [
              { kind: 'scale', column: 1, colours: ['FFFFFF', '63BE7B'] },
              { kind: 'bar', column: 2, colour: '638EC6' },
              { kind: 'rule', column: 3, test: { op: 'lt', value: 0.3 }, fill: 'FFC7CE', ink: '9C0006' },
              { kind: 'rule', column: 0, test: { op: 'contains', value: 'a"~*<' }, fill: 'C6EFCE', ink: '006100' },
              { kind: 'rule', column: 4, test: { op: 'between', from: 1, to: 2 }, fill: 'C6EFCE', ink: '006100' },
              { kind: 'rule', column: 5, test: { op: 'eq', value: true }, fill: 'C6EFCE', ink: '006100' },
              { kind: 'rule', column: 5, test: { op: 'duplicate' }, fill: 'C6EFCE', ink: '006100' },
            ],
          },
        },
      ],
      [ROWS],
    );
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', xSplit: 2, ySplit: 1, rightToLeft: true });
    expect(sheet.pageSetup).toMatchObject({
      orientation: 'landscape',
      fitToPage: true,
      fitToHeight: 0,
      printTitlesRow: '1:1',
    });
    expect(sheet.headerFooter.oddFooter).toContain('Page &P && of &N');
    const rules = (sheet as unknown as { conditionalFormattings: { ref: string; rules: { type: string }[] }[] })
      .conditionalFormattings;
    expect(rules.map(({ ref }) => ref)).toEqual(['B2:B5', 'C2:C5', 'D2:D5', 'A2:A5', 'E2:E5', 'F2:F5', 'F2:F5']);
    const xml = await readPart(path, 'xl/worksheets/sheet1.xml');
    expect(xml).toContain('<formula>NOT(ISERROR(SEARCH(&quot;a&quot;&quot;~~~*&lt;&quot;,A2)))</formula>');
    expect(xml).toContain('<formula>AND(ISNUMBER(D2),D2&lt;0.3)</formula>');
    expect(sheet.getCell('A1').fill).toMatchObject({ fgColor: { argb: 'FF1F2937' } });
  });

  it('a cover says what the workbook is, and the sheets behind it with their rows', async () => {
    const lines = [
      ['Filter', 'Quantity ≥ 10 & <x>'],
      ['Rows', '{rows}'],
    ] as const;
    const { book } = await write([{ name: 'One' }, { name: 'About' }], [ROWS, ROWS.slice(0, 1)], {
      cover: { name: 'About', title: 'Orders', lines, sheets: { name: 'Sheet', rows: 'Rows' } },
    });
    expect(book.worksheets.map(({ name }) => name)).toEqual(['About', 'One', 'About (2)']);
    const cells = (address: string) => book.worksheets[0]!.getCell(address).value;
    expect(['A1', 'B3', 'B4', 'A7', 'B7', 'A8', 'B8'].map(cells)).toEqual([
      'Orders',
      'Quantity ≥ 10 & <x>',
      5,
      'One',
      4,
      'About (2)',
      1,
    ]);
    expect(book.worksheets[1]!.autoFilter).toBe('A1:F5');
  });

  it('rows that continue on further sheets have tables and totals of their own', async () => {
    const rows = Array.from({ length: 25 }, (_, i): Row => ['x', String(i), '1', '1', null, 't']);
    const { book } = await write([{ options: { range: 'table' } }], [rows], {}, 12);
    expect(book.worksheets.map((sheet) => [sheet.name, sheet.rowCount])).toEqual([
      ['Orders', 12],
      ['Orders (2)', 12],
      ['Orders (3)', 7],
    ]);
    const sum = book.worksheets[2]!.getCell('B7').value;
    expect(sum).toEqual({ formula: 'SUBTOTAL(109,Orders_3[Quantity])', result: 110 });
  });
});

describe('a total', () => {
  it('reads digits as JavaScript does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), (value) => {
        const text = String(Number(value.toPrecision(15)));
        const tally = new Tally();
        const bytes = Buffer.from(`\t${text}\t`);
        tally.addDigits(bytes, 1, bytes.length - 1);
        expect(tally.read('max')).toBe(Number(text) === 0 ? tally.read('max') : Number(text));
      }),
    );
  });

  it('a sum loses nothing that 15 digits show', () => {
    const tally = new Tally();
    for (let i = 0; i < 1000; i++)
      for (const text of ['1000000000', '0.1', '-1000000000']) tally.addDigits(Buffer.from(text), 0, text.length);
    expect(Number(tally.read('sum')!.toPrecision(15))).toBe(100);
  });
});
