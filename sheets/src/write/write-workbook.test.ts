import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { ANY_CHARACTER } from '../../../tests/support/any-character.ts';
import { runsOf } from '../../fixtures/runs.ts';
import type { ColumnType, EncodePlan } from '../model.ts';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { CopyReader } from './copy-reader.ts';
import { encode } from './encode.ts';
import { copyRow } from './row-encoder.ts';
import { StoppableSource } from './stoppable-source.ts';
import { writeWorkbook } from './write-workbook.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbook-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** The rows as COPY TEXT, in chunks that end anywhere. */
async function* stream(rows: (string | null)[][], chunkBytes = 7): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.concat(rows.map(copyRow));
  for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
}

async function write(
  types: ColumnType[],
  rows: (string | null)[][],
  extra: Partial<EncodePlan> & { headers?: string[] } = {},
) {
  const path = join(folder, `${files++}.xlsx`);
  const columns = types.map((type, i) => ({ header: extra.headers?.[i] ?? `c${i}`, type }));
  const plan: EncodePlan = { path, format: 'xlsx', sheets: [{ name: 'Sheet', columns }], ...extra };
  const result = await encode(plan, [stream(rows)], () => {});
  expect(result.bytes).toBe(statSync(path).size);
  return { path, result };
}

async function readBook(path: string): Promise<ExcelJS.Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.readFile(path);
  return workbook;
}

/** A cell as ExcelJS sees it, by address. */
async function readCells(path: string): Promise<(address: string) => ExcelJS.CellValue> {
  const sheet = (await readBook(path)).worksheets[0]!;
  return (address) => sheet.getCell(address).value;
}

