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

test('nothing is chosen at the start', () => {
  expect(startChoices()).toMatchObject({ leaveHidden: [], fillMerged: [], newKey: [], newKeyIgnoresCase: false });
  expect(settleChoices(startChoices(), [], [])).toMatchObject({
    blank: 'null',
    duplicates: 'first',
    errorCells: 'blank',
  });
});

test('what becomes of blanks, repeats and error cells is as chosen, else as the last time', () => {
  const known = [memory('a', { blank: 'keep', duplicates: 'last' })];
  const settle = (chosen: Partial<ReturnType<typeof startChoices>>) => {
    const { blank, duplicates, errorCells } = settleChoices({ ...startChoices(), ...chosen }, known, [table('a')]);
    return [blank, duplicates, errorCells];
  };
  expect(settle({})).toEqual(['keep', 'last', 'blank']);
  expect(settle({ blank: 'null', duplicates: 'reject', errorCells: 'reject' })).toEqual(['null', 'reject', 'reject']);
});

test('a new table keeps the table that was chosen before, for whoever goes back, and takes nothing of it', () => {
  const chosen = { ...startChoices(), goes: 'new' as const };
  expect(settleChoices(chosen, [memory('a')], [table('a')]).tableId).toBeNull();
  expect(settleChoices({ ...chosen, tableId: 'a' }, [memory('a')], [table('a')])).toMatchObject({
    tableId: 'a',
    savedMapping: undefined,
    mode: 'insert',
  });
  expect(settleChoices(startChoices(), [memory('a', { key: [] })], [table('a')]).tableKey).toBeNull();
});

test('where rows cannot be recognised, or something is known already, the mode stays', () => {
  const full = { id: 'a', columns: [], key: ['e_mail'], rowCount: 3 } as unknown as Table;
  const settle = (chosen: Partial<ReturnType<typeof startChoices>>, known: SavedMapping[], of: Table | undefined) => {
    const all = { ...startChoices('a'), ...chosen };
    return settleMode(settleChoices(all, known, [full]), all, of, ['e_mail']);
  };
  expect(settle({ goes: 'new' }, [], full)).toMatchObject({ mode: 'insert', blank: 'null' });
  expect(settle({}, [memory('a', { mode: 'insert', blank: 'null' })], full)).toMatchObject({ mode: 'insert' });
  expect(settle({}, [], undefined)).toMatchObject({ mode: 'insert' });
  expect(settle({ mode: 'update' }, [], full)).toMatchObject({ mode: 'update', blank: 'keep' });
  expect(settle({ mode: 'replace' }, [], full)).toMatchObject({ mode: 'replace', blank: 'null' });
});

test('a key of several columns identifies rows where the sheet brings all of them', () => {
  const column = (name: string, more: object = {}) => ({ name, unique: false, required: false, ...more });
  const columns = [
    column('shop', { filled: true }),
    column('number', { generated: true }),
    column('town'),
    column('mail', { unique: true, required: true }),
  ];
  const of = (key: string[], targets: (string | null)[]) => keyOf({ key, columns } as unknown as Table, targets);
  expect(of(['shop', 'number'], ['number', 'shop', null])).toEqual(['shop', 'number']);
  // Of a part of the key nobody knows what the rest would be.
  expect(of(['shop', 'number'], ['shop', 'mail'])).toEqual([]);
  expect(of(['shop', 'number'], ['mail'])).toEqual(['mail']);
  expect(of(['shop', 'town'], ['mail'])).toEqual([]);
});
