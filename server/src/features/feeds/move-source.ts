import { lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import type { Context } from '../../context.ts';
import { FileLook, isSameLook, lookOfStat } from './file-look.ts';
import { resolveFolder } from './look-at-folder.ts';

/** The folder of files that were loaded. */
export const DONE = 'done';

/** What a file is called whose name is taken there. */
export function otherName(name: string, sha256: string): string {
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${sha256.slice(0, 8)}${ext}`;
}

/**
 * Note that what a feed does with the source of a loaded file was done. Two servers may do it at once: the one that found nothing to move any
 * more must not hide that the other has moved it.
 */
export async function noteTidied(
  { records }: Pick<Context, 'records'>,
  id: string,
  wasMoved: boolean,
  now: Date,
): Promise<void> {
  if (wasMoved) await records.feedFile.updateMany({ where: { id }, data: { isTidied: true, movedAt: now } });
  else await records.feedFile.updateMany({ where: { id, isTidied: false }, data: { isTidied: true } });
}

/**
 * Move a file that was loaded into the folder `done` beside it; nothing that has another content by now.
 * @param name as the folder lists it, without a path
 * @returns whether it is there, also where it was moved before; false where it is gone, was changed, or the folder takes nothing
 */
export async function moveSource(
  context: Pick<Context, 'settings' | 'log'>,
  folder: string,
  name: string,
  seenAs: unknown,
  sha256: string,
): Promise<boolean> {
  try {
    const real = await resolveFolder(context, folder);
    const seen = FileLook.parse(seenAs);
    const own = path.basename(name);
    const from = path.join(real, own);
    const done = path.join(real, DONE);
    const targets = [path.join(done, own), path.join(done, otherName(own, sha256))] as const;
    // A server may have died, or another one may be ahead, after it was moved.
    const wasMoved = async () => (await isThere(targets[0], seen)) || (await isThere(targets[1], seen));
    if (!(await isThere(from, seen))) return await wasMoved();
    await mkdir(done, { recursive: true });
    const isTaken = await lstat(targets[0]).then(
      () => true,
      () => false,
    );
    try {
      await rename(from, targets[isTaken ? 1 : 0]);
    } catch (error) {
      if (!(await wasMoved())) throw error;
    }
    return true;
  } catch (error) {
    context.log.debug({ err: error }, 'a file of a feed could not be moved');
    return false;
  }
}

async function isThere(file: string, seen: FileLook): Promise<boolean> {
  const now = await lstat(file).catch(() => undefined);
  return now?.isFile() === true && isSameLook(seen, lookOfStat(now));
}
