import { z } from 'zod';

/** Files that one look takes. */
const MOST_TAKEN = 100;
/** Entries of a folder that a look goes through. */
export const MOST_ENTRIES = 10_000;
const KNOWN_ENDINGS = /\.(xlsx|xlsm|xlsb|xls|ods|csv|tsv|txt)$/i;
/** What programs write while they write, and hidden files. */
const UNFINISHED = /^[.~]|\.(part|partial|tmp|temp|crdownload|filepart)$/i;

/** A file as it is now, by which it is known again. */
export const FileLook = z.object({
  size: z.number(),
  mtimeMs: z.number(),
  /** Of S3: names the content. What has one is whole. */
  etag: z.string().optional(),
});
export type FileLook = z.infer<typeof FileLook>;
/** Of each file what it was like at the last look, and whether its content is known since then. */
const SeenFiles = z.record(z.string(), FileLook.extend({ taken: z.boolean() }));
type SeenFiles = z.infer<typeof SeenFiles>;

/** Whether a file of this name may be one to import. */
export function isWanted(name: string): boolean {
  return KNOWN_ENDINGS.test(name) && !UNFINISHED.test(name);
}

/**
 * Take the new files of a folder. A file is taken once it was the same at two looks, so that one which is still written waits; what has an etag
 * is whole.
 * @param files by name, as they are now
 * @param before what the last look answered as `seen`
 * @param take takes one in, and answers false where it is to be looked at again
 * @returns what the files are like now, whether some are to be looked at again soon, and why one could not be taken: the others were
 */
export async function takeNewFiles(
  files: readonly (FileLook & { name: string })[],
  before: unknown,
  take: (name: string, look: FileLook) => Promise<boolean>,
): Promise<{ seen: SeenFiles; isUnsettled: boolean; error?: unknown }> {
  const known = SeenFiles.catch({}).parse(before);
  const seen: SeenFiles = {};
  let taken = 0;
  let isUnsettled = false;
  let error: unknown;
  for (const { name, size, mtimeMs, etag } of files) {
    const now = { size, mtimeMs, ...(etag !== undefined && { etag }) };
    const last = Object.hasOwn(known, name) ? known[name] : undefined;
    const isSame = last?.size === size && last.mtimeMs === mtimeMs && last.etag === etag;
    let isTaken = isSame && last.taken;
    if ((isSame || etag !== undefined) && !isTaken && size > 0 && taken < MOST_TAKEN) {
      taken++;
      try {
        isTaken = await take(name, now);
        if (!isTaken) isUnsettled = true;
      } catch (failure) {
        error ??= failure;
      }
    } else if (!isTaken && size > 0) isUnsettled = true;
    seen[name] = { ...now, taken: isTaken };
  }
  return { seen, isUnsettled, ...(error !== undefined && { error }) };
}
