/** The calls about deliveries. Not part of what the home page loads. */
import type { DeliveryChange, DeliveryRunRequest, NewDelivery } from '@sheetport/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { act, json, readAs } from './api.ts';
import { Deliveries, DeliveryRun, DeliveryRuns, FileDelivery } from './page-shapes.ts';
import { queryClient } from './queries.ts';
import { KEYS } from './query-keys.ts';

/** While the page is open, what is sent shows by itself. */
const FOLLOW_MS = 3000;

export const deliveriesQuery = queryOptions({
  queryKey: KEYS.deliveries,
  queryFn: ({ signal }) => readAs(Deliveries, '/api/deliveries', { signal }),
  refetchInterval: FOLLOW_MS,
});

export const deliveryRunsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: KEYS.deliveryRuns(id),
    queryFn: ({ pageParam, signal }) =>
      readAs(DeliveryRuns, `/api/deliveries/${id}/runs${pageParam ? `?after=${pageParam}` : ''}`, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: FOLLOW_MS,
  });

export const makeDelivery = (delivery: NewDelivery) => readAs(FileDelivery, '/api/deliveries', json('POST', delivery));
export const changeDelivery = (id: string, change: DeliveryChange) =>
  readAs(FileDelivery, `/api/deliveries/${id}`, json('PATCH', change));
export const deleteDelivery = (id: string) => act(`/api/deliveries/${id}`, { method: 'DELETE' });
export const runDelivery = (id: string, asked: DeliveryRunRequest = {}) =>
  readAs(DeliveryRun, `/api/deliveries/${id}/run`, json('POST', asked));
export const resendRun = (id: string, runId: string) =>
  readAs(DeliveryRun, `/api/deliveries/${id}/runs/${runId}/resend`, { method: 'POST' });

/** What is known of deliveries and their runs is asked for anew. */
export const refreshDeliveries = () => queryClient.invalidateQueries({ queryKey: KEYS.deliveries });
