import { expect, test } from 'vitest';
import { parseCopy } from '../fixtures/copy.ts';
import { decodeTextRows, type TextRow } from './decode-rows.ts';
import type { Decoded, RejectRow, RowPlan } from './model.ts';

const PLAN: RowPlan = {
  headerRow: 1,
  rowNumbers: true,
  columns: [
    { source: 0, type: 'text', wire: 'text', trim: false },
    { source: 2, type: 'integer', wire: 'int4' },
  ],
};

const row = (number: number, ...texts: string[]): TextRow => ({
  row: number,
  cells: new Map([...texts.entries()].filter(([, text]) => text !== '')),
});

async function decodeAll(pages: TextRow[][], plan = PLAN) {
  async function* read() {
    yield* pages;
  }
  const said: Decoded[] = [];
  for await (const decoded of decodeTextRows(plan, read(), pages.flat().length)) said.push(decoded);
  const chunks = said.flatMap((one) => (one.kind === 'rows' ? [one] : []));
  return {
    rows: parseCopy(Buffer.concat(chunks.map(({ bytes }) => bytes)), ['int4', 'text', 'int4']),
    rejects: said.flatMap((one): RejectRow[] => (one.kind === 'rejects' ? one.rejects : [])),
    batches: said.filter(({ kind }) => kind === 'rejects').length,
    chunks,
    end: said.at(-1),
  };
}

test('texts that mean something in a delimited file stay as they are', async () => {
  const texts = ['="0301234"', "'=1+1", "''", 'a "b", c\nd\r\n', 'sep=;', 'Ünï 😀'];
  const { rows } = await decodeAll([texts.map((text, n) => row(n + 2, text, '', '7'))]);
  expect(rows.map(([, text]) => text)).toEqual(texts);
});

test('rows keep their numbers, whatever pages they come in; what cannot be converted is a reject with all its cells', async () => {
  const { rows, rejects, end } = await decodeAll([
    [row(1, 'no data', '', '1'), row(7, 'a', 'beside', '1')],
    [],
    [row(9, 'b', 'beside', 'two'), row(10), row(1_000_000, '', '', '3')],
  ]);
  expect(rows).toEqual([
    [7, 'a', 1],
    [1_000_000, null, 3],
  ]);
  expect(rejects).toEqual([
    { row: 9, cells: { 0: 'b', 1: 'beside', 2: 'two' }, issues: [{ column: 2, code: 'not_integer', text: 'two' }] },
  ]);
  expect(end).toEqual({ kind: 'done', read: 3, rejected: 1, blanked: [], consumed: 5, total: 5 });
});

test('a long text does not lose the cells beside it', async () => {
  const long = '長'.repeat(30_000);
  const { rows } = await decodeAll([[row(2, 'x', '', '1'), row(3, long, long, '2'), row(4, 'y', '', '3')]]);
  expect(rows).toEqual([
    [2, 'x', 1],
    [3, long, 2],
    [4, 'y', 3],
  ]);
});

test('what is decoded is handed over before all of it is there', async () => {
  const many = Array.from({ length: 20 }, (_, page) =>
    Array.from({ length: 500 }, (_, n) => row(2 + page * 500 + n, 'x'.repeat(100), '', n % 2 ? 'no' : '5')),
  );
  const { chunks, batches, rows } = await decodeAll(many, { ...PLAN, chunkBytes: 4096 });
  expect(rows).toHaveLength(5000);
  expect(chunks.length).toBeGreaterThan(20);
  expect(chunks[0]!.consumed).toBeLessThan(1000);
  expect(batches).toBeGreaterThan(1);
});
