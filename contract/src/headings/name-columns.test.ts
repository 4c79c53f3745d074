import { expect, test } from 'vitest';
import { nameColumns, unnamedColumn } from './name-columns.ts';

const header = (...texts: string[]) => ({ row: 1, cells: texts.map((text, column) => ({ column, text })) });
const name = (columns: number[], ...texts: string[]) =>
  [...nameColumns(columns, header(...texts))].map(([index, { header: text, empty, repeated }]) => [
    index,
    text,
    ...(empty ? ['empty'] : []),
    ...(repeated ? ['repeated'] : []),
  ]);

test('each column has a name of its own, whatever the case', () => {
  expect(name([0, 1, 2, 3], 'Note', 'note', 'Town', 'NOTE')).toEqual([
    [0, 'Note'],
    [1, 'note (2)', 'repeated'],
    [2, 'Town'],
    [3, 'NOTE (3)', 'repeated'],
  ]);
  expect(name([0, 1, 2], 'Note (2)', 'Note', 'Note')).toEqual([
    [0, 'Note (2)'],
    [1, 'Note'],
    [2, 'Note (3)', 'repeated'],
  ]);
  expect(name([0, 1], '__proto__', 'constructor')).toEqual([
    [0, '__proto__'],
    [1, 'constructor'],
  ]);
});

test('a column without a heading is called by its letter, unless another is called so', () => {
  expect(name([0, 1, 27], ' ', 'Column A')).toEqual([
    [0, 'Column A', 'empty'],
    [1, 'Column A (2)', 'repeated'],
    [27, 'Column AB', 'empty'],
  ]);
  expect([...nameColumns([2], undefined)]).toEqual([[2, { header: 'Column C', empty: true, repeated: false }]]);
  expect(unnamedColumn(0)).toBe('Column A');
});

test('headings are cleaned before they are compared', () => {
  expect(name([0, 1], 'Order\nnumber', ' Order  number')).toEqual([
    [0, 'Order number'],
    [1, 'Order number (2)', 'repeated'],
  ]);
});
