import type { Column } from '@sheetport/contract';
import { expect, test } from 'vitest';
import {
  formatColumn,
  groupRows,
  hideColumn,
  moveColumn,
  orderColumns,
  readArrangement,
  resizeColumn,
  rowOrder,
  shownColumns,
  turnSort,
} from './table-state.ts';

const columns = ['a', 'b', 'c', 'd'].map(
  (name): Column => ({ name, label: name, type: 'text', required: false, unique: false, rules: [] }),
);
const namesOf = (list: readonly Column[]) => list.map(({ name }) => name).join('');

test('columns stand as they were put, new ones follow, gone ones are forgotten', () => {
  expect(namesOf(orderColumns(columns, {}))).toBe('abcd');
  expect(namesOf(orderColumns(columns, { order: ['d', 'gone', 'b'] }))).toBe('dbac');
  expect(namesOf(shownColumns(columns, { order: ['d', 'b'], hidden: ['b', 'gone'] }))).toBe('dac');
  expect(namesOf(shownColumns(columns, { hidden: ['a', 'b', 'c', 'd'] }))).toBe('a');
});

test('a column is put where another one is shown, whatever is hidden between them', () => {
  const move = (from: number, to: number, hidden: string[] = []) =>
    namesOf(shownColumns(columns, moveColumn(columns, { hidden }, from, to)));
  expect(move(0, 2)).toBe('bcad');
  expect(move(3, 0)).toBe('dabc');
  expect(move(0, 1, ['b'])).toBe('cad');
  expect(move(2, 2)).toBe('abcd');
  expect(move(2, 9)).toBe('abcd');
});

test('an address that says nonsense says nothing', () => {
  for (const value of [
    undefined,
    null,
    7,
    'x',
    [],
    { order: 3, hidden: [1], widths: { a: 'x', b: 5, c: 9999 }, pinned: -1 },
  ])
    expect(readArrangement(value)).toEqual({});
  const kept = { order: ['b'], hidden: ['a'], widths: { c: 120 }, pinned: 2 };
  expect(readArrangement(JSON.parse(JSON.stringify(kept)))).toEqual(kept);
});

test('what says nothing is left out', () => {
  expect(hideColumn(hideColumn({}, 'a', true), 'a', false)).toEqual({});
  expect(resizeColumn({}, 'a', 3)).toEqual({ widths: { a: 48 } });
});

test('a press on a heading sorts up, then down, then not', () => {
  expect(turnSort([], 'a')).toEqual([{ column: 'a' }]);
  expect(turnSort([{ column: 'a' }], 'a')).toEqual([{ column: 'a', desc: true }]);
  expect(turnSort([{ column: 'a', desc: true }], 'a')).toEqual([]);
  expect(turnSort([{ column: 'b' }], 'a')).toEqual([{ column: 'a' }]);
});

test('rows are in the order of the column that groups them, then in their own', () => {
  expect(rowOrder([{ column: 'b' }], columns[0])).toEqual([{ column: 'a' }, { column: 'b' }]);
  expect(rowOrder([{ column: 'b' }, { column: 'a', desc: true }], columns[0])).toEqual([
    { column: 'a', desc: true },
    { column: 'b' },
  ]);
  expect(rowOrder([{ column: 'b' }], undefined)).toEqual([{ column: 'b' }]);
});

test('formats and groups are set and taken away, and what stands beside them stays', () => {
  const arrangement = { hidden: ['d'], widths: { a: 90 } };
  const formatted = formatColumn(groupRows(arrangement, 'c'), 'a', { kind: 'percent' });
  // Values that are shown in another way have another width.
  expect(formatted).toEqual({ hidden: ['d'], groupBy: 'c', formats: { a: { kind: 'percent' } } });
  expect(readArrangement(JSON.parse(JSON.stringify(formatted)))).toEqual(formatted);
  expect(groupRows(formatColumn(formatted, 'a', undefined), undefined)).toEqual({ hidden: ['d'] });
});
