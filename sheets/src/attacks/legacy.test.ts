import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import {
  compound,
  DOCTYPE,
  honestZip,
  manyLinks,
  manyNumbers,
  manyRows,
  odsCell,
  odsParts,
  odsRow,
  xlsbParts,
} from '../../fixtures/legacy-attacks.ts';
import { makeFolder, type Parts, packZip } from '../../fixtures/workbook.ts';
import type { SheetError } from '../errors.ts';
import { LEGACY_PROCESS_BYTES } from '../limits.ts';
import { inspectInThread, stopThreads } from '../threads/thread.ts';

/** Legacy workbooks in the process that reads them, which is compiled code: `npx tsc -b` comes before these tests. */
const folder = makeFolder();
afterAll(async () => {
  await stopThreads();
  folder.remove();
});

/** The processes that this one has started to read legacy workbooks. */
function readers(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const parent = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
        return parent === process.pid && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('legacy-process');
      } catch {
        return false; // gone meanwhile
      }
    });
}

/** Runs something, and tells the most memory that any reading process had at a time until then, by the kernel's own count. */
async function measure<T>(run: () => Promise<T>): Promise<{ result: T; peak: number }> {
  let peak = 0;
  const timer = setInterval(() => {
    for (const pid of readers()) {
      try {
        const kib = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);
        peak = Math.max(peak, kib * 1024);
      } catch {
        // gone meanwhile
      }
    }
  }, 10);
  try {
    return { result: await run(), peak };
  } finally {
    clearInterval(timer);
  }
}

async function outcomeOf(path: string, signal?: AbortSignal): Promise<string> {
  return inspectInThread(path, signal ? { signal } : {}).then(
    ({ sheets }) => `read ${sheets.map(({ rows, columns }) => `${rows}x${columns.length}`).join(' ')}`,
    (error: SheetError) => error.code,
  );
}

let saved = 0;
function save(content: Parts | Buffer): string {
  const path = join(folder.path, `${++saved}.bin`);
  writeFileSync(path, Buffer.isBuffer(content) ? content : packZip(content));
  return path;
}

const xls = (content: Buffer | string): Buffer => compound({ Workbook: Buffer.from(content as string) });
const page = `<html><table>${'<tr><td>1</td><td colspan="9">x</td></tr>'.repeat(20_000)}</table></html>`;
const ods = packZip(odsParts(manyRows(10, 3)));
const cells = (attributes: string, name?: string): Parts => odsParts(odsRow(odsCell(attributes, 'x', name)));
const BILLION = 'table:number-columns-repeated="1000000000"';

