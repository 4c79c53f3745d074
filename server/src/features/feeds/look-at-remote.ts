import { AppError, type FeedSource, type RemoteFolderLocation, type RemoteKind } from '@sheetport/contract';
import { openRemoteFolder, type RemoteFolder } from '@sheetport/core';
import type { FeedRecord } from '@sheetport/prisma';
import type { Context } from '../../context.ts';
import { FileLook, isSameLook, lookOf } from './file-look.ts';
import { DONE, noteTidied, otherName } from './move-source.ts';
import { takeContent } from './take-content.ts';
import { isWanted, MOST_ENTRIES, takeNewFiles } from './take-new-files.ts';

/** Silence of another system ends a look. */
const SILENT_MS = 30_000;
/** The same while a person waits. */
const CHECK_MS = 10_000;

export type RemoteSource = Extract<FeedSource, { kind: RemoteKind }>;

/** Where the secret of a feed is kept, for the secret box (core). */
export const feedSecretName = (id: string) => `feed ${id} secret`;

/**
 * Open the folder of another system that a feed looks into.
 * @throws AppError `secret_missing`, `secret_unreadable`, and what the other system answers
 */
export function openFeedFolder(
  { secretBox, outgoing }: Pick<Context, 'secretBox' | 'outgoing'>,
  { id, secret }: Pick<FeedRecord, 'id' | 'secret'>,
  source: RemoteSource,
): Promise<RemoteFolder> {
  if (secret === null) throw new AppError('secret_missing');
  return openRemoteFolder(locationOf(source), secretBox.open(feedSecretName(id), secret), {
    guard: outgoing,
    silentMs: SILENT_MS,
  });
}

/**
 * Look into the folder once, so that what is wrong with it is said when it is named.
 * @throws AppError `secret_missing`, `receiver_unreachable`, `receiver_refused`, `address_not_allowed`, `host_key_not_confirmed`
 */
export async function checkRemote(
  { outgoing }: Pick<Context, 'outgoing'>,
  source: RemoteSource,
  secret: string | undefined,
): Promise<void> {
  if (secret === undefined) throw new AppError('secret_missing');
  const folder = await openRemoteFolder(locationOf(source), secret, { guard: outgoing, silentMs: CHECK_MS });
  await folder.list(1).finally(folder.close);
}

/** Take the new files of a folder of another system (`takeNewFiles`), and do with those that were loaded since the last look what the feed says. */
export async function lookAtRemote(
  context: Context,
  feed: FeedRecord,
  source: RemoteSource,
  clock: () => number,
): ReturnType<typeof takeNewFiles> {
  const begunAt = clock();
  const folder = await openFeedFolder(context, feed, source);
  try {
    const files = (await folder.list(MOST_ENTRIES))
      .filter(({ name }) => isWanted(name))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((file) => ({ name: file.name, ...lookOf(file) }));
    const looked = await takeNewFiles(files, feed.seen, { begunAt, listedAt: clock() }, (name, look) =>
      takeContent(context, feed, {
        name,
        bytes: folder.read({ name, bytes: look.size, mtimeMs: look.mtimeMs, ...(look.etag && { etag: look.etag }) }),
        async isWhole(read) {
          const now = await folder.find(name);
          return read === look.size && isSameLook(look, now && lookOf(now));
        },
        seenAs: { ...look },
      }),
    );
    const isMoving = await tidyLoaded(context, feed, source, folder);
    return { ...looked, isUnsettled: looked.isUnsettled || isMoving };
  } finally {
    folder.close();
  }
}

/** @returns whether something is to be done with files that are not loaded yet */
async function tidyLoaded(
  { records, log }: Pick<Context, 'records' | 'log'>,
  { id: feedId }: FeedRecord,
  { afterwards }: RemoteSource,
  folder: RemoteFolder,
): Promise<boolean> {
  const loaded = await records.feedFile.findMany({ where: { feedId, state: 'loaded', isTidied: false }, take: 100 });
  for (const { id, name, seenAs, sha256 } of loaded) {
    const look = FileLook.parse(seenAs);
    const isDone =
      afterwards !== 'leave' &&
      (await ifAllowed(log, () =>
        afterwards === 'tag' ? tagLoaded(folder, name, look) : moveLoaded(folder, name, look, sha256),
      ));
    await noteTidied({ records }, id, isDone, new Date());
  }
  if (afterwards === 'leave') return false;
  return (await records.feedFile.count({ where: { feedId, state: { in: ['reading', 'importing'] } } })) > 0;
}

const TAG = { key: 'sheetport', value: 'imported' };

/** What the other system does not allow is not tried again. */
async function ifAllowed(log: Context['log'], work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'receiver_refused') throw error;
    log.debug({ err: error }, 'a file of a feed could not be moved or tagged');
    return false;
  }
}

/** Tag a file that was loaded; nothing that has another content by now. @returns whether it was */
async function tagLoaded(folder: RemoteFolder, name: string, seen: FileLook): Promise<boolean> {
  const now = await folder.find(name);
  if (!folder.tag || !now || !isSameLook(seen, lookOf(now))) return false;
  await folder.tag(now, TAG.key, TAG.value);
  return true;
}

/** Move a file that was loaded into the folder `done`; nothing that has another content by now. @returns whether it is there */
async function moveLoaded(folder: RemoteFolder, name: string, seen: FileLook, sha256: string): Promise<boolean> {
  const other = otherName(name, sha256);
  const now = await folder.find(name);
  if (now && isSameLook(seen, lookOf(now))) {
    await folder.move(now, DONE, other);
    return true;
  }
  // A server may have died, or another one may be ahead, after it was moved.
  for (const target of [name, other]) {
    const moved = await folder.find(`${DONE}/${target}`);
    // A copy in S3 has a time of its own.
    if (moved && isSameLook(seen, { ...lookOf(moved), ...(seen.etag && { mtimeMs: seen.mtimeMs }) })) return true;
  }
  return false;
}

function locationOf(source: RemoteSource): RemoteFolderLocation {
  const { afterwards: _, ...location } = source;
  return location;
}
