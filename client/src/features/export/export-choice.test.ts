import { NewExport } from '@sheetport/contract';
import { beforeEach, expect, test } from 'vitest';
import {
  chooseAsShown,
  countOptions,
  FIRST_CHOICE,
  forgetShown,
  keepChoice,
  makeExport,
  recallChoice,
} from './export-choice.ts';

const kept = new Map<string, string>();
beforeEach(() => {
  kept.clear();
  globalThis.localStorage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  } as unknown as Storage;
});

const column = (name: string, type: 'text' | 'decimal' | 'date') => ({
  name,
  label: name,
  type,
  required: false,
  unique: false,
  rules: [],
});
const id = '018f3a5e-7c1b-7000-8000-000000000001';
const other = '018f3a5e-7c1b-7000-8000-000000000002';
const table = { id, columns: [column('item', 'text'), column('amount', 'decimal'), column('day', 'date')] };
const view = { filter: { column: 'amount', op: 'gt' as const, value: 1 } };

test('without any choice the request is as small as it can be', () => {
  expect(makeExport(id, FIRST_CHOICE, { view: {}, name: '', language: 'en' })).toEqual({ tableId: id, format: 'xlsx' });
  expect(countOptions(FIRST_CHOICE)).toBe(0);
});

test('what was chosen is a valid request, and other formats leave out what only a workbook has', () => {
  const choice = {
    ...FIRST_CHOICE,
    columns: ['day', 'amount'],
    formats: {
      amount: { shown: 'EUR' as const, total: 'sum' as const, highlight: 'bars' as const },
      item: { total: 'count' as const },
    },
    groupBy: 'item',
    cover: true,
    print: true,
  };
  const request = makeExport(id, choice, { view, name: 'Q1', language: 'vi' });
  expect(NewExport.safeParse(request).error).toBe(undefined);
  expect(request.formats).toEqual([
    { column: 'amount', value: { kind: 'currency', currency: '€' }, total: 'sum', highlight: { kind: 'bar' } },
  ]);
  expect(request.workbook).toMatchObject({ cover: true, language: 'vi', print: { repeatHeader: true } });
  expect(makeExport(id, { ...choice, format: 'csv' }, { view, name: '', language: 'vi' })).toEqual({
    tableId: id,
    columns: ['day', 'amount'],
    filter: view.filter,
    format: 'csv',
  });
  const several = makeExport(id, { ...choice, groupBy: null, others: [other] }, { view, name: '', language: 'en' });
  expect(NewExport.safeParse(several).error).toBe(undefined);
  expect(several.sheets).toHaveLength(2);
  const template = { ...choice, templateId: other, groupBy: null, others: [other] };
  const ofTemplate = makeExport(id, template, { view, name: '', language: 'en' });
  expect(NewExport.safeParse(ofTemplate).error).toBe(undefined);
  expect(ofTemplate).toEqual({
    format: 'xlsx',
    templateId: other,
    sheets: [{ tableId: id, filter: view.filter }, { tableId: other }],
  });
  const files = { ...choice, format: 'zip' as const, files: 'tsv' as const, decimalMark: ',' as const };
  const zip = makeExport(id, { ...files, groupBy: null, others: [other] }, { view, name: '', language: 'en' });
  expect(NewExport.safeParse(zip).error).toBe(undefined);
  expect(zip).toMatchObject({
    format: 'zip',
    files: 'tsv',
    text: { decimalMark: ',' },
    sheets: [{}, { tableId: other }],
  });
  expect(makeExport(id, { ...choice, format: 'pdf' }, { view, name: '', language: 'vi' })).toMatchObject({
    format: 'pdf',
    workbook: { language: 'vi' },
  });
});

test('the last choice comes back as far as it fits the table', () => {
  const choice = {
    ...FIRST_CHOICE,
    format: 'csv' as const,
    columns: ['amount', 'gone'],
    formats: {
      amount: { shown: 'percent' as const },
      item: { total: 'count' as const, shown: 'EUR' as const },
      gone: { total: 'sum' as const },
    },
    groupBy: 'gone',
    frozenColumns: 2,
  };
  keepChoice(id, choice);
  expect(recallChoice(table)).toEqual({
    ...FIRST_CHOICE,
    format: 'csv',
    columns: ['amount'],
    formats: { amount: { shown: 'percent' }, item: { total: 'count' } },
    frozenColumns: 2,
  });
  kept.set(`sheetport.export.${id}`, 'no json');
  expect(recallChoice(table)).toEqual(FIRST_CHOICE);
});

test('what is seen is what is exported, unless another choice is made; only that one is kept', () => {
  const shown = {
    columns: ['amount', 'item'],
    formats: { amount: { kind: 'percent' as const }, day: { kind: 'date' as const, pattern: 'yyyy' } },
    groupBy: 'item',
  };
  const last = { ...FIRST_CHOICE, formats: { amount: { shown: 'EUR' as const, total: 'sum' as const } } };
  const choice = chooseAsShown(last, shown);
  const words = { view: shown, name: '', language: 'en' as const };
  expect(makeExport(id, choice, words)).toMatchObject({
    columns: ['amount', 'item'],
    formats: [{ column: 'amount', value: { kind: 'percent' }, total: 'sum' }],
    groupBy: 'item',
  });
  for (const format of ['pdf', 'html', 'ods'] as const)
    expect(makeExport(id, { ...choice, format }, words).formats).toEqual([
      { column: 'amount', value: { kind: 'percent' } },
    ]);
  expect(makeExport(id, { ...choice, format: 'csv' }, words).formats).toBeUndefined();
  const other = { ...choice, formats: { amount: { shown: 'USD' as const } } };
  expect(makeExport(id, other, words).formats).toEqual([
    { column: 'amount', value: { kind: 'currency', currency: '$' } },
  ]);
  expect(forgetShown(choice, shown)).toMatchObject({ columns: null, groupBy: null });
  expect(forgetShown({ ...choice, columns: ['day'], groupBy: 'day' }, shown)).toMatchObject({
    columns: ['day'],
    groupBy: 'day',
  });
});
