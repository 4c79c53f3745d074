import type { Column, ViewDefinition } from '@sheetport/contract';
import { expect, test } from 'vitest';
import type { TableState } from './table-state.ts';
import { isSameView, saveOver, toDefinition, toState, toView } from './view-state.ts';

const columns = ['a', 'b', 'c'].map(
  (name): Column => ({
    name,
    label: name,
    type: name === 'b' ? 'decimal' : 'text',
    required: false,
    unique: false,
    rules: [],
  }),
);
const state: TableState = {
  sort: [{ column: 'b', desc: true }],
  filter: { column: 'a', op: 'eq', value: 'x' },
  columns: {
    order: ['c', 'a', 'b'],
    hidden: ['a'],
    widths: { c: 200 },
    pinned: 1,
    formats: { b: { kind: 'percent' } },
    groupBy: 'c',
  },
};

test('what is looked at is kept, and looked at again', () => {
  const definition = toDefinition(state, columns);
  expect(definition).toEqual({
    filter: state.filter,
    sort: state.sort,
    columns: [{ name: 'c', width: 200 }, { name: 'a', hidden: true }, { name: 'b' }],
    pinned: 1,
    groupBy: 'c',
    formats: [{ column: 'b', value: { kind: 'percent' } }],
  });
  expect(toState(definition, columns)).toEqual(state);
  expect(toDefinition({ sort: [], filter: undefined, columns: {} }, columns)).toEqual({});
  expect(toState({}, columns)).toEqual({ sort: [], filter: undefined, columns: {} });
});

test('a view is the same whatever the order of its fields, and another with a column hidden', () => {
  const definition = toDefinition(state, columns);
  const again: ViewDefinition = { pinned: 1, ...definition, filter: { value: 'x', op: 'eq', column: 'a' } };
  expect(isSameView(again, definition, columns)).toBe(true);
  expect(isSameView({ ...again, pinned: 0 }, definition, columns)).toBe(false);
  expect(isSameView({ ...again, columns: [{ name: 'c' }] }, definition, columns)).toBe(false);
  expect(isSameView({ ...again, groupBy: 'a' }, definition, columns)).toBe(false);
  expect(isSameView({ ...again, formats: [] }, definition, columns)).toBe(false);
});

test('a width that the page cannot show is brought within its bounds', () => {
  expect(
    toState(
      {
        columns: [
          { name: 'a', width: 2000 },
          { name: 'b', width: 24 },
        ],
      },
      columns,
    ).columns.widths,
  ).toEqual({ a: 1200, b: 48 });
});

test('saving a view over keeps the totals and the workbook that it has', () => {
  const kept: ViewDefinition = { formats: [{ column: 'b', total: 'sum' }], workbook: { cover: true }, groupBy: 'a' };
  expect(saveOver(kept, toDefinition(state, columns), columns)).toMatchObject({
    formats: [{ column: 'b', value: { kind: 'percent' }, total: 'sum' }],
    workbook: { cover: true },
    groupBy: 'c',
  });
});

test('what is shown is what an export has', () => {
  const shown = { filter: state.filter, sort: state.sort, groupBy: 'c', formats: { b: { kind: 'percent' } } };
  expect(toView(state, state.sort, columns)).toEqual({ ...shown, columns: ['c', 'b'] });
  expect(toView({ ...state, columns: {} }, [], columns).columns).toBeUndefined();
});
