import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as XLSX from '@e965/xlsx';
import { makeShow } from '@sheetport/contract/formats';
import { afterAll, expect, test } from 'vitest';
import { readOdsFormats } from '../../legacy/ods-number-formats.ts';
import type { ColumnType, EncodePlan } from '../../model.ts';
import { CopyReader } from '../copy-reader.ts';
import { encode } from '../encode.ts';
import { copyRow } from '../row-encoder.ts';
import { StoppableSource } from '../stoppable-source.ts';
import { writeOds } from './write-ods.ts';

const folder = mkdtempSync(join(tmpdir(), 'ods-'));
afterAll(() => rmSync(folder, { recursive: true }));

type Row = (string | null)[];

async function* stream(rows: readonly Row[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield copyRow(row);
}

const TYPES: ColumnType[] = ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime', 'time'];
const columns = TYPES.map((type) => ({ header: `${type} <&>`, type }));
const ROWS: Row[] = [
  ['=1+1', '42', '-1.5', 't', '2024-02-29', '2024-02-29 13:45:30', '08:30:00'],
  [null, null, null, null, null, null, null],
  ['  two  blanks ', '-9007199254740993', '123456789012345678.9', 'f', '1899-12-31', 'infinity', '24:00:00'],
  ['Nguyễn\tA\nB\r\n & <co> 😀\u0001', '7', 'NaN', null, '9999-12-31', '1969-12-31 12:00:00', '23:59:59'],
];
const SHOWN = [
  ['=1+1', '42', '-1.5', 'TRUE', '2024-02-29', '2024-02-29 13:45:30', '08:30:00'],
  ['', '', '', '', '', '', ''],
  ['  two  blanks ', '-9007199254740993', '123456789012345678.9', 'FALSE', '1899-12-31', 'infinity', '24:00:00'],
  ['Nguyễn\tA\nB\n & <co> 😀\ufffd', '7', 'NaN', '', '9999-12-31', '1969-12-31 12:00:00', '23:59:59'],
];

const FORMATTED: [ColumnType, string, string][] = [
  ['decimal', '#,##0.00', '1234567.005'],
  ['decimal', '#,##0.00;[Red]-#,##0.00', '-1234.5'],
  ['decimal', '#,##0.00_);(#,##0.00)', '-1234.5'],
  ['integer', '#,##0', '1000'],
  ['decimal', '0', '2.5'],
  ['decimal', '[$€] #,##0.00', '5'],
  ['decimal', '#,##0 [$VND];[Red]-#,##0 [$VND]', '1500000'],
  ['decimal', '0.0%', '0.125'],
  ['decimal', '0"%"', '25'],
  ['date', 'dd/mm/yyyy', '2024-02-29'],
  ['date', 'dddd\\, d mmmm yy', '2024-02-29'],
  ['datetime', 'd/m/yyyy hh:mm:ss', '2024-01-31 09:05:07'],
  ['datetime', 'h:mm AM/PM', '2024-01-31 15:04:00'],
];
const FORMATTED_COLUMNS = FORMATTED.map(([type, format], i) => ({ header: `c${i}`, type, format }));
const FORMATTED_ROW = FORMATTED.map(([, , value]) => value);
const FORMATTED_SHOWN = FORMATTED.map(([type, format, value]) => makeShow({ type, format }, 'en')!(value));

async function save(name: string, plan: Omit<EncodePlan, 'path' | 'format'>, rows: Row[][]) {
  const path = join(folder, name);
  const result = await encode({ ...plan, path, format: 'ods' }, rows.map(stream), () => {});
  expect(readFileSync(path).length).toBe(result.bytes);
  return { path, result };
}

test('each cell of each type, read by SheetJS', async () => {
  const { path, result } = await save(
    'types.ods',
    {
      sheets: [
        { name: "it's A", columns },
        { name: 'B', columns: [{ header: 'a', type: 'text' }] },
      ],
    },
    [ROWS, [['x']]],
  );
  expect(result).toMatchObject({ rows: 5, replaced: 1, sheets: [{ rows: 4 }, { name: 'B', rows: 1 }] });
  const bytes = readFileSync(path);
  // Readers look for the type at its place (ODF part 2, §3.3).
  expect(bytes.subarray(30, 84).toString()).toBe('mimetypeapplication/vnd.oasis.opendocument.spreadsheet');
  const book = XLSX.read(bytes, { cellDates: false });
  expect(book.SheetNames).toEqual(["it's A", 'B']);
  const sheet = book.Sheets["it's A"]!;
  const read = XLSX.utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: false, defval: '' });
  expect(read.map((row) => row.map(String))).toEqual([columns.map(({ header }) => header), ...SHOWN]);
  expect(['A2', 'B2', 'C2', 'D2', 'A4', 'B4'].map((cell) => (sheet[cell] as XLSX.CellObject).t)).toEqual([
    's',
    'n',
    'n',
    'b',
    's',
    's',
  ]);
});

