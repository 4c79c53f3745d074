/** A file that is published whole or not at all: written beside its place, made safe on disk, then renamed. Promise P30. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** What is added to a file's name while it is being written. Such files that are left over belong to nobody. */
export const PART_SUFFIX = '.part';

/**
 * Calls `write` with a new file, and publishes it as `path` when that succeeds. When it fails nothing is left.
 * Throws what `write` throws, and the system's errors.
 */
export async function publishFile<T>(path: string, write: (file: FileHandle) => Promise<T>): Promise<T> {
  const part = path + PART_SUFFIX;
  const file = await open(part, 'w');
  try {
    let result: T;
    try {
      result = await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
    await syncFolder(dirname(path));
    return result;
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** A rename is only safe once the folder that holds the name is on disk. Windows has no such call. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
