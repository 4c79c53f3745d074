import { expect, test } from 'vitest';
import { describeBlockProblem } from './block-problem.ts';
import { TemplateMismatch } from './template-mismatch.ts';
import { chooseBlocks, type TemplateBlock, type TemplateInfo, type TemplateTable } from './template-rows.ts';

const column = (label: string, name = label.toLowerCase()) => ({ name, label });
const orders = { names: ['Orders'], columns: [column('Number'), column('Customer'), column('Total')] };
const people = { names: ['People', 'Customers'], columns: [column('Name'), column('Town')] };
const mark = (cell: string, ...names: string[]) => ({ sheet: 'Sheet1', cell, names });
const info = (fields: Partial<TemplateInfo>): TemplateInfo => ({ marks: [], tables: [], macros: false, ...fields });
const block = (open: string, close: string, first: number, last: number, name?: string): TemplateBlock => ({
  sheet: 'Sheet1',
  open,
  close,
  first,
  last,
  name,
});
const table = (fields: Partial<TemplateTable>): TemplateTable => ({
  sheet: 'Sheet1',
  name: 'T',
  column: 0,
  headerRow: 1,
  lastRow: 2,
  columns: [],
  ...fields,
});
const choose = (fields: Partial<TemplateInfo>, sources = [orders], known: string[] = ['today']) =>
  chooseBlocks(info(fields), sources, known);
/** The mismatch that is thrown, as its code, cell and other. */
const mismatch = (...args: Parameters<typeof choose>) => {
  try {
    choose(...args);
  } catch (error) {
    const { code, cell, other } = (error as TemplateMismatch).mismatch!;
    return [code, cell, other];
  }
  return undefined;
};

test('the row whose cells name columns is repeated, in the order of its cells', () => {
  const marks = [mark('AB5', 'total'), mark('B5', ' NUMBER ', 'Customer'), mark('A1', 'Today')];
  expect(choose({ marks })).toEqual([
    {
      source: 0,
      sheet: 'Sheet1',
      first: 5,
      last: 5,
      model: { first: 5, last: 5 },
      isBlock: false,
      cells: [
        { row: 5, column: 1, fields: [0, 1] },
        { row: 5, column: 27, fields: [2] },
      ],
      fields: [0, 1, 2],
    },
  ]);
});

test('a name may have blanks and accents of another kind', () => {
  const cities = { names: [], columns: [column('Code postal'), column('Unité')] };
  const marks = [mark('A1', 'Code\u00a0postal'), mark('B1', 'code \n postal'), mark('C1', 'unite\u0301')];
  expect(choose({ marks }, [cities])[0]!.fields).toEqual([0, 0, 1]);
});

test('a name as it is written goes before one that differs in its case', () => {
  const columns = [column('TOTAL', 'a'), column('Total', 'b'), column('Sum', 'total')];
  const fields = (word: string) => choose({ marks: [mark('A2', word)] }, [{ names: ['T'], columns }])[0]!.fields;
  expect(['TOTAL', 'Total', 'total', 'tOTAL', 'b', 'B', 'sum'].map(fields)).toEqual([
    [0],
    [1],
    [2],
    [0],
    [1],
    [1],
    [2],
  ]);
});

test('the rows of a table below the named row are those in whose place the others come', () => {
  const marks = [mark('B3', 'Number')];
  const last = (fields: Partial<TemplateTable>) => choose({ marks, tables: [table(fields)] })[0]!.last;
  expect(last({ headerRow: 2, lastRow: 9 })).toBe(9);
  expect(last({ headerRow: 2, lastRow: 3 })).toBe(3);
  expect(last({ headerRow: 1, lastRow: 9 })).toBe(3);
  expect(last({ headerRow: 2, lastRow: 9, sheet: 'Other' })).toBe(3);
  expect(last({ headerRow: 2, lastRow: 2 })).toBe(3);
  // A table without a row of headings.
  const first = choose({ marks: [mark('B1', 'Number')], tables: [table({ headerRow: 0, lastRow: 9 })] });
  expect(first[0]!.last).toBe(1);
});

test('without a named cell, the table with the most headings of the columns is filled', () => {
  const tables = [
    table({ name: 'none', headerRow: 0, columns: ['Number', 'Customer', 'Total'] }),
    table({ name: 'one', columns: ['Number'] }),
    table({ name: 'two', column: 2, headerRow: 4, lastRow: 4, columns: ['total', 'Else', 'Customer'] }),
    table({ name: 'as many', columns: ['Number', 'Customer'] }),
  ];
  expect(choose({ tables })).toEqual([
    {
      source: 0,
      sheet: 'Sheet1',
      first: 5,
      last: 5,
      model: { first: 5, last: 5 },
      isBlock: false,
      cells: [
        { row: 5, column: 2, fields: [2] },
        { row: 5, column: 4, fields: [1] },
      ],
      fields: [2, 1],
    },
  ]);
  expect(choose({ tables: [table({ lastRow: 7, columns: ['Number'] })] })[0]).toMatchObject({ first: 2, last: 7 });
});

test('the rows of a block are repeated, with those that only hold its marks', () => {
  const blocks = [block('A2', 'A6', 3, 5), block('C9', 'C9', 9, 9)];
  const marks = [mark('B5', 'Total'), mark('A3', 'Number'), mark('D9', 'Customer'), mark('A1', 'today')];
  expect(choose({ blocks, marks })).toEqual([
    {
      source: 0,
      sheet: 'Sheet1',
      first: 2,
      last: 6,
      model: { first: 3, last: 5 },
      isBlock: true,
      cells: [
        { row: 3, column: 0, fields: [0] },
        { row: 5, column: 1, fields: [2] },
      ],
      fields: [0, 2],
    },
    {
      source: 0,
      sheet: 'Sheet1',
      first: 9,
      last: 9,
      model: { first: 9, last: 9 },
      isBlock: true,
      cells: [{ row: 9, column: 3, fields: [1] }],
      fields: [1],
    },
  ]);
});

