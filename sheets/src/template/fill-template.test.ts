import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { chooseBlocks } from '@sheetport/contract/headings';
import ExcelJS from 'exceljs';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder, type Parts } from '../../fixtures/workbook.ts';
import type { ColumnType } from '../model.ts';
import { encode } from '../write/encode.ts';
import { copyRow } from '../write/row-encoder.ts';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { readTemplate } from './read-template.ts';

const folder = makeFolder();
afterAll(folder.remove);
let files = 0;

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const R = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const P = 'http://schemas.openxmlformats.org/package/2006/relationships';
const rels = (...list: [id: string, type: string, target: string][]) =>
  `<Relationships xmlns="${P}">${list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${R}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

const COLUMNS: { name: string; label: string; type: ColumnType }[] = [
  { name: 'item', label: 'Item', type: 'text' },
  { name: 'qty', label: 'Quantity', type: 'integer' },
  { name: 'price', label: 'Price', type: 'decimal' },
  { name: 'day', label: 'Day', type: 'date' },
];
const ROWS = [
  ['Tea & <x>', '2', '1.5', '2024-02-29'],
  ['=1+1', '3', null, null],
  [null, '10', '0.25', '1800-01-01'],
  ['Đường', '4', '2', '2024-03-01'],
];

/** As Excel writes it: texts are shared, a logo, a chart, a pivot, macros, names, merged cells, conditional formats, formulas around. */
function makeTemplate(more: Parts = {}): Parts {
  const strings = [
    'Offer of {{exported_at}} by {{exported_by}}',
    '{{count}}',
    'Item',
    'Quantity',
    'Total',
    'Day',
    '{{Item}}',
    '{{ quantity }}',
    '{{Price}}',
    '{{Day}}',
    '{{item}} / {{Quantity}} pcs',
    'Thanks',
  ];
  const at = (text: string) => strings.indexOf(text);
  const s = (cell: string, text: string, style = 0) => `<c r="${cell}" s="${style}" t="s"><v>${at(text)}</v></c>`;
  return {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet3.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>`,
    '_rels/.rels': rels(['r', 'officeDocument', 'xl/workbook.xml']),
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${R}"><sheets><sheet name="Bob's data" sheetId="1" r:id="rId1"/><sheet name="Summary" sheetId="2" r:id="rId2"/><sheet name="Static" sheetId="3" r:id="rId3"/></sheets><definedNames><definedName name="Prices">'Bob''s data'!$C$4:$C$4</definedName><definedName name="_xlnm.Print_Area" localSheetId="0">'Bob''s data'!$A$1:$F$7</definedName></definedNames><calcPr calcId="191029"/><extLst/></workbook>`,
    'xl/_rels/workbook.xml.rels': rels(
      ['rId1', 'worksheet', 'worksheets/sheet1.xml'],
      ['rId2', 'worksheet', 'worksheets/sheet2.xml'],
      ['rId3', 'worksheet', 'worksheets/sheet3.xml'],
      ['rId4', 'styles', 'styles.xml'],
      ['rId5', 'sharedStrings', 'sharedStrings.xml'],
      ['rId6', 'calcChain', 'calcChain.xml'],
    ),
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}" xmlns:r="${R}"><dimension ref="A1:F7"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><cols><col min="1" max="1" width="33"/></cols><sheetData><row r="1" ht="30" customHeight="1">${s('A1', 'Offer of {{exported_at}} by {{exported_by}}', 1)}<c r="B1"><f>SUM(B4:B4)</f><v>99</v></c></row><row r="2">${s('B2', '{{count}}')}</row><row r="3">${s('A3', 'Item')}${s('B3', 'Quantity')}</row><row r="4" spans="1:7" ht="20" customHeight="1">${s('A4', '{{Item}}', 1)}${s('B4', '{{ quantity }}', 2)}${s('C4', '{{Price}}', 2)}<c r="D4" s="2"><f>B4*C4+$B$6+G3</f><v>0</v></c>${s('E4', '{{Day}}')}${s('F4', '{{item}} / {{Quantity}} pcs')}<c r="G4" s="1"/></row><row r="5"><c r="A5" s="1"/></row><row r="6">${s('A6', 'Total')}<c r="B6" s="2"><f>SUM(B4:B4)</f><v>0</v></c><c r="C6"><f>SUBTOTAL(109,C4:C5)</f><v>0</v></c><c r="D6"><f>SUM(D4:D4)</f><v>5</v></c><c r="F6"><f>COUNTA(F4:F4)</f><v>5</v></c></row><row r="7">${s('A7', 'Thanks')}</row></sheetData><mergeCells count="2"><mergeCell ref="F4:G4"/><mergeCell ref="A7:C7"/></mergeCells><conditionalFormatting sqref="B4"><cfRule type="expression" dxfId="0" priority="1"><formula>$B4&gt;AVERAGE($B$4:$B$4)</formula></cfRule></conditionalFormatting><dataValidations count="1"><dataValidation type="list" sqref="A4 A7"><formula1>$A$6:$A$7</formula1></dataValidation></dataValidations><pageMargins left="1" right="1" top="1" bottom="1" header="0" footer="0"/><rowBreaks count="1"><brk id="6" max="16383" man="1"/></rowBreaks><drawing r:id="rId1"/></worksheet>`,
    'xl/worksheets/_rels/sheet1.xml.rels': rels(['rId1', 'drawing', '../drawings/drawing1.xml']),
    'xl/worksheets/sheet2.xml': `<worksheet xmlns="${MAIN}"><sheetData><row r="1"><c r="A1"><f>SUM('Bob''s data'!B4:B4)+'Bob''s data'!B6+B6</f><v>0</v></c>${s('B1', '{{count}}')}</row></sheetData></worksheet>`,
    'xl/worksheets/sheet3.xml': `<worksheet xmlns="${MAIN}"><sheetData><row r="4">${s('A4', 'Thanks')}<c r="B4"><f>SUM(B1:B3)</f><v>7</v></c></row></sheetData></worksheet>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="#,##0.00\\ &quot;days&quot;"/></numFmts><fonts count="1"><font/></fonts><fills count="2"><fill/><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="0" fillId="1" borderId="0" xfId="0" applyFill="1"><alignment wrapText="1"/></xf><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs><dxfs count="1"><dxf/></dxfs></styleSheet>`,
    'xl/sharedStrings.xml': `<sst xmlns="${MAIN}" count="20" uniqueCount="${strings.length}">${strings.map((text) => (text === '{{Price}}' ? '<si><r><t>{{Pr</t></r><r><t>ice}}</t></r></si>' : `<si><t>${text}</t></si>`)).join('')}</sst>`,
    'xl/calcChain.xml': `<calcChain xmlns="${MAIN}"><c r="B6" i="1"/></calcChain>`,
    'xl/vbaProject.bin': randomBytes(3000),
    'xl/media/image1.png': randomBytes(5000),
    'xl/drawings/drawing1.xml':
      '<xdr:wsDr xmlns:xdr="x"><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>0</xdr:row></xdr:from><xdr:to><xdr:col>1</xdr:col><xdr:row>2</xdr:row></xdr:to></xdr:twoCellAnchor><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>8</xdr:row></xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:row>20</xdr:row></xdr:to></xdr:twoCellAnchor></xdr:wsDr>',
    'xl/charts/chart1.xml': `<c:chartSpace xmlns:c="c"><c:cat><c:strRef><c:f>'Bob''s data'!$A$4</c:f><c:strCache><c:ptCount val="1"/></c:strCache></c:strRef></c:cat><c:val><c:numRef><c:f>'Bob''s data'!$B$4:$B$4</c:f><c:numCache><c:ptCount val="1"/></c:numCache></c:numRef></c:val><c:tx><c:strRef><c:f>Static!$A$4</c:f><c:strCache><c:pt/></c:strRef></c:tx></c:chartSpace>`,
    'xl/charts/chart2.xml': '<c:chartSpace xmlns:c="c"><c:f>Static!$A$4:$A$9</c:f></c:chartSpace>',
    'xl/pivotCache/pivotCacheDefinition1.xml': `<pivotCacheDefinition xmlns="${MAIN}" r:id="rId1" recordCount="1"><cacheSource type="worksheet"><worksheetSource ref="A3:G4" sheet="Bob's data"/></cacheSource></pivotCacheDefinition>`,
    'xl/slicers/slicer1.xml': '<slicers/>',
    'customXml/item1.xml': '<a/>',
    ...more,
  };
}

