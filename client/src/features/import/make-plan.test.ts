import type { File, Preview, SavedMapping, Sheet, SheetColumn, SuggestedMapping, Table } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { type Choices, settleChoices, startChoices } from './choices.ts';
import { nameOfFile } from './import-names.ts';
import { makeImport } from './make-import.ts';
import { makePlan } from './make-plan.ts';

const id = '019a0000-0000-7000-8000-000000000001';
const column = (index: number, header: string, fields: Partial<SheetColumn> = {}): SheetColumn => ({
  index,
  header,
  type: 'text',
  samples: [],
  blanks: 0,
  warnings: [],
  ...fields,
});
const sheet = (fields: Partial<Sheet> = {}): Sheet => ({
  index: 0,
  name: 'Orders',
  hidden: false,
  rows: 10,
  headerRow: 1,
  headerRows: 1,
  columns: [column(0, 'Order number'), column(1, 'Quantity', { type: 'integer' }), column(2, 'Note')],
  complete: true,
  ...fields,
});
const file = (...sheets: Sheet[]): File => ({
  id,
  name: 'orders 2025.xlsx',
  bytes: 1,
  sha256: null,
  format: 'xlsx',
  state: 'ready',
  createdAt: '2026-01-01T00:00:00Z',
  error: null,
  inspectionId: null,
  sheets,
});
const table: Table = {
  id: '019a0000-0000-7000-8000-000000000002',
  name: 'Orders',
  qualifiedName: 'public.orders',
  columns: [
    { name: 'order_number', label: 'Order number', type: 'text', required: true, unique: false, rules: [] },
    { name: 'qty', label: 'Quantity', type: 'decimal', required: false, unique: false, rules: [] },
  ],
  key: ['order_number'],
  rowCount: 3,
  rowCountExact: true,
  createdAt: '2026-01-01T00:00:00Z',
  updatedAt: '2026-01-01T00:00:00Z',
};
const suggestion: SuggestedMapping = {
  sheet: 0,
  headerRow: 1,
  headerRows: 1,
  tableId: table.id,
  columns: [
    { index: 0, header: 'Order number', column: 'order_number', type: 'text', confidence: 1, reason: 'exact' },
    { index: 1, header: 'Quantity', column: 'qty', type: 'decimal', confidence: 0.75, reason: 'fuzzy' },
    { index: 2, header: 'Note', column: null, confidence: 0, reason: null },
  ],
  savedMappings: [],
};
const plan = (from: File, choices: Partial<Choices> = {}, preview?: Preview) => {
  const all = settleChoices({ ...startChoices(), ...choices }, [], [table]);
  const made = makePlan(from, all, preview, [table], suggestion, (letter) => `Column ${letter}`);
  if (!made) throw new Error('no plan');
  return {
    plan: made,
    get body() {
      return makeImport(from, made, all);
    },
  };
};

test('the name of a table comes from the file, without its ending', () => {
  expect(nameOfFile('orders 2025.final.xlsx')).toBe('orders 2025.final');
  expect(nameOfFile('.csv')).toBe('.csv');
});

test('a name that is taken is not offered', () => {
  expect(plan({ ...file(sheet()), name: 'orders.csv' }).plan.name).toBe('orders 2');
});

test('untouched, everything goes in and no guessed type is insisted on', () => {
  const { plan: made, body } = plan(file(sheet()));
  expect(made.problems).toEqual([]);
  expect(body).toEqual({
    fileId: id,
    sheet: 0,
    headerRow: 1,
    table: { create: { name: 'orders 2025' } },
    mapping: { 0: { column: 'Order number' }, 1: { column: 'Quantity' }, 2: { column: 'Note' } },
    mode: 'insert',
    onReject: 'skip',
  });
});

test('what a person chose is sent, and what they ignored is null', () => {
  const { body } = plan(file(sheet()), {
    columns: { '0:1': { type: 'decimal', label: ' Count ' }, '0:2': { include: false } },
    newKey: [0],
    onReject: 'abort',
  });
  expect(body.mapping).toEqual({ 0: { column: 'Order number' }, 1: { column: 'Count', type: 'decimal' }, 2: null });
  expect(body.key).toEqual(['Order number']);
  expect(body.onReject).toBe('abort');
});

