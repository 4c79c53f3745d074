import { lstat, mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { resolveFolder } from './look-at-folder.ts';

/** The folder of files that were loaded. */
export const DONE = 'done';
const SeenAs = z.object({ size: z.number(), mtimeMs: z.number() });

/** What a file is called whose name is taken there. */
export function otherName(name: string, sha256: string): string {
  const { name: stem, ext } = path.parse(name);
  return `${stem}-${sha256.slice(0, 8)}${ext}`;
}

/**
 * Move a file that was loaded into the folder `done` beside it; nothing that has another content by now.
 * @param name as the folder lists it, without a path
 * @returns whether it was moved; false where it is gone, was changed, or the folder takes nothing
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
    const { size, mtimeMs } = SeenAs.parse(seenAs);
    const from = path.join(real, path.basename(name));
    const now = await lstat(from);
    if (!now.isFile() || now.size !== size || Math.floor(now.mtimeMs) !== mtimeMs) return false;
    const done = path.join(real, DONE);
    await mkdir(done, { recursive: true });
    const own = path.basename(from);
    const isTaken = await lstat(path.join(done, own)).then(
      () => true,
      () => false,
    );
    await rename(from, path.join(done, isTaken ? otherName(own, sha256) : own));
    return true;
  } catch (error) {
    context.log.debug({ err: error }, 'a file of a feed could not be moved');
    return false;
  }
}
