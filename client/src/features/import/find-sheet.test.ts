import type { Sheet } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { firstSheet, headerOf } from './find-sheet.ts';
import { distinctLabels, findFreeName } from './import-names.ts';

const sheet = (index: number, columns: number, fields: Partial<Sheet> = {}) =>
  ({
    index,
    columns: Array.from({ length: columns }),
    rows: 5,
    hidden: false,
    headerRow: 1,
    headerRows: 1,
    ...fields,
  }) as Sheet;

test('the first sheet with a table is shown: no cover, nothing hidden, no headings without rows', () => {
  expect(firstSheet([sheet(0, 1), sheet(1, 4, { hidden: true }), sheet(2, 4, { rows: 0 }), sheet(3, 4)])?.index).toBe(
    3,
  );
  // Rows that are not counted yet may be there.
  expect(firstSheet([sheet(0, 1), sheet(1, 3, { rows: null })])?.index).toBe(1);
});

test('without a table the next best is shown: a list of one column, a hidden sheet, an empty one', () => {
  expect(firstSheet([sheet(0, 0), sheet(1, 1)])?.index).toBe(1);
  expect(firstSheet([sheet(0, 0), sheet(1, 3, { hidden: true })])?.index).toBe(1);
  // A list of one column goes before a hidden table.
  expect(firstSheet([sheet(0, 0), sheet(1, 3, { hidden: true }), sheet(2, 1)])?.index).toBe(2);
  expect(firstSheet([sheet(0, 0)])?.index).toBe(0);
  expect(firstSheet([])).toBeUndefined();
});

test('a chosen header row goes before that of the inspection', () => {
  expect(headerOf(sheet(2, 3, { headerRow: 4, headerRows: 2 }), { headers: {} })).toEqual({ row: 4, rows: 2 });
  expect(headerOf(sheet(2, 3), { headers: { 2: { row: 0, rows: 1 } } })).toEqual({ row: 0, rows: 1 });
});

test('labels and table names are made distinct, whatever their case', () => {
  expect(distinctLabels(['Note', 'note', 'Note 2', 'Note'])).toEqual(['Note', 'note 2', 'Note 2 2', 'Note 3']);
  const tables = [{ name: 'Orders' }, { name: ' orders 2' }];
  expect(findFreeName('ORDERS', tables)).toBe('ORDERS 3');
  expect(findFreeName('Stock', tables)).toBe('Stock');
});
