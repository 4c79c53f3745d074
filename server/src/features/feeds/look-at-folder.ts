import { constants } from 'node:fs';
import { open, readdir, realpath } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '@sheetport/contract';
import type { FeedRecord } from '@sheetport/prisma';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { takeContent } from './take-content.ts';

/** Files that one look takes. */
const MOST_TAKEN = 100;
/** Entries of a folder that a look goes through. */
const MOST_ENTRIES = 10_000;
const KNOWN_ENDINGS = /\.(xlsx|xlsm|xlsb|xls|ods|csv|tsv|txt)$/i;
/** What programs write while they write, and hidden files. */
const UNFINISHED = /^[.~]|\.(part|partial|tmp|temp|crdownload|filepart)$/i;

/** Of each file what it was like at the last look, and whether its content is known since then. */
export const SeenFiles = z.record(z.string(), z.object({ size: z.number(), mtimeMs: z.number(), taken: z.boolean() }));
export type SeenFiles = z.infer<typeof SeenFiles>;

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

/**
 * Take the new files of a folder. A file is taken once it was the same at two looks, so that one which is still written waits.
 * @returns what the files are like now, whether some are to be looked at again soon, and why one could not be taken: the others were
 */
export async function lookAtFolder(
  context: Context,
  feed: FeedRecord,
  folder: string,
): Promise<{ seen: SeenFiles; isUnsettled: boolean; error?: unknown }> {
  const real = await resolveFolder(context, folder);
  const before = SeenFiles.catch({}).parse(feed.seen);
  const names = (await readdir(real, { withFileTypes: true }))
    .filter((entry) => entry.isFile() && KNOWN_ENDINGS.test(entry.name) && !UNFINISHED.test(entry.name))
    .map(({ name }) => name)
    .sort()
    .slice(0, MOST_ENTRIES);
  const seen: SeenFiles = {};
  let taken = 0;
  let isUnsettled = false;
  let error: unknown;
  for (const name of names) {
    const now = await statFile(path.join(real, name));
    if (!now) continue;
    const last = Object.hasOwn(before, name) ? before[name] : undefined;
    const isSame = last?.size === now.size && last.mtimeMs === now.mtimeMs;
    let isTaken = isSame && last.taken;
    if (isSame && !isTaken && now.size > 0 && taken < MOST_TAKEN) {
      taken++;
      try {
        isTaken = await takeFile(context, feed, path.join(real, name), now);
        if (!isTaken) isUnsettled = true;
      } catch (failure) {
        error ??= failure;
      }
    } else if (!isTaken && now.size > 0) isUnsettled = true;
    seen[name] = { ...now, taken: isTaken };
  }
  return { seen, isUnsettled, ...(error !== undefined && { error }) };
}

interface FileStat {
  size: number;
  mtimeMs: number;
}

/** Not through a link, which may lead out of the folder. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW;

async function statFile(file: string): Promise<FileStat | null> {
  const handle = await open(file, OPEN_FLAGS).catch(() => null);
  try {
    const stat = await handle?.stat();
    return stat?.isFile() ? { size: stat.size, mtimeMs: Math.floor(stat.mtimeMs) } : null;
  } finally {
    await handle?.close();
  }
}

async function takeFile(context: Context, feed: FeedRecord, file: string, expected: FileStat): Promise<boolean> {
  const handle = await open(file, OPEN_FLAGS).catch(() => null);
  if (!handle) return false;
  try {
    return await takeContent(context, feed, {
      name: path.basename(file),
      bytes: handle.createReadStream({ autoClose: false }),
      async isWhole(read) {
        const { size, mtimeMs } = await handle.stat();
        return read === size && size === expected.size && Math.floor(mtimeMs) === expected.mtimeMs;
      },
      seenAs: { ...expected },
    });
  } finally {
    await handle.close();
  }
}