/** The library cuts off a name what comes behind a `_`; and it leaves out neither CDATA nor long attributes. */
const attacks: [name: string, file: () => Parts | Buffer, outcome: RegExp][] = [
  ['an xlsx as the stream of an xls', () => xls(honestZip()), /^damaged_file$/],
  ['an ods as the stream of an xls', () => xls(ods), /^damaged_file$/],
  ['an ods as the stream Book', () => compound({ Book: ods }), /^damaged_file$/],
  ['a web page as the stream of an xls', () => xls(page), /^damaged_file$/],
  ['delimited text as the stream of an xls', () => xls('a,b,c\n'.repeat(200_000)), /^damaged_file$/],
  ['UTF-16 text as the stream of an xls', () => xls(Buffer.from(`\ufeff${page}`, 'utf16le')), /^damaged_file$/],
  [
    'XML Spreadsheet 2003 as the stream of an xls',
    () => xls(`<?xml version="1.0"?>${DOCTYPE}<Workbook/>`),
    /^damaged_file$/,
  ],
  ['RTF as the stream of an xls', () => xls(`{\\rtf1${' \\trowd x\\cell\\row'.repeat(50_000)}}`), /^damaged_file$/],
  [
    'SYLK as the stream of an xls',
    () => xls(`ID;PWXL;N;E\r\n${'C;Y1;X16384;K1\r\n'.repeat(5_000)}E\r\n`),
    /^damaged_file$/,
  ],
  [
    'DIF as the stream of an xls',
    () => xls('TABLE\r\n0,1\r\n"EXCEL"\r\nVECTORS\r\n0,99999999\r\n""\r\n'),
    /^damaged_file$/,
  ],
  ['Lotus 1-2-3 as the stream of an xls', () => xls(Buffer.from([0, 0, 2, 0, 4, 4, 0, 0])), /^damaged_file$/],
  [
    'a dBase table as the stream of an xls',
    () => xls(Buffer.concat([Buffer.from([3, 99, 1, 1, 255, 255, 255, 127]), Buffer.alloc(5_000, 1)])),
    /^damaged_file$/,
  ],
  ['a compound file as the stream of an xls', () => xls(xls(page)), /^damaged_file$/],
  [
    'a BOF of the wrong length',
    () => xls(Buffer.concat([Buffer.from([9, 8, 255, 255]), Buffer.alloc(9_000)])),
    /^damaged_file$/,
  ],
  ['an ods in an xlsb, with a DOCTYPE', () => xlsbParts(odsParts(manyRows(5, 5), { head: DOCTYPE })), /^damaged_file$/],
  ['an ods in an xlsb, that repeats without end', () => xlsbParts(cells(BILLION)), /^damaged_file$/],
  [
    'an xlsb whose workbook is XML',
    () => xlsbParts({ 'xl/workbook.xml': `${DOCTYPE}<workbook/>` }, 'xl/workbook.xml'),
    /^damaged_file$/,
  ],
  [
    'a DOCTYPE in the content types of an xlsb',
    () => xlsbParts({ '[Content_Types].xml': `${DOCTYPE}<Types>${xlsbParts({})['[Content_Types].xml']}</Types>` }),
    /^doctype_forbidden$/,
  ],
  ['an Apple Numbers document in an xlsb', () => xlsbParts({ 'Index/Document.iwa': 'x' }), /^damaged_file$/],
  ['a DOCTYPE in an ods', () => odsParts(manyRows(1, 1), { head: DOCTYPE }), /^doctype_forbidden$/],
  ['a DOCTYPE behind the first table of an ods', () => odsParts(`${manyRows(1, 1)}${DOCTYPE}`), /^doctype_forbidden$/],
  [
    'a DOCTYPE in the styles of an ods',
    () => ({ ...odsParts(manyRows(1, 1)), 'styles.xml': `${DOCTYPE}<x/>` }),
    /^doctype_forbidden$/,
  ],
  [
    'a DOCTYPE in UTF-16',
    () => ({
      ...odsParts(''),
      'content.xml': Buffer.from(`\ufeff${odsParts('', { head: DOCTYPE })['content.xml']}`, 'utf16le'),
    }),
    /^doctype_forbidden$/,
  ],
  [
    'UTF-7 in an ods',
    () => ({ ...odsParts(''), 'content.xml': '<?xml version="1.0" encoding="utf-7"?><x/>' }),
    /^unsupported_encoding$/,
  ],
  ['cells repeated behind a long attribute', () => cells(`table:x="${'y'.repeat(9_000)}" ${BILLION}`), /^zip_bomb$/],
  ['cells repeated by a second attribute', () => cells(`table:number-columns-repeated="1" ${BILLION}`), /^zip_bomb$/],
  ['cells repeated under another name', () => cells(BILLION, 'table-cell_x'), /^zip_bomb$/],
  ['rows repeated by an exponent', () => odsParts(odsRow(odsCell(), 'table:number-rows-repeated="1e7"')), /^zip_bomb$/],
  ['cells repeated inside CDATA', () => odsParts(`<![CDATA[${odsRow(odsCell(BILLION))}]]>`), /^zip_bomb$/],
  ['cells repeated inside an unended tag', () => odsParts(`<x ${odsRow(odsCell(BILLION))}`), /^damaged_xml$/],
  [
    'cells repeated behind an unended comment',
    () => odsParts(`${odsRow(odsCell())}<!-- ${odsRow(odsCell(BILLION))}`),
    /^damaged_xml$/,
  ],
  [
    'a cell four billion columns to the right',
    () => odsParts(odsRow(`<table:covered-table-cell table:number-columns-repeated="4000000000"/>${odsCell()}`)),
    /^too_many_columns$/,
  ],
  [
    'a cell four billion rows down',
    () => odsParts(odsRow('', 'table:number-rows-repeated="4000000000"') + odsRow(odsCell())),
    /^too_many_rows$/,
  ],
  ['two million filled cells', () => odsParts(manyRows(20_000, 60)), /^(too_complex|file_too_large_for_format)$/],
  [
    'a wide row many times',
    () => odsParts(odsRow(odsCell('', 'x').repeat(16_000)).repeat(2)),
    /^(too_complex|read .*)$/,
  ],
  [
    'thirty thousand number formats',
    () =>
      odsParts(manyRows(1, 1), {
        styles: Array.from(
          { length: 100_000 },
          (_, i) => `<number:number-style style:name="N${i}"><number:text>${i}</number:text></number:number-style>`,
        ).join(''),
      }),
    /^(too_complex|read .*)$/,
  ],
  [
    'parts that come to 200 MB',
    () => ({ ...odsParts(''), 'content.xml': Buffer.alloc(200e6, ' <a/>x') }),
    /^(zip_bomb|file_too_large_for_format)$/,
  ],
  ['seven million numbers in an xls', () => manyNumbers(28_000, 250), /^too_complex$/],
];