const SINGLES = {
  exported_at: '2024-05-06 07:08',
  exported_by: 'A & B',
  exported_on: 45_000,
  count: 0,
  filter: 'all',
  table: 'Orders',
};

async function fill(template: Parts, rows: (string | null)[][], columns = COLUMNS) {
  const path = folder.save(template);
  const out = join(folder.path, `out-${files++}.xlsx`);
  const chosen = chooseBlocks(await readTemplate(path), [{ names: [], columns }], Object.keys(SINGLES))[0]!;
  async function* stream() {
    for (const row of rows) yield copyRow(chosen.fields.map((field) => row[field]!));
  }
  const plan = {
    path: out,
    format: 'xlsx' as const,
    sheets: [{ name: 'x', columns: [] }],
    template: {
      path,
      singles: { ...SINGLES, count: rows.length },
      tables: [{ names: [], columns, rows: rows.length }],
    },
  };
  const result = await encode(plan, [stream()], () => {});
  return { out, result, chosen };
}

async function partsOf(path: string): Promise<Map<string, string>> {
  const zip = await openZip(path);
  const parts = new Map<string, string>();
  for (const entry of zip.entries.values())
    parts.set(entry.name, Buffer.from(await readWholeEntry(zip, entry)).toString('latin1'));
  await zip.close();
  return parts;
}

