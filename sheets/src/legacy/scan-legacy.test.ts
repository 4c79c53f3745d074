import { closeSync, ftruncateSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, describe, expect, it } from 'vitest';
import { effort } from '../../fixtures/effort.ts';
import { odsParts, odsRow } from '../../fixtures/legacy-attacks.ts';
import { packZip } from '../../fixtures/workbook.ts';
import { detectFormat } from '../detect/format.ts';
import type { SheetError } from '../errors.ts';
import { findDisplay, Kind, type RowSink } from '../row-sink.ts';
import { showNumber } from '../xlsx/number-display.ts';
import { replay } from './cell-batch.ts';
import type { LegacyFormat } from './legacy-format.ts';
import { readLegacyWorkbook } from './open-legacy.ts';
import { listLegacySheets, openLegacy, scanLegacy } from './scan-legacy.ts';
import { encodeSheet } from './sheet-cells.ts';

const corpus = join(import.meta.dirname, '../../../tests/corpus');
const folder = mkdtempSync(join(tmpdir(), 'legacy-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Cell = { row: number; column: number; kind: Kind; text: string };

/** Collects cells as they come. */
function collect(): { sink: RowSink; cells: Cell[] } {
  const cells: Cell[] = [];
  let row: Cell[] = [];
  return {
    cells,
    sink: {
      cell(column, kind, bytes, start, end) {
        row.push({ row: 0, column, kind, text: Buffer.from(bytes.subarray(start, end)).toString('utf8') });
      },
      row(number) {
        for (const cell of row) cells.push({ ...cell, row: number });
        row = [];
        return true;
      },
    },
  };
}

/** All cells of a sheet, without a thread. */
async function scanParsed(book: XLSX.WorkBook, index: number): Promise<Cell[]> {
  const { sink, cells } = collect();
  for (const { bytes } of encodeSheet(book, index)) await replay(bytes, sink, () => {});
  return cells;
}

async function read(path: string, sheet: number, format?: LegacyFormat) {
  const { sink, cells } = collect();
  const reports: number[] = [];
  const known = format ?? ((await detectFormat(path)) as LegacyFormat);
  await scanLegacy(path, { sheet, format: known }, sink, (consumed, total) => {
    reports.push(consumed / total);
  });
  return { cells, date1904: sink.date1904, reports };
}

function filesUnder(part: string, pattern: RegExp): string[] {
  return readdirSync(join(corpus, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && pattern.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** An ods of one table with this inside. */
function saveOds(table: string, more: Record<string, string> = {}): string {
  const names = { office: 'office', table: 'table', text: 'text' };
  const spaces = Object.keys(names).map((name) => `xmlns:${name}="urn:oasis:names:tc:opendocument:xmlns:${name}:1.0"`);
  const path = join(folder, `${++saved}.ods`);
  writeFileSync(
    path,
    packZip({
      mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
      'content.xml': `<?xml version="1.0"?>${more.doctype ?? ''}<office:document-content ${spaces.join(' ')}><office:body><office:spreadsheet><table:table table:name="A">${table}</table:table></office:spreadsheet></office:body></office:document-content>`,
    }),
  );
  return path;
}
let saved = 0;
const odsCell = (attributes = ''): string =>
  `<table:table-cell office:value-type="string" ${attributes}><text:p>x</text:p></table:table-cell>`;

describe('legacy workbooks', () => {
  it('P38: every one of the corpus is read, or refused for its password', async () => {
    const refused: string[] = [];
    for (const path of filesUnder('legacy', /\.(xls|xlsb|ods)$/)) {
      const format = (await detectFormat(path)) as LegacyFormat;
      try {
        const { book } = await readLegacyWorkbook(path, format);
        expect(book.SheetNames.length).toBeGreaterThan(0);
        for (const index of book.SheetNames.keys()) await scanParsed(book, index);
      } catch (error) {
        expect((error as SheetError).code).toBe('encrypted');
        refused.push(path);
      }
    }
    expect(refused.length).toBeLessThanOrEqual(2);
  });

  it('P38: kinds come from number formats, and the epoch from the workbook', async () => {
    const path = join(corpus, 'legacy/tafia+calamine/tests/date_1904.xlsb');
    const { cells, date1904, reports } = await read(path, 0);
    expect(date1904).toBe(true);
    expect(cells.filter(({ column }) => column === 0)).toEqual([
      { row: 1, column: 0, kind: Kind.date, text: '42735' },
      { row: 2, column: 0, kind: Kind.date, text: '42736' },
      { row: 3, column: 0, kind: Kind.duration, text: '10.6320601851852' },
    ]);
    expect(reports.at(-1)).toBe(1);
    const ods = await read(join(corpus, 'legacy/tafia+calamine/tests/date.ods'), 0);
    expect(ods.date1904).toBe(false);
    expect(ods.cells.filter(({ column }) => column === 0).map(({ kind }) => kind)).toEqual([
      Kind.isoDate, // what the file declares, whatever the style shows
      Kind.isoDate,
      Kind.time,
      Kind.time,
    ]);
  });

  it.each(['xls', 'xlsb', 'ods'] as const)(
    'P38: %s: text, numbers, booleans, errors, gaps, hidden sheets',
    async (format) => {
      const sheet: XLSX.WorkSheet = {
        '!ref': 'A1:C5',
        A1: { t: 's', v: 'naïve ☺\nline' },
        C1: { t: 'n', v: -1.5e-7 },
        B3: { t: 'b', v: true },
        ...(format === 'ods' ? {} : { C3: { t: 'e' as const, v: 7 } }),
        A5: { t: 'n', v: 45_351.5, z: 'yyyy-mm-dd hh:mm' },
      };
      const book: XLSX.WorkBook = {
        SheetNames: ['One', 'Two'],
        Sheets: { One: sheet, Two: { '!ref': 'A1', A1: { t: 's', v: 'x' } } },
        Workbook: { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] },
      };
      const path = join(folder, `made.${format}`);
      writeFileSync(path, XLSX.write(book, { type: 'buffer', bookType: format === 'xls' ? 'biff8' : format }));
      expect(await detectFormat(path)).toBe(format);
      const sheets = await listLegacySheets(path, format);
      expect(sheets.map(({ name }) => name)).toEqual(['One', 'Two']);
      if (format !== 'ods') expect(sheets.map(({ hidden }) => hidden)).toEqual([false, true]);
      const { cells } = await read(path, 0, format);
      expect(cells.filter(({ kind }) => kind !== Kind.error)).toEqual([
        { row: 1, column: 0, kind: Kind.text, text: 'naïve ☺\nline' },
        { row: 1, column: 2, kind: Kind.number, text: '-1.5e-7' },
        { row: 3, column: 1, kind: Kind.boolean, text: '1' },
        { row: 5, column: 0, kind: Kind.datetime, text: '45351.5' },
      ]);
      expect(cells.filter(({ kind }) => kind === Kind.error).map(({ text }) => text)).toEqual(
        format === 'ods' ? [] : ['#DIV/0!'],
      );
      expect((await read(path, 1, format)).cells.map(({ text }) => text)).toEqual(['x']);
      await expect(read(path, 2, format)).rejects.toMatchObject({ code: 'no_such_sheet' });
    },
  );

  it('parses once for several sheets, also after a rest', async () => {
    const path = join(corpus, 'legacy/tafia+calamine/tests/xls_formula.xls');
    const source = await openLegacy(path, 'xls');
    for (let turn = 0; turn < 2; turn++) {
      for (const { index } of source.sheets) {
        const { sink, cells } = collect();
        await source.scan(index, sink, () => {});
        expect(cells.length).toBe([4, 1][index]);
      }
      await source.close();
    }
    await expect(source.scan(9, collect().sink, () => {})).rejects.toMatchObject({ code: 'no_such_sheet' });
  });

  it('P25: passwords are named', async () => {
    for (const path of filesUnder('hostile', /^(password|xor-encryption).*\.xls$/)) {
      await expect(readLegacyWorkbook(path, 'xls')).rejects.toMatchObject({ code: 'encrypted' });
    }
  });

  it('P19: hostile ones end at once, with an error of ours or with cells', async () => {
    for (const path of filesUnder('hostile', /\.(xls|xlsb|ods)$/)) {
      const from = effort();
      const format = path.slice(path.lastIndexOf('.') + 1) as LegacyFormat;
      const run = readLegacyWorkbook(path, format).then(({ book }) => scanParsed(book, 0));
      await run.catch((error: SheetError) => expect([path, error.name]).toEqual([path, 'SheetError']));
      expect([path, effort() - from < 2000]).toEqual([path, true]);
    }
  });

  it('P19: chains of sectors in circles, which kept the library busy for ever, end', async () => {
    const path = join(import.meta.dirname, 'fixtures/endless.xls');
    const from = effort();
    await read(path, 0, 'xls').catch((thrown: SheetError) => expect(thrown.name).toBe('SheetError'));
    expect(effort() - from).toBeLessThan(5_000);
  });

  it.each([
    ['rows', `<table:table-row table:number-rows-repeated="1048576">${odsCell()}</table:table-row>`],
    ['cells', `<table:table-row>${odsCell('table:number-columns-repeated="1000000000"')}</table:table-row>`],
    [
      'both',
      `<table:table-row table:number-rows-repeated="1048576">${odsCell('table:number-columns-repeated="16384"')}</table:table-row>`,
    ],
    ['spaces', `<table:table-row>${odsCell().replace('>x<', '><text:s text:c="100000000"/><')}</table:table-row>`],
  ])('P19: an ods that repeats %s without end is refused at once', async (_, table) => {
    const from = effort();
    await expect(readLegacyWorkbook(saveOds(table), 'ods')).rejects.toMatchObject({ code: 'zip_bomb' });
    expect(effort() - from).toBeLessThan(2000);
  });

  it('P38: an ods without styles, with empty cells to the end and a block of equal ones, is read', async () => {
    const { cells } = await read(
      saveOds(`<table:table-row table:number-rows-repeated="2">${odsCell('table:number-columns-repeated="2"')}</table:table-row>
        <table:table-row table:number-rows-repeated="1048573"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row>${odsCell()}</table:table-row>`),
      0,
      'ods',
    );
    expect(cells.map(({ row, column }) => [row, column])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
      [1_048_576, 0],
    ]);
  });

  it('P38: a cell of an ods has its own format, else that of its row, else that of its column', async () => {
    const digits = (name: string, count: number) =>
      `<number:number-style style:name="n${name}"><number:number number:decimal-places="0" number:min-integer-digits="${count}"/></number:number-style><style:style style:name="${name}" style:family="table-cell" style:data-style-name="n${name}"/>`;
    const cell = (attributes = '') =>
      `<table:table-cell office:value-type="float" office:value="7" ${attributes}><text:p>7</text:p></table:table-cell>`;
    const rows = [
      '<table:table-column table:default-cell-style-name="two"/><table:table-column/>',
      odsRow(cell() + cell() + cell('table:style-name="five"'), 'table:default-cell-style-name="three"'),
      odsRow(cell() + cell('table:style-name="five"') + cell()),
      odsRow('<table:table-cell office:value-type="float" office:value="7"/>', `table:default-cell-style-name='three'`),
    ];
    const styles = digits('two', 2) + digits('three', 3) + digits('five', 5);
    const path = join(folder, 'row-styles.ods');
    writeFileSync(path, packZip(odsParts(rows.join(''), { styles })));
    const shown: (string | null)[] = [];
    const sink: RowSink = {
      cell(_column, _kind, bytes, start, end, shared) {
        const format = findDisplay(sink.displays, shared);
        shown.push(format ? showNumber(format, bytes, start, end) : Buffer.from(bytes.subarray(start, end)).toString());
      },
      row: () => true,
    };
    await scanLegacy(path, { sheet: 0, format: 'ods' }, sink, () => {});
    expect(shown).toEqual(['007', '007', '00007', '07', '00007', '7', '007']);
  });

  it('P20: a DOCTYPE in an ods is refused', async () => {
    const path = saveOds(`<table:table-row>${odsCell()}</table:table-row>`, {
      doctype: '<!DOCTYPE x [<!ENTITY a "b">]>',
    });
    await expect(readLegacyWorkbook(path, 'ods')).rejects.toMatchObject({ code: 'doctype_forbidden' });
  });

  it('P19: too large is refused before it is read', async () => {
    const path = join(folder, 'large.xls');
    const file = openSync(path, 'w');
    ftruncateSync(file, 60 * 1024 * 1024);
    closeSync(file);
    await expect(read(path, 0, 'xls')).rejects.toMatchObject({ code: 'file_too_large_for_format' });
    await expect(read(join(folder, 'absent.xls'), 0, 'xls')).rejects.toMatchObject({ code: 'cannot_read' });
  });

  it('P19: an ods that unpacks to a gigabyte is refused in little time', { tags: ['long'] }, async () => {
    const container = XLSX.CFB.utils.cfb_new();
    XLSX.CFB.utils.cfb_add(container, '/mimetype', Buffer.from('application/vnd.oasis.opendocument.spreadsheet'));
    XLSX.CFB.utils.cfb_add(container, '/content.xml', Buffer.alloc(300 * 1024 * 1024, 32));
    const path = join(folder, 'bomb.ods');
    writeFileSync(path, XLSX.CFB.write(container, { fileType: 'zip', type: 'buffer', compression: true }));
    const from = effort();
    await expect(readLegacyWorkbook(path, 'ods')).rejects.toMatchObject({
      code: expect.stringMatching(/^(zip_bomb|file_too_large_for_format)$/),
    });
    expect(effort() - from).toBeLessThan(2000);
  });
});
