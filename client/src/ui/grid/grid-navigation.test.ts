import { expect, test } from 'vitest';
import { moveCell } from './grid-navigation.ts';

const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });
const from = { row: 5, column: 2 };

test.each([
  ['ArrowDown', false, 6, 2],
  ['ArrowUp', false, 4, 2],
  ['ArrowRight', false, 5, 3],
  ['ArrowLeft', false, 5, 1],
  ['Home', false, 5, 0],
  ['End', false, 5, 9],
  ['PageDown', false, 25, 2],
  ['PageUp', false, 0, 2],
  ['ArrowDown', true, 99, 2],
  ['ArrowRight', true, 5, 9],
  ['Home', true, 0, 0],
  ['End', true, 99, 9],
])('%s with ctrl %s goes to %d, %d', (key, ctrl, row, column) =>
  expect(moveCell(from, press(key, ctrl), 100, 10, 20)).toEqual({ row, column }),
);

test('the first arrow chooses the first cell', () => {
  expect(moveCell(null, press('ArrowDown'), 100, 10, 20)).toEqual({ row: 0, column: 0 });
});

test('other keys, alt and empty grids move nothing', () => {
  expect(moveCell(from, press('a'), 100, 10, 20)).toBeNull();
  expect(moveCell(from, { ...press('ArrowLeft'), altKey: true }, 100, 10, 20)).toBeNull();
  expect(moveCell(null, press('ArrowDown'), 0, 10, 20)).toBeNull();
});
