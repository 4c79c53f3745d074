/** The calls of the monitor. Not part of what the home page loads. */
import type { Lane, MonitorWindow, QueueUpdate } from '@sheetport/contract';
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { json, readAs, withQuery } from './api.ts';
import { Monitor, QueueState } from './page-shapes.ts';

/** How often what is seen is read anew; not while the page is hidden. */
const EVERY_MS = 2000;

export const monitorQuery = (window: MonitorWindow) =>
  queryOptions({
    queryKey: ['monitor', window],
    queryFn: ({ signal }) => readAs(Monitor, withQuery('/api/monitor', { window }), { signal }),
    refetchInterval: EVERY_MS,
    placeholderData: keepPreviousData,
  });

export const changeQueue = (lane: Lane, change: QueueUpdate) =>
  readAs(QueueState, `/api/queues/${lane}`, json('PATCH', change));
