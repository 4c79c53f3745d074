import {
  type Feed,
  type FeedChange,
  hasSameFiles,
  isSameAccount,
  isSameSource,
  type NewFeed,
} from '@sheetport/contract';
import { type RunDraft, runDraftOf, toRunOptions } from '../automation/run-draft.ts';
import { isSheetsWhole, type SheetsDraft, sheetsDraftOf, toSheets } from './sheets-draft.ts';
import { isSourceWhole, newSource, type SourceDraft, sourceDraftOf, toSource } from './source-draft.ts';

/** What is typed of a feed. */
export interface FeedDraft {
  name: string;
  source: SourceDraft;
  /** A saved mapping; empty for the one that the feed has. */
  mappingId: string;
  policy: Feed['newColumns'];
  sheets: SheetsDraft;
  minutes: string;
  run: RunDraft;
  retries: string;
}

/** @param mappings of a new feed one is chosen */
export function feedDraftOf(
  feed: Feed | undefined,
  folders: readonly string[],
  mappings: readonly { id: string }[],
): FeedDraft {
  return {
    name: feed?.name ?? '',
    source: feed ? sourceDraftOf(feed.source) : newSource(folders),
    mappingId: feed ? '' : (mappings[0]?.id ?? ''),
    policy: feed?.newColumns ?? 'table',
    sheets: sheetsDraftOf(feed?.sheets),
    minutes: String(feed?.everyMinutes ?? 5),
    run: runDraftOf(feed),
    retries: String(feed?.retries ?? 3),
  };
}

/** Whether enough is typed; the service checks the rest. */
export function isFeedWhole(draft: FeedDraft, feed: Feed | undefined): boolean {
  const { name, source, sheets, minutes } = draft;
  return (
    name.trim() !== '' &&
    isSourceWhole(source, isSecretKept(draft, feed)) &&
    isSheetsWhole(sheets) &&
    minutes !== '' &&
    Number(minutes) >= 0
  );
}

/** Whether the stored secret is used where none is typed: it goes to the account alone for which it was given. */
export function isSecretKept({ source }: FeedDraft, feed: Feed | undefined): boolean {
  return feed?.hasSecret === true && isSameAccount(toSource(source, feed.source).source, feed.source);
}

/** Whether files come from another place than before. */
export function isElsewhere({ source }: FeedDraft, feed: Feed): boolean {
  return !hasSameFiles(toSource(source, feed.source).source, feed.source);
}

/** All that is chosen besides the source and the mapping. */
function partsOf({ name, policy, sheets, minutes, run, retries }: FeedDraft) {
  return {
    name: name.trim(),
    newColumns: policy,
    sheets: toSheets(sheets),
    everyMinutes: Math.round(Number(minutes)),
    ...toRunOptions(run),
    retries: Number(retries),
  };
}

export function toNewFeed(draft: FeedDraft, { id: mappingId, tableId }: { id: string; tableId: string }): NewFeed {
  return { ...partsOf(draft), ...toSource(draft.source), tableId, mappingId, enabled: true };
}

/** What is to change of a feed; undefined where nothing is. */
export function toFeedChange(draft: FeedDraft, feed: Feed): FeedChange | undefined {
  const { source, secret, clientSecret } = toSource(draft.source, feed.source);
  const before = partsOf(feedDraftOf(feed, [], []));
  const parts = Object.entries(partsOf(draft)).filter(
    ([name, part]) => JSON.stringify(part) !== JSON.stringify(before[name as keyof typeof before]),
  );
  const change: FeedChange = {
    ...Object.fromEntries(parts),
    ...(!isSameSource(source, feed.source) && { source }),
    ...(secret !== undefined && { secret }),
    ...(clientSecret !== undefined && { clientSecret }),
    ...(draft.mappingId !== '' && { mappingId: draft.mappingId }),
  };
  return Object.keys(change).length > 0 ? change : undefined;
}
