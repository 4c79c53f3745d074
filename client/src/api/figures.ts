/** The calls about figures of a table, and under which key their answers are kept. Not part of what the home page loads. */
import type { Filter } from '@sheetport/contract';
import { queryOptions } from '@tanstack/react-query';
import { readAs, withQuery } from './api.ts';
import { Summary, TableColumnProfile } from './page-shapes.ts';
import { KEYS } from './query-keys.ts';

const inJson = (filter: Filter | undefined) => (filter ? JSON.stringify(filter) : undefined);

export const summaryQuery = (id: string, columns: string[], filter: Filter | undefined) =>
  queryOptions({
    queryKey: KEYS.figures(id, 'summary', columns, filter),
    queryFn: ({ signal }) =>
      readAs(
        Summary,
        withQuery(`/api/tables/${id}/summary`, { columns: JSON.stringify(columns), filter: inJson(filter) }),
        { signal },
      ),
  });

export const profileQuery = (id: string, column: string, filter: Filter | undefined) =>
  queryOptions({
    queryKey: KEYS.figures(id, 'profile', [column], filter),
    queryFn: ({ signal }) =>
      readAs(TableColumnProfile, withQuery(`/api/tables/${id}/profile`, { column, filter: inJson(filter) }), {
        signal,
      }),
  });
