/** The calls about feeds. Not part of what the home page loads. */
import type { FeedChange, NewFeed } from '@sheetport/contract';
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { act, json, readAs } from './api.ts';
import { Feed, FeedFile, FeedFiles, Feeds, FeedToken } from './page-shapes.ts';
import { queryClient } from './queries.ts';

/** Here, as the home page need not load them. */
const KEYS = { feeds: ['feeds'], files: ['feed-files'], filesOf: (id: string) => ['feed-files', id] };

export const feedsQuery = queryOptions({
  queryKey: KEYS.feeds,
  queryFn: ({ signal }) => readAs(Feeds, '/api/feeds', { signal }),
  refetchInterval: 5000,
});

export const feedFilesQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: KEYS.filesOf(id),
    queryFn: ({ pageParam, signal }) =>
      readAs(FeedFiles, `/api/feeds/${id}/files${pageParam ? `?after=${pageParam}` : ''}`, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    refetchInterval: 5000,
  });

export const makeFeed = (feed: Omit<NewFeed, 'enabled'>) => readAs(Feed, '/api/feeds', json('POST', feed));
export const changeFeed = (id: string, change: FeedChange) => readAs(Feed, `/api/feeds/${id}`, json('PATCH', change));
export const deleteFeed = (id: string) => act(`/api/feeds/${id}`, { method: 'DELETE' });
export const checkFeed = (id: string) => readAs(Feed, `/api/feeds/${id}/check`, { method: 'POST' });
export const makeFeedToken = (id: string) => readAs(FeedToken, `/api/feeds/${id}/token`, { method: 'POST' });
export const importFeedFile = (id: string, feedFileId: string, sheet?: number) =>
  readAs(FeedFile, `/api/feeds/${id}/imports`, json('POST', { feedFileId, ...(sheet !== undefined && { sheet }) }));

/** What is known of feeds and their files is asked for anew. */
export async function refreshFeeds(): Promise<void> {
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: KEYS.feeds }),
    queryClient.invalidateQueries({ queryKey: KEYS.files }),
  ]);
}
