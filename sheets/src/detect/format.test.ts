import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { effort } from '../../fixtures/effort.ts';
import { runsOf } from '../../fixtures/runs.ts';
import type { SheetError } from '../errors.ts';
import { detectFormat } from './format.ts';

const corpus = join(import.meta.dirname, '../../../tests/corpus');
const folder = mkdtempSync(join(tmpdir(), 'format-'));
afterAll(() => rmSync(folder, { recursive: true }));

function save(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

async function answer(path: string, name?: string): Promise<string> {
  return detectFormat(path, name).catch((error: SheetError) =>
    [error.code, error.detail.kind].filter(Boolean).join(': '),
  );
}

function filesUnder(part: string): string[] {
  return readdirSync(join(corpus, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

describe('the format of a file', () => {
  it('P25: every workbook of the corpus is what it is', async () => {
    for (const path of [...filesUnder('workbooks'), ...filesUnder('legacy')]) {
      const extension = path.slice(path.lastIndexOf('.') + 1).replace('xlsm', 'xlsx');
      if (!path.endsWith('openxml4j/invalid.xlsx')) expect([path, await answer(path)]).toEqual([path, extension]);
    }
  });

  it('P25: the bytes decide, not the name', async () => {
    const workbook = filesUnder('workbooks').find((path) => path.endsWith('.xlsx'))!;
    copyFileSync(workbook, join(folder, 'really-a-workbook.csv'));
    expect(await answer(join(folder, 'really-a-workbook.csv'), 'really-a-workbook.csv')).toBe('xlsx');
    expect(await answer(save('really-text.xlsx', 'a,b\n1,2\n'), 'really-text.xlsx')).toBe('csv');
    expect(await answer(save('tabs.csv', 'a\tb\n1\t2\n'), 'tabs.csv')).toBe('tsv');
    expect(await answer(save('one.tsv', 'a\nb\n'), 'one.tsv')).toBe('tsv');
    expect(await answer(save('utf16.csv', Buffer.from('\ufeffa\tb\r\n1\t2\r\n', 'utf16le')))).toBe('tsv');
    expect(await answer(save('angle.csv', '<50kg,>50kg\n1,2\n'))).toBe('csv');
    expect(await answer(save('zero.csv', 'a,b,c\n\0,2,3\n'))).toBe('csv');
    expect(await answer(save('controls.csv', '"\t\n\v\f\r start \t\n\v\f\r",b,c\nd,e,f\n'))).toBe('csv');
    expect(await answer(save('mz.csv', 'MZ,BM\n1,2\n'))).toBe('csv');
  });

  const zeros = Buffer.alloc(64);
  it.each([
    ['nothing.xlsx', '', 'empty_file'],
    ['program.xlsx', Buffer.concat([Buffer.from('MZ\x90'), zeros]), 'not_a_spreadsheet: Windows program'],
    ['page.xls', '<html><body><table><tr><td>1</td></tr></table></body></html>', 'not_a_spreadsheet: web page (HTML)'],
    ['page2.xls', '\ufeff\n<!DOCTYPE html><p>', 'not_a_spreadsheet: web page (HTML)'],
    ['paper.xlsx', '%PDF-1.7\n', 'not_a_spreadsheet: PDF document'],
    ['picture.csv', Buffer.from('89504e470d0a1a0a0000000d', 'hex'), 'not_a_spreadsheet: PNG image'],
    ['noise.csv', Buffer.from([1, 2, 3, 4, 5, 0, 7, 8, 0, 0, 1]), 'not_a_spreadsheet: binary file'],
    [
      '2003.xls',
      '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
      'unsupported_format: XML Spreadsheet 2003',
    ],
    ['old.xls', Buffer.concat([Buffer.from([9, 0, 4, 0]), zeros]), 'unsupported_format: Excel 2 worksheet'],
    ['cut.xlsx', Buffer.from('504b0304', 'hex'), 'truncated'],
    ['cut.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'truncated'],
  ])('P25: %s is refused with what it is', async (name, content, expected) => {
    expect(await answer(save(name, content), name)).toBe(expected);
  });

  it.each(['xlsx', 'xlsm', 'xlsb', 'ods', 'biff8'] as const)(
    'P25: a workbook that SheetJS wrote as %s',
    async (type) => {
      const book = XLSX.utils.book_new();
      XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet([['id'], [1]]), 'S');
      const path = save(`sheetjs.${type}`, XLSX.write(book, { type: 'buffer', bookType: type, compression: true }));
      expect(await answer(path)).toBe({ xlsx: 'xlsx', xlsm: 'xlsx', xlsb: 'xlsb', ods: 'ods', biff8: 'xls' }[type]);
    },
  );

  it('P25: Apple Numbers is named', async () => {
    const container = XLSX.CFB.utils.cfb_new();
    XLSX.CFB.utils.cfb_add(container, '/Index/Document.iwa', Buffer.from('iwa'));
    const zip: Buffer = XLSX.CFB.write(container, { fileType: 'zip', type: 'buffer' });
    expect(await answer(save('a.numbers', zip))).toBe('unsupported_format: Apple Numbers document');
  });

  it.each([
    ['hostile/apache+poi/test-data/spreadsheet/protected_passtika.xlsx', 'encrypted'],
    ['hostile/apache+poi/test-data/poifs/protected_sha512.xlsx', 'encrypted'],
    ['hostile/tafia+calamine/tests/pass_protected.ods', 'encrypted'],
    ['hostile/derived/cut-50-percent.xlsx', 'truncated'],
    ['hostile/derived/other-zip.xlsx', 'not_a_spreadsheet: zip archive'],
    ['hostile/derived/csv-text.xlsx', 'csv'],
  ])('P25: %s is %s', async (file, expected) => {
    expect(await answer(join(corpus, file))).toBe(expected);
  });

  it('P25: every hostile file gets an answer of ours, at once', async () => {
    for (const path of filesUnder('hostile')) {
      const from = effort();
      const error = await detectFormat(path).then(
        () => null,
        (thrown: unknown) => thrown as SheetError,
      );
      if (error) expect(error.name).toBe('SheetError');
      expect(effort() - from).toBeLessThan(2000);
    }
  });

  it('a file that is not there cannot be read', async () => {
    expect(await answer(join(folder, 'absent'))).toBe('cannot_read');
  });

  it('P25: no bytes make it throw anything but its own errors', async () => {
    const start = fc
      .constantFrom('504b0304', 'd0cf11e0a1b11ae1', '3c3f786d6c', 'fffe', '')
      .map((hex) => Buffer.from(hex, 'hex'));
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 1200 }), async (head, rest) => {
        const path = save('fuzz', Buffer.concat([head, rest]));
        await detectFormat(path).catch((error: SheetError) => expect(error.name).toBe('SheetError'));
      }),
      { numRuns: runsOf(200) },
    );
  });
});
