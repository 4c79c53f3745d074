import type { RemoteFile } from '@sheetport/core';
import { z } from 'zod';

/** A file as it is now, by which it is known again. */
export const FileLook = z.object({
  size: z.number(),
  mtimeMs: z.number(),
  /** Of S3: names the content. What has one is whole. */
  etag: z.string().optional(),
});
export type FileLook = z.infer<typeof FileLook>;

/** What a file of another system is like. */
export function lookOf({ bytes, mtimeMs, etag }: RemoteFile): FileLook {
  return { size: bytes, mtimeMs, ...(etag !== undefined && { etag }) };
}

/** Whether a file is still as it was. @param now undefined where it is gone */
export function isSameLook(before: FileLook, now: FileLook | undefined): now is FileLook {
  return now?.size === before.size && now.mtimeMs === before.mtimeMs && now.etag === before.etag;
}

/** What a file of this machine is like. */
export function lookOfStat({ size, mtimeMs }: { size: number; mtimeMs: number }): FileLook {
  return { size, mtimeMs: Math.floor(mtimeMs) };
}
