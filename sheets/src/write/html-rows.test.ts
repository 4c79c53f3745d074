import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { afterAll, expect, test } from 'vitest';
import { encode } from './encode.ts';
import { copyRow } from './row-encoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'html-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function write(rows: (string | null)[][]): Promise<string> {
  const path = join(folder, 'x.html');
  const columns = [
    { header: 'a <b>', type: 'text' as const },
    { header: 'n', type: 'decimal' as const },
    { header: 'yes', type: 'boolean' as const },
  ];
  async function* stream() {
    for (const row of rows) yield copyRow(row);
  }
  const result = await encode(
    { path, format: 'html', title: 'T & "t"', sheets: [{ name: 's', columns }] },
    [stream()],
    () => {},
  );
  const text = readFileSync(path, 'utf8');
  expect(result).toMatchObject({ rows: rows.length, bytes: Buffer.byteLength(text) });
  return text;
}

test('a page holds each cell as it is, read by another reader', async () => {
  const rows = [
    ['<script>alert(1)</script> & "x"', '-1.50', 't'],
    [null, null, null],
    ['tiếng Việt 😀', '12', 'f'],
    ['=1+1', '3', 't'],
  ];
  const text = await write(rows);
  expect(text).not.toContain('<script');
  expect(text).toContain('<title>T &amp; &quot;t&quot;</title>');
  const sheet = XLSX.read(text, { type: 'string', raw: true }).Sheets.Sheet1!;
  const read = XLSX.utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: false, defval: '' });
  const shown = (value: string | null | undefined) =>
    value === 't' ? 'true' : value === 'f' ? 'false' : (value ?? '');
  expect(read.map((row) => row.map((cell) => String(cell).toLowerCase()))).toEqual(
    [['a <b>', 'n', 'yes'], ...rows.map(([a, n, yes]) => [shown(a), shown(n), shown(yes)])].map((row) =>
      row.map((cell) => cell.toLowerCase()),
    ),
  );
});

test('formats of columns show the values, which stand beside them as they are', async () => {
  const path = join(folder, 'formats.html');
  const columns = [
    { header: 'a', type: 'decimal' as const, format: '#,##0.00 [$€];[Red]-#,##0.00 [$€]' },
    { header: 'b', type: 'date' as const, format: 'd mmmm yyyy' },
    { header: 'c', type: 'integer' as const, format: '0"%"' },
  ];
  const rows = [
    ['-1234567.005', '2024-02-29', '7'],
    [null, null, null],
    ['NaN', 'infinity', '12'],
  ];
  async function* stream() {
    for (const row of rows) yield copyRow(row);
  }
  const document = { lines: [], page: '', omitted: '', language: 'vi' };
  await encode({ path, format: 'html', sheets: [{ name: 's', columns }], document }, [stream()], () => {});
  const text = readFileSync(path, 'utf8');
  const sheet = XLSX.read(text, { type: 'string', raw: true }).Sheets.Sheet1!;
  expect(XLSX.utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: false, defval: '' })).toEqual([
    ['a', 'b', 'c'],
    ['-1.234.567,01 €', '29 Tháng 2 2024', '7%'],
    ['', '', ''],
    ['NaN', 'infinity', '12%'],
  ]);
  expect(text).toContain('<td class="n r"><data value="-1234567.005">-1.234.567,01 €</data></td>');
  expect(text).toContain('<td><data value="2024-02-29">29 Tháng 2 2024</data></td>');
});

test('line ends stay, and what HTML cannot hold is replaced', async () => {
  expect(await write([['a\r\nb\tc\u0001\u000b', '1', null]])).toContain(
    '<td>a\nb\tc&#xFFFD;&#xFFFD;</td><td class="n">1</td><td></td>',
  );
});