test('a hidden or empty sheet is not looked at first', () => {
  const { plan: made } = plan(file(sheet({ hidden: true }), sheet({ index: 1, columns: [] }), sheet({ index: 2 })));
  expect(made.sheet.index).toBe(2);
});

test('nor is a cover or a remark before the data', () => {
  const remark = sheet({ index: 0, rows: 1, columns: [column(0, 'Exported by Mai')] });
  const headings = sheet({ index: 1, rows: 0 });
  const data = sheet({ index: 2 });
  expect(plan(file(remark, headings, data)).plan.sheet.index).toBe(2);
  expect(plan(file(remark)).plan.sheet.index).toBe(0);
});

test('with the headings elsewhere, names and types come from the preview', () => {
  const preview: Preview = {
    sheet: 0,
    rows: [
      { row: 1, cells: ['Report of May', null, null] },
      { row: 2, cells: ['No.', 'Amount', 'Amount'] },
      { row: 3, cells: ['0017', '12.5', '3'] },
      { row: 4, cells: ['0018', '7', null] },
    ],
  };
  const { plan: made, body } = plan(file(sheet()), { headers: { 0: { row: 2, rows: 1 } } }, preview);
  expect(made.columns.map(({ label, type }) => [label, type])).toEqual([
    ['No.', 'text'],
    ['Amount', 'decimal'],
    ['Amount 2', 'integer'],
  ]);
  expect(made.rows).toBe(9);
  expect(body.mapping?.[1]).toEqual({ column: 'Amount', type: 'decimal' });
});

test('headings over two rows are called as the service joins them', () => {
  const joined: SuggestedMapping = {
    ...suggestion,
    headerRow: 2,
    headerRows: 2,
    tableId: null,
    columns: suggestion.columns.map((one) => ({ ...one, header: `Order ${one.header}`, reason: null })),
  };
  const choices = settleChoices({ ...startChoices(), headers: { 0: { row: 2, rows: 2 } } }, [], [table]);
  const from = file(sheet());
  const made = makePlan(from, choices, undefined, [table], joined, (letter) => letter)!;
  expect(made.columns.map((one) => one.label)).toEqual(['Order Order number', 'Order Quantity', 'Order Note']);
  expect(makeImport(from, made, choices)).toMatchObject({ headerRow: 2, headerRows: 2 });
});

test('without headings the columns are called by their letters', () => {
  const { plan: made } = plan(file(sheet()), { headers: { 0: { row: 0, rows: 1 } } });
  expect(made.columns.map((one) => one.label)).toEqual(['Column A', 'Column B', 'Column C']);
  expect(made.rows).toBe(11);
});

test('an existing table takes what is suggested, by its own key', () => {
  const { plan: made, body } = plan(file(sheet()), { goes: 'existing', tableId: table.id, mode: 'upsert' });
  expect(body).toMatchObject({
    table: { id: table.id },
    mapping: { 0: { column: 'order_number' }, 1: { column: 'qty' }, 2: null },
    mode: 'upsert',
    key: ['order_number'],
  });
  expect(made.problems).toEqual([]);
  expect(made.columns.map((one) => one.match?.reason)).toEqual(['exact', 'fuzzy', undefined]);
});

test('what a person chose is no suggestion any more, and one for another table is none', () => {
  const choices = { goes: 'existing', tableId: table.id, columns: { '0:1': { target: 'qty' } } } as const;
  expect(plan(file(sheet()), choices).plan.columns[1]).toMatchObject({ target: 'qty', match: null });
  const elsewhere = plan(file(sheet({ index: 1 })), { goes: 'existing', tableId: table.id }).plan;
  expect(elsewhere.columns.map((one) => one.target)).toEqual([null, null, null]);
});

