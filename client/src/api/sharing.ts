/** The calls about sharing and folders, and under which key their answers are kept. Not part of what the home page loads. */
import type { NewFolder, TableRole } from '@sheetport/contract';
import { queryOptions } from '@tanstack/react-query';
import { act, json, readAs } from './api.ts';
import { Folder, Shares } from './page-shapes.ts';
import { queryClient } from './queries.ts';
import { KEYS } from './query-keys.ts';

/** The table or folder that is shared. */
export interface ShareTarget {
  kind: 'table' | 'folder';
  id: string;
  name: string;
}

const pathOf = ({ kind, id }: ShareTarget) => `/api/${kind}s/${id}/shares`;

export const sharesQuery = (target: ShareTarget) =>
  queryOptions({
    queryKey: KEYS.shares(target.kind, target.id),
    queryFn: ({ signal }) => readAs(Shares, pathOf(target), { signal }),
    staleTime: 0,
  });

export const setRestricted = (target: ShareTarget, restricted: boolean) =>
  readAs(Shares, pathOf(target), json('PATCH', { restricted }));
export const share = (target: ShareTarget, personId: string, role: TableRole) =>
  readAs(Shares, `${pathOf(target)}/${personId}`, json('PUT', { role }));
export const unshare = (target: ShareTarget, personId: string) =>
  act(`${pathOf(target)}/${personId}`, { method: 'DELETE' });

export const makeFolder = (folder: NewFolder) => readAs(Folder, '/api/folders', json('POST', folder));
export const renameFolder = (id: string, name: string) => readAs(Folder, `/api/folders/${id}`, json('PATCH', { name }));
export const deleteFolder = (id: string) => act(`/api/folders/${id}`, { method: 'DELETE' });
export const moveTable = (id: string, folderId: string | null) =>
  act(`/api/tables/${id}/folder`, json('PUT', { folderId }));

/** After a change of sharing: what the person may see and do is read again. */
export async function forgetRights(): Promise<void> {
  const keys = [KEYS.tables, ['table'], KEYS.folders, ['shares'], KEYS.me];
  await Promise.all(keys.map((queryKey) => queryClient.invalidateQueries({ queryKey })));
}