describe('an exported workbook', () => {
  it('holds typed cells with their formats', async () => {
    const types: ColumnType[] = ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime'];
    const { path } = await write(types, [
      ['Zürich & <co>', '42', '-1.50', 't', '2024-02-29', '2024-02-29 13:45:30.25'],
      [null, null, null, null, null, '1999-12-31 23:59:59+00'],
    ]);
    const sheet = (await readBook(path)).worksheets[0]!;
    expect(sheet.getRow(2).values).toEqual([
      undefined,
      'Zürich & <co>',
      42,
      -1.5,
      true,
      new Date('2024-02-29T00:00:00Z'),
      new Date('2024-02-29T13:45:30.250Z'),
    ]);
    expect(sheet.getCell('F3').value).toEqual(new Date('1999-12-31T23:59:59Z'));
    expect(sheet.getCell('A3').value).toBe(null);
    expect(['A2', 'B2', 'C2', 'E2', 'F2'].map((cell) => sheet.getCell(cell).numFmt)).toEqual([
      '@',
      '0',
      undefined,
      'yyyy-mm-dd',
      'yyyy-mm-dd hh:mm:ss',
    ]);
    // A boolean has a format of its own: without one LibreOffice shows some as 1 and 0.
    expect(sheet.getCell('D2').alignment).toEqual({ horizontal: 'general' });
    expect(sheet.getCell('A1').font).toMatchObject({ bold: true });
    expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
    expect(sheet.autoFilter).toBe('A1:F3');
    expect(sheet.getColumn(6).width).toBeGreaterThanOrEqual(19);
  });

  it('P38: what a number or a date cell cannot hold truly is text', async () => {
    const { path } = await write(
      ['integer', 'decimal', 'date', 'datetime'],
      [
        ['9223372036854775807', '12345678901234567890', '1900-02-28', '0044-03-15 12:00:00 BC'],
        ['123456789012345', '0.1', '1900-03-01', '9999-12-31 23:59:59'],
        ['-1000000000000000', 'NaN', '10000-01-01', 'infinity'],
        ['0', '1.2300000000000000000', 'infinity', '1900-02-28 23:30:00-01'],
        ['-0', '1e+20', '0044-03-15 BC', '2024-01-01 00:30:00+05:30'],
        ['7', '1e-320', '0001-01-01', '1899-01-01 00:00:00'],
        ['8', '0.30000000000000004', '9999-12-31', '2024-01-01 00:00:00.000001'],
      ],
    );
    const cell = await readCells(path);
    expect(['A2', 'B2', 'C2', 'D2'].map(cell)).toEqual([
      '9223372036854775807',
      '12345678901234567890',
      '1900-02-28',
      '0044-03-15 12:00:00 BC',
    ]);
    expect(['A3', 'B3'].map(cell)).toEqual([123456789012345, 0.1]);
    expect(cell('C3')).toEqual(new Date('1900-03-01T00:00:00Z'));
    expect(cell('D3')).toEqual(new Date('9999-12-31T23:59:59Z'));
    expect(['A4', 'B4', 'C4', 'D4'].map(cell)).toEqual(['-1000000000000000', 'NaN', '10000-01-01', 'infinity']);
    expect(['A5', 'B5', 'C5'].map(cell)).toEqual([0, 1.23, 'infinity']);
    expect(cell('D5')).toEqual(new Date('1900-03-01T00:30:00Z'));
    expect(['B6', 'C6'].map(cell)).toEqual([1e20, '0044-03-15 BC']);
    expect(cell('D6')).toEqual(new Date('2023-12-31T19:00:00Z'));
    expect(['B7', 'C7', 'D7'].map(cell)).toEqual(['1e-320', '0001-01-01', '1899-01-01 00:00:00']);
    expect(cell('B8')).toBe('0.30000000000000004');
    const xml = await sheetXml(path);
    expect(xml).toContain('<v>45292.0000000000120</v>');
  });

  it('P28: text that looks like a formula is a string in the text format', async () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠a', "'=1"];
    const { path } = await write(
      ['text', 'integer'],
      texts.map((text) => [text, '-5']),
      { headers: ['=HYPERLINK("x")', 'n'] },
    );
    const sheet = (await readBook(path)).worksheets[0]!;
    texts.forEach((text, i) => {
      const cell = sheet.getCell(i + 2, 1);
      expect([cell.value, cell.type, cell.numFmt]).toEqual([text, ExcelJS.ValueType.String, '@']);
      expect(sheet.getCell(i + 2, 2).value).toBe(-5);
    });
    expect(sheet.getCell('A1').value).toBe('=HYPERLINK("x")');
    expect(await sheetXml(path)).not.toContain('<f>');
  });

  it('keeps spaces and line ends', async () => {
    const texts = [' a ', '\n', 'a\r\nb', 'tab\there', '\r', 'a]]>b', '\\N', '\\', '😀', '\\\\n', 'ï¿½', '_x00_'];
    const { path } = await write(
      ['text'],
      texts.map((text) => [text]),
    );
    const cell = await readCells(path);
    expect(texts.map((_, i) => cell(`A${i + 2}`))).toEqual(texts);
  });

  it('escapes what XML cannot hold as Excel does, and what looks like such an escape', async () => {
    const texts = ['\u0001\u001f\u000b', '_x0041_', '__x005F_', '_xabcd_x0041_', '\uffff\ufffe'];
    const { path } = await write(
      ['text'],
      texts.map((text) => [text]),
    );
    const written = [...(await sheetXml(path)).matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map(([, text]) => text).slice(1);
    expect(written).toEqual([
      '_x0001__x001F__x000B_',
      '_x005F_x0041_',
      '__x005F_x005F_',
      '_x005F_xabcd_x005F_x0041_',
      '_xFFFF__xFFFE_',
    ]);
  });

  it('cuts texts at 32,767 characters and says so', async () => {
    const whole = '😀'.repeat(16_383);
    const { path, result } = await write(
      ['text', 'text'],
      [
        [`${whole}ab`, 'short'],
        [`${whole}a`, 'x'.repeat(40_000)],
        ['\n'.repeat(32_768), `${whole}😀`],
      ],
    );
    expect(result.truncated).toBe(4);
    const cell = await readCells(path);
    expect(cell('A2')).toBe(`${whole}a`);
    expect(cell('B2')).toBe('short');
    expect(cell('A3')).toBe(`${whole}a`);
    expect(cell('B3')).toBe('x'.repeat(32_767));
    expect(cell('A4')).toBe('\n'.repeat(32_767));
    expect(cell('B4')).toBe(whole);
  });

  it('makes sheet names valid and unlike one another', async () => {
    const path = join(folder, 'names.xlsx');
    const names = ['a/b:c', 'A_B_C', '', "'quoted'", 'History', 'x'.repeat(40), 'x'.repeat(40), `${'y'.repeat(30)}😀`];
    const sheets = names.map((name) => ({ name, columns: [{ header: 'h', type: 'text' as const }] }));
    const result = await encode(
      { path, format: 'xlsx', sheets, title: 'All & more' },
      names.map((name) => stream([[name]])),
      () => {},
    );
    const expected = [
      'a_b_c',
      'A_B_C (2)',
      'Sheet',
      'quoted',
      'History_',
      'x'.repeat(31),
      `${'x'.repeat(27)} (2)`,
      'y'.repeat(30),
    ];
    expect(result.sheets.map(({ name }) => name)).toEqual(expected);
    const book = await readBook(path);
    expect(book.worksheets.map(({ name }) => name)).toEqual(expected);
    expect(book.worksheets.map((sheet) => sheet.getCell('A2').text)).toEqual(names);
    expect(book.title).toBe('All & more');
  });

  it('reports rows and bytes, never less than before', async () => {
    const path = join(folder, 'progress.xlsx');
    const rows = Array.from({ length: 30_000 }, (_, i) => [String(i), `text ${i} `.repeat(8)]);
    const seen: [number, number][] = [];
    const columns = [
      { header: 'a', type: 'integer' as const },
      { header: 'b', type: 'text' as const },
    ];
    const result = await encode(
      { path, format: 'xlsx', sheets: [{ name: 's', columns }] },
      [stream(rows, 65_536)],
      (...step) => {
        seen.push(step);
      },
    );
    expect(seen.every(([r, b], i) => i === 0 || (r >= seen[i - 1]![0] && b >= seen[i - 1]![1]))).toBe(true);
    expect(seen.at(-1)).toEqual([30_000, result.bytes]);
    expect(seen.length).toBeGreaterThan(10);
  });

  it('writes an empty table as its header', async () => {
    const { path, result } = await write(['text', 'date'], []);
    expect(result.rows).toBe(0);
    expect((await readBook(path)).worksheets[0]!.rowCount).toBe(1);
  });
});

