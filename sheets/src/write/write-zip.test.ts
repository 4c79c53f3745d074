import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { parquetMetadata } from 'hyparquet';
import { afterAll, expect, test } from 'vitest';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { encode } from './encode.ts';
import { nameFile } from './file-names.ts';
import { copyRow } from './row-encoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'zip-of-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const columns = [{ header: 'n', type: 'integer' as const }];

async function* stream(rows: readonly string[][]) {
  for (const row of rows) yield copyRow(row);
}

async function unpack(path: string): Promise<Record<string, Buffer>> {
  // Its names are in lower case.
  const zip = await openZip(path);
  const files: Record<string, Buffer> = {};
  for (const [name, entry] of zip.entries) files[name] = Buffer.from(await readWholeEntry(zip, entry));
  await zip.close();
  return files;
}

test('each sheet is a file of its format, one after the other', async () => {
  const path = join(folder, 'a.zip');
  const told: number[] = [];
  const result = await encode(
    {
      path,
      format: 'zip',
      sheets: [
        { name: 'Đơn/hàng', columns },
        { name: 'b', columns, file: { format: 'xlsx' } },
        { name: 'b', columns, file: { format: 'parquet' } },
        { name: 'B', columns, file: { format: 'csv', bom: false, text: { lineEnd: 'lf' } } },
        { name: 'b', columns, file: { format: 'csv', bom: false } },
      ],
    },
    [[['1'], ['2']], [['3']], [['4']], [], [['5']]].map(stream),
    (rows) => told.push(rows),
  );
  expect(result).toMatchObject({ rows: 5, bytes: readFileSync(path).length });
  expect(told.at(-1)).toBe(5);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  const files = await unpack(path);
  expect(Object.keys(files)).toEqual(['đơn_hàng.csv', 'b.xlsx', 'b.parquet', 'b.csv', 'b (2).csv']);
  expect(files['đơn_hàng.csv']!.toString()).toBe('\ufeffn\r\n1\r\n2\r\n');
  expect(files['b.csv']!.toString()).toBe('n\n');
  expect(XLSX.utils.sheet_to_csv(XLSX.read(files['b.xlsx']!).Sheets.b!)).toBe('n\n3');
  expect(Number(parquetMetadata(new Uint8Array(files['b.parquet']!).buffer).num_rows)).toBe(1);
});

test('P30: a source that fails leaves nothing', async () => {
  const path = join(folder, 'b.zip');
  async function* failing() {
    yield copyRow(['1']);
    throw new Error('gone');
  }
  const plan = {
    path,
    format: 'zip' as const,
    sheets: [
      { name: 'a', columns },
      { name: 'b', columns },
    ],
  };
  await expect(encode(plan, [stream([['1']]), failing()], () => {})).rejects.toThrow('gone');
  expect(readdirSync(folder).filter((name) => name.startsWith('b.'))).toEqual([]);
});

test('P24: names of files are no paths and no devices', () => {
  const taken = new Set<string>();
  const names = ['../../etc/passwd', 'con', '', 'a\u202eb', 'x'.repeat(300), 'A:\\b'];
  expect(names.map((name) => nameFile(name, 'csv', taken))).toEqual([
    '_.._etc_passwd.csv',
    '_con.csv',
    'file.csv',
    'a_b.csv',
    `${'x'.repeat(100)}.csv`,
    'A__b.csv',
  ]);
});
