/** The calls about saved views, and under which key their answers are kept. Not part of what the home page loads. */
import type { NewView, ViewChange } from '@sheetport/contract';
import { queryOptions } from '@tanstack/react-query';
import { act, json, readAs } from './api.ts';
import { View, Views } from './page-shapes.ts';
import { queryClient } from './queries.ts';
import { KEYS } from './query-keys.ts';

export const viewsQuery = (tableId: string) =>
  queryOptions({
    queryKey: KEYS.views(tableId),
    queryFn: ({ signal }) => readAs(Views, `/api/views?tableId=${tableId}`, { signal }),
  });

export const saveView = (view: NewView) => readAs(View, '/api/views', json('POST', view));
export const changeView = (id: string, change: ViewChange) => readAs(View, `/api/views/${id}`, json('PATCH', change));
export const deleteView = (id: string) => act(`/api/views/${id}`, { method: 'DELETE' });

export const forgetViews = (tableId: string): Promise<void> =>
  queryClient.invalidateQueries({ queryKey: KEYS.views(tableId) });
