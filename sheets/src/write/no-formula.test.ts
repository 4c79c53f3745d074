import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as XLSX from '@e965/xlsx';
import { guardText } from '@sheetport/contract/formulas';
import ExcelJS from 'exceljs';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { runsOf } from '../../fixtures/runs.ts';
import type { ColumnType } from '../model.ts';
import { openZip } from '../zip/central-directory.ts';
import { readWholeEntry } from '../zip/entry-stream.ts';
import { encode } from './encode.ts';
import { copyRow } from './row-encoder.ts';

const folder = mkdtempSync(join(tmpdir(), 'no-formula-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

/** Texts of what matters: signs, separators, marks, and an attack behind any of them. */
const part = fc.constantFrom(
  ...['=', '+', '-', '@', '＝', '－', '\t', '\r', '\n', ',', ';', ':', '|', '"', "'", ' ', 'a', '1', '\\'],
  ...['=1+1', ';=cmd()', '\n-2+3', '1+cmd()', '";"=1', ";'=1", '￣', '-'],
);
const text = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
const types: ColumnType[] = ['integer', 'text', 'text', 'decimal'];
const row = fc.tuple(
  fc.constantFrom('-5', '7', null),
  text,
  fc.option(text),
  fc.constantFrom('-0.5', '-Infinity', '2'),
);
type Row = (string | null)[];

async function write(format: 'csv' | 'tsv' | 'xlsx', rows: Row[], headers: string[]): Promise<string> {
  const path = join(folder, `${files++}.${format}`);
  const columns = types.map((type, i) => ({ header: headers[i] ?? `c${i}`, type }));
  const source = (async function* () {
    yield Buffer.concat(rows.map(copyRow));
  })();
  await encode({ path, format, bom: false, sheets: [{ name: 'Sheet', columns }] }, [source], () => {});
  return path;
}

const SEPARATORS = [',', ';', '\t', ':', '|'];

/** As programs read delimited text that is not theirs: a mark at the begin of a cell opens it, behind the end of it all is text. */
function splitLeniently(text: string, separator: string): string[] {
  const cells: string[] = [];
  let cell = '';
  let state: 'begin' | 'marked' | 'plain' = 'begin';
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    if (state === 'marked') {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[at++];
      else state = 'plain';
    } else if (character === separator || character === '\r' || character === '\n') {
      cells.push(cell);
      cell = '';
      state = 'begin';
    } else if (state === 'begin' && character === '"') state = 'marked';
    else {
      cell += character;
      state = 'plain';
    }
  }
  return [...cells, cell];
}

/** As programs that know of no marks. */
const splitPlainly = (text: string, separator: string) => text.split(/[\r\n]/).flatMap((line) => line.split(separator));

/** A negative number, and the numbers behind it in its row. */
const NUMBERS = /^-\d+(\.\d+)?([,\t\r\n]+(-?\d+(\.\d+)?|'-Infinity)?)*$/;

/**
 * Whether a cell begins a formula that can be one: strings are whole, and something but numbers and strings is in it. Blanks before a
 * negative number are of a row before it, whose last mark was read as an opening one.
 */
function isFormula(cell: string): boolean {
  if (!/^[\t\r\n]*[=+@＝＋－＠]|^[\t\r\n]*-(?!\d)|^-/.test(cell)) return false;
  const withoutStrings = cell.replace(/"([^"]|"")*"/g, '');
  return !withoutStrings.includes('"') && !NUMBERS.test(withoutStrings);
}

const runs = runsOf(150);

for (const format of ['csv', 'tsv'] as const) {
  it(`P28: whatever separator a ${format} is read with, no cell is a formula`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), fc.array(text), async (rows, headers) => {
        const path = await write(format, rows, headers);
        const written = readFileSync(path, 'utf8');
        rmSync(path);
        for (const separator of SEPARATORS) {
          expect(splitLeniently(written, separator).filter(isFormula)).toEqual([]);
          // Without marks the strings are none: what follows a number in its row is no string then.
          expect(splitPlainly(written, separator).filter((cell) => /^[=+@＝＋－＠]|^-(?!\d)/.test(cell))).toEqual([]);
          const [sheet] = Object.values(XLSX.read(written, { type: 'string', FS: separator, dense: false }).Sheets);
          const formulas = Object.values(sheet!).filter((cell) => typeof cell === 'object' && 'f' in cell);
          expect(formulas).toEqual([]);
        }
      }),
      { numRuns: runs },
    );
  });
}

it('P28: no cell of a workbook is a formula, nor becomes one when it is edited; its text survives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 4 }), async (rows) => {
      const headers = ['n', rows[0]![1], 'b', 'd'];
      const path = await write('xlsx', rows, headers);
      const book = new ExcelJS.Workbook();
      await book.xlsx.readFile(path);
      const other = XLSX.read(readFileSync(path), { cellFormula: true }).Sheets.Sheet!;
      const quoted = await readQuoted(path);
      for (const [r, fields] of [headers, ...rows].entries()) {
        for (const [c, value] of fields.entries()) {
          const cell = book.worksheets[0]!.getCell(r + 1, c + 1);
          const seen = other[cell.address] as XLSX.CellObject | undefined;
          expect([cell.type === ExcelJS.ValueType.Formula, seen?.f]).toEqual([false, undefined]);
          if (r > 0 && types[c] !== 'text' && value !== '-Infinity') {
            expect(cell.value).toBe(value === null ? null : Number(value));
            continue;
          }
          // SheetJS changes line ends; that all comes back exactly is P29.
          expect(oneLineEnd(seen?.v ?? null)).toBe(oneLineEnd(value));
          if (value !== null) expect(cell.numFmt).toBe('@');
          expect(quoted.has(cell.address)).toBe(value !== null && /^[=+\-@\t\r\n'＝＋－＠]/.test(value));
        }
      }
      rmSync(path);
    }),
    { numRuns: Math.ceil(runs / 3) },
  );
});

const oneLineEnd = (text: unknown) => (typeof text === 'string' ? text.replace(/[\r\n]+/g, '\n') : text);

/** The addresses of cells with a quote prefix. */
async function readQuoted(path: string): Promise<Set<string>> {
  const zip = await openZip(path);
  try {
    const read = async (name: string) =>
      Buffer.from(await readWholeEntry(zip, zip.entries.get(name)!)).toString('utf8');
    const list = /<cellXfs[^>]*>(.*?)<\/cellXfs>/s.exec(await read('xl/styles.xml'))![1]!;
    const prefixed = list
      .split('<xf ')
      .slice(1)
      .map((xf) => xf.startsWith('quotePrefix="1" numFmtId="49"'));
    const cells = (await read('xl/worksheets/sheet1.xml')).matchAll(/<c r="([A-Z]+\d+)" s="(\d+)"/g);
    return new Set([...cells].filter(([, , style]) => prefixed[Number(style)]).map(([, address]) => address!));
  } finally {
    await zip.close();
  }
}

it('P28 a text that is guarded alone, as in the audit trail, is what the csv of a table has', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 20 }), async (texts) => {
      const rows = texts.map((one): Row => ['1', one, 'x', '2']);
      const written = readFileSync(await write('csv', rows, []), 'utf8');
      const quote = (one: string) => (/[",\r\n]/.test(one) || one === '' ? `"${one.replaceAll('"', '""')}"` : one);
      const lines = texts.map((one) => `1,${quote(guardText(one))},x,2\r\n`);
      expect(written.slice(written.indexOf('\r\n') + 2)).toBe(lines.join(''));
    }),
    { numRuns: runsOf(200) },
  );
});
