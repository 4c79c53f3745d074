import { expect, test } from 'vitest';
import { beginsEdit, endsEdit, layBlock } from './grid-editing.ts';

const press = (key: string, more: object = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test('Enter and F2 edit, a character replaces, Delete clears, Ctrl+Z goes back, others do nothing', () => {
  expect(beginsEdit(press('F2'))).toEqual({ how: 'whole' });
  expect(beginsEdit(press('Enter'))).toEqual({ how: 'whole' });
  expect(beginsEdit(press('ế'))).toEqual({ how: 'typed', text: 'ế' });
  expect(beginsEdit(press(' '))).toEqual({ how: 'typed', text: ' ' });
  expect(beginsEdit(press('Backspace'))).toEqual({ how: 'clear' });
  expect(beginsEdit(press('z', { ctrlKey: true }))).toEqual({ how: 'undo' });
  expect(beginsEdit(press('Z', { ctrlKey: true, shiftKey: true }))).toEqual({ how: 'redo' });
  expect(beginsEdit(press('y', { ctrlKey: true }))).toEqual({ how: 'redo' });
  for (const key of ['ArrowDown', 'Tab', 'Shift', 'Escape', 'PageDown']) expect(beginsEdit(press(key))).toBe(null);
  expect(beginsEdit(press('a', { ctrlKey: true }))).toBe(null);
});

test('Esc leaves the cell as it was; Enter and Tab keep; arrows keep only where typing began the edit', () => {
  expect(endsEdit(press('Escape'), true)).toMatchObject({ keep: false });
  expect(endsEdit(press('Enter'), false)).toEqual({ keep: true, down: 1, right: 0 });
  expect(endsEdit(press('Enter', { shiftKey: true }), false)).toEqual({ keep: true, down: -1, right: 0 });
  expect(endsEdit(press('Tab', { shiftKey: true }), false)).toEqual({ keep: true, down: 0, right: -1 });
  expect(endsEdit(press('ArrowLeft'), false)).toBe(null);
  expect(endsEdit(press('ArrowLeft'), true)).toEqual({ keep: true, down: 0, right: -1 });
  expect(endsEdit(press('a'), true)).toBe(null);
});

test('a block is cut at the edges and around what cannot be edited', () => {
  const block = [
    ['a', 'b', 'c'],
    ['d', 'e', 'f'],
  ];
  expect(layBlock(block, { row: 1, column: 0 }, 2, 2, (_, column) => column > 0)).toEqual([
    { row: 1, column: 1, text: 'b' },
  ]);
});
