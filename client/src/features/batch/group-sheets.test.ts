import type { File, Job, Sheet } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { alongWith, groupByShape } from './group-sheets.ts';

const sheet = (index: number, headings: string[], more: Partial<Sheet> = {}) =>
  ({
    index,
    name: `S${index}`,
    hidden: false,
    rows: 3,
    columns: headings.map((header) => ({ header })),
    ...more,
  }) as Sheet;
const file = (id: string, ...sheets: Sheet[]) =>
  ({ id, name: `${id}.xlsx`, sheets, continues: null }) as unknown as File;

test('sheets with the same columns go together, in whatever order and spelling these are', () => {
  const shapes = groupByShape(
    [
      file('a', sheet(0, ['No', 'City']), sheet(1, ['Other'])),
      file('b', sheet(0, ['CITY', 'no'])),
      file('c', sheet(0, ['No', 'City'], { hidden: true }), sheet(1, [], {}), sheet(2, ['No', 'City'], { rows: 0 })),
    ],
    [],
  );
  expect(shapes.map(({ sheets }) => sheets.map((one) => `${one.file.id}${one.sheet.index}`))).toEqual([
    ['a0', 'b0'],
    ['a1'],
  ]);
  const [first, ...others] = shapes[0]!.sheets;
  expect(alongWith(first!, [...others, shapes[1]!.sheets[0]!])).toEqual(['file:b:0', 'sheet:1']);
});

test('what was imported is marked, by its sheet where the file has several', () => {
  const job = { kind: 'import', fileId: 'a', state: 'succeeded', sheet: 1, result: {} } as Job;
  const both = [file('a', sheet(0, ['x']), sheet(1, ['y']))];
  const marks = (jobs: Job[]) => groupByShape(both, jobs).map(({ sheets }) => sheets[0]!.imported);
  expect(marks([job])).toEqual([false, true]);
  expect(marks([{ ...job, sheet: 'S0' }])).toEqual([true, false]);
  expect(marks([{ ...job, sheet: null }])).toEqual([false, false]);
  expect(marks([{ ...job, state: 'failed' }])).toEqual([false, false]);
});
