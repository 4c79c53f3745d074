import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { chooseBlocks, TemplateMismatch } from '@sheetport/contract/headings';
import ExcelJS from 'exceljs';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder, packZip, workbookParts } from '../../fixtures/workbook.ts';
import type { ColumnType } from '../model.ts';
import { encode } from '../write/encode.ts';
import { copyRow } from '../write/row-encoder.ts';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { readTemplate } from './read-template.ts';

const folder = makeFolder();
afterAll(folder.remove);
let files = 0;

const column = (label: string, type: ColumnType) => ({ name: label.toLowerCase(), label, type });
const ORDERS = { names: ['Orders'], columns: [column('No', 'integer'), column('Amount', 'decimal')] };
const CUSTOMERS = { names: ['New customers', 'Customers'], columns: [column('Name', 'text'), column('Since', 'date')] };
const orders = (count: number) => Array.from({ length: count }, (_, i) => [String(i + 1), `${i + 1}.5`]);
const customers = (count: number) => Array.from({ length: count }, (_, i) => [`=Customer ${i + 1}`, '2026-01-31']);

async function save(sheets: Record<string, Record<string, ExcelJS.CellValue>>, more = (_: ExcelJS.Workbook) => {}) {
  const book = new ExcelJS.Workbook();
  for (const [name, cells] of Object.entries(sheets)) {
    const sheet = book.addWorksheet(name);
    for (const [cell, value] of Object.entries(cells)) sheet.getCell(cell).value = value;
  }
  more(book);
  return folder.save(Buffer.from(await book.xlsx.writeBuffer()));
}

type Table = { names: string[]; columns: ReturnType<typeof column>[]; rows: string[][] };

async function fillTo(path: string, tables: Table[]) {
  const out = join(folder.path, `blocks-${files++}.xlsx`);
  const blocks = chooseBlocks(await readTemplate(path), tables, ['count', 'table']);
  const sources = blocks.map(async function* ({ source, fields }) {
    for (const row of tables[source]!.rows) yield copyRow(fields.map((field) => row[field]!));
  });
  const plan = {
    path: out,
    format: 'xlsx' as const,
    sheets: blocks.map(() => ({ name: 'x', columns: [] })),
    template: {
      path,
      singles: { count: tables.reduce((sum, { rows }) => sum + rows.length, 0), table: 'all' },
      tables: tables.map((one) => ({ ...one, rows: one.rows.length, singles: { table: one.names[0]! } })),
    },
  };
  return { out, result: await encode(plan, sources, () => {}) };
}

async function fill(path: string, tables: Table[]) {
  const { out, result } = await fillTo(path, tables);
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(out);
  // Another reader finds the same cells, in rows that only go down.
  const peer = XLSX.read(readFileSync(out));
  const cellsOf = (name: string) => {
    const cells: Record<string, unknown> = {};
    book.getWorksheet(name)!.eachRow((row) => {
      row.eachCell((cell) => {
        if (cell.master !== cell) return;
        cells[cell.address] = cell.formula
          ? `=${cell.formula}`
          : cell.value instanceof Date
            ? cell.value.getTime()
            : cell.value;
      });
    });
    for (const [cell, value] of Object.entries(cells))
      if (typeof value === 'string' && !book.getWorksheet(name)!.getCell(cell).formula)
        expect(peer.Sheets[name]![cell]?.w).toBe(value);
    return cells;
  };
  return { result, book, cellsOf };
}

