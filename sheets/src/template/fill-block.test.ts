import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { chooseBlocks, columnLetters, describeBlockProblem } from '@sheetport/contract/headings';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder } from '../../fixtures/workbook.ts';
import type { ColumnType } from '../model.ts';
import { encode } from '../write/encode.ts';
import { copyRow } from '../write/row-encoder.ts';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { readTemplate } from './read-template.ts';

const folder = makeFolder();
afterAll(folder.remove);
let files = 0;

const COLUMNS: { name: string; label: string; type: ColumnType }[] = [
  { name: 'item', label: 'Item', type: 'text' },
  { name: 'qty', label: 'Quantity', type: 'integer' },
  { name: 'price', label: 'Price', type: 'decimal' },
];
const SINGLES = { count: 0, table: 'Orders' };
const recordsOf = (count: number) =>
  Array.from({ length: count }, (_, i) => [`item ${i}`, String(i + 1), `${i * 2}.5`] as const);

type Build = (sheet: ExcelJS.Worksheet, book: ExcelJS.Workbook) => void;

async function save(build: Build): Promise<string> {
  const book = new ExcelJS.Workbook();
  build(book.addWorksheet('Offer'), book);
  return folder.save(Buffer.from(await book.xlsx.writeBuffer()));
}

async function encodeBlock(path: string, count: number) {
  const out = join(folder.path, `block-${files++}.xlsx`);
  const chosen = chooseBlocks(await readTemplate(path), [{ names: [], columns: COLUMNS }], Object.keys(SINGLES))[0]!;
  async function* stream() {
    for (const row of recordsOf(count)) yield copyRow(chosen.fields.map((field) => row[field]!));
  }
  const plan = {
    path: out,
    format: 'xlsx' as const,
    sheets: [{ name: 'x', columns: [] }],
    template: { path, singles: { ...SINGLES, count }, tables: [{ names: [], columns: COLUMNS, rows: count }] },
  };
  return { out, result: await encode(plan, [stream()], () => {}) };
}

async function fill(path: string, count: number) {
  const { out, result } = await encodeBlock(path, count);
  const book = new ExcelJS.Workbook();
  await book.xlsx.readFile(out);
  return {
    out,
    result,
    book,
    sheet: book.getWorksheet('Offer')!,
    peer: XLSX.read(readFileSync(out), { sheetStubs: true }).Sheets.Offer!,
  };
}

/** What a cell of a random template says: a word, a column of the record, or a formula with the rows that it names. */
type Said =
  | { kind: 'word'; text: string }
  | { kind: 'field'; field: number; alone: boolean }
  | { kind: 'own'; row: number }
  | { kind: 'fixed'; row: number }
  | { kind: 'total'; letters: string };

/** A random template: rows above, a block with or without rows of its own for the markers, rows below. */
const templates = fc
  .record({
    above: fc.integer({ min: 1, max: 4 }),
    height: fc.integer({ min: 1, max: 5 }),
    below: fc.integer({ min: 1, max: 4 }),
    ownRows: fc.boolean(),
    columns: fc.integer({ min: 2, max: 5 }),
    seeds: fc.array(fc.integer({ min: 0, max: 999 }), { minLength: 80, maxLength: 80 }),
    records: fc.integer({ min: 0, max: 5 }),
  })
  .map(({ above, height, below, ownRows, columns, seeds, records }) => {
    let seed = 0;
    const next = (limit: number) => seeds[seed++ % seeds.length]! % limit;
    const first = above + (ownRows ? 2 : 1);
    const last = first + height - 1;
    const end = last + (ownRows ? 1 : 0);
    const cells = new Map<string, Said>();
    const at = (row: number, column: number, said: Said) => cells.set(`${columnLetters(column)}${row}`, said);
    for (let row = 1; row <= above; row++) at(row, next(columns), { kind: 'word', text: `above ${row}` });
    for (let row = first; row <= last; row++)
      for (let column = 0; column < columns; column++) {
        const kind = next(7);
        // A row of the block may be empty, and a cell of it may hold nothing.
        if (kind < 2) at(row, column, { kind: 'field', field: next(3), alone: next(3) > 0 });
        else if (kind === 2) at(row, column, { kind: 'word', text: `label ${row}` });
        else if (kind === 3) at(row, column, { kind: 'own', row: first + next(height) });
        else if (kind === 4) at(row, column, { kind: 'fixed', row: next(2) ? 1 : end + 1 });
      }
    // Inline markers need a first and a last cell.
    at(first, 0, { kind: 'field', field: 1, alone: true });
    at(last, columns - 1, { kind: 'field', field: 2, alone: true });
    for (let row = end + 1; row <= end + below; row++)
      at(
        row,
        next(columns),
        next(2) ? { kind: 'total', letters: columnLetters(next(columns)) } : { kind: 'word', text: 'below' },
      );
    return {
      above,
      height,
      below,
      ownRows,
      columns,
      records,
      first,
      last,
      end,
      cells,
      merged: next(2) === 1,
      ruled: next(2) === 1,
    };
  });
