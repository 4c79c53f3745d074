import { expect, test } from 'vitest';
import { cleanHeading, joinHeadings, lowestHeadings, mergeStarts } from './join-headings.ts';

/** A row of headings from texts; an empty one stands for a cell that is absent. */
const row = (number: number, ...texts: string[]) => ({
  row: number,
  cells: texts.flatMap((text, column) => (text === '' ? [] : [{ column, text }])),
});
/** The joined headings, one for each column up to the last. */
const join = (rows: ReturnType<typeof row>[], merges?: Parameters<typeof joinHeadings>[1]) => {
  const joined = joinHeadings(rows, merges);
  const texts: string[] = [];
  for (const { column, text } of joined?.cells ?? []) {
    expect(text).toBeTypeOf('string');
    texts[column] = text;
  }
  return Array.from(texts, (text) => text ?? '');
};

test('no row has no headings, and one row keeps its own', () => {
  expect(joinHeadings([])).toBeUndefined();
  const only = row(3, 'Name', '', 'Town');
  expect(joinHeadings([only])).toEqual(only);
});

test.each<[string, string[], string[], string[]]>([
  [
    'reaches over the blanks to its right',
    ['Address', '', 'Note'],
    ['Street', 'City', 'Text'],
    ['Address Street', 'Address City', 'Note Text'],
  ],
  [
    'with nothing below itself is of its column alone',
    ['No.', '', ''],
    ['', 'Street', 'City'],
    ['No.', 'Street', 'City'],
  ],
  ['ends where nothing stands below', ['Address', '', ''], ['Street', '', 'City'], ['Address Street', '', 'City']],
  [
    'of another column ends the one before it',
    ['Address', 'No.', ''],
    ['Street', '', 'City'],
    ['Address Street', 'No.', 'City'],
  ],
  ['that repeats the one below is said once', [' CITY ', ''], ['City', 'Zip'], ['City', 'CITY Zip']],
  ['further right than all below is kept', ['', '', 'Note'], ['Name'], ['Name', '', 'Note']],
  ['of blanks is none', ['  ', 'B'], ['Name', ' '], ['Name', 'B']],
])('an upper heading %s', (_, upper, lower, joined) => {
  expect(join([row(1, ...upper), row(2, ...lower)])).toEqual(joined);
});

test('where cells of the row are merged, an upper heading reaches as far as its cell does', () => {
  const rows = [row(1, 'Address', '', '', 'Sum'), row(2, 'Street', 'City', 'Phone', 'Net', 'Gross')];
  const merge = (top: number, left: number, bottom: number, right: number) => ({ top, left, bottom, right });
  const joined = ['Address Street', 'Address City', 'Phone', 'Sum Net', 'Gross'];
  expect(join(rows, [merge(1, 0, 1, 1)])).toEqual(joined);
  // A cell that is merged downwards only, or of another row, says nothing of its width.
  const open = ['Address Street', 'Address City', 'Address Phone', 'Sum Net', 'Sum Gross'];
  expect(join(rows, [merge(1, 0, 2, 0), merge(2, 0, 2, 1), merge(0, 3, 0, 4)])).toEqual(open);
  // Where nothing stands below, a merged heading is not repeated.
  expect(join([row(1, 'Address'), row(2, 'Street', '', 'City')], [merge(1, 0, 1, 2)])).toEqual([
    'Address Street',
    '',
    'Address City',
  ]);
});

test('a row without a cell has nothing to say', () => {
  expect(join([row(1), row(2, 'Name', 'Town')])).toEqual(['Name', 'Town']);
  expect(join([row(1, '', '', 'Name'), row(2)])).toEqual(['', '', 'Name']);
  expect(join([row(1), row(2)])).toEqual([]);
  // A merged cell that does not begin at the first column, over headings with blanks around them.
  const merges = [{ top: 1, left: 1, bottom: 1, right: 2 }];
  expect(join([row(1, '', 'Address'), row(2, 'Name', ' Street ', ' City ')], merges)).toEqual([
    'Name',
    'Address Street',
    'Address City',
  ]);
});

test('three rows are joined from below, and what a cell carries is that of the lowest', () => {
  const cells = (texts: string[], mark: string) => texts.map((text, column) => ({ column, text, mark }));
  const joined = joinHeadings([
    { row: 1, cells: cells(['2025', ''], 'top') },
    { row: 2, cells: cells(['Sales', 'Cost'], 'middle') },
    { row: 3, cells: cells(['Net', 'Gross'], 'low') },
  ]);
  expect(joined).toEqual({ row: 3, cells: cells(['2025 Sales Net', '2025 Cost Gross'], 'low') });
});

test('the columns of a wide merged cell begin where it does', () => {
  const merges = [
    { top: 2, left: 1, bottom: 3, right: 2 },
    { top: 1, left: 4, bottom: 1, right: 4 },
  ];
  const covered = [
    ...new Map([
      [1, 1],
      [2, 1],
    ]),
  ];
  expect([...mergeStarts(1, merges)]).toEqual([]);
  expect([...mergeStarts(2, merges)]).toEqual(covered);
  expect([...mergeStarts(3, merges)]).toEqual(covered);
  expect([...mergeStarts(4, merges)]).toEqual([]);
});

test('a heading is one line of at most 1,000 characters', () => {
  expect(cleanHeading('  Order\r\n\tnumber ')).toBe('Order number');
  expect(cleanHeading('x'.repeat(1500))).toHaveLength(1000);
});

test('headings of the lowest row count where no other column has them', () => {
  expect([...lowestHeadings(row(2, 'Net', 'Gross', ' net', ' Town\n'))]).toEqual([
    [1, 'Gross'],
    [3, 'Town'],
  ]);
  expect([...lowestHeadings({ row: 1, cells: [{ column: 0, text: ' ' }] })]).toEqual([]);
  expect([...lowestHeadings(undefined)]).toEqual([]);
});
