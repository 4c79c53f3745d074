/** The calls about webhooks. Not part of what the home page loads. */
import type { NewWebhook, WebhookChange, WebhookRotation } from '@sheetport/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { act, json, readAs } from './api.ts';
import { Webhook, WebhookMessage, WebhookMessages, WebhookSecret, Webhooks } from './page-shapes.ts';
import { queryClient } from './queries.ts';
import { KEYS } from './query-keys.ts';

/** While a page of it is open, what is sent shows by itself. */
const FOLLOW_MS = 3000;

export const webhooksQuery = queryOptions({
  queryKey: KEYS.webhooks,
  queryFn: ({ signal }) => readAs(Webhooks, '/api/webhooks', { signal }),
  refetchInterval: FOLLOW_MS,
});

export const webhookQuery = (id: string) =>
  queryOptions({
    queryKey: KEYS.webhook(id),
    queryFn: ({ signal }) => readAs(Webhook, `/api/webhooks/${id}`, { signal }),
    refetchInterval: FOLLOW_MS,
  });

/** The states by which messages are chosen. */
export type MessageFilter = 'all' | 'waiting' | 'delivered' | 'failed';

export const webhookMessagesQuery = (id: string, filter: MessageFilter) =>
  infiniteQueryOptions({
    queryKey: KEYS.webhookMessages(id, filter),
    queryFn: ({ pageParam, signal }) => {
      const search = new URLSearchParams();
      if (filter !== 'all') search.set('state', filter);
      if (pageParam) search.set('after', pageParam);
      return readAs(WebhookMessages, `/api/webhooks/${id}/messages?${search}`, { signal });
    },
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: FOLLOW_MS,
  });

export const makeWebhook = (webhook: NewWebhook) => readAs(WebhookSecret, '/api/webhooks', json('POST', webhook));
export const changeWebhook = (id: string, change: WebhookChange) =>
  readAs(Webhook, `/api/webhooks/${id}`, json('PATCH', change));
export const rotateWebhook = (id: string, rotation: WebhookRotation) =>
  readAs(WebhookSecret, `/api/webhooks/${id}/rotate`, json('POST', rotation));
export const deleteWebhook = (id: string) => act(`/api/webhooks/${id}`, { method: 'DELETE' });
export const testWebhook = (id: string) => readAs(WebhookMessage, `/api/webhooks/${id}/test`, { method: 'POST' });
export const resendMessage = (id: string, messageId: string) =>
  readAs(WebhookMessage, `/api/webhooks/${id}/messages/${messageId}/resend`, { method: 'POST' });

/** What is known of webhooks and their messages is asked for anew. */
export const refreshWebhooks = () => queryClient.invalidateQueries({ queryKey: KEYS.webhooks });
