import { expect, test } from 'vitest';
import { judgeFile } from './judge-file.ts';

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
