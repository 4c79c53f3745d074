import type { SavedMapping, Table } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { keyOf, settleChoices, settleMode, startChoices } from './choices.ts';

const table = (id: string) => ({ id }) as Table;
const memory = (tableId: string, fields: Partial<SavedMapping> = {}): SavedMapping => ({
  id: `of ${tableId}`,
  tableId,
  tableName: 'Contacts',
  fileName: 'may.xlsx',
  usedAt: '2026-05-31T00:00:00Z',
  uses: 1,
  mode: 'upsert',
  key: ['e_mail'],
  onReject: 'abort',
  columns: [],
  ...fields,
});

test('no saved mapping, nothing chosen: a new table', () => {
  expect(settleChoices(startChoices(), [], [table('a')])).toMatchObject({
    goes: 'new',
    tableId: null,
    mode: 'insert',
    onReject: 'skip',
    tableKey: null,
  });
});

test('a saved mapping holds where nobody chose', () => {
  const known = [memory('gone'), memory('a'), memory('b', { mode: 'update', key: [] })];
  const tables = [table('b'), table('a')];
  expect(settleChoices(startChoices(), known, tables)).toMatchObject({
    goes: 'existing',
    tableId: 'a',
    mode: 'upsert',
    onReject: 'abort',
    tableKey: ['e_mail'],
    savedMapping: { id: 'of a' },
  });
  expect(settleChoices({ ...startChoices(), mode: 'insert', tableKey: [] }, known, tables)).toMatchObject({
    mode: 'insert',
    tableKey: [],
  });
  expect(settleChoices(startChoices('b'), known, tables)).toMatchObject({
    mode: 'update',
    savedMapping: { id: 'of b' },
  });
});

test('a table without a saved mapping, or a new one, takes nothing from it', () => {
  const known = [memory('a')];
  const tables = [table('a'), table('b')];
  expect(settleChoices(startChoices('b'), known, tables)).toMatchObject({ mode: 'insert', savedMapping: undefined });
  expect(settleChoices({ ...startChoices(), goes: 'new' }, known, tables)).toMatchObject({
    goes: 'new',
    mode: 'insert',
    savedMapping: undefined,
  });
});

test('a table whose columns the sheet surely has is where it goes, unless a person or an earlier file says otherwise', () => {
  const suggestion = (tableId: string, confident: boolean) => ({
    tableId,
    name: 'Contacts',
    matched: 4,
    of: 4,
    hasKey: true,
    confident,
  });
  const tables = [table('a'), table('b')];
  expect(settleChoices(startChoices(), [], tables, [suggestion('gone', true), suggestion('a', true)])).toMatchObject({
    goes: 'existing',
    tableId: 'a',
  });
  expect(settleChoices(startChoices(), [], tables, [suggestion('a', false)])).toMatchObject({ goes: 'new' });
  expect(settleChoices({ ...startChoices(), goes: 'new' }, [], tables, [suggestion('a', true)])).toMatchObject({
    goes: 'new',
  });
  expect(settleChoices(startChoices(), [memory('b')], tables, [suggestion('a', true)])).toMatchObject({ tableId: 'b' });
});

test('known rows are changed where they can be recognised, and blank cells then take nothing away', () => {
  const full = { id: 'a', columns: [], key: ['e_mail'], rowCount: 3 } as unknown as Table;
  const settle = (chosen: Partial<ReturnType<typeof startChoices>>, of: Table, targets: (string | null)[]) => {
    const all = { ...startChoices('a'), ...chosen };
    return settleMode(settleChoices(all, [], [of]), all, of, targets);
  };
  expect(settle({}, full, ['name', 'e_mail'])).toMatchObject({ mode: 'upsert', blank: 'keep' });
  expect(settle({}, full, ['name', null])).toMatchObject({ mode: 'insert', blank: 'null' });
  expect(settle({}, { ...full, rowCount: 0 }, ['e_mail'])).toMatchObject({ mode: 'insert', blank: 'null' });
  expect(settle({}, { ...full, key: [] }, ['e_mail'])).toMatchObject({ mode: 'insert' });
  expect(settle({ mode: 'insert' }, full, ['e_mail'])).toMatchObject({ mode: 'insert', blank: 'null' });
  expect(settle({ mode: 'update', blank: 'null' }, full, ['e_mail'])).toMatchObject({ mode: 'update', blank: 'null' });
});

test('what tells rows apart is the key, or a column without repeats where the database numbers rows', () => {
  const column = (name: string, more: object = {}) => ({ name, unique: false, required: false, ...more });
  const columns = [
    column('id', { filled: true }),
    column('mail', { unique: true, required: true }),
    column('code', { unique: true }),
    column('name', { required: true }),
  ];
  const table = (key: string[]) => ({ key, columns }) as unknown as Table;
  expect(keyOf(table(['id']), ['mail', 'name'])).toEqual(['mail']);
  expect(keyOf(table(['id']), ['id', 'mail'])).toEqual(['id']);
  expect(keyOf(table(['id']), ['code', 'name'])).toEqual([]);
  expect(keyOf(table(['name']), ['mail'])).toEqual([]);
  expect(keyOf(table([]), ['mail'])).toEqual([]);
});
