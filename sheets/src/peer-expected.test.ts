import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type Collected, isSerial, type SeenCell, SheetCollector, serialToMs } from '../fixtures/collect.ts';
import { Kind } from './row-sink.ts';

/** What read-excel-file and calamine expect, in their own tests, of their own workbooks (see the corpus's README). */
type Value = [kind: string, value: string | number | boolean] | null;
interface Check {
  rows?: Value[][];
  rowCount?: number;
  row?: number;
  col?: number;
  cell?: Value;
}
interface Peer {
  file: string;
  source: string;
  test?: string;
  sheet: string | null;
  firstUsedCell?: true;
  options?: { trim?: boolean };
  checks: Check[];
}

const books = new SheetCollector();
afterAll(() => books.close());
const corpus = join(import.meta.dirname, '../../tests/corpus');
/** What is read otherwise, and why: each must stay so, or leave the list. */
const known: Record<string, string> = {
  'dimensions.xlsx': 'read-excel-file leaves out cells beyond the dimension that the sheet claims; Excel shows them',
  'covered.ods': 'the library leaves out texts that a merge covers',
  'special_cells.ods': "the library leaves out a space at a text's end",
};

/** A cell in the words of the corpus. */
function value({ kind, text }: SeenCell, date1904: boolean, trim: boolean): Value {
  if (kind === Kind.text) return ['s', trim ? text.trim() : text];
  if (kind === Kind.boolean) return ['b', text === '1'];
  if (kind === Kind.error) return ['e', text];
  if (kind === Kind.isoDate) return ['d', text.replace(/T00:00:00$/, '')];
  if (!isSerial(kind)) return ['n', Number(text)];
  return ['d', new Date(serialToMs(Number(text), date1904)).toISOString().replace(/(T00:00:00)?\.000Z$/, '')];
}

/** An expected value in the same words: a date at midnight has no time, and an empty text is no cell. */
function wanted(expected: Value | undefined): Value {
  if (expected === null || expected === undefined || expected[1] === '') return null;
  return expected[0] === 'd' ? ['d', String(expected[1]).replace(/T00:00:00$/, '')] : expected;
}

function check(
  collected: Collected,
  { firstUsedCell, options }: Peer,
  { rows, rowCount, row, col, cell }: Check,
): void {
  const { cells, date1904 } = collected;
  const top = firstUsedCell ? Math.min(...cells.map((one) => one.row)) : 1;
  const left = firstUsedCell ? Math.min(...cells.map((one) => one.column)) : 1;
  // read-excel-file trims unless it is told not to.
  const trim = options !== undefined && options.trim !== false;
  const at = (r: number, c: number): Value => {
    const found = cells.find((one) => one.row === top + r && one.column === left + c);
    return found ? value(found, date1904, trim) : null;
  };
  if (rowCount !== undefined) expect(Math.max(...cells.map((one) => one.row))).toBe(rowCount);
  if (row !== undefined) expect(at(row - 1, col! - 1)).toEqual(wanted(cell));
  if (rows === undefined) return;
  const width = Math.max(...rows.map((one) => one.length), ...cells.map((one) => one.column - left + 1));
  const height = Math.max(rows.length, ...cells.map((one) => one.row - top + 1));
  // More than is expected is as wrong as less.
  const grid = (of: (r: number, c: number) => Value): Value[][] =>
    Array.from({ length: height }, (_, r) => Array.from({ length: width }, (__, c) => of(r, c)));
  expect(grid(at)).toEqual(grid((r, c) => wanted(rows[r]?.[c])));
}

describe('P38: what other readers expect of their own workbooks', () => {
  const lines = readFileSync(join(corpus, 'peer-expected.jsonl'), 'utf8').trim().split('\n');
  for (const peer of lines.map((line) => JSON.parse(line) as Peer)) {
    const why = known[peer.file.slice(peer.file.lastIndexOf('/') + 1)];
    const run = why === undefined ? test : test.fails;
    run(`${peer.file}, ${peer.sheet ?? 'first sheet'}, by ${peer.source} ${peer.test ?? ''}`, async () => {
      const collected = await books.collect(join(corpus, peer.file), peer.sheet ?? 0);
      expect(collected.cells.length).toBeGreaterThan(0);
      for (const one of peer.checks) check(collected, peer, one);
    });
  }
});