test('formats of columns show the values as the formats of a workbook do, which SheetJS says', async () => {
  const [own, row, shown] = [FORMATTED_COLUMNS, FORMATTED_ROW, FORMATTED_SHOWN];
  const { path } = await save('formats.ods', { sheets: [{ name: 'A', columns: own }] }, [[row, row.map(() => null)]]);
  const bytes = readFileSync(path);
  const sheet = XLSX.read(bytes, { cellDates: false }).Sheets.A!;
  // The library knows neither colours nor other looks of negative numbers in this format; the text is what it is told.
  expect(own.map((_, i) => (sheet[XLSX.utils.encode_cell({ r: 1, c: i })] as XLSX.CellObject).w)).toEqual(shown);
  expect(own.slice(0, 9).map((_, i) => String(sheet[XLSX.utils.encode_cell({ r: 1, c: i })]!.v))).toEqual(
    row.slice(0, 9),
  );
  // What programs read that work out what they show.
  const content = XLSX.CFB.find(XLSX.CFB.read(bytes, { type: 'buffer' }), 'content.xml')!.content as Buffer;
  const codes = readOdsFormats([Buffer.from(content).toString()]);
  const plain = (code: string) =>
    code.replaceAll('"', '').replaceAll('\\', '').replaceAll('_)', '').replace('[Red]', '');
  const declared = FORMATTED.map((_, i) => plain(codes.get(`f${i + 1}`) ?? ''));
  expect(declared).toEqual(FORMATTED.map(([, format]) => plain(format)));
});

test('rows that do not fit continue on numbered sheets, each with the header', async () => {
  const path = join(folder, 'many.ods');
  const file = await open(path, 'w+');
  try {
    const plan: EncodePlan = {
      path,
      format: 'ods',
      sheets: [{ name: 'S', columns: [{ header: 'n', type: 'integer' }] }],
    };
    const rows = Array.from({ length: 7 }, (_, i) => [String(i)]);
    const reader = new CopyReader(new StoppableSource(stream(rows)));
    const result = await writeOds(file, plan, [reader], () => {}, 4);
    expect(result.sheets).toEqual([
      { name: 'S', rows: 3 },
      { name: 'S (2)', rows: 3 },
      { name: 'S (3)', rows: 1 },
    ]);
  } finally {
    await file.close();
  }
  const book = XLSX.read(readFileSync(path));
  expect(book.SheetNames.map((name) => XLSX.utils.sheet_to_csv(book.Sheets[name]!))).toEqual([
    'n\n0\n1\n2',
    'n\n3\n4\n5',
    'n\n6',
  ]);
});

const office = ['soffice', 'libreoffice'].find((name) => {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
});

/** LibreOffice 7.4 leaves tabs within a cell out; later ones keep them. */
const withoutTabs = (rows: string[][]) => rows.map((row) => row.map((cell) => cell.replaceAll('\t', '')));

test.skipIf(office === undefined)('LibreOffice reads the same', { tags: ['long'] }, async () => {
  const { path } = await save('office.ods', { sheets: [{ name: 'A', columns }] }, [ROWS]);
  const formats = await save('office-formats.ods', { sheets: [{ name: 'A', columns: FORMATTED_COLUMNS }] }, [
    [FORMATTED_ROW],
  ]);
  await promisify(execFile)(office!, [
    '--headless',
    `-env:UserInstallation=file://${folder}/profile`,
    '--convert-to',
    'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true',
    '--outdir',
    folder,
    path,
    formats.path,
  ]);
  const readCsv = (name: string) =>
    XLSX.utils
      .sheet_to_json<unknown[]>(
        XLSX.read(readFileSync(join(folder, name), 'utf8'), { type: 'string', raw: true }).Sheets.Sheet1!,
        { header: 1, raw: false, defval: '' },
      )
      .map((row) => row.map(String));
  const read = readCsv('office.csv');
  expect(withoutTabs(read)).toEqual(withoutTabs([columns.map(({ header }) => header), ...SHOWN]));
  expect(readCsv('office-formats.csv')[1]).toEqual(FORMATTED_SHOWN);
});
