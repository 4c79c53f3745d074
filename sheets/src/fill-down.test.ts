import { expect, test } from 'vitest';
import { parseCopy } from '../fixtures/copy.ts';
import { decode } from './decode.ts';
import type { DecodePlan } from './model.ts';

const path = new URL('../../tests/cases/merged-data-cells.xlsx', import.meta.url).pathname;

async function readColumns(fillMerged: boolean) {
  const plan: DecodePlan = {
    path,
    format: 'xlsx',
    sheet: 0,
    headerRow: 1,
    rowNumbers: false,
    fillMerged,
    columns: [
      { source: 0, type: 'text', wire: 'text' },
      { source: 2, type: 'integer', wire: 'int4' },
    ],
  };
  const pieces: Buffer[] = [];
  for await (const said of decode(plan)) if (said.kind === 'rows') pieces.push(Buffer.from(said.bytes));
  return parseCopy(Buffer.concat(pieces), ['text', 'int4']);
}

test('cells merged downwards give their value to each of their rows where that is asked for', async () => {
  const plain = await readColumns(false);
  const [first, , , second] = plain.map(([value]) => value);
  expect(plain.map(([value]) => value)).toEqual([first, null, null, second, null]);
  expect((await readColumns(true)).map(([value]) => value)).toEqual([first, first, first, second, second]);
  expect((await readColumns(true)).map(([, number]) => number)).toEqual(plain.map(([, number]) => number));
});

test('filling merged cells keeps what number formats show', async () => {
  const codes = new URL('../../tests/cases/number-format-zeros.xlsx', import.meta.url).pathname;
  const read = async (fillMerged: boolean) => {
    const columns = [0, 1].map((source) => ({ source, type: 'text', wire: 'text' }) as const);
    const plan = {
      path: codes,
      format: 'xlsx',
      sheet: 0,
      headerRow: 1,
      rowNumbers: false,
      fillMerged,
      columns,
    } as const;
    const pieces: Buffer[] = [];
    for await (const said of decode({ ...plan, columns: [...columns] }))
      if (said.kind === 'rows') pieces.push(Buffer.from(said.bytes));
    return parseCopy(Buffer.concat(pieces), ['text', 'text']);
  };
  const plain = await read(false);
  expect(plain.flat()).toContain('02108');
  expect(await read(true)).toEqual(plain);
});
