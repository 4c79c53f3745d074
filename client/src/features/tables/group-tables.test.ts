import type { Folder, Table } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { groupTables } from './group-tables.ts';

const folder = (id: string): Folder => ({ id, name: id, restricted: false, role: 'viewer', createdAt: '' });
const table = (id: string, folderId?: string | null) => ({ id, folderId }) as Table;
const shown = (...given: Parameters<typeof groupTables>) =>
  groupTables(...given).map((group) => [group.folder?.id ?? null, group.tables.map(({ id }) => id)]);

test('tables stand with their folders, those without one last; a folder that is not known groups nothing', () => {
  const tables = [table('a', 'two'), table('b'), table('c', 'one'), table('d', 'hidden'), table('e', null)];
  const folders = [folder('one'), folder('two'), folder('three')];
  const others = [null, ['b', 'd', 'e']];
  expect(shown(tables, folders, false)).toEqual([['one', ['c']], ['two', ['a']], others]);
  expect(shown(tables, folders, true)).toEqual([['one', ['c']], ['two', ['a']], ['three', []], others]);
  expect(shown(tables.slice(0, 1), folders, false)).toEqual([['two', ['a']]]);
  expect(shown([], [], true)).toEqual([]);
});
