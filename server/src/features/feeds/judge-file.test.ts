import { expect, test } from 'vitest';
import { judgeFile, judgeSheets } from './judge-file.ts';

const column = (index: number, header: string, more: object = {}) => ({
  index,
  header,
  type: 'text',
  samples: [],
  blanks: 0,
  warnings: [],
  ...more,
});
const sheetOf = (...columns: object[]) => [{ index: 0, name: 'Sheet', hidden: false, columns }];
const COLUMNS = [
  { heading: 'No', column: { column: 'no' } },
  { heading: 'Ordered on', column: { column: 'ordered_on' } },
  { heading: 'Remark', column: null },
];

test('a file with the headings of the mapping is imported, however they are spelled and ordered', () => {
  const { plan, reason } = judgeFile(sheetOf(column(0, 'ORDERED ON'), column(1, ' no ')), COLUMNS, 'refuse');
  expect(reason).toBeUndefined();
  expect(plan).toEqual({ sheet: 0, mapping: { 0: { column: 'ordered_on' }, 1: { column: 'no' } } });
});

test('new columns wait for a person, are left out, or are added, as the policy says; those that the mapping ignores are known', () => {
  const sheets = sheetOf(column(0, 'No'), column(1, 'Ordered on'), column(2, 'Remark'), column(3, 'Colour'));
  const refused = judgeFile(sheets, COLUMNS, 'refuse');
  expect(refused.reason).toMatchObject({ code: 'feed_shape', added: ['Colour'], missing: [], doubtful: [] });
  expect(refused.plan?.mapping).toMatchObject({ 2: null, 3: null });
  const ignored = judgeFile(sheets, COLUMNS, 'ignore');
  expect([ignored.reason, ignored.plan?.mapping['3']]).toEqual([undefined, null]);
  const extended = judgeFile(sheets, COLUMNS, 'extend');
  expect([extended.reason, extended.plan?.mapping['3']]).toEqual([
    undefined,
    { column: 'Colour', type: 'text', add: true },
  ]);
});

test('what is missing cannot be imported; what is doubtful waits, unless the mapping has settled it', () => {
  expect(judgeFile(sheetOf(column(0, 'No')), COLUMNS, 'extend')).toEqual({
    reason: expect.objectContaining({ missing: ['Ordered on'], message: expect.stringContaining('lacks Ordered on') }),
  });
  const dates = column(1, 'Ordered on', { type: 'date', warnings: [{ code: 'ambiguous_dates', count: 3 }] });
  const sheets = sheetOf(column(0, 'No'), dates);
  expect(judgeFile(sheets, COLUMNS, 'ignore').reason).toMatchObject({ doubtful: ['Ordered on'] });
  const settled = COLUMNS.map((one) =>
    one.column?.column === 'ordered_on' ? { ...one, column: { ...one.column, dateOrder: 'dmy' as const } } : one,
  );
  expect(judgeFile(sheets, settled, 'ignore').reason).toBeUndefined();
});

test('of several sheets each is judged by itself; hidden and empty ones are left out, one that is missing waits', () => {
  const sheets = [
    { index: 0, name: 'North', hidden: false, columns: [column(0, 'No'), column(1, 'Ordered on')] },
    { index: 1, name: 'Notes', hidden: false, columns: [column(0, 'Text')] },
    { index: 2, name: 'Hidden', hidden: true, columns: [column(0, 'No'), column(1, 'Ordered on')] },
    { index: 3, name: 'Empty', hidden: false, columns: [] },
  ];
  const all = judgeSheets(sheets, COLUMNS, 'refuse', { which: 'all' });
  expect(all).toMatchObject([
    { index: 0, name: 'North', plan: { sheet: 0 } },
    { index: 1, name: 'Notes', reason: { missing: ['No', 'Ordered on'] } },
  ]);
  const named = judgeSheets(sheets, COLUMNS, 'refuse', { which: 'named', names: [' HIDDEN', 'West'] });
  expect(named).toMatchObject([
    { index: 2, plan: { sheet: 2 } },
    { index: -2, name: 'West', reason: { message: 'The workbook has no sheet "West".' } },
  ]);
  expect(named[1]!.plan).toBeUndefined();
});
