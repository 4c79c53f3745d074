import type { RememberedMapping, Table } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { settleChoices, startChoices } from './choices.ts';

const table = (id: string) => ({ id }) as Table;
const memory = (tableId: string, fields: Partial<RememberedMapping> = {}): RememberedMapping => ({
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

test('nothing remembered, nothing chosen: a new table', () => {
  expect(settleChoices(startChoices(), [], [table('a')])).toMatchObject({
    goes: 'new',
    tableId: null,
    mode: 'insert',
    onReject: 'skip',
    tableKey: null,
  });
});

test('what is remembered holds where nobody chose', () => {
  const known = [memory('gone'), memory('a'), memory('b', { mode: 'update', key: [] })];
  const tables = [table('b'), table('a')];
  expect(settleChoices(startChoices(), known, tables)).toMatchObject({
    goes: 'existing',
    tableId: 'a',
    mode: 'upsert',
    onReject: 'abort',
    tableKey: ['e_mail'],
    remembered: { id: 'of a' },
  });
  expect(settleChoices({ ...startChoices(), mode: 'insert', tableKey: [] }, known, tables)).toMatchObject({
    mode: 'insert',
    tableKey: [],
  });
  expect(settleChoices(startChoices('b'), known, tables)).toMatchObject({ mode: 'update', remembered: { id: 'of b' } });
});

test('a table that nothing is remembered of, or a new one, has nothing of it', () => {
  const known = [memory('a')];
  const tables = [table('a'), table('b')];
  expect(settleChoices(startChoices('b'), known, tables)).toMatchObject({ mode: 'insert', remembered: undefined });
  expect(settleChoices({ ...startChoices(), goes: 'new' }, known, tables)).toMatchObject({
    goes: 'new',
    mode: 'insert',
    remembered: undefined,
  });
});
