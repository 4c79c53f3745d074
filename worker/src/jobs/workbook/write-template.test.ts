import type { Column, Language, ResolvedRule, Rule } from '@sheetport/contract';
import type { TemplatePlan } from '@sheetport/core';
import ExcelJS from 'exceljs';
import { expect, test } from 'vitest';
import { readPrefixes } from '../../testing/quote-prefixes.ts';
import { TEMPLATE_WORDS } from './template-texts.ts';
import { writeTemplate } from './write-template.ts';

type Given = Partial<Column> & { label: string; values?: { texts: string[]; whole: boolean }; isKey?: boolean };

function plan(columns: Given[], name = 'Orders'): TemplatePlan {
  return {
    name,
    columns: columns.map(({ values, isKey = false, rules = [], ...rest }, n) => {
      const column: Column = { name: `c${n}`, type: 'text', required: false, unique: false, rules, ...rest };
      const resolved = rules.map(
        (rule: Rule): ResolvedRule => ({
          column: column.name,
          severity: rule.severity,
          rule,
          check: { kind: 'required' },
          details: rule.kind === 'reference' ? { table: 'Customers', column: 'Code' } : {},
        }),
      );
      return { column, isKey, rules: resolved, ...(values ? { values } : {}) };
    }),
  };
}
async function open(made: TemplatePlan, lang: Language = 'en'): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await writeTemplate(made, TEMPLATE_WORDS[lang])) as never);
  return book;
}
const check = (sheet: ExcelJS.Worksheet, cell: string) => sheet.getCell(cell).dataValidation;
const note = (sheet: ExcelJS.Worksheet, cell: string) => {
  const { note: said } = sheet.getCell(cell);
  return typeof said === 'string' ? said : (said?.texts ?? []).map(({ text }) => text).join('');
};

const error = 'error' as const;

test('headings are the labels, frozen, bold, filtered; columns have their formats; required ones are marked', async () => {
  const book = await open(
    plan([
      { label: 'Order no', type: 'integer', required: true, isKey: true },
      { label: '=1+1', type: 'date' },
      { label: 'Paid', type: 'boolean' },
      { label: 'At', type: 'datetime' },
      { label: 'Card', type: 'text' },
    ]),
  );
  expect(book.worksheets.map(({ name, state }) => [name, state])).toEqual([['Orders', 'visible']]);
  const sheet = book.worksheets[0]!;
  expect(sheet.rowCount).toBe(1);
  expect((sheet.getRow(1).values as unknown[]).slice(1)).toEqual(['Order no', '=1+1', 'Paid', 'At', 'Card']);
  expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 1 });
  expect(sheet.autoFilter).toBe('A1:E1');
  expect(sheet.getCell('A1').font?.bold).toBe(true);
  expect(sheet.getCell('A1').fill).not.toEqual(sheet.getCell('B1').fill);
  expect([1, 2, 3, 4, 5].map((n) => sheet.getColumn(n).numFmt ?? 'General')).toEqual([
    '0',
    'yyyy-mm-dd',
    'General',
    'yyyy-mm-dd hh:mm:ss',
    '@',
  ]);
  expect(note(sheet, 'A1')).toBe('Whole number.\nRequired.\nTells the rows apart.');
  expect(check(sheet, 'A10001').type).toBe('whole');
  expect([check(sheet, 'A2').allowBlank ?? false, check(sheet, 'B2').allowBlank]).toEqual([false, true]);
  expect(check(sheet, 'C2')).toMatchObject({ type: 'list', formulae: ['"yes,no"'] });
});

test('what Excel can check is checked, and its errors stop or warn as the rules do', async () => {
  const book = await open(
    plan([
      { label: 'Age', type: 'integer', rules: [{ kind: 'range', min: 0, max: 150, severity: error }] },
      { label: 'Price', type: 'decimal', rules: [{ kind: 'range', min: '0.5', severity: 'warning' }] },
      { label: 'Day', type: 'date', rules: [{ kind: 'range', min: '2024-01-01', max: '2024-12-31', severity: error }] },
      { label: 'Name', rules: [{ kind: 'length', max: 20, severity: error }] },
      { label: 'Mail', rules: [{ kind: 'email', severity: error }], unique: true },
      { label: 'Card', unique: true },
      { label: 'Code', rules: [{ kind: 'pattern', pattern: '[A-Z]+', severity: error }] },
    ]),
  );
  const sheet = book.worksheets[0]!;
  expect(check(sheet, 'A2')).toMatchObject({
    type: 'whole',
    operator: 'between',
    formulae: [0, 150],
    errorStyle: 'stop',
  });
  expect(check(sheet, 'B2')).toMatchObject({
    type: 'decimal',
    operator: 'greaterThanOrEqual',
    formulae: [0.5],
    errorStyle: 'warning',
  });
  expect(check(sheet, 'C2')).toMatchObject({
    type: 'date',
    formulae: [new Date(Date.UTC(2024, 0, 1)), new Date(Date.UTC(2024, 11, 31))],
  });
  expect(check(sheet, 'D2')).toMatchObject({ type: 'textLength', operator: 'lessThanOrEqual', formulae: [20] });
  expect(check(sheet, 'D2').error).toBe('Text. At most 20 characters.');
  expect(check(sheet, 'E2')).toMatchObject({ type: 'custom' });
  expect(check(sheet, 'F2')).toMatchObject({
    type: 'custom',
    formulae: ['COUNTIF($F$2:$F$10001,F2)=1'],
    errorStyle: 'warning',
  });
  expect(check(sheet, 'G2')).toMatchObject({ type: 'any', prompt: 'Text. In the form [A-Z]+.' });
  expect(note(sheet, 'B1')).toBe('Number.\nNot less than 0.5. (only a warning)');
});

