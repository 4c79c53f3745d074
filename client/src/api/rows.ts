/** The calls about the rows of a table, and under which key their answers are kept. Not part of what the home page loads. */
import type { Filter, Sort } from '@sheetport/contract';
import { queryOptions } from '@tanstack/react-query';
import { json, readAs, withQuery } from './api.ts';
import { RowCount, Rows, SearchIndex, TableIndexes } from './page-shapes.ts';
import { KEYS } from './query-keys.ts';

interface Selection {
  sort: Sort;
  filter: Filter | undefined;
}
const parametersOf = ({ sort, filter }: Selection) => ({
  sort: sort.length > 0 ? JSON.stringify(sort) : undefined,
  filter: filter ? JSON.stringify(filter) : undefined,
});

export const getRows = (
  id: string,
  { limit, offset, ...selection }: { limit: number; offset: number } & Selection,
  init?: { signal?: AbortSignal },
) => readAs(Rows, withQuery(`/api/tables/${id}/rows`, { limit, offset, ...parametersOf(selection) }), init);

export const rowCountQuery = (id: string, sort: Sort, filter: Filter | undefined) =>
  queryOptions({
    queryKey: KEYS.rowCount(id, sort, filter),
    queryFn: ({ signal }) =>
      readAs(RowCount, withQuery(`/api/tables/${id}/rows/count`, parametersOf({ sort, filter })), { signal }),
  });

export const getIndexes = (id: string) => readAs(TableIndexes, `/api/tables/${id}/indexes`);
export const createIndex = (id: string, columns: string[]) =>
  readAs(TableIndexes, `/api/tables/${id}/indexes`, json('POST', { columns }));

const searchIndexOf = (id: string) => `/api/tables/${id}/search-index`;
export const getSearchIndex = (id: string, init?: { signal?: AbortSignal }) =>
  readAs(SearchIndex, searchIndexOf(id), init);
export const createSearchIndex = (id: string) => readAs(SearchIndex, searchIndexOf(id), { method: 'POST' });
export const deleteSearchIndex = (id: string) => readAs(SearchIndex, searchIndexOf(id), { method: 'DELETE' });