describe('a workbook of many rows', () => {
  it('continues on further sheets, each with its header', async () => {
    const path = join(folder, 'many.xlsx');
    const columns = [
      { header: 'n', type: 'integer' as const },
      { header: 'text', type: 'text' as const },
    ];
    const sheets = [
      { name: 'Orders', columns },
      { name: 'orders (2)', columns },
      { name: 'exact', columns },
    ];
    const rowsOf = (count: number) => Array.from({ length: count }, (_, i) => [String(i), `t${i}`]);
    const sources = [rowsOf(25), rowsOf(3), rowsOf(9)].map((rows) => new CopyReader(new StoppableSource(stream(rows))));
    const file = await open(path, 'w');
    const result = await writeWorkbook(file, { path, format: 'xlsx', sheets }, sources, () => {}, 10);
    await file.close();
    expect(result.rows).toBe(37);
    expect(result.sheets).toEqual([
      { name: 'Orders', rows: 9 },
      { name: 'Orders (3)', rows: 9 },
      { name: 'Orders (4)', rows: 7 },
      { name: 'orders (2)', rows: 3 },
      { name: 'exact', rows: 9 },
    ]);
    const book = await readBook(path);
    expect(book.worksheets.map(({ name }) => name)).toEqual(result.sheets.map(({ name }) => name));
    expect(
      book.worksheets.map((sheet) => [sheet.getCell('A1').value, sheet.getCell('A2').value, sheet.rowCount]),
    ).toEqual([
      ['n', 0, 10],
      ['n', 9, 10],
      ['n', 18, 8],
      ['n', 0, 4],
      ['n', 0, 10],
    ]);
    expect(book.worksheets[2]!.autoFilter).toBe('A1:B8');
  });

  it('is read from front to back by ExcelJS, and by SheetJS', async () => {
    const rows = Array.from({ length: 200 }, (_, i) => [
      i % 3 === 0 ? null : String(i),
      `text ${i}`,
      i % 2 === 0 ? null : 't',
    ]);
    const { path } = await write(['integer', 'text', 'boolean'], rows);
    const streamed: unknown[][] = [];
    const reader = new ExcelJS.stream.xlsx.WorkbookReader(path, { worksheets: 'emit' });
    for await (const sheet of reader) for await (const row of sheet) streamed.push((row.values as unknown[]).slice(1));
    const expected = rows.map(([n, text, flag]) => [
      n === null ? undefined : Number(n),
      text,
      ...(flag === null ? [] : [true]),
    ]);
    expect(streamed.slice(1).map((row) => Array.from(row))).toEqual(expected);
    const sheet = XLSX.read(readFileSync(path)).Sheets.Sheet!;
    expect(XLSX.utils.sheet_to_json(sheet, { header: 1, defval: null }).slice(1)).toEqual(
      rows.map(([n, text, flag]) => [n === null ? null : Number(n), text, flag === null ? null : true]),
    );
  });
});

describe('round trips, with ExcelJS as the reader', () => {
  const text = fc
    .string({
      unit: fc.oneof(
        fc.constantFrom('_', 'x', '0', '4', '1', '\\', ' ', '\n', '\r', '\t', '<', '&', '=', "'"),
        fc.string({ unit: ANY_CHARACTER, minLength: 1, maxLength: 1 }),
      ),
      minLength: 1,
      maxLength: 12,
    })
    .filter((value) => !/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|_x[0-9a-f]{4}_/i.test(value));
  const moment = fc.date({
    min: new Date('1900-03-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });
  const number = fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .filter(
      (value) =>
        Object.is(Number(value.toPrecision(15)), value) &&
        Math.abs(value) < 1e15 &&
        (Math.abs(value) > 1e-280 || value === 0) &&
        !Object.is(value, -0),
    );

  it('P29: text, numbers, moments and nulls come back as they were', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.option(text), fc.option(number), fc.option(moment)), { minLength: 1, maxLength: 12 }),
        async (rows) => {
          const { path } = await write(
            ['text', 'decimal', 'datetime'],
            rows.map(([t, n, m]) => [
              t,
              n === null ? null : String(n),
              m === null ? null : m.toISOString().replace('T', ' ').replace('Z', ''),
            ]),
          );
          const sheet = (await readBook(path)).worksheets[0]!;
          const read = rows.map((_, i) => [1, 2, 3].map((column) => sheet.getCell(i + 2, column).value));
          expect(read).toEqual(rows);
          rmSync(path);
        },
      ),
      { numRuns: runsOf(60) },
    );
  }, 600_000);
});

/** The first sheet's part, unpacked. */
async function sheetXml(path: string): Promise<string> {
  const zip = await openZip(path);
  try {
    return Buffer.from(await readWholeEntry(zip, zip.entries.get('xl/worksheets/sheet1.xml')!)).toString('utf8');
  } finally {
    await zip.close();
  }
}
