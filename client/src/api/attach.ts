/** The calls that attach tables of the database, and under which key their answers are kept. Not part of what the home page loads. */
import type { AttachTable } from '@sheetport/contract';
import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import { json, readAs, withQuery } from './api.ts';
import { Attachables } from './page-shapes.ts';
import { KEYS } from './query-keys.ts';
import { Table } from './shapes.ts';

export const attachTable = (table: AttachTable) => readAs(Table, '/api/tables/attach', json('POST', table));

export const attachableQuery = (search: string) =>
  infiniteQueryOptions({
    queryKey: KEYS.attachable(search),
    queryFn: ({ signal, pageParam: after }) =>
      readAs(Attachables, withQuery('/api/tables/attachable', { search, after, limit: 100 }), { signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
