import * as XLSX from '@e965/xlsx';
import { describe, expect, test } from 'vitest';
import { keepOdsSheet } from './ods-sheets.ts';

const book = XLSX.utils.book_new();
for (const name of ['One', 'Two', 'Three']) {
  const rows = Array.from({ length: 50 }, (_, row) => [name, row, `text ${row} of ${name}`]);
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), name);
}
const ods = XLSX.CFB.read(XLSX.write(book, { type: 'buffer', bookType: 'ods' }) as Buffer, { type: 'buffer' });
const CONTENT = Buffer.from(XLSX.CFB.find(ods, '/content.xml')!.content as Uint8Array);

const cellsOf = (content: Uint8Array) => {
  const container = XLSX.CFB.utils.cfb_new();
  const parts = {
    '/content.xml': content,
    '/styles.xml': Buffer.from('<office:document-styles/>'),
    '/META-INF/manifest.xml': Buffer.from('<manifest:manifest/>'),
  };
  for (const [name, part] of Object.entries(parts)) XLSX.CFB.utils.cfb_add(container, name, Buffer.from(part));
  const packed = XLSX.CFB.write(container, { fileType: 'zip', type: 'buffer' }) as Buffer;
  const { SheetNames, Sheets } = XLSX.read(packed, { type: 'buffer' });
  return SheetNames.map((name) => [name, XLSX.utils.sheet_to_json(Sheets[name]!, { header: 1, blankrows: false })]);
};

/** Content with these tables in it. */
const contentOf = (tables: string) =>
  Buffer.from(
    `<office:document-content><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
  );
const table = (name: string, inside: string) => `<table:table table:name="${name}">${inside}</table:table>`;
const cell = (text: string, more = '') =>
  `<table:table-row><table:table-cell office:value-type="string"><text:p>${text}</text:p>${more}</table:table-cell></table:table-row>`;

describe('one sheet of an ods', () => {
  test('has all its cells, and the others have their names alone', () => {
    const whole = cellsOf(CONTENT);
    expect(whole.map(([, cells]) => cells?.length)).toEqual([50, 50, 50]);
    for (const index of whole.keys()) {
      const kept = keepOdsSheet(CONTENT, index);
      expect(kept.length).toBeLessThan(CONTENT.length / 2);
      expect(cellsOf(kept)).toEqual(whole.map(([name, cells], i) => [name, i === index ? cells : []]));
    }
  });

  test('is counted as the library counts: without a table of one tag, comments and text apart', () => {
    const content = contentOf(
      `<table:table table:name="None"/><!-- <table:table> -->${table('A', cell('a &lt;table:table>'))}${table('B', cell('b'))}`,
    );
    expect(cellsOf(keepOdsSheet(content, 1))).toEqual([
      ['A', []],
      ['B', [['b']]],
    ]);
  });

  test('content with tables in tables, without an end, or without such a sheet stays as it is', () => {
    for (const content of [
      contentOf(table('A', cell('a', table('inner', cell('i')))) + table('B', cell('b'))),
      contentOf(`${table('A', cell('a'))}<table:table table:name="B">`),
      contentOf(`${table('A', cell('a'))}</table:table>`),
      contentOf(table('A', cell('a')) + table('B', cell('b'))).subarray(0, -100),
    ])
      expect(keepOdsSheet(content, 0).equals(content)).toBe(true);
    expect(keepOdsSheet(CONTENT, 7).equals(CONTENT)).toBe(true);
  });
});
