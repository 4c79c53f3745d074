import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { Collected, isSerial, type SeenCell, SheetCollector, serialToMs } from '../fixtures/collect.ts';
import { scanDelimited } from './csv/delimited-scanner.ts';
import { SheetError } from './errors.ts';
import type { Dialect } from './model.ts';
import { Kind } from './row-sink.ts';

/** The second witness: what Excel 2016 itself saved as CSV from workbooks of the corpus (see the corpus's README). */
interface Line {
  csv: string;
  file: string;
  index: number;
  /** The cell of the sheet that the first field of the csv belongs to; absent where that is not known: A1, or the first used row and column. */
  origin?: [row: number, column: number];
}

const corpus = join(import.meta.dirname, '../../tests/corpus');
const lines = readFileSync(join(corpus, 'excel-csv/index.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
/** How many cells of a csv differ from what we read, and why. The number must stay as it is, up or down. */
const known: Record<string, { why: string; count: number }> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'excel-csv-differences.json'), 'utf8'),
);
const dialect: Dialect = { encoding: 'windows-1252', delimiter: ',', quote: '"', decimal: '.', dateOrder: 'ymd' };
const books = new SheetCollector();
afterAll(() => books.close());
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Whether a shown number is `value` at the precision it is shown with; null where what is shown is no plain number. */
function isShownNumber(value: number, shown: string): boolean | null {
  const plain = shown.replace(/[$,_\s]/g, '').replace(/^\((.*)\)$/, '-$1');
  const found = /^-?(?:\d+\.?|\d*\.(?=\d))(\d*)(?:E([-+]\d+))?(%?)$/.exec(plain);
  if (!found) return null;
  const of = found[3] === '%' ? value * 100 : value;
  const precision = 10 ** (Number(found[2] ?? 0) - found[1]!.length);
  return Math.abs(Math.abs(of) - Math.abs(Number.parseFloat(plain))) <= precision * 0.501 + Math.abs(of) * 1e-9;
}

/** Whether a shown date or time is that of a serial; null where it is shown in a way that this does not read. */
function isShownDate(serial: number, date1904: boolean, shown: string): boolean | null {
  const date = new Date(serialToMs(serial, date1904));
  const numeric = /^(\d{1,2})[/-](\d{1,2})[/-](\d{2,4})\b/.exec(shown);
  const year = (text: string): boolean => date.getUTCFullYear() % 100 === Number(text) % 100;
  if (numeric) {
    const [month, day] = [Number(numeric[1]), Number(numeric[2])].map(Number) as [number, number];
    const [m, d] = [date.getUTCMonth() + 1, date.getUTCDate()];
    if (year(numeric[1]!) && m === day && d === Number(numeric[3])) return true;
    return year(numeric[3]!) && ((m === month && d === day) || (m === day && d === month));
  }
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})/.exec(shown);
  if (iso) return year(iso[1]!) && date.getUTCMonth() + 1 === Number(iso[2]) && date.getUTCDate() === Number(iso[3]);
  const named = /^(\d{1,2})-([A-Za-z]{3})(?:-(\d{2,4}))?$/.exec(shown);
  if (named) {
    return (
      date.getUTCDate() === Number(named[1]) &&
      MONTHS[date.getUTCMonth()] === named[2]!.toLowerCase() &&
      (named[3] === undefined || year(named[3]))
    );
  }
  // 13:30, 13:30:00, 30:00 and elapsed hours alike: the minutes settle it.
  const time = /^(\d{1,2}):(\d{2})(?::\d{2})?$/.exec(shown);
  if (time)
    return (
      time.slice(1).map(Number).includes(date.getUTCMinutes()) || Math.round(serial * 1440) % 60 === Number(time[2])
    );
  return null;
}

/** Excel wrote an underscore, or another sign of its code page, for each UTF-16 unit that is not ASCII. */
const ascii = (text: string): string =>
  text
    .replace(/[^\0-\x7f]/g, '_')
    .replaceAll('\r', '\n')
    .trim();

/** Whether Excel shows this cell so; null where what is shown proves nothing (a picture of a number, hashes for want of room). */
function agrees(cell: SeenCell, shown: string, date1904: boolean): boolean | null {
  if (cell.kind === Kind.text) return ascii(cell.text) === ascii(shown);
  if (cell.kind === Kind.boolean) return shown === (cell.text === '1' ? 'TRUE' : 'FALSE');
  if (cell.kind === Kind.error) return shown === cell.text;
  if (/^#+$/.test(shown)) return null;
  if (isSerial(cell.kind)) return isShownDate(Number(cell.text), date1904, shown);
  return isShownNumber(Number(cell.text), shown);
}

const least = (cells: readonly SeenCell[], of: 'row' | 'column'): number => Math.min(...cells.map((cell) => cell[of]));

let compared = 0;
let unsure = 0;

async function differences({ csv, file, index, origin }: Line): Promise<string[]> {
  const ours = await books.collect(join(corpus, file), index).catch((error: SheetError) => error);
  if (ours instanceof SheetError) return [ours.code];
  const excel = new Collected();
  await scanDelimited(join(corpus, csv), { sheet: 0, dialect }, excel, () => {});
  if (origin !== undefined) return compare(ours, excel, origin);
  const [left, right] = [
    compare(ours, excel, [1, 1]),
    compare(ours, excel, [least(ours.cells, 'row'), least(ours.cells, 'column')]),
  ];
  return left.length < right.length ? left : right;
}

function compare(ours: Collected, excel: Collected, [top, left]: [number, number]): string[] {
  const shown = new Map(excel.cells.map(({ row, column, text }) => [`${row + top - 1},${column + left - 1}`, text]));
  const found: string[] = [];
  for (const cell of ours.cells) {
    const key = `${cell.row},${cell.column}`;
    const text = shown.get(key) ?? '';
    shown.delete(key);
    const same = agrees(cell, text, ours.date1904);
    if (same === null) unsure++;
    else compared++;
    if (same === false) found.push(`${key}: ${cell.text.slice(0, 60)} is shown as ${text.slice(0, 60)}`);
  }
  for (const [key, text] of shown)
    if (text.trim() !== '') found.push(`${key}: nothing is shown as ${text.slice(0, 60)}`);
  return found;
}

describe("P38: what Excel's own csv shows, we read", () => {
  for (const line of lines) {
    test(`${line.csv} of ${line.file}`, async () => {
      const found = await differences(line);
      const { count, why } = known[line.csv] ?? { count: 0, why: '' };
      // Up or down: a difference that has gone must leave the list as well.
      if (found.length !== count) expect(found, `excel-csv-differences.json says ${count} (${why})`).toEqual([]);
    });
  }
  test('enough is compared to mean something', () => {
    expect(compared).toBeGreaterThan(10_000);
    expect(unsure).toBeLessThan(compared / 10);
  });
});
