/** The calls about upload links, by the people who make them. Not part of what the home page loads. */
import type { NewUploadLink, UploadLinkChange } from '@sheetport/contract';
import { queryOptions } from '@tanstack/react-query';
import { json, readAs } from './api.ts';
import { LinkFiles, MadeUploadLink, SavedMappings, UploadLink, UploadLinks } from './page-shapes.ts';
import { KEYS } from './query-keys.ts';

export const makeUploadLink = (tableId: string, link: NewUploadLink) =>
  readAs(MadeUploadLink, `/api/tables/${tableId}/upload-links`, json('POST', link));
export const changeUploadLink = (id: string, change: UploadLinkChange) =>
  readAs(UploadLink, `/api/upload-links/${id}`, json('PATCH', change));

export const uploadLinksQuery = (tableId: string) =>
  queryOptions({
    queryKey: KEYS.uploadLinks(tableId),
    queryFn: ({ signal }) => readAs(UploadLinks, `/api/tables/${tableId}/upload-links`, { signal }),
    refetchInterval: 5000,
  });

export const linkFilesQuery = (id: string) =>
  queryOptions({
    queryKey: KEYS.linkFiles(id),
    queryFn: ({ signal }) => readAs(LinkFiles, `/api/upload-links/${id}/files`, { signal }),
    refetchInterval: 3000,
  });

export const savedMappingsQuery = queryOptions({
  queryKey: KEYS.savedMappings,
  queryFn: ({ signal }) => readAs(SavedMappings, '/api/mappings', { signal }),
});
