import type { Reject } from '@sheetport/contract';
import { expect, test } from 'vitest';
import {
  changeBulk,
  changeCells,
  correctionsOf,
  discardAll,
  dropResolved,
  findSimilar,
  rowsToSend,
  similarOf,
  UNTOUCHED,
  undoStep,
} from './edits.ts';

const reject = (row: number, amount: string, code = 'not_decimal'): Reject => ({
  row,
  cells: { Amount: amount, Name: 'x' },
  issues: [{ column: 'Amount', code, message: '' }],
});
const ROWS = [reject(3, 'n/a'), reject(5, 'n/a'), reject(8, 'many'), reject(9, '', 'required')];
const original = (row: number, heading: string) => ROWS.find((one) => one.row === row)?.cells[heading] ?? '';
const change = (row: number, text: string) => ({ row, heading: 'Amount', text });

test('changes are kept by row, one step at a time, and go back one step at a time', () => {
  const one = changeCells(UNTOUCHED, [change(3, '1')], original);
  const many = changeCells(one, [change(3, '2'), change(5, '2')], original);
  expect(rowsToSend(many.edits, many.edits.keys())).toEqual([
    { row: 3, cells: { Amount: '2' } },
    { row: 5, cells: { Amount: '2' } },
  ]);
  expect(rowsToSend(undoStep(many).edits, [3])).toEqual([{ row: 3, cells: { Amount: '1' } }]);
  expect(undoStep(undoStep(many)).edits.size).toBe(0);
  expect(undoStep(UNTOUCHED)).toBe(UNTOUCHED);
});

test('what is typed back to what it was is no edit, and nothing changed is no step', () => {
  const one = changeCells(UNTOUCHED, [change(3, '1')], original);
  expect(changeCells(one, [change(3, '1')], original)).toBe(one);
  expect(changeCells(one, [change(3, 'n/a')], original).edits.size).toBe(0);
  expect(changeCells(UNTOUCHED, [change(3, 'n/a')], original)).toBe(UNTOUCHED);
});

test('an emptied cell is sent as nothing; a heading may be called anything', () => {
  const emptied = changeCells(UNTOUCHED, [change(3, ''), { row: 3, heading: '__proto__', text: '1' }], original);
  expect(JSON.stringify(rowsToSend(emptied.edits, [3, 5]))).toBe(
    '[{"row":3,"cells":{"Amount":null,"__proto__":"1"}},{"row":5,"cells":{}}]',
  );
});

test('all edits can be thrown away, and had back', () => {
  const two = changeCells(UNTOUCHED, [change(3, '1'), change(9, '2')], original);
  expect(discardAll(two).edits.size).toBe(0);
  expect(undoStep(discardAll(two)).edits).toEqual(two.edits);
});

test('rows that went in lose their edits; rows that are not loaded yet keep theirs', () => {
  const two = changeCells(UNTOUCHED, [change(3, '1'), change(5, '1'), change(900, '1')], original);
  expect([...dropResolved(two, new Set([5, 8]), 100).edits.keys()]).toEqual([5, 900]);
  expect(dropResolved(two, new Set([3, 5]), 100)).toBe(two);
});

test('cells alike are those with the same value, or refused for the same reason, and not edited yet', () => {
  expect(findSimilar(ROWS, new Map(), change(3, '0'))).toEqual({ sameValue: [5], sameReason: [5, 8] });
  const edited = changeCells(UNTOUCHED, [change(5, '7')], original);
  expect(findSimilar(ROWS, edited.edits, change(3, '0'))).toEqual({ sameValue: [], sameReason: [8] });
  const twice = [reject(1, '7', 'duplicate_in_file'), reject(2, '8', 'duplicate_in_file')];
  expect(findSimilar(twice, new Map(), change(1, '9')).sameReason).toEqual([]);
});

test('a hundred steps can be undone, and no more', () => {
  let draft = UNTOUCHED;
  for (let n = 1; n <= 120; n++) draft = changeCells(draft, [change(3, String(n))], original);
  expect(draft.past).toHaveLength(100);
  for (let n = 0; n < 100; n++) draft = undoStep(draft);
  expect(rowsToSend(draft.edits, [3])).toEqual([{ row: 3, cells: { Amount: '20' } }]);
  expect(undoStep(draft)).toBe(draft);
  for (let n = 1; n <= 120; n++) draft = changeBulk(draft, { column: 'Amount' }, 'Amount', String(n));
  expect(draft.past).toHaveLength(100);
});

