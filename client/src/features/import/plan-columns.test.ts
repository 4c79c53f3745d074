import type { Preview, Sheet, SheetColumn, SuggestedMapping, Table } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { type Choices, type ColumnChoice, settleChoices, startChoices } from './choices.ts';
import { planColumns } from './plan-columns.ts';

const column = (index: number, header: string, fields: Partial<SheetColumn> = {}): SheetColumn => ({
  index,
  header,
  type: 'text',
  samples: [],
  blanks: 0,
  warnings: [],
  ...fields,
});
const sheetOf = (columns: SheetColumn[], fields: Partial<Sheet> = {}): Sheet => ({
  index: 0,
  name: 'Orders',
  hidden: false,
  rows: 10,
  headerRow: 1,
  headerRows: 1,
  columns,
  complete: true,
  ...fields,
});
const table = {
  id: 'orders',
  columns: [
    { name: 'number', label: 'Number', type: 'text' },
    { name: 'qty', label: 'Quantity', type: 'decimal', currency: 'EUR' },
  ],
} as unknown as Table;
const suggest = (
  columns: Partial<SuggestedMapping['columns'][number]>[],
  fields: Partial<SuggestedMapping> = {},
): SuggestedMapping => ({
  sheet: 0,
  headerRow: 1,
  headerRows: 1,
  tableId: table.id,
  columns: columns.map((one, index) => ({ index, header: '', column: null, confidence: 1, reason: 'exact', ...one })),
  savedMappings: [],
  ...fields,
});
interface Given {
  sheet?: Sheet;
  header?: { row: number; rows: number };
  choices?: Partial<Choices>;
  shown?: Preview['rows'];
  into?: Table;
  suggestion?: SuggestedMapping;
}
function plan({ sheet = sheetOf([column(0, 'Number')]), header, choices, shown = [], into, suggestion }: Given) {
  const settled = settleChoices({ ...startChoices(into?.id), ...choices }, [], into ? [into] : []);
  const { headerRow: row, headerRows: rows } = sheet;
  return planColumns(sheet, header ?? { row, rows }, settled, shown, into, suggestion, (letter) => `Column ${letter}`);
}
/** One column, with what was chosen for it. */
const planOne = (source: Partial<SheetColumn>, choice: ColumnChoice = {}, given: Given = {}) =>
  plan({
    sheet: sheetOf([column(0, 'Number', source)]),
    ...given,
    choices: { columns: { '0:0': choice }, ...given.choices },
  })[0]!;

test('a hidden column stays out where hidden ones are left, unless somebody chose it', () => {
  const sheet = sheetOf([column(0, 'A'), column(1, 'B', { hidden: true })]);
  const included = (choices: Partial<Choices>) => plan({ sheet, choices }).map(({ include }) => include);
  expect(included({})).toEqual([true, true]);
  expect(included({ leaveHidden: [0] })).toEqual([true, false]);
  expect(included({ leaveHidden: [1] })).toEqual([true, true]);
  expect(included({ leaveHidden: [0], columns: { '0:1': { include: true } } })).toEqual([true, true]);
  const suggestion = suggest([{ column: 'number' }, { column: 'qty' }]);
  const targets = (leaveHidden: number[]) =>
    plan({ sheet, into: table, suggestion, choices: { leaveHidden } }).map(({ target }) => target);
  expect(targets([])).toEqual(['number', 'qty']);
  expect(targets([0])).toEqual(['number', null]);
});

test('a type is suggested for a text column of mixed values alone, from its samples and the rows below the heading', () => {
  const mixed = { warnings: [{ code: 'mixed_types', count: 1 }], samples: ['1', '2', '3'] } as Partial<SheetColumn>;
  expect(planOne(mixed).suggested).toBe('integer');
  expect(planOne({ ...mixed, warnings: [] }).suggested).toBeNull();
  expect(planOne({ ...mixed, warnings: [...mixed.warnings!, { code: 'lost_zeros', count: 1 }] }).suggested).toBe(
    'integer',
  );
  expect(planOne({ ...mixed, warnings: [{ code: 'lost_zeros', count: 1 }] }).suggested).toBeNull();
  expect(planOne({ ...mixed, type: 'integer' }).suggested).toBeNull();
  expect(planOne({ ...mixed, doubt: { type: 'integer' } as never }).suggested).toBeNull();
  const shown = [
    { row: 1, cells: ['Number'] },
    { row: 2, cells: ['1'] },
    { row: 3, cells: ['2'] },
    { row: 4, cells: ['3'] },
  ];
  expect(planOne({ ...mixed, samples: [] }, {}, { shown }).suggested).toBe('integer');
  expect(planOne({ ...mixed, samples: [] }, {}, { shown: shown.slice(0, 3) }).suggested).toBeNull();
});

test('a suggestion is for one table, sheet and heading; of another it says nothing', () => {
  const found = (fields: Partial<SuggestedMapping>) =>
    plan({ into: table, suggestion: suggest([{ column: 'number' }], fields) })[0]!.target;
  expect(found({})).toBe('number');
  expect(found({ tableId: 'other' })).toBeNull();
  expect(found({ tableId: null })).toBeNull();
  expect(found({ sheet: 1 })).toBeNull();
  expect(found({ headerRow: 2 })).toBeNull();
  expect(found({ headerRows: 2 })).toBeNull();
  expect(plan({ into: table })[0]!.target).toBeNull();
});