describe('several blocks', () => {
  test('of the same rows, on one sheet and on another, with what stands between and below them', async () => {
    const path = await save(
      {
        Bill: {
          A1: '{{count}} orders',
          A2: '{{#each rows}}',
          A3: '{{No}}',
          B3: { formula: 'A3*2' },
          A4: '{{/each}}',
          A5: { formula: 'SUM(A3:A3)' },
          B5: { formula: 'SUM(C8:C8)+A3' },
          C5: 'between',
          A7: '{{#each}}',
          B8: 'Order {{No}}',
          C8: '{{Amount}}',
          D8: { formula: 'C8+$A$5' },
          B9: 'second row',
          A10: '{{/each}}',
          C12: { formula: 'SUM(C8:C9)' },
        },
        Other: { A1: { formula: 'SUM(Bill!A3:A3)+Bill!C12' }, A2: '{{#each rows}}{{No}}', B2: '{{Amount}}{{/each}}' },
      },
      (book) => {
        book.getWorksheet('Bill')!.mergeCells('B9:C9');
        book.getWorksheet('Bill')!.mergeCells('C5:D5');
        book.definedNames.add('Bill!$C$8:$C$9', 'Amounts');
      },
    );
    const { result, book, cellsOf } = await fill(path, [{ ...ORDERS, rows: orders(3) }]);
    expect(result).toMatchObject({
      rows: 9,
      sheets: [
        { name: 'Bill', rows: 6 },
        { name: 'Other', rows: 3 },
      ],
    });
    expect(cellsOf('Bill')).toEqual({
      A1: '3 orders',
      ...{ A2: 1, B2: '=A2*2', A3: 2, B3: '=A3*2', A4: 3, B4: '=A4*2' },
      // Two rows of markers are gone, and two of records have come.
      ...{ A5: '=SUM(A2:A4)', B5: '=SUM(C7:C11)+A2', C5: 'between' },
      ...{ B7: 'Order 1', C7: 1.5, D7: '=C7+$A$5', B8: 'second row' },
      ...{ B9: 'Order 2', C9: 2.5, D9: '=C9+$A$5', B10: 'second row' },
      ...{ B11: 'Order 3', C11: 3.5, D11: '=C11+$A$5', B12: 'second row' },
      C14: '=SUM(C7:C12)',
    });
    expect(book.getWorksheet('Bill')!.model.merges.sort()).toEqual(['B10:C10', 'B12:C12', 'B8:C8', 'C5:D5']);
    expect(book.definedNames.getRanges('Amounts').ranges).toEqual(['Bill!$C$7:$C$12']);
    expect(cellsOf('Other')).toMatchObject({ A1: '=SUM(Bill!A2:A4)+Bill!C14', A2: 1, B2: 1.5, A4: 3, B4: 3.5 });
  });

  test('of several tables and views, each by its name; one of them without rows', async () => {
    const path = await save({
      All: {
        A1: '{{#each orders}}{{no}}',
        B1: '{{amount}}{{/each}}',
        A2: { formula: 'COUNT(A1:A1)+COUNTA(A3:A3)' },
        A3: '{{#each New customers}}{{Name}}',
        B3: '{{since}}{{/each}}',
        A4: '{{table}}: {{count}}',
        A5: '{{#each Orders}}{{No}}',
        B5: '{{table}}{{/each}}',
      },
    });
    const tables = (some: number, others: number) => [
      { ...CUSTOMERS, rows: customers(others) },
      { ...ORDERS, rows: orders(some) },
    ];
    const { result, cellsOf } = await fill(path, tables(2, 3));
    expect(result.rows).toBe(7);
    expect(cellsOf('All')).toMatchObject({
      ...{ A1: 1, B1: 1.5, A2: 2, B2: 2.5, A3: '=COUNT(A1:A2)+COUNTA(A4:A6)' },
      ...{
        A4: '=Customer 1',
        A5: '=Customer 2',
        A6: '=Customer 3',
        A7: 'all: 5',
        A8: 1,
        B8: 'Orders',
        A9: 2,
        B9: 'Orders',
      },
      B4: Date.UTC(2026, 0, 31),
    });
    const { cellsOf: withoutAny } = await fill(path, tables(0, 1));
    expect(withoutAny('All')).toEqual({
      ...{ A2: '=COUNT(A1:A1)+COUNTA(A3:A3)', A3: '=Customer 1', B3: expect.anything(), A4: 'all: 1' },
    });
  });

  test('charts, pivots and drawings follow the block that they show, and those above them', async () => {
    const text = (cell: string, words: string) => `<c r="${cell}" t="inlineStr"><is><t>${words}</t></is></c>`;
    const rows = [
      `<row r="1">${text('A1', 'No')}${text('B1', 'Amount')}</row>`,
      `<row r="2">${text('A2', '{{#each Orders}}{{No}}')}${text('B2', '{{Amount}}{{/each}}')}</row>`,
      `<row r="4">${text('A4', '{{#each Customers}}{{Name}}')}${text('B4', '{{Since}}')}</row>`,
      `<row r="5">${text('A5', 'since then{{/each}}')}</row>`,
      '<row r="6"><c r="B6"><f>SUM(B2:B2)</f></c><c r="C6"><f>COUNTA(A4:A5)</f><v>1</v></c><c r="D6"><f>MAX(B4:B5)</f></c></row>',
    ];
    const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
    const relation = (id: string, type: string, target: string) =>
      `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
    const anchor = (row: number) =>
      `<xdr:oneCellAnchor><xdr:from><xdr:row>${row}</xdr:row></xdr:from></xdr:oneCellAnchor>`;
    const chart = (...areas: string[]) =>
      `<c:chartSpace>${areas.map((area) => `<c:numRef><c:f>One!${area}</c:f></c:numRef>`).join('')}</c:chartSpace>`;
    const cache = (ref: string, more = '') =>
      `<pivotCacheDefinition${more}><cacheSource type="worksheet"><worksheetSource ref="${ref}" sheet="One"/></cacheSource></pivotCacheDefinition>`;
    const path = folder.save(
      Buffer.from(
        packZip(
          workbookParts(rows.join(''), {
            'xl/worksheets/_rels/sheet1.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relation('rId1', 'drawing', '../drawings/drawing1.xml')}${relation('rId2', 'pivotTable', '../pivotTables/pivotTable1.xml')}</Relationships>`,
            'xl/drawings/drawing1.xml': `<xdr:wsDr>${[0, 2, 8].map(anchor).join('')}</xdr:wsDr>`,
            'xl/charts/chart1.xml': chart('$B$2:$B$2', '$A$1:$A$5'),
            'xl/charts/chart2.xml': chart('$B$4:$B$5'),
            'xl/pivotTables/pivotTable1.xml': '<pivotTableDefinition><location ref="A9:B12"/></pivotTableDefinition>',
            'xl/pivotCache/pivotCacheDefinition1.xml': cache('A1:B2'),
            'xl/pivotCache/pivotCacheDefinition2.xml': cache('A4:B5'),
          }),
        ),
      ),
    );
    const { out } = await fillTo(path, [
      { ...ORDERS, rows: orders(3) },
      { ...CUSTOMERS, rows: customers(2) },
    ]);
    const zip = await openZip(out);
    const part = async (name: string) => Buffer.from(await readWholeEntry(zip, zip.entries.get(name)!)).toString();
    expect(await part('xl/drawings/drawing1.xml')).toBe(`<xdr:wsDr>${[0, 4, 12].map(anchor).join('')}</xdr:wsDr>`);
    expect(await part('xl/charts/chart1.xml')).toBe(chart('$B$2:$B$4', '$A$1:$A$9'));
    expect(await part('xl/charts/chart2.xml')).toBe(chart('$B$6:$B$9'));
    expect(await part('xl/pivottables/pivottable1.xml')).toContain('ref="A13:B16"');
    expect(await part('xl/pivotcache/pivotcachedefinition1.xml')).toBe(cache('A1:B4', ' refreshOnLoad="1"'));
    expect(await part('xl/pivotcache/pivotcachedefinition2.xml')).toBe(cache('A6:B9', ' refreshOnLoad="1"'));
    const sheet = await part('xl/worksheets/sheet1.xml');
    // A count of names would count the second row of each block, too: it is left to whoever opens the workbook.
    expect(sheet).toContain(
      '<row r="10"><c r="B10"><f>SUM(B2:B4)</f><v>7.5</v></c><c r="C10"><f>COUNTA(A6:A9)</f></c><c r="D10"><f>MAX(B6:B9)</f><v>46053</v></c></row>',
    );
    await zip.close();
  });

  test('what cannot be told apart is said by a code, with its cell', async () => {
    const only = await save({ S: { A1: '{{#each rows}}{{No}}{{/each}}' } });
    const named = await save({ S: { A1: '{{#each Orders}}{{No}}{{/each}}' } });
    const tables = [ORDERS, CUSTOMERS];
    const find = async (path: string, sources: { names: string[]; columns: typeof ORDERS.columns }[]) => {
      const info = await readTemplate(path);
      try {
        return chooseBlocks(info, sources, ['count']);
      } catch (error) {
        return error instanceof TemplateMismatch ? (error.problem ?? error.mismatch) : error;
      }
    };
    const cases: [unknown, object][] = [
      [await find(only, tables), { code: 'block_of_which', cell: 'S!A1', other: 'Orders' }],
      [await find(named, tables), { code: 'table_without_block', other: 'New customers' }],
      [await find(named, [CUSTOMERS]), { code: 'unknown_block', cell: 'S!A1', other: 'Orders' }],
      [await find(named, [ORDERS, ORDERS]), { code: 'same_names', cell: 'S!A1', other: 'Orders' }],
      [
        await find(await save({ S: { A1: '{{#each Orders}}{{Name}}{{/each}}' } }), [ORDERS]),
        { code: 'unknown_name', cell: 'S!A1', other: 'Name' },
      ],
      [
        await find(await save({ S: { A1: '{{#each Orders}}{{No}}{{/each}}', A3: '{{Amount}}' } }), [ORDERS]),
        { code: 'outside_block', cell: 'S!A3', other: 'A1:A1' },
      ],
      [
        await find(
          await save({ S: { A1: '{{#each rows}}{{No}}', B1: '{{/each}}{{#each rows}}', C1: '{{No}}{{/each}}' } }),
          [ORDERS],
        ),
        { code: 'block_second', sheet: 'S', cell: 'B1', other: 'A1' },
      ],
    ];
    for (const [found, expected] of cases) expect(found).toMatchObject(expected);
  });
});
