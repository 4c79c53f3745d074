import type { Reject } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { changeCells, discardAll, dropResolved, findSimilar, rowsToSend, UNTOUCHED, undoStep } from './edits.ts';

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