type Template = ReturnType<typeof templates.generate>['value_'];

/** The formula of a cell, by where rows of the template are: its own record's, or those of the workbook. */
function formulaOf(
  said: Said,
  own: (row: number) => number,
  first: (row: number) => number,
  last: (row: number) => number,
  template: Template,
) {
  if (said.kind === 'own') return `B${own(said.row)}+1`;
  if (said.kind === 'fixed') return `$B$${first(said.row)}&"x"`;
  if (said.kind === 'total')
    return `SUM(${said.letters}${first(template.first)}:${said.letters}${last(template.last)})`;
  return null;
}

const FIELDS = ['{{Item}}', '{{qty}}', '{{ Price }}'];

function build(template: Template): Build {
  const { cells, first, last, end, ownRows, columns, above, merged, ruled, height } = template;
  const same = (row: number) => row;
  return (sheet) => {
    for (const [cell, said] of cells) {
      const formula = formulaOf(said, same, same, same, template);
      if (formula !== null) sheet.getCell(cell).value = { formula, result: 1 };
      else if (said.kind === 'field') sheet.getCell(cell).value = `${said.alone ? '' : 'of '}${FIELDS[said.field]}`;
      else if (said.kind === 'word') sheet.getCell(cell).value = said.text;
    }
    if (ownRows) {
      sheet.getCell(`A${above + 1}`).value = '{{#each rows}}';
      sheet.getCell(`B${end}`).value = ' {{/each}}';
    } else {
      const open = sheet.getCell(`A${first}`);
      open.value = `{{#each rows}}${open.value}`;
      const close = sheet.getCell(`${columnLetters(columns - 1)}${last}`);
      close.value = `${close.value}{{/each}}`;
    }
    sheet.getRow(first).height = 31;
    if (merged) sheet.mergeCells(`H${first}:I${last}`);
    sheet.mergeCells(`H${end + 1}:I${end + 1}`);
    if (ruled)
      for (const ref of [`A${last}:B${last}`, `D${first}:E${last}`])
        sheet.addConditionalFormatting({
          ref,
          rules: [{ type: 'expression', formulae: [`$B${last}>3`], style: { font: { bold: true } }, priority: 1 }],
        });
    if (ruled && height > 1)
      sheet.getCell(`C${last}`).dataValidation = { type: 'list', formulae: [`$A$${end + 1}:$A$${end + 2}`] };
  };
}

/** What a template becomes, cell by cell, by a model that knows nothing of parts. */
function expected(template: Template) {
  const { cells, first, last, end, above, height, records } = template;
  const rows = Math.max(1, records * height);
  const at = (row: number, record: number) => {
    if (row <= above) return row;
    return row > end ? above + rows + row - end : above + 1 + (records === 0 ? 0 : record * height + row - first);
  };
  const start = (row: number) => at(row, 0);
  const stop = (row: number) => at(row, Math.max(0, records - 1));
  const values = new Map<string, unknown>();
  for (const [cell, said] of cells) {
    const [, letters = '', digits = ''] = /^([A-Z]+)(\d+)$/.exec(cell)!;
    const row = Number(digits);
    const isOfBlock = row >= first && row <= last;
    for (let record = 0; record < (isOfBlock ? records : 1); record++) {
      const place = `${letters}${at(row, record)}`;
      const formula = formulaOf(said, (one) => at(one, record), start, stop, template);
      if (formula !== null) values.set(place, `=${formula}`);
      else if (said.kind === 'word') values.set(place, said.text);
      else if (said.kind === 'field') {
        const text = recordsOf(records)[record]![said.field]!;
        values.set(place, !said.alone ? `of ${text}` : said.field === 0 ? text : Number(text));
      }
    }
  }
  return { values, at, start, stop };
}

