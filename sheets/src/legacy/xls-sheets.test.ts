import { readFileSync } from 'node:fs';
import * as XLSX from '@e965/xlsx';
import { describe, expect, test } from 'vitest';
import { openCompoundFile } from './compound-streams.ts';
import { keepSheet } from './xls-sheets.ts';

const corpus = new URL('../../../tests/corpus/legacy/', import.meta.url);

function streamOf(file: Buffer): Buffer {
  const container = openCompoundFile(file);
  return container.stream('Workbook') ?? container.stream('Book')!;
}

function workbook(bookType: 'biff8' | 'biff5'): Buffer {
  const book = XLSX.utils.book_new();
  for (const name of ['One', 'Two', 'Three']) {
    const rows = Array.from({ length: 50 }, (_, row) => [name, row, `text ${row} of ${name}`]);
    XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), name);
  }
  return streamOf(XLSX.write(book, { type: 'buffer', bookType }));
}

const cellsOf = (stream: Buffer) => {
  const { SheetNames, Sheets } = XLSX.read(stream, { type: 'buffer' });
  return SheetNames.map(
    (name) => [name, XLSX.utils.sheet_to_json(Sheets[name]!, { header: 1, blankrows: false })] as const,
  );
};

describe('one sheet of an xls', () => {
  test.each([
    ['of Excel 97', () => workbook('biff8')],
    ['of Excel 95', () => workbook('biff5')],
    ['with a chart sheet', () => streamOf(readFileSync(new URL('tafia+calamine/tests/any_sheets.xls', corpus)))],
  ])('%s has all its cells, and the others have their names alone', (_, make) => {
    const stream = make();
    const whole = cellsOf(stream);
    expect(whole.length).toBeGreaterThan(2);
    for (const index of whole.keys()) {
      const kept = cellsOf(keepSheet(stream, index));
      expect(kept).toEqual(whole.map(([name, cells], i) => [name, i === index ? cells : []]));
    }
  });

  test('a stream that is encrypted, cut, or has no such sheet stays as it is', () => {
    const stream = workbook('biff8');
    expect(keepSheet(stream, 7)).toBe(stream);
    const cut = stream.subarray(0, 300);
    expect(keepSheet(cut, 0)).toBe(cut);
    const encrypted = Buffer.from(stream);
    const second = 4 + stream.readUInt16LE(2);
    encrypted.writeUInt16LE(0x2f, second);
    expect(keepSheet(encrypted, 0)).toBe(encrypted);
    expect(keepSheet(Buffer.from([9, 8]), 0)).toHaveLength(2);
  });
});