/** These fill memory or keep a process busy until it is ended, which takes many seconds of a processor. */
const SLOW = [
  'two million filled cells',
  'a wide row many times',
  'thirty thousand number formats',
  'seven million numbers in an xls',
];
const isSlow = ([about]: (typeof attacks)[number]) => SLOW.includes(about);

describe('P19 P20 P21 P25: attacks by legacy workbooks', { tags: ['long'] }, () => {
  test.each(attacks.filter((attack) => !isSlow(attack)))('P19: %s', fails);
  test.each(attacks.filter(isSlow))('P19: %s', { tags: ['long'] }, fails);

  async function fails(_: string, make: () => Parts | Buffer, outcome: RegExp): Promise<void> {
    const path = save(make());
    const { result, peak } = await measure(() => outcomeOf(path));
    expect(result).toMatch(outcome);
    expect(peak).toBeLessThan(LEGACY_PROCESS_BYTES + 32 * 1024 * 1024); // the program's own pages are not under the kernel's limit
  }

  test('P06: a workbook without end is given up, and the next ones are read', {
    tags: ['long'],
    timeout: 400_000,
  }, async () => {
    const path = save(manyLinks(2_000));
    expect(await outcomeOf(path)).toBe('too_complex');
    expect(await Promise.all([1, 2, 3].map(() => outcomeOf(save(ods))))).toEqual([
      'read 10x3',
      'read 10x3',
      'read 10x3',
    ]);
  });

  test('P13: a reading that is stopped takes its process along, and whoever waits goes on', {
    timeout: 300_000,
  }, async () => {
    await stopThreads(); // no process is left of the tests before: the one that is seen is the one that reads this file
    const abort = new AbortController();
    const path = save(manyLinks(2_000));
    const stopped = outcomeOf(path, abort.signal);
    await expect.poll(() => readers().length, { timeout: 60_000 }).toBe(1);
    const [pid] = readers();
    const waiting = new AbortController();
    const never = outcomeOf(path, waiting.signal);
    const next = outcomeOf(save(ods));
    waiting.abort();
    abort.abort();
    expect(await stopped).toBe('aborted');
    expect(await never).toBe('aborted');
    expect(await next).toBe('read 10x3');
    await expect.poll(() => readers().includes(pid!)).toBe(false);
    await stopThreads();
    expect(readers()).toEqual([]);
  });
});
