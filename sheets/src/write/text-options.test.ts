import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, expect, test } from 'vitest';
import type { EncodePlan, TextOptions } from '../model.ts';
import { encode } from './encode.ts';
import { copyRow } from './row-encoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'text-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function write(text: TextOptions, rows: (string | null)[][], more: Partial<EncodePlan> = {}) {
  const path = join(folder, 'x.csv');
  const columns = [
    { header: 'a', type: 'text' as const },
    { header: 'b', type: 'decimal' as const },
    { header: 'c', type: 'date' as const },
  ];
  async function* stream() {
    for (const row of rows) yield copyRow(row);
  }
  const plan: EncodePlan = { path, format: 'csv', bom: false, sheets: [{ name: 's', columns }], text, ...more };
  const result = await encode(plan, [stream()], () => {});
  const bytes = readFileSync(path);
  expect(result.bytes).toBe(bytes.length);
  return { bytes, result };
}

test('delimiter, decimal mark, line ends and the text for nothing', async () => {
  const { bytes } = await write({ delimiter: ';', decimalMark: ',', lineEnd: 'lf', nullText: 'NULL' }, [
    ['x;y', '-1.25', '2024-01-31'],
    [null, null, null],
    ['', '3', null],
    ['1.5', '1e+20', null],
  ]);
  expect(bytes.toString()).toBe('a;b;c\n"x;y";-1,25;2024-01-31\nNULL;NULL;NULL\n"";3;NULL\n1.5;1e+20;NULL\n');
});

test('UTF-16 with its mark', async () => {
  const { bytes } = await write({ encoding: 'utf-16le' }, [['Đường 😀', '1', null]], { bom: true });
  expect(iconv.decode(bytes, 'utf-16le', { stripBOM: false })).toBe('\ufeffa,b,c\r\nĐường 😀,1,\r\n');
});

test('windows-1252, and what it does not have is replaced and counted', async () => {
  const { bytes, result } = await write({ encoding: 'windows-1252' }, [
    ['€ “Zürich” – Žižek e\u0301', '1', null],
    ['Đường 😀', '2', null],
  ]);
  expect(result.replaced).toBe(4);
  expect(iconv.decode(bytes, 'windows-1252')).toBe(
    'a,b,c\r\n€ “Zürich” – Žižek é,1,\r\n?u?ng ?,2,\r\n'.replace('?u?ng', '???ng'),
  );
});
