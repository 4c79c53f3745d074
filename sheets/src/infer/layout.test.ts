import { afterAll, describe, expect, test } from 'vitest';
import { makeFolder, workbookParts } from '../../fixtures/workbook.ts';
import { decode } from '../decode.ts';
import { inspect } from '../inspect.ts';
import type { DecodePlan } from '../model.ts';
import { readRange } from '../xlsx/merged-cells.ts';

const folder = makeFolder();
afterAll(() => folder.remove());

const cell = (text: string | number) =>
  typeof text === 'number' ? `<c><v>${text}</v></c>` : `<c t="inlineStr"><is><t>${text}</t></is></c>`;
const row = (cells: (string | number | null)[], more = '') =>
  `<row${more}>${cells.map((one) => (one === null ? '<c/>' : cell(one))).join('')}</row>`;

function save(rows: string, { before = '', behind = '' } = {}): string {
  const parts = workbookParts(rows);
  const part = 'xl/worksheets/sheet1.xml';
  parts[part] = String(parts[part])
    .replace('<sheetData>', `${before}<sheetData>`)
    .replace('</sheetData>', `</sheetData>${behind}`);
  return folder.save(parts);
}

const MERGES =
  '<mergeCells count="3"><mergeCell ref="A1:A2"/><mergeCell ref="B1:C1"/><mergeCell ref="D1:D2"/></mergeCells>';
const HEADINGS = row(['Name', 'Address', null, 'Phone']) + row([null, 'Street', 'City', null]);
const data = (count: number) => Array.from({ length: count }, (_, n) => row([`n${n}`, `s${n}`, `c${n}`, n])).join('');

describe('merged headings', () => {
  test('of a small sheet are known at once', async () => {
    const [sheet] = (await inspect(save(HEADINGS + data(3), { behind: MERGES }), { sampleOnly: true })).sheets;
    expect([sheet!.headerRow, sheet!.headerRows, sheet!.merges!.length]).toEqual([2, 2, 3]);
    expect(sheet!.columns.map(({ header }) => header)).toEqual(['Name', 'Address Street', 'Address City', 'Phone']);
  });

  test('of a large sheet are known when all of it was read, and then correct the first guess', async () => {
    const lines = row(['Person', null, 'Address', null]) + row(['Name', 'Nick', 'Street', 'City']);
    const words = Array.from({ length: 1500 }, (_, n) => row([`n${n}`, `k${n}`, `s${n}`, `c${n}`])).join('');
    const behind = `<!-- > --><phoneticPr fontId="1"/>${' '.repeat(70_000)}<mergeCells><mergeCell\n ref='A1:B1' /><mergeCell ref="C1:D1"></mergeCell></mergeCells>`;
    let sampled: number[] = [];
    const book = await inspect(save(lines + words, { behind }), {
      onSample: ({ sheets: [first] }) => {
        sampled = [first!.headerRow, first!.headerRows];
      },
    });
    const [sheet] = book.sheets;
    expect(sampled).toEqual([2, 1]);
    expect([sheet!.headerRow, sheet!.headerRows, sheet!.rows]).toEqual([2, 2, 1500]);
    expect(sheet!.columns.map(({ header }) => header)).toEqual([
      'Person Name',
      'Person Nick',
      'Address Street',
      'Address City',
    ]);
  });

  test('a place that was said is not guessed again', async () => {
    const path = save(HEADINGS + data(1200), { behind: MERGES });
    const [sheet] = (await inspect(path, { headerRows: { 0: 1 } })).sheets;
    expect([sheet!.headerRow, sheet!.headerRows, sheet!.rows]).toEqual([1, 1, 1201]);
  });

  test.each([
    ['a damaged range', '<mergeCells><mergeCell ref="B9:A1"/><mergeCell/><mergeCell ref="A1:ZZZZ9"/></mergeCells>'],
    ['one tag without end', `<mergeCells><mergeCell ref="${'A'.repeat(300_000)}`.concat('"/></mergeCells>')],
  ])('%s is passed over', async (_, behind) => {
    const [sheet] = (await inspect(save(row(['a', 'b']) + row([1, 2]), { behind }))).sheets;
    expect([sheet!.headerRow, sheet!.merges]).toEqual([1, undefined]);
  });

  test('P21 a million merged cells cost little, and one over the whole sheet is a title', async () => {
    const many = Array.from({ length: 200_000 }, (_, n) => `<mergeCell ref="A${n + 5}:B${n + 5}"/>`).join('');
    const [sheet] = (await inspect(save(row(['a', 'b']) + row([1, 2]), { behind: `<mergeCells>${many}</mergeCells>` })))
      .sheets;
    expect(sheet!.merges!.length).toBeLessThanOrEqual(500);
    const all = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>';
    const [one] = (await inspect(save(row(['a', 'b']) + row([1, 2]), { behind: all }))).sheets;
    expect([one!.headerRow, one!.headerRows]).toEqual([1, 1]);
  });

  test('ranges', () => {
    expect(readRange('$B$2:XFD1048576')).toEqual({ top: 2, left: 1, bottom: 1_048_576, right: 16_383 });
    for (const text of ['A1', 'A0:B1', 'B1:A1', 'A1:XFE1', 'A1:A1048577', '']) expect(readRange(text)).toBeNull();
  });
});

describe('hidden rows and columns', () => {
  const rows = [
    row(['a', 'b', 'c']),
    row(['x', 1, 2]),
    row(['y', 3, 4], ' spans="1:3" hidden="1"'),
    row(['z', 5, 6], ` hidden='true' ht="0"`),
    '<row hidden="1"/>',
    row(['u', 7, 8], ' hidden="0" customFormat="hidden=1"'),
  ].join('');
  const before = '<cols><col min="1" max="1" width="9"/><col min="2" max="2" hidden="true"/></cols>';
  const path = () => save(rows, { before });
  const plan = (skipHidden: boolean, at: string): DecodePlan => ({
    path: at,
    format: 'xlsx',
    sheet: 0,
    headerRow: 1,
    columns: [
      { source: 0, type: 'text', wire: 'text' },
      { source: 2, type: 'integer', wire: 'int8' },
    ],
    rowNumbers: true,
    ...(skipHidden ? { skipHidden } : {}),
  });
  const read = async (skipHidden: boolean) => {
    let text = '';
    let count = 0;
    for await (const said of decode(plan(skipHidden, path()))) {
      if (said.kind === 'rows')
        text += Buffer.from(said.bytes)
          .toString('latin1')
          .replace(/[^x-zu]/g, '');
      if (said.kind === 'done') count = said.read;
    }
    return [text, count];
  };

  test('are counted among the rows, in the first look and in the whole', async () => {
    for (const sampleOnly of [true, false]) {
      const [sheet] = (await inspect(path(), { sampleOnly })).sheets;
      expect([sheet!.rows, sheet!.hiddenRows]).toEqual([4, 2]);
      expect(sheet!.columns.map(({ hidden }) => hidden)).toEqual([undefined, true, undefined]);
    }
  });

  test('go in unless they are to stay out', async () => {
    expect(await read(false)).toEqual(['xyzu', 4]);
    expect(await read(true)).toEqual(['xu', 2]);
  });

  test('a sheet without any says nothing of them', async () => {
    const [sheet] = (await inspect(save(row(['a', 'b']) + row([1, 2])))).sheets;
    expect(sheet).not.toHaveProperty('hiddenRows');
    expect(sheet).not.toHaveProperty('merges');
  });
});
