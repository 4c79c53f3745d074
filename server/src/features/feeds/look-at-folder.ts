import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@sheetport/contract';
import type { FeedRecord } from '@sheetport/prisma';
import type { Context } from '../../context.ts';
import { type FileLook, isSameLook, lookOfStat } from './file-look.ts';
import { takeContent } from './take-content.ts';
import { isWanted, MOST_ENTRIES, takeNewFiles } from './take-new-files.ts';

/**
 * The folder of a feed, with all links resolved.
 * @throws AppError `feed_folder_not_allowed`, `feed_unreadable`
 */
export async function resolveFolder({ settings }: Pick<Context, 'settings'>, folder: string): Promise<string> {
  const allowed = await Promise.all(settings.FEED_FOLDERS.map((one) => realpath(one).catch(() => null)));
  const refuse = () => new AppError('feed_folder_not_allowed', { folder });
  // Nothing of what lies elsewhere is told, not even whether it is there.
  if (
    !isWithinAny(
      path.resolve(folder),
      settings.FEED_FOLDERS.map((one) => path.resolve(one)),
    )
  )
    throw refuse();
  const real = await realpath(folder).catch((error: unknown) => {
    throw new AppError('feed_unreadable', { detail: 'the folder is not there' }, { cause: error });
  });
  if (!isWithinAny(real, allowed)) throw refuse();
  return real;
}

function isWithinAny(folder: string, allowed: readonly (string | null)[]): boolean {
  return allowed.some((one) => one !== null && (folder === one || folder.startsWith(one.replace(/\/*$/, path.sep))));
}

/** Take the new files of a folder of this machine (`takeNewFiles`). @param clock that of the database, in milliseconds since 1970 */
export async function lookAtFolder(
  context: Context,
  feed: FeedRecord,
  folder: string,
  clock: () => number,
): ReturnType<typeof takeNewFiles> {
  const begunAt = clock();
  const real = await resolveFolder(context, folder);
  const names = (await readdir(real, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && isWanted(entry.name))
    .map(({ name }) => name)
    .sort()
    .slice(0, MOST_ENTRIES);
  const files: (FileLook & { name: string })[] = [];
  for (const name of names) {
    const look = await statFile(path.join(real, name));
    if (look) files.push({ name, ...look });
  }
  return takeNewFiles(files, feed.seen, { begunAt, listedAt: clock() }, (name, look) =>
    takeFile(context, feed, path.join(real, name), look),
  );
}

/** Not through a link, which may lead out of the folder. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW;

async function statFile(file: string): Promise<FileLook | null> {
  const handle = await open(file, OPEN_FLAGS).catch(() => null);
  try {
    const stat = await handle?.stat();
    return stat?.isFile() ? lookOfStat(stat) : null;
  } finally {
    await handle?.close();
  }
}

async function takeFile(context: Context, feed: FeedRecord, file: string, expected: FileLook): Promise<boolean> {
  const handle = await open(file, OPEN_FLAGS).catch(() => null);
  if (!handle) return false;
  try {
    return await takeContent(context, feed, {
      name: path.basename(file),
      bytes: handle.createReadStream({ autoClose: false }),
      async isWhole(read) {
        return read === expected.size && isSameLook(expected, lookOfStat(await handle.stat()));
      },
      seenAs: { ...expected },
    });
  } finally {
    await handle.close();
  }
}