test('what was said of a column is sent, and what is remembered of it unless it was said otherwise', () => {
  const savedMapping: SuggestedMapping = {
    ...suggestion,
    columns: suggestion.columns.map((one) =>
      one.index === 1 ? { ...one, options: { values: { dozen: '12' }, decimal: ',', blank: 'keep' } } : one,
    ),
  };
  const made = (columns: Choices['columns']) => {
    const choices = settleChoices({ ...startChoices(table.id), columns }, [], [table]);
    const from = file(sheet());
    const planned = makePlan(from, choices, undefined, [table], savedMapping, (letter) => letter);
    return makeImport(from, planned!, choices);
  };
  expect(made({}).mapping?.[1]).toEqual({ column: 'qty', values: { dozen: '12' }, decimal: ',', blank: 'keep' });
  expect(made({ '0:1': { values: {}, decimal: null, blank: null }, '0:0': { trim: false } }).mapping).toMatchObject({
    0: { column: 'order_number', trim: false },
    1: { column: 'qty' },
  });
  expect(made({ '0:1': { values: {}, decimal: null, blank: null } }).mapping?.[1]).toEqual({ column: 'qty' });
});

test('a table gets a new column, under a name that it has not', () => {
  const choices = { goes: 'existing', tableId: table.id } as const;
  const { plan: made, body } = plan(file(sheet()), { ...choices, columns: { '0:2': { add: true, type: 'date' } } });
  expect(made.problems).toEqual([]);
  expect(body.mapping?.[2]).toEqual({ column: 'Note', add: true, type: 'date' });
  const taken = plan(file(sheet()), { ...choices, columns: { '0:2': { add: true, label: 'quantity ' } } });
  expect(taken.plan.problems).toEqual([{ code: 'sameLabel', index: 2 }]);
});

test('problems are named where they are', () => {
  const codes = (choices: Partial<Choices>, from = file(sheet())) =>
    plan(from, choices).plan.problems.map((one) => one.code);
  expect(codes({ name: ' ' })).toEqual(['noName']);
  expect(codes({ name: 'orders ' })).toEqual(['nameTaken']);
  expect(codes({ columns: { '0:0': { label: 'Note' } } })).toEqual(['sameLabel']);
  expect(codes({ columns: { '0:0': { label: '' } } })).toEqual(['emptyLabel']);
  expect(codes({ columns: { '0:0': { include: false } }, newKey: [0] })).toEqual(['keyIgnored']);
  expect(codes({ goes: 'existing' })).toEqual(['noTable']);
  expect(codes({ goes: 'existing', tableId: table.id, columns: { '0:0': { target: 'qty' } }, tableKey: [] })).toEqual([
    'sameTarget',
    'required',
  ]);
  expect(codes({ goes: 'existing', tableId: table.id, tableKey: [], mode: 'upsert' })).toEqual(['keyNeeded']);
});

test('rows that look like no data stay out unless somebody chose otherwise, now or last time', () => {
  const nonDataRows = [
    { row: 12, what: 'totals' as const, text: 'Total' },
    { row: 14, what: 'note' as const, text: '*' },
  ];
  const from = file(sheet({ nonDataRows, columns: [column(0, 'Order number'), column(1, 'Quantity')] }));
  const planOf = (choices: Choices) =>
    makePlan(from, settleChoices(choices, [], []), undefined, [], undefined, String)!;
  const untouched = planOf(startChoices());
  expect([untouched.rows, untouched.skipRows]).toEqual([8, [12, 14]]);
  const choices = {
    ...startChoices(),
    nonDataRows: { 0: 'import' as const },
    columns: { '0:0': { values: { p\u0430ul: 'paul' } } },
  };
  const chosen = planOf(choices);
  expect([chosen.rows, chosen.skipRows]).toEqual([10, []]);
  expect(makeImport(from, chosen, settleChoices(choices, [], []))).toMatchObject({
    skipRows: [],
    mapping: { 0: { column: 'Order number', values: { p\u0430ul: 'paul' } }, 1: { column: 'Quantity' } },
  });
  expect(makeImport(from, untouched, settleChoices(startChoices(), [], [])).skipRows).toEqual([12, 14]);
  const remembered = {
    ...settleChoices(startChoices(), [], []),
    savedMapping: { nonDataRows: 'import' } as SavedMapping,
  };
  expect(makePlan(from, remembered, undefined, [], undefined, String)!.skipRows).toEqual([]);
});