describe('a template', () => {
  test('says what it wants', async () => {
    const info = await readTemplate(folder.save(makeTemplate()));
    expect(info.macros).toBe(true);
    expect(info.marks).toContainEqual({ sheet: "Bob's data", cell: 'C4', names: ['Price'] });
    expect(info.marks).toContainEqual({ sheet: "Bob's data", cell: 'F4', names: ['item', 'Quantity'] });
    const known = Object.keys(SINGLES);
    expect(() => chooseBlocks(info, [{ names: [], columns: COLUMNS.slice(1) }], known)).toThrow(
      /asks for "Item" in Bob.s data!A4/,
    );
    expect(() => chooseBlocks({ ...info, marks: [] }, [{ names: [], columns: COLUMNS }], [])).toThrow(
      'no cell names a column',
    );
  });

  test('rows go into their cells with the formats of the row, and texts stay texts', async () => {
    const { out, result } = await fill(makeTemplate(), ROWS);
    expect(result.rows).toBe(4);
    const book = new ExcelJS.Workbook();
    await book.xlsx.readFile(out);
    const sheet = book.getWorksheet("Bob's data")!;
    const read = [4, 5, 6, 7].map((row) =>
      ['A', 'B', 'C', 'E', 'F'].map((letter) => sheet.getCell(`${letter}${row}`).value),
    );
    expect(read).toEqual([
      ['Tea & <x>', 2, 1.5, new Date('2024-02-29T00:00:00Z'), 'Tea & <x> / 2 pcs'],
      ['=1+1', 3, null, null, '=1+1 / 3 pcs'],
      [null, 10, 0.25, '1800-01-01', ' / 10 pcs'],
      ['Đường', 4, 2, new Date('2024-03-01T00:00:00Z'), 'Đường / 4 pcs'],
    ]);
    expect(sheet.getCell('B5').numFmt).toContain('#,##0.00');
    expect(sheet.getCell('E4').numFmt).toBe('mm-dd-yy');
    expect(sheet.getRow(6).height).toBe(20);
    expect(sheet.getCell('A1').value).toBe('Offer of 2024-05-06 07:08 by A & B');
    expect(sheet.getCell('B2').value).toBe(4);
    expect(sheet.getCell('A10').value).toBe('Thanks');
  });

  test('formulas, names, merged cells, formats, validations, breaks and pictures follow the rows', async () => {
    const { out } = await fill(makeTemplate(), ROWS);
    const parts = await partsOf(out);
    const sheet = parts.get('xl/worksheets/sheet1.xml')!;
    for (const found of [
      '<dimension ref="A1:F10"/>',
      '<c r="B1"><f>SUM(B4:B7)</f></c>',
      '<c r="D4" s="2"><f t="shared" ref="D4:D7" si="0">B4*C4+$B$9+G3</f></c>',
      '<c r="D7" s="2"><f t="shared" si="0"/></c>',
      '<c r="B9" s="2"><f>SUM(B4:B7)</f><v>19</v></c>',
      '<c r="C9"><f>SUBTOTAL(109,C4:C8)</f></c>',
      // What formulas and joined texts come to is left to Excel.
      '<c r="D9"><f>SUM(D4:D7)</f></c><c r="F9"><f>COUNTA(F4:F7)</f></c>',
      '<mergeCell ref="F4:G4"/><mergeCell ref="F5:G5"/><mergeCell ref="F6:G6"/><mergeCell ref="F7:G7"/><mergeCell ref="A10:C10"/>',
      'sqref="B4:B7"',
      '$B4&gt;AVERAGE($B$4:$B$7)',
      'sqref="A4:A7 A10"><formula1>$A$9:$A$10</formula1>',
      '<brk id="9"',
    ])
      expect(sheet).toContain(found);
    const book = parts.get('xl/workbook.xml')!;
    expect(book).toContain("'Bob''s data'!$C$4:$C$7");
    expect(book).toContain("'Bob''s data'!$A$1:$F$10");
    expect(book).toContain('<calcPr calcId="191029" fullCalcOnLoad="1"/>');
    const summary = parts.get('xl/worksheets/sheet2.xml')!;
    expect(summary).toContain("<f>SUM('Bob''s data'!B4:B7)+'Bob''s data'!B9+B6</f></c>");
    expect(summary).toContain('<c r="B1" s="0"><v>4</v></c>');
    expect(parts.get('xl/charts/chart1.xml')).toContain("<c:f>'Bob''s data'!$A$4:$A$7</c:f></c:strRef>");
    expect(parts.get('xl/charts/chart1.xml')).toContain("<c:f>'Bob''s data'!$B$4:$B$7</c:f></c:numRef>");
    expect(parts.get('xl/pivotCache/pivotCacheDefinition1.xml')).toContain('ref="A3:G7"');
    expect(parts.get('xl/pivotCache/pivotCacheDefinition1.xml')).toContain('refreshOnLoad="1"');
    expect(parts.get('xl/drawings/drawing1.xml')).toContain(
      '<xdr:row>11</xdr:row></xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:row>23</xdr:row>',
    );
    expect(parts.get('xl/drawings/drawing1.xml')).toContain(
      '<xdr:row>0</xdr:row></xdr:from><xdr:to><xdr:col>1</xdr:col><xdr:row>2</xdr:row>',
    );
    expect(parts.has('xl/calcChain.xml')).toBe(false);
    expect([...parts.values()].join('')).not.toContain('calcChain');
  });

  test('P55: every other part stays byte for byte', async () => {
    const template = makeTemplate();
    const before = await partsOf(folder.save(template));
    const { out } = await fill(
      template,
      ROWS.filter(([item]) => item !== '=1+1').map((row) => row.slice(0, 4)),
      COLUMNS,
    );
    const after = await partsOf(out);
    const touched = [
      '[Content_Types].xml',
      'xl/workbook.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/worksheets/sheet1.xml',
      'xl/worksheets/sheet2.xml',
      'xl/calcChain.xml',
      'xl/drawings/drawing1.xml',
      'xl/charts/chart1.xml',
      'xl/pivotCache/pivotCacheDefinition1.xml',
    ];
    // A date in a cell without a format of dates needs one.
    touched.push('xl/styles.xml');
    for (const [name, bytes] of before)
      if (!touched.includes(name)) expect([name, after.get(name) === bytes]).toEqual([name, true]);
    // Without dates and texts that begin as a formula, no format is added.
    const plain = makeTemplate();
    plain['xl/worksheets/sheet1.xml'] = String(plain['xl/worksheets/sheet1.xml']).replace(/<c r="E4".*?<\/c>/, '');
    const filled = await partsOf((await fill(plain, [['a', '1', '2', null]])).out);
    expect(filled.get('xl/styles.xml')).toBe(plain['xl/styles.xml']);
  });

  test('P55: slicers of a pivot and of the table that is filled stay whole, and move with what they stand beside', async () => {
    const X14 = 'http://schemas.microsoft.com/office/spreadsheetml/2009/9/main';
    const list = `<extLst><ext uri="{A8765BA9-456A-4dab-B4F3-ACF838C121DE}" xmlns:x14="${X14}"><x14:slicerList><x14:slicer r:id="rId9"/></x14:slicerList></ext></extLst>`;
    const caches = `<extLst><ext uri="{BBE1A952-AA13-448e-AADC-164F8A28A991}" xmlns:x14="${X14}"><x14:slicerCaches><x14:slicerCache r:id="rId7"/></x14:slicerCaches></ext></extLst>`;
    const frame = `<mc:AlternateContent xmlns:mc="mc"><mc:Choice xmlns:sle15="sle" Requires="sle15"><xdr:graphicFrame macro=""><a:graphicData xmlns:a="a" uri="http://schemas.microsoft.com/office/drawing/2010/slicer"><sle:slicer xmlns:sle="sle" name="City"/></a:graphicData></xdr:graphicFrame></mc:Choice></mc:AlternateContent>`;
    const base = makeTemplate();
    const part = (name: string) => String(base[name]);
    const template = makeTemplate({
      'xl/worksheets/sheet1.xml': part('xl/worksheets/sheet1.xml').replace('</worksheet>', `${list}</worksheet>`),
      'xl/worksheets/_rels/sheet1.xml.rels': rels(
        ['rId1', 'drawing', '../drawings/drawing1.xml'],
        ['rId9', 'slicer', '../slicers/slicer1.xml'],
      ),
      'xl/workbook.xml': part('xl/workbook.xml').replace('<extLst/>', caches),
      'xl/_rels/workbook.xml.rels': part('xl/_rels/workbook.xml.rels').replace(
        '</Relationships>',
        `<Relationship Id="rId7" Type="${R}/slicerCache" Target="slicerCaches/slicerCache1.xml"/></Relationships>`,
      ),
      'xl/slicers/slicer1.xml': `<slicers xmlns="${X14}"><slicer name="City" cache="Slicer_City" caption="City" rowHeight="241300"/></slicers>`,
      'xl/slicerCaches/slicerCache1.xml': `<slicerCacheDefinition xmlns="${X14}" name="Slicer_City" sourceName="City"><pivotTables><pivotTable tabId="2" name="Pivot"/></pivotTables><data><tabular pivotCacheId="1"><items count="1"><i x="0" s="1"/></items></tabular></data></slicerCacheDefinition>`,
      'xl/drawings/drawing1.xml': `<xdr:wsDr xmlns:xdr="x"><xdr:twoCellAnchor><xdr:from><xdr:col>0</xdr:col><xdr:row>8</xdr:row></xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:row>20</xdr:row></xdr:to>${frame}</xdr:twoCellAnchor></xdr:wsDr>`,
    });
    const before = await partsOf(folder.save(template));
    const after = await partsOf((await fill(template, ROWS)).out);
    for (const name of [
      'xl/slicers/slicer1.xml',
      'xl/slicerCaches/slicerCache1.xml',
      'xl/worksheets/_rels/sheet1.xml.rels',
    ])
      expect([name, after.get(name)]).toEqual([name, before.get(name)]);
    expect(after.get('xl/worksheets/sheet1.xml')).toContain(`${list}</worksheet>`);
    expect(after.get('xl/workbook.xml')).toContain(caches);
    expect(after.get('xl/_rels/workbook.xml.rels')).toContain('Target="slicerCaches/slicerCache1.xml"');
    const drawing = after.get('xl/drawings/drawing1.xml')!;
    expect(drawing).toContain(frame);
    expect([...drawing.matchAll(/<xdr:row>(\d+)</g)].map(([, row]) => Number(row))).toEqual([11, 23]);
  });

  test('a text that begins as a formula gets a quote prefix (P28)', async () => {
    const { out } = await fill(makeTemplate(), ROWS);
    const parts = await partsOf(out);
    const style = Number(
      /<c r="A5" s="(\d+)" t="inlineStr"><is><t>=1\+1</.exec(parts.get('xl/worksheets/sheet1.xml')!)![1],
    );
    const formats = parts
      .get('xl/styles.xml')!
      .match(/<cellXfs.*?<\/cellXfs>/s)![0]
      .match(/<xf\b[^>]*?\/>|<xf\b.*?<\/xf>/gs)!;
    expect(formats[style]).toContain('quotePrefix="1"');
    expect(formats[style]).toContain('<alignment wrapText="1"/>');
    expect(formats).toHaveLength(Number(/<cellXfs count="(\d+)"/.exec(parts.get('xl/styles.xml')!)![1]));
  });

  test('without rows the row is there once, empty', async () => {
    const { out, result } = await fill(makeTemplate(), []);
    expect(result.rows).toBe(0);
    const parts = await partsOf(out);
    expect(parts.get('xl/worksheets/sheet1.xml')).toContain('<c r="B6" s="2"><f>SUM(B4:B4)</f><v>0</v></c>');
    expect(parts.get('xl/worksheets/sheet1.xml')).not.toContain('{{');
  });

  test('a table of Excel is filled by its headings; its own formulas repeat', async () => {
    const sheet = `<worksheet xmlns="${MAIN}" xmlns:r="${R}"><sheetData><row r="2"><c r="B2" t="inlineStr"><is><t>Quantity</t></is></c><c r="C2" t="inlineStr"><is><t>item</t></is></c><c r="D2" t="inlineStr"><is><t>Twice</t></is></c></row><row r="3"><c r="B3" s="2"><v>1</v></c><c r="C3" t="inlineStr"><is><t>sample</t></is></c><c r="D3"><f>Sales[[#This Row],[Quantity]]*2</f><v>2</v></c></row><row r="4"><c r="B4"><v>9</v></c></row><row r="5"><c r="B5"><f>SUBTOTAL(109,Sales[Quantity])</f><v>10</v></c></row></sheetData><tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>`;
    const template = makeTemplate({
      'xl/worksheets/sheet1.xml': sheet,
      'xl/worksheets/_rels/sheet1.xml.rels': rels(['rId1', 'table', '../tables/table1.xml']),
      'xl/tables/table1.xml': `<table xmlns="${MAIN}" id="1" name="Sales" displayName="Sales" ref="B2:D5" totalsRowCount="1"><autoFilter ref="B2:D4"/><tableColumns count="3"><tableColumn id="1" name="Quantity" totalsRowFunction="sum"/><tableColumn id="2" name="item"/><tableColumn id="3" name="Twice"><calculatedColumnFormula>Sales[[#This Row],[Quantity]]*2</calculatedColumnFormula></tableColumn></tableColumns></table>`,
      'xl/worksheets/sheet2.xml': `<worksheet xmlns="${MAIN}"><sheetData/></worksheet>`,
    });
    const { out } = await fill(template, ROWS);
    const parts = await partsOf(out);
    expect(parts.get('xl/tables/table1.xml')).toContain('ref="B2:D7" totalsRowCount="1"><autoFilter ref="B2:D6"/>');
    const rows = XLSX.utils.sheet_to_json(XLSX.read(readFileSync(out)).Sheets["Bob's data"]!, {
      header: 1,
      blankrows: true,
    });
    expect(rows.slice(0, 5).map((row) => (row as unknown[]).slice(0, 2))).toEqual(
      [['Quantity', 'item'], [2, 'Tea & <x>'], [3, '=1+1'], [10], [4, 'Đường']].map((row) => row),
    );
    expect(parts.get('xl/worksheets/sheet1.xml')).toContain('<c r="D6"><f>Sales[[#This Row],[Quantity]]*2</f></c>');
    expect(parts.get('xl/worksheets/sheet1.xml')).not.toContain('sample');
  });
});
