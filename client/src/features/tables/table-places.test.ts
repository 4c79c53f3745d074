import type { Folder } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { sendPlace, settlePlace } from './table-places.ts';

const folder = (id: string): Folder => ({
  id,
  name: id,
  restricted: false,
  role: 'editor',
  createdAt: '2026-01-01T00:00:00.000Z',
});
const folders = [folder('a'), folder('b')];

test('a folder that one may fill holds; another is none, or the first where no table may stand alone', () => {
  const settle = (folderId: string | null, mayStandAlone: boolean) =>
    settlePlace({ folderId, restricted: false }, { mayStandAlone, folders }).folderId;
  expect([settle('b', true), settle('gone', true), settle(null, true)]).toEqual(['b', null, null]);
  expect([settle('b', false), settle('gone', false), settle(null, false)]).toEqual(['b', 'a', 'a']);
});

test('nothing is sent of a table that is open and stands alone', () => {
  expect(sendPlace({ folderId: null, restricted: false })).toEqual({});
  expect(sendPlace({ folderId: 'a', restricted: true })).toEqual({ folderId: 'a', restricted: true });
});
