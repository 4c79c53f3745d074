import { join } from 'node:path';
import { chooseBlocks } from '@sheetport/contract/headings';
import { afterAll, describe, expect, test } from 'vitest';
import { readParts, text } from '../../fixtures/filled.ts';
import { makeFolder, type Parts, workbookParts } from '../../fixtures/workbook.ts';
import type { ColumnType } from '../model.ts';
import { encode } from '../write/encode.ts';
import { copyRow } from '../write/row-encoder.ts';
import { readTemplate } from './read-template.ts';

const folder = makeFolder();
afterAll(folder.remove);

const COLUMNS: { name: string; label: string; type: ColumnType }[] = [
  { name: 'qty', label: 'Quantity', type: 'integer' },
  { name: 'day', label: 'Day', type: 'date' },
];
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships';
const relations = (...list: [id: string, type: string, target: string][]) =>
  `<Relationships xmlns="${PACKAGE}">${list.map(([id, type, target]) => `<Relationship Id="${id}" Type="${OFFICE}/${type}" Target="${target}"/>`).join('')}</Relationships>`;

/** Fills a template, and reads its parts. */
async function fill(parts: Parts, records = 3) {
  const path = folder.save(parts);
  const out = join(folder.path, 'out.xlsx');
  const chosen = chooseBlocks(await readTemplate(path), [{ names: [], columns: COLUMNS }], ['exported_on'])[0]!;
  async function* stream() {
    for (const row of ['1', '2', '3'].slice(0, records).map((n) => [n, `2024-02-0${n}`]))
      yield copyRow(chosen.fields.map((i) => row[i]!));
  }
  const template = { path, singles: { exported_on: 45_000 }, tables: [{ names: [], columns: COLUMNS, rows: records }] };
  await encode({ path: out, format: 'xlsx', sheets: [{ name: 'x', columns: [] }], template }, [stream()], () => {});
  const read = await readParts(out);
  return { part: (name: string) => read.get(name)!, sheet: read.get('xl/worksheets/sheet1.xml')! };
}

const ROW = `<row r="2">${text('A2', '{{Quantity}}')}${text('B2', '{{Day}}')}</row>`;