test('cells that one step changes twice go back to what they were before it', () => {
  const one = changeCells(UNTOUCHED, [change(3, '1')], original);
  const twice = changeCells(one, [change(3, '2'), change(3, '3')], original);
  expect(rowsToSend(twice.edits, [3])).toEqual([{ row: 3, cells: { Amount: '3' } }]);
  expect(undoStep(twice).edits).toEqual(one.edits);
  // A row whose only edit is gone is no edited row.
  expect(undoStep(one).edits).toEqual(new Map());
  expect(one.edits).toEqual(new Map([[3, new Map([['Amount', '1']])]]));
});

test('many rows are changed as one step, which an edit of one row goes before', () => {
  const bulk = changeBulk(UNTOUCHED, { column: 'Amount', code: 'not_decimal' }, 'Amount', '0');
  expect(bulk.bulk).toEqual([{ where: { column: 'Amount', code: 'not_decimal' }, cells: { Amount: '0' } }]);
  expect(changeBulk(bulk, { column: 'Name' }, 'Name', '').bulk[1]!.cells).toEqual({ Name: null });
  const [first, , , last] = ROWS as [Reject, Reject, Reject, Reject];
  expect(correctionsOf(first, bulk)).toEqual(new Map([['Amount', '0']]));
  expect(correctionsOf(last, bulk)).toBeUndefined();
  const both = changeCells(bulk, [change(3, '7'), { row: 3, heading: 'Name', text: 'y' }], original);
  expect(correctionsOf(first, both)).toEqual(
    new Map([
      ['Amount', '7'],
      ['Name', 'y'],
    ]),
  );
  expect(correctionsOf(first, changeBulk(UNTOUCHED, { column: 'Amount' }, 'Amount', ''))).toEqual(
    new Map([['Amount', '']]),
  );
  const own = changeCells(UNTOUCHED, [change(3, '7')], original);
  expect(correctionsOf(first, own)).toEqual(new Map([['Amount', '7']]));
  expect(correctionsOf(last, own)).toBeUndefined();

  expect(undoStep(both)).toMatchObject({ edits: new Map(), bulk: bulk.bulk });
  expect(undoStep(undoStep(both))).toEqual(UNTOUCHED);
  expect(discardAll(bulk)).toMatchObject({ edits: new Map(), bulk: [] });
  expect(undoStep(discardAll(both))).toEqual(both);
  expect(discardAll(UNTOUCHED)).toBe(UNTOUCHED);
});

test('rows that were resolved lose their edits within what is known, and their steps cannot be undone', () => {
  const edited = changeCells(UNTOUCHED, [change(3, '1'), change(5, '1'), change(8, '1')], original);
  const left = (pending: number[], last: number, behind?: number) => [
    ...dropResolved(edited, new Set(pending), last, behind).edits.keys(),
  ];
  expect(left([], 5)).toEqual([8]);
  expect(left([], 4)).toEqual([5, 8]);
  expect(left([], 8, 3)).toEqual([3]);
  expect(left([], 8, 2)).toEqual([]);
  expect(left([5], 8)).toEqual([5]);
  expect(dropResolved(edited, new Set(), 8).past).toEqual([]);
});

test('filters for the rows that are alike: by value, and by what was wrong where one value can be right', () => {
  expect(similarOf(reject(3, 'n/a'), 'Amount')).toEqual({
    value: { column: 'Amount', value: 'n/a' },
    reason: { column: 'Amount', code: 'not_decimal' },
  });
  expect(similarOf(reject(3, 'n/a'), 'Name')).toEqual({ value: { column: 'Name', value: 'x' }, reason: null });
  expect(similarOf(reject(3, 'n/a'), 'Other').value).toEqual({ column: 'Other', value: '' });
  for (const code of ['duplicate_in_file', 'already_exists', 'no_such_row'])
    expect(similarOf(reject(3, 'n/a', code), 'Amount').reason).toBeNull();
});

test('cells alike: a cell that is not there is an empty one, and an issue is that of its own column', () => {
  const rows = [
    reject(1, '', 'required'),
    { ...reject(2, 'x', 'required'), cells: { Name: 'x' } },
    { ...reject(3, 'y'), issues: [{ column: 'Name', code: 'required', message: '' }] },
    { ...reject(4, 'z'), issues: [] },
  ];
  expect(findSimilar(rows, new Map(), change(1, '0'))).toEqual({ sameValue: [2], sameReason: [2] });
  expect(findSimilar(rows, new Map(), change(2, '0'))).toEqual({ sameValue: [1], sameReason: [1] });
  expect(findSimilar(rows, new Map(), change(4, '0'))).toEqual({ sameValue: [], sameReason: [] });
  expect(findSimilar(rows, new Map(), change(9, '0'))).toEqual({ sameValue: [], sameReason: [] });
  expect(findSimilar([reject(1, 'a'), reject(2, 'a', 'already_exists')], new Map(), change(2, '0'))).toEqual({
    sameValue: [1],
    sameReason: [],
  });
});