test('a new table takes the name that was found by the content of a column', () => {
  const label = (fields: Partial<SuggestedMapping['columns'][number]>, into?: Table) =>
    plan({ suggestion: suggest([fields], { tableId: into?.id ?? null }), ...(into && { into }) })[0]!.label;
  expect(label({ column: 'E-mail', reason: 'content' })).toBe('E-mail');
  expect(label({ column: 'E-mail', reason: 'exact' })).toBe('Number');
  expect(label({ column: null, reason: 'content' })).toBe('Number');
  expect(label({ column: 'number', reason: 'content' }, table)).toBe('Number');
  const chosen = plan({
    suggestion: suggest([{ column: 'E-mail', reason: 'content' }], { tableId: null }),
    choices: { columns: { '0:0': { label: 'Mail' } } },
  });
  expect(chosen[0]!.label).toBe('Mail');
});

test('the type is that of the column it goes into, else the chosen or the guessed one', () => {
  const suggestion = suggest([{ column: 'qty' }]);
  expect(planOne({ type: 'integer' }, {}, { into: table, suggestion })).toMatchObject({
    type: 'decimal',
    typeExplicit: false,
    targetCurrency: 'EUR',
  });
  expect(planOne({ type: 'integer' }, { type: 'date' }, { into: table, suggestion }).type).toBe('decimal');
  expect(planOne({ type: 'integer' }, { target: null }, { into: table, suggestion })).toMatchObject({
    target: null,
    include: false,
    type: 'integer',
    match: null,
  });
  expect(planOne({ type: 'integer' }, { add: true }, { into: table, suggestion })).toMatchObject({
    adds: true,
    include: true,
    target: null,
    type: 'integer',
  });
  expect(planOne({ type: 'integer' }, { type: 'date' })).toMatchObject({ type: 'date', typeExplicit: true });
  // Without a table there is nothing to add a column to.
  expect(planOne({}, { add: true }).adds).toBe(false);
  expect(planOne({}, { target: 'number' })).toMatchObject({ target: null, include: true });
});

test('the options of an earlier import hold for the column that this one went into then', () => {
  const options = { dateOrder: 'dmy', decimal: ',', trim: false, blank: 'keep', values: { a: 'b' } } as const;
  const suggestion = suggest([{ column: 'qty', options }]);
  const of = (choice: ColumnChoice, source: Partial<SheetColumn> = {}) => {
    const { dateOrder, decimal, trim, blank, values } = planOne(source, choice, { into: table, suggestion });
    return { dateOrder, decimal, trim, blank, values };
  };
  expect(of({})).toEqual(options);
  const nothing = { dateOrder: undefined, decimal: undefined, trim: true, blank: undefined, values: {} };
  expect(of({ target: 'number' })).toEqual(nothing);
  expect(of({ target: 'qty' })).toEqual(options);
  const said = { dateOrder: 'mdy', decimal: '.', trim: true, blank: 'null', values: {} } as const;
  expect(of(said)).toEqual(said);
  // Null: as inspection found it.
  expect(of({ dateOrder: null, decimal: null, blank: null }, { dateOrder: 'ymd', decimal: '.' })).toEqual({
    ...options,
    dateOrder: 'ymd',
    decimal: '.',
    blank: undefined,
  });
  const plain = planOne(
    { dateOrder: 'ymd', decimal: ',' },
    {},
    { into: table, suggestion: suggest([{ column: 'qty' }]) },
  );
  expect(plain).toMatchObject({ dateOrder: 'ymd', decimal: ',', trim: true });
});

test('headings that somebody moved are read from the rows that are shown', () => {
  const sheet = sheetOf([column(0, 'Old'), column(1, 'Older'), column(2, 'Oldest')]);
  const shown = [
    { row: 2, cells: [' Number ', '12', null], headings: [null, '012'] },
    { row: 3, cells: ['7', 'x', '2025-01-31'] },
  ] as Preview['rows'];
  const headings = (header: { row: number; rows: number }, rows = shown) =>
    plan({ sheet, header, shown: rows }).map(({ heading }) => heading);
  expect(headings({ row: 2, rows: 1 })).toEqual(['Number', '012', 'Column C']);
  expect(headings({ row: 2, rows: 1 }, [])).toEqual(['Column A', 'Column B', 'Column C']);
  expect(headings({ row: 0, rows: 1 }, [{ row: 0, cells: ['a', 'b', 'c'] }])).toEqual([
    'Column A',
    'Column B',
    'Column C',
  ]);
  // The same last row, but more rows of headings: the last one stands for them.
  expect(headings({ row: 1, rows: 2 }, [{ row: 1, cells: ['a', 'b', 'c'] }])).toEqual(['a', 'b', 'c']);
  const types = plan({ sheet, header: { row: 2, rows: 1 }, shown });
  expect(types.map(({ type, typeExplicit }) => [type, typeExplicit])).toEqual([
    ['integer', true],
    ['text', true],
    ['date', true],
  ]);
});

test('headings that the service joined are taken where there are several rows of them', () => {
  const joined = (rows: number) =>
    plan({
      sheet: sheetOf([column(0, 'City'), column(1, 'Zip')], { headerRow: 2, headerRows: rows }),
      suggestion: suggest([{ header: 'Address City' }], { headerRow: 2, headerRows: rows, tableId: null }),
    }).map(({ heading }) => heading);
  expect(joined(2)).toEqual(['Address City', 'Zip']);
  expect(joined(1)).toEqual(['City', 'Zip']);
});

test('a heading has at most 1,000 characters, and no blanks around it', () => {
  const long = 'x'.repeat(1200);
  expect(planOne({ header: `  ${long}` }).heading).toBe('x'.repeat(1000));
  expect(planOne({ header: ' a ' }).heading).toBe('a');
  expect(planOne({ header: '' }).heading).toBe('Column A');
  const [column0] = plan({
    sheet: sheetOf([column(0, 'City')], { headerRow: 2, headerRows: 2 }),
    suggestion: suggest([{ header: long }], { headerRow: 2, headerRows: 2, tableId: null }),
  });
  expect(column0!.heading).toHaveLength(1000);
});