test('lists are drop-downs: short ones in the cell, others on a hidden sheet', async () => {
  const list = (values: string[], more: object = {}) =>
    [{ kind: 'list', values, ignoreCase: false, severity: error, ...more }] as Rule[];
  const long = Array.from({ length: 100 }, (_, n) => `value ${n}`);
  const reference: Rule = {
    kind: 'reference',
    table: crypto.randomUUID(),
    column: 'code',
    create: false,
    severity: error,
  };
  const given = (label: string, values: string[], more: object = {}, column: object = {}): Given => ({
    label,
    rules: list(values, more),
    values: { texts: values, whole: true },
    ...column,
  });
  const book = await open(
    plan([
      given('Short', ['Red', 'Green']),
      given('Commas', ['a, b', '"c"', "O'Neil"]),
      given('Long', long),
      given('Any case', ['Red'], { ignoreCase: true }),
      given('Numbers', ['1', '2.5'], {}, { type: 'decimal' }),
      given('Days', ['2024-02-29'], {}, { type: 'date' }),
      { label: 'Customer', rules: [reference], values: { texts: ['=C-1', 'C-2'], whole: false } },
      { label: 'Made', rules: [{ ...reference, create: true }], values: { texts: ['C-1'], whole: true } },
    ]),
  );
  const [sheet, lists] = book.worksheets;
  expect([lists!.name, lists!.state]).toEqual(['Lists', 'hidden']);
  expect(check(sheet!, 'A2')).toMatchObject({
    type: 'list',
    formulae: ['"Red,Green"'],
    errorStyle: 'stop',
    showErrorMessage: true,
  });
  const column = (letter: string) => (lists!.getColumn(letter).values as unknown[]).slice(1);
  expect(check(sheet!, 'B2').formulae).toEqual(["'Lists'!$A$2:$A$4"]);
  expect(column('A')).toEqual(['Commas', 'a, b', '"c"', "O'Neil"]);
  expect(check(sheet!, 'C2').formulae).toEqual(["'Lists'!$B$2:$B$101"]);
  expect(check(sheet!, 'D2').formulae).toEqual(["'Lists'!$C$2:$C$2"]);
  expect(column('D')).toEqual(['Numbers', 1, 2.5]);
  expect(column('E')).toEqual(['Days', new Date(Date.UTC(2024, 1, 29))]);
  // Others than the first may be typed, and so may those that are to be made.
  expect(check(sheet!, 'G2').showErrorMessage).toBeFalsy();
  expect(check(sheet!, 'H2').showErrorMessage).toBeFalsy();
  expect(column('F')).toEqual(['Customer', '=C-1', 'C-2']);
  expect(note(sheet!, 'G1')).toBe(
    'Text.\nThe Code of a row of Customers.\nThe list offers the first 2; others can be typed.',
  );
});

test('in Vietnamese, with names that Excel would refuse', async () => {
  const book = await open(
    plan(
      [{ label: 'Tuổi', type: 'integer', required: true, rules: [{ kind: 'range', min: 0, severity: error }] }],
      `[a]/b:*?\\ ${'x'.repeat(40)}`,
    ),
    'vi',
  );
  const sheet = book.worksheets[0]!;
  expect(sheet.name.length).toBeLessThanOrEqual(31);
  expect(sheet.name).toMatch(/^_a__b____ x+$/);
  expect(note(sheet, 'A1')).toBe('Số nguyên.\nPhải có giá trị.\nKhông nhỏ hơn 0.');
  const taken = await open(plan([{ label: 'A' }], 'lists'));
  expect(taken.worksheets[0]!.name).toBe('Sheet1');
});

test('P28: headings and values of lists that begin as a formula have the text format and a quote prefix', async () => {
  const texts = ['=cmd()', ...Array.from({ length: 90 }, (_, n) => `value ${n}`)];
  const made = await writeTemplate(
    plan([{ label: '=1+1', type: 'date' }, { label: 'Colour', values: { texts, whole: true } }, { label: '@x' }]),
    TEMPLATE_WORDS.en,
  );
  expect(await readPrefixes(made)).toMatchObject({ A1: true, B1: false, C1: true });
  expect(await readPrefixes(made, 2)).toMatchObject({ A1: false, A2: true, A3: false });
  const book = new ExcelJS.Workbook();
  await book.xlsx.load(made as never);
  expect(['A1', 'B1', 'C1'].map((at) => book.worksheets[0]!.getCell(at).numFmt)).toEqual(['@', '@', '@']);
  expect(book.worksheets[0]!.getColumn(1).numFmt).toBe('yyyy-mm-dd');
});