test('rows of two digits are rows like any other', () => {
  const blocks = [block('A10', 'A13', 11, 12)];
  expect(choose({ blocks, marks: [mark('B12', 'Number'), mark('C11', 'Total')] })[0]).toMatchObject({
    first: 10,
    last: 13,
    fields: [2, 0],
    cells: [
      { row: 11, column: 2 },
      { row: 12, column: 1 },
    ],
  });
  expect(mismatch({ blocks, marks: [mark('B12', 'Number'), mark('B2', 'Total')] })?.[1]).toBe('Sheet1!B2');
  expect(choose({ marks: [mark('B120', 'Number')] })[0]).toMatchObject({ first: 120, last: 120 });
});

test('a block is filled by the table or view that it names', () => {
  const blocks = [block('A2', 'A4', 3, 3, ' people'), block('A6', 'A8', 7, 7, 'ORDERS')];
  const marks = [mark('A3', 'Town'), mark('A7', 'Number')];
  expect(choose({ blocks, marks }, [orders, people]).map(({ source, fields }) => [source, fields])).toEqual([
    [1, [1]],
    [0, [0]],
  ]);
  // The name of a view goes before that of a table, which counts where nothing else is called so.
  const view = { ...orders, names: ['Open', 'Orders', 'public.orders', 'more'] };
  const viewBlocks = [block('A2', 'A4', 3, 3, 'Orders'), block('A6', 'A8', 7, 7, 'Open')];
  const viewMarks = [mark('A3', 'Number'), mark('A7', 'Number')];
  expect(choose({ blocks: viewBlocks, marks: viewMarks }, [view, orders]).map(({ source }) => source)).toEqual([1, 0]);
  expect(
    choose({ blocks: [block('A2', 'A4', 3, 3, 'public.orders')], marks: [mark('A3', 'Number')] }, [view])[0]!.source,
  ).toBe(0);
});

test('what does not fit is told by its cell', () => {
  const marks = [mark('A3', 'Number')];
  const blocks = [block('A2', 'A4', 3, 3)];
  expect(mismatch({ marks: [mark('B2', 'Number', 'Colour')] })).toEqual(['unknown_name', 'Sheet1!B2', 'Colour']);
  expect(mismatch({ marks: [mark('B2', 'today', 'Number')] })).toEqual(['mixed_cell', 'Sheet1!B2', '']);
  expect(mismatch({ marks: [mark('A2', 'Number'), mark('A3', 'Total')] })).toEqual([
    'several_rows',
    'Sheet1!2, Sheet1!3',
    '',
  ]);
  expect(mismatch({ marks: [mark('A1', 'Today')] })).toEqual(['no_column', '', '']);
  expect(mismatch({ tables: [table({ columns: ['Colour'] })] })).toEqual(['no_column', '', '']);
  expect(mismatch({ blocks })).toEqual(['block_without_column', 'Sheet1!A2:A4', '']);
  const twoBlocks = [...blocks, block('A7', 'A9', 8, 8)];
  for (const cell of ['B5', 'B2', 'B4'])
    expect(mismatch({ blocks: twoBlocks, marks: [...marks, mark(cell, 'Total')] })).toEqual([
      'outside_block',
      `Sheet1!${cell}`,
      'A2:A4, A7:A9',
    ]);
  expect(mismatch({ blocks, marks: [...marks, { ...mark('A3', 'Total'), sheet: 'Other' }] })?.[1]).toBe('Other!A3');
  const both = [orders, people];
  expect(mismatch({ marks }, both)).toEqual(['table_without_block', '', 'Orders']);
  expect(mismatch({ marks, blocks: [block('A2', 'A4', 3, 3, 'orders')] }, both)).toEqual([
    'table_without_block',
    '',
    'People',
  ]);
  expect(mismatch({ marks, blocks }, both)).toEqual(['block_of_which', 'Sheet1!A2', 'Orders']);
  expect(mismatch({ marks, blocks: [block('A2', 'A4', 3, 3, 'Stock')] })).toEqual([
    'unknown_block',
    'Sheet1!A2',
    'Stock',
  ]);
  expect(mismatch({ marks, blocks: [block('A2', 'A4', 3, 3, 'Orders')] }, [orders, orders])).toEqual([
    'same_names',
    'Sheet1!A2',
    'Orders',
  ]);
  // A fourth name is none that a block may use.
  const view = { ...orders, names: ['Open', 'Orders', 'public.orders', 'more'] };
  expect(mismatch({ marks, blocks: [block('A2', 'A4', 3, 3, 'more')] }, [view])?.[0]).toBe('unknown_block');
});

test('a template that cannot be filled by its own fault says so first', () => {
  const problem = { code: 'block_nested', sheet: 'May', cell: 'B5', other: 'A2' } as const;
  const says = 'sheet "May": a second block begins in B5, inside the one of A2. Blocks cannot stand in one another';
  expect(() => choose({ problem })).toThrow(says);
  expect(describeBlockProblem({ ...problem, code: 'block_empty' })).toContain('Write {{Column}} into a cell');
  const error = new TemplateMismatch({ mismatch: { code: 'block_of_which', cell: 'May!A2', other: 'Orders' } });
  expect([error.problem, error.message]).toEqual([
    null,
    'several tables are exported, and the block in May!A2 does not say which one fills it. Write {{#each Orders}}',
  ]);
  expect(new TemplateMismatch({}).message).toBe('');
});
