import { describe, expect, test } from 'vitest';
import { type FieldNeeds, moveFocus } from './roving-focus.ts';

const NO_KEYS = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
const PLAIN: FieldNeeds = { isSelect: false, caret: null };
const SELECT: FieldNeeds = { isSelect: true, caret: null };
const FIELDS = [3, 0, 4, 2];
const press = (key: string, held: Partial<typeof NO_KEYS> = {}) => ({ key, ...NO_KEYS, ...held });

describe('moving through rows of fields', () => {
  test('up and down keep the field and pass rows without one', () => {
    expect(moveFocus(FIELDS, { row: 0, field: 2 }, press('ArrowDown'), PLAIN)).toEqual({ row: 2, field: 2 });
    expect(moveFocus(FIELDS, { row: 2, field: 3 }, press('ArrowDown'), PLAIN)).toEqual({ row: 3, field: 1 });
    expect(moveFocus(FIELDS, { row: 2, field: 0 }, press('ArrowUp'), PLAIN)).toEqual({ row: 0, field: 0 });
    expect(moveFocus(FIELDS, { row: 3, field: 0 }, press('ArrowDown'), PLAIN)).toBeNull();
  });

  test('left and right stay in the row', () => {
    expect(moveFocus(FIELDS, { row: 0, field: 0 }, press('ArrowRight'), PLAIN)).toEqual({ row: 0, field: 1 });
    expect(moveFocus(FIELDS, { row: 0, field: 2 }, press('ArrowRight'), PLAIN)).toBeNull();
    expect(moveFocus(FIELDS, { row: 0, field: 0 }, press('ArrowLeft'), PLAIN)).toBeNull();
  });

  test('a list of choices keeps up and down, and gives them with Ctrl', () => {
    expect(moveFocus(FIELDS, { row: 0, field: 1 }, press('ArrowDown'), SELECT)).toBeNull();
    expect(moveFocus(FIELDS, { row: 0, field: 1 }, press('ArrowDown', { ctrlKey: true }), SELECT)).toEqual({
      row: 2,
      field: 1,
    });
    expect(moveFocus(FIELDS, { row: 0, field: 1 }, press('ArrowRight'), SELECT)).toEqual({ row: 0, field: 2 });
  });

  test('a text field keeps left and right until the caret is at its end', () => {
    const inside: FieldNeeds = { isSelect: false, caret: { atStart: false, atEnd: false } };
    const atEnd: FieldNeeds = { isSelect: false, caret: { atStart: false, atEnd: true } };
    expect(moveFocus(FIELDS, { row: 0, field: 1 }, press('ArrowRight'), inside)).toBeNull();
    expect(moveFocus(FIELDS, { row: 0, field: 1 }, press('ArrowRight'), atEnd)).toEqual({ row: 0, field: 2 });
    expect(moveFocus(FIELDS, { row: 0, field: 1 }, press('ArrowLeft'), atEnd)).toBeNull();
  });

  test('Ctrl+Home and Ctrl+End go to the first and last row; other keys are left alone', () => {
    expect(moveFocus(FIELDS, { row: 2, field: 3 }, press('End', { ctrlKey: true }), PLAIN)).toEqual({
      row: 3,
      field: 1,
    });
    expect(moveFocus([0, ...FIELDS], { row: 3, field: 1 }, press('Home', { ctrlKey: true }), PLAIN)).toEqual({
      row: 1,
      field: 1,
    });
    expect(moveFocus(FIELDS, { row: 0, field: 0 }, press('Home'), PLAIN)).toBeNull();
    expect(moveFocus(FIELDS, { row: 0, field: 0 }, press('ArrowDown', { shiftKey: true }), PLAIN)).toBeNull();
    expect(moveFocus(FIELDS, { row: 0, field: 0 }, press('a'), PLAIN)).toBeNull();
  });
});