describe('a block of rows', () => {
  test('P55: is there for each record as a model says, for two readers', async () => {
    await fc.assert(
      fc.asyncProperty(templates, async (template) => {
        const { sheet, peer, result } = await fill(await save(build(template)), template.records);
        expect(result.rows).toBe(template.records);
        const { values, at, start, stop } = expected(template);
        const read = new Map<string, unknown>();
        sheet.eachRow((row) =>
          row.eachCell((cell) => {
            if (cell.isMerged && cell.master !== cell) return;
            const value = cell.formula ? `=${cell.formula}` : cell.value;
            if (value !== null) read.set(cell.address, value);
          }),
        );
        const sorted = (map: Map<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1));
        expect(sorted(read)).toEqual(sorted(values));
        const other = new Map<string, unknown>();
        for (const [cell, { f, v }] of Object.entries(peer) as [string, XLSX.CellObject][])
          if (!cell.startsWith('!') && (f !== undefined || v !== undefined))
            other.set(cell, f === undefined ? v : `=${f}`);
        expect(sorted(other)).toEqual(sorted(values));
        const { records, first, last, end, height, merged, ruled } = template;
        const each = Array.from({ length: records }, (_, i) => i);
        expect([...sheet.model.merges].sort()).toEqual(
          [
            ...(merged ? each.map((i) => `H${at(first, i)}:I${at(last, i)}`) : []),
            `H${at(end + 1, 0)}:I${at(end + 1, 0)}`,
          ].sort(),
        );
        for (const i of each) expect(sheet.getRow(at(first, i)).height).toBe(31);
        const rules = (
          sheet as unknown as { conditionalFormattings: { ref: string; rules: { formulae: string[] }[] }[] }
        ).conditionalFormattings;
        const lastRows =
          height === 1
            ? `A${start(last)}:B${stop(last)}`
            : each.map((i) => `A${at(last, i)}:B${at(last, i)}`).join(' ');
        expect(rules.map(({ ref, rules: [rule] }) => `${ref} ${rule!.formulae[0]}`)).toEqual(
          ruled && records > 0
            ? [lastRows, `D${start(first)}:E${stop(last)}`].map((ref) => `${ref} $B${start(last)}>3`)
            : [],
        );
        if (ruled && height > 1) {
          const checks = (sheet as unknown as { dataValidations: { model: Record<string, { formulae: string[] }> } })
            .dataValidations.model;
          expect(Object.keys(checks).sort()).toEqual(each.map((i) => `C${at(last, i)}`).sort());
          for (const check of Object.values(checks)) expect(check.formulae[0]).toContain(`$A$${at(end + 1, 0)}`);
        }
      }),
      { numRuns: 25 },
    );
  });

  test('links, page breaks and running totals are those of each record; names and charts cover all', async () => {
    const path = await save((sheet, book) => {
      sheet.getCell('A1').value = 'Card';
      sheet.getCell('A3').value = '{{#each rows}}';
      sheet.getCell('A4').value = '{{item}}';
      sheet.getCell('C4').value = { formula: 'C2+B5', result: 0 };
      sheet.getCell('D4').value = { formula: 'B5/SUM(B$4:B5)', result: 0 };
      sheet.getCell('E4').value = { formula: 'B5/SUM($B$4:$B$5)+B1', result: 0 };
      sheet.getCell('A5').value = { text: 'more', hyperlink: 'https://example.com/' };
      sheet.getCell('B5').value = '{{qty}}';
      sheet.getCell('C5').value = 'by {{table}}, {{count}}';
      sheet.getRow(5).addPageBreak();
      sheet.getCell('A6').value = '{{/each}}';
      sheet.getCell('B7').value = { formula: 'SUM(B4:B5)', result: 0 };
      book.definedNames.add('Offer!$B$5', 'Quantities');
      book.definedNames.add('Offer!$A$4', 'Items');
    });
    expect((await readTemplate(path)).blocks).toEqual([{ sheet: 'Offer', first: 4, last: 5, open: 'A3', close: 'A6' }]);
    const { sheet, book, out } = await fill(path, 3);
    const formulas = (cells: string[]) => cells.map((cell) => sheet.getCell(cell).formula);
    expect(formulas(['C3', 'D3', 'E3', 'C7', 'D7', 'E7', 'B9'])).toEqual([
      'C1+B4',
      'B4/SUM(B$3:B4)',
      'B4/SUM($B$3:$B$8)+B$1',
      'C5+B8',
      'B8/SUM(B$3:B8)',
      'B8/SUM($B$3:$B$8)+B$1',
      'SUM(B3:B8)',
    ]);
    // The only value of its column in a record: what it comes to is known.
    expect(sheet.getCell('B9').result).toBe(6);
    expect(sheet.getCell('A8').value).toEqual({ text: 'more', hyperlink: 'https://example.com/' });
    expect(sheet.getCell('C8').value).toBe('by Orders, 3');
    const zip = await openZip(out);
    const xml = Buffer.from(await readWholeEntry(zip, zip.entries.get('xl/worksheets/sheet1.xml')!)).toString();
    await zip.close();
    expect([...xml.matchAll(/<brk id="(\d+)"/g)].map(([, id]) => id)).toEqual(['4', '6', '8']);
    const rangesOf = (name: string) => book.definedNames.getRanges(name).ranges;
    expect([rangesOf('Quantities'), rangesOf('Items')]).toEqual([['Offer!$B$4:$B$8'], ['Offer!$A$3:$A$7']]);
  });

  test('the example of the documentation has an invoice line of two rows', async () => {
    const example = join(import.meta.dirname, '../../../docs/examples/invoice-template.xlsx');
    const { problem, blocks } = await readTemplate(example);
    expect([problem, blocks]).toEqual([undefined, [{ sheet: 'Invoice', first: 6, last: 7, open: 'A5', close: 'A8' }]]);
  });

  test('what cannot be repeated is said with its cell', async () => {
    const problems: [Build, string][] = [
      [(sheet) => put(sheet, { A2: '{{#each rows}}{{item}}' }), 'block that begins in A2 has no end'],
      [(sheet) => put(sheet, { A2: '{{item}}', B3: '{{/each}}' }), 'B3 ends a block that begins nowhere'],
      [
        (sheet) => put(sheet, { A2: '{{#each rows}}', A3: '{{#each rows}}{{item}}', A4: '{{/each}}', A5: '{{/each}}' }),
        'begins in A3, inside the one of A2',
      ],
      [
        (sheet) => put(sheet, { A2: '{{#each rows}}{{item}}{{/each}}', B2: '{{#each rows}}{{qty}}{{/each}}' }),
        'begins in B2 shares a row with the one of A2',
      ],
      [(sheet) => put(sheet, { A2: '{{#each rows}}', A3: '{{/each}}' }), 'begins in A2 holds no column'],
      [(sheet) => put(sheet, { A2: '{{#if paid}}' }), 'A2 says {{#if paid}}, which templates cannot do'],
      [
        (sheet) => {
          put(sheet, { A2: '{{#each rows}}{{item}}', B3: '{{qty}}{{/each}}' });
          sheet.mergeCells('D3:D4');
        },
        'merged cells D3:D4 cross the edge of the block A2:B3',
      ],
      [
        (sheet) => {
          put(sheet, { A2: '{{#each rows}}{{item}}', B3: '{{qty}}{{/each}}' });
          sheet.addTable({ name: 'Sales', ref: 'A2', columns: [{ name: 'x' }, { name: 'y' }], rows: [['1', '2']] });
          put(sheet, { A2: '{{#each rows}}{{item}}', B3: '{{qty}}{{/each}}' });
        },
        'crosses the edge of the table Sales',
      ],
      [
        (sheet) => {
          put(sheet, { A2: '{{#each rows}}{{qty}}', A3: '{{price}}{{/each}}' });
          sheet.getCell('A5').value = { formula: 'SUM(A2:A2)', result: 0 };
        },
        'A5 counts a part of the block only, and A3 holds a value',
      ],
    ];
    for (const [make, text] of problems) {
      const info = await readTemplate(await save(make));
      expect(info.problem && describeBlockProblem(info.problem)).toContain(text);
      expect(() => chooseBlocks(info, [{ names: [], columns: COLUMNS }], [])).toThrow(text);
    }
    const outside = await readTemplate(
      await save((sheet) => put(sheet, { A2: '{{#each rows}}{{item}}{{/each}}', A4: '{{qty}}' })),
    );
    expect(() => chooseBlocks(outside, [{ names: [], columns: COLUMNS }], [])).toThrow(
      'Offer!A4 names a column, but stands outside',
    );
  });
});

function put(sheet: ExcelJS.Worksheet, cells: Record<string, string>): void {
  for (const [cell, text] of Object.entries(cells)) sheet.getCell(cell).value = text;
}

test('what is not there for each of very many records is told', async () => {
  const path = await save((sheet) => {
    sheet.getCell('A1').value = 'Offer';
    sheet.getCell('A2').value = '{{#each rows}}';
    sheet.getCell('A3').value = '{{Item}}';
    sheet.mergeCells('B3:C3');
    sheet.getCell('A4').value = '{{/each}}';
  });
  expect((await encodeBlock(path, 50_000)).result.unrepeated).toBeUndefined();
  expect((await encodeBlock(path, 50_001)).result).toMatchObject({ rows: 50_001, unrepeated: 1 });
});