test('the chosen sheet is the one that is imported; a file without sheets has no plan', () => {
  const sheets = [sheet(), sheet({ index: 1, name: 'Stock' })];
  expect(plan(file(...sheets)).plan.sheet.index).toBe(0);
  expect(plan(file(...sheets), { sheet: 1 }).plan.sheet.index).toBe(1);
  expect(plan(file(...sheets), { sheet: 7 }).plan.sheet.index).toBe(0);
  const settled = settleChoices(startChoices(), [], []);
  for (const none of [file(), { ...file(), sheets: null }])
    expect(makePlan(none as File, settled, undefined, [], undefined, String)).toBeNull();
});

test('a new table takes nothing of a table that was chosen before', () => {
  const { plan: made } = plan(file(sheet()), { goes: 'new', tableId: table.id, newKey: [1] });
  expect([made.table, made.key, made.pending]).toEqual([undefined, ['Quantity'], false]);
  const named = plan(file(sheet()), { newKey: [1], columns: { '0:1': { label: ' Count ' } } });
  expect(named.plan.key).toEqual(['Count']);
});

test('the preview of another sheet says nothing of the headings', () => {
  const preview: Preview = { sheet: 1, rows: [{ row: 2, cells: ['No.', 'b', 'c'] }] };
  const { plan: made } = plan(file(sheet()), { headers: { 0: { row: 2, rows: 1 } } }, preview);
  expect(made.columns[0]!.label).toBe('Column A');
});

test('keys are offered among the columns that are imported, for the heading that they were found under', () => {
  const candidate = (index: number) => ({ index, header: '', rows: 10, exact: true });
  const candidates = (fields: Partial<SuggestedMapping>, choices: Partial<Choices> = {}) => {
    const settled = settleChoices({ ...startChoices(), ...choices }, [], []);
    const found = { ...suggestion, tableId: null, keyCandidates: [candidate(2), candidate(0)], ...fields };
    return makePlan(file(sheet()), settled, undefined, [], found, String)!.keyCandidates.map(({ index }) => index);
  };
  expect(candidates({})).toEqual([2, 0]);
  expect(candidates({}, { columns: { '0:2': { include: false } } })).toEqual([0]);
  expect(candidates({ headerRow: 2 })).toEqual([]);
  expect(candidates({ sheet: 1 })).toEqual([]);
  expect(candidates({ keyCandidates: undefined })).toEqual([]);
});

test('hidden rows and columns are counted, and left where there are some', () => {
  const hidden = sheet({
    hiddenRows: 3,
    columns: [column(0, 'Order number'), column(1, 'Quantity', { hidden: true })],
  });
  const of = (from: Sheet, choices: Partial<Choices>) => {
    const { rows, hiddenRows, hiddenColumns, skipHidden } = plan(file(from), choices).plan;
    return [rows, hiddenRows, hiddenColumns.map(({ index }) => index), skipHidden];
  };
  expect(of(hidden, {})).toEqual([10, 3, [1], false]);
  expect(of(hidden, { leaveHidden: [0] })).toEqual([7, 3, [1], true]);
  expect(of(hidden, { leaveHidden: [1] })).toEqual([10, 3, [1], false]);
  expect(of({ ...hidden, hiddenRows: 0 }, { leaveHidden: [0] })).toEqual([10, 0, [1], true]);
  expect(of(sheet({ hiddenRows: 3 }), { leaveHidden: [0] })).toEqual([7, 3, [], true]);
  expect(of(sheet(), { leaveHidden: [0] })).toEqual([10, 0, [], false]);
});

test('rows above the heading, and that of the heading, are no rows to skip; unknown rows stay unknown', () => {
  const row = (number: number) => ({ row: number, what: 'note' as const, text: '' });
  const of = (fields: Partial<Sheet>, headerRow = 1) => {
    const { rows, skipRows } = plan(file(sheet(fields)), { headers: { 0: { row: headerRow, rows: 1 } } }).plan;
    return [rows, skipRows];
  };
  expect(of({ nonDataRows: [row(2), row(3), row(4)] }, 3)).toEqual([7, [4]]);
  expect(of({ rows: null, nonDataRows: [row(4)] })).toEqual([null, [4]]);
  expect(of({ rows: 1, nonDataRows: [row(2), row(3)] })).toEqual([0, [2, 3]]);
  expect(of({ rows: 1 }, 9)).toEqual([0, []]);
});