describe('templates as programs write them', () => {
  test('formulas that cells share over the row are given to each of them', async () => {
    const rows = [1, 2, 3, 4].map((row) => {
      const formula = row === 1 ? '<f t="shared" ref="C1:C4" si="0">A1+$A$1+E:E</f>' : '<f t="shared" si="0"/>';
      return `<row r="${row}">${row === 2 ? text('A2', '{{Quantity}}') : ''}<c r="C${row}">${formula}<v>0</v></c></row>`;
    });
    const { sheet } = await fill(workbookParts(rows.join('')));
    expect([...sheet.matchAll(/<c r="(C\d)"><f([^>]*?)(?:\/>|>([^<]*)<)/g)].map((found) => found.slice(1))).toEqual([
      ['C1', '', 'A1+$A$1+E:E'],
      ['C2', ' t="shared" ref="C2:C4" si="1"', 'A2+$A$1+E:E'],
      ['C3', ' t="shared" si="1"', undefined],
      ['C4', ' t="shared" si="1"', undefined],
      ['C5', '', 'A5+$A$1+E:E'],
      ['C6', '', 'A6+$A$1+E:E'],
    ]);
  });

  test('each record has its own sparkline', async () => {
    const one = '<x14:sparkline><xm:f>One!A2:B2</xm:f><xm:sqref>D2</xm:sqref></x14:sparkline>';
    const all = '<x14:sparkline><xm:f>One!A2:A2</xm:f><xm:sqref>D4</xm:sqref></x14:sparkline>';
    const group = `<x14:sparklineGroup><x14:sparklines>${one}${all}</x14:sparklines></x14:sparklineGroup>`;
    const parts = workbookParts(ROW);
    parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
      '</worksheet>',
      `<extLst><ext><x14:sparklineGroups>${group}</x14:sparklineGroups></ext></extLst></worksheet>`,
    );
    const { sheet } = await fill(parts);
    expect([...sheet.matchAll(/<xm:f>([^<]*)<\/xm:f><xm:sqref>([^<]*)</g)].map((found) => found.slice(1))).toEqual([
      ['One!A2:B2', 'D2'],
      ['One!A3:B3', 'D3'],
      ['One!A4:B4', 'D4'],
      ['One!A2:A4', 'D6'],
    ]);
  });

  test('prefixes and single quotes mean the same; whole columns stay whole', async () => {
    const end = `<row r="5"><c r="C5"><f>SUM(A1:A1048576)+SUM(A2:A3)</f></c></row><row r="1048576" ht="12.8"></row>`;
    const parts = workbookParts(ROW + end, { 'xl/styles.xml': '<styleSheet/>' });
    const checks = `<dataValidations count="1"><dataValidation type="whole" sqref="B1:B1048576 A6"/></dataValidations>`;
    const plain = String(parts['xl/worksheets/sheet1.xml']).replace('</worksheet>', `${checks}</worksheet>`);
    const quoted = plain.replace(/(\s[\w:]+)="([^"]*)"/g, "$1='$2'");
    const prefixed = plain.replace(/<(\/?)(?=[a-z])/gi, '<$1x:').replace('xmlns=', 'xmlns:x=');
    for (const xml of [plain, quoted, prefixed]) {
      const { sheet } = await fill({ ...parts, 'xl/worksheets/sheet1.xml': xml });
      expect(sheet).toContain('<c r="A4"><v>3</v></c>');
      expect(sheet).toContain('<row r="7"><c r="C7"><f>SUM(A1:A1048576)+SUM(A2:A5)</f></c></row></sheetData>');
      expect(sheet).toContain('sqref="B1:B1048576 A8"');
    }
  });

  test('what is left without a cell goes with the list that held it', async () => {
    const rows = `<row r="2">${text('A2', '{{#each rows}}{{Quantity}}')}</row><row r="3">${text('A3', '{{Day}}{{/each}}')}</row>`;
    const of = (cells: [string, string]) =>
      `<protectedRanges><protectedRange sqref="${cells[0]}" name="x"/></protectedRanges><conditionalFormatting sqref="${cells[0]}"><cfRule/></conditionalFormatting><dataValidations count="2"><dataValidation sqref="${cells[0]}"/><dataValidation sqref="${cells[1]}"><formula1>1</formula1></dataValidation></dataValidations><ignoredErrors><ignoredError sqref="${cells[0]}"/></ignoredErrors><extLst><ext uri="a"><x14:dataValidations count="1"><x14:dataValidation><x14:formula1><xm:f>1</xm:f></x14:formula1><xm:sqref>${cells[0]}</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst></worksheet>`;
    const parts = workbookParts(rows);
    parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
      '</worksheet>',
      of(['A2', 'A5']),
    );
    expect((await fill(parts, 2)).sheet.endsWith(of(['A2 A4', 'A7']))).toBe(true);
    expect((await fill(parts, 0)).sheet.split('</sheetData>')[1]).toBe(
      '<dataValidations count="1"><dataValidation sqref="A4"><formula1>1</formula1></dataValidation></dataValidations></worksheet>',
    );
  });

  test('dates are of the date system of the workbook', async () => {
    const parts = workbookParts(`<row r="1">${text('A1', '{{exported_on}}')}</row>${ROW}`);
    parts['xl/workbook.xml'] = String(parts['xl/workbook.xml']).replace(
      '<sheets>',
      '<workbookPr date1904="1"/><sheets>',
    );
    const { sheet } = await fill(parts);
    expect(sheet).toContain('<c r="A1"><v>43538</v></c>');
    // 2024-02-01 is 45323 from 1900 on.
    expect(sheet).toMatch(/<c r="B2"[^>]*><v>43861<\/v>/);
  });

  test('charts without prefixes, boxes, buttons and pivots below follow', async () => {
    const anchor = (row: number) =>
      `<anchor><from><xdr:row>${row}</xdr:row></from><to><xdr:row>${row + 2}</xdr:row></to></anchor>`;
    const box = (row: number) => `<x:Anchor>1, 15, ${row}, 2, 3, 15, ${row + 4}, 4</x:Anchor><x:Row>${row}</x:Row>`;
    const parts = workbookParts(ROW, {
      'xl/worksheets/_rels/sheet1.xml.rels': relations(
        ['rId1', 'vmlDrawing', '../drawings/vmlDrawing1.vml'],
        ['rId2', 'pivotTable', '../pivotTables/pivotTable1.xml'],
        ['rId3', 'comments', '../comments1.xml'],
      ),
      'xl/drawings/vmlDrawing1.vml': box(0) + box(8),
      'xl/pivotTables/pivotTable1.xml':
        '<pivotTableDefinition><location ref="A9:B12" firstDataRow="1"/></pivotTableDefinition>',
      'xl/comments1.xml': '<comments><comment ref="A2"/><comment ref="A9"/></comments>',
      'xl/charts/chart1.xml':
        '<chartSpace><numRef><f>One!$A$2:$A$2</f><numCache><pt/></numCache></numRef><strRef><f>Two!$A$2</f><strCache/></strRef></chartSpace>',
    });
    parts['xl/worksheets/sheet1.xml'] = String(parts['xl/worksheets/sheet1.xml']).replace(
      '</worksheet>',
      `<controls>${anchor(0)}${anchor(8)}</controls></worksheet>`,
    );
    const { part, sheet } = await fill(parts);
    expect(sheet).toContain(`<controls>${anchor(0)}${anchor(10)}</controls>`);
    expect(part('xl/drawings/vmlDrawing1.vml')).toBe(box(0) + box(10));
    expect(part('xl/pivotTables/pivotTable1.xml')).toContain('<location ref="A11:B14"');
    expect(part('xl/comments1.xml')).toBe('<comments><comment ref="A2"/><comment ref="A11"/></comments>');
    expect(part('xl/charts/chart1.xml')).toBe(
      '<chartSpace><numRef><f>One!$A$2:$A$4</f></numRef><strRef><f>Two!$A$2</f><strCache/></strRef></chartSpace>',
    );
  });
});
