import { z } from 'zod';
import { FileLook, isSameLook } from './file-look.ts';

/** Files that one look takes. */
const MOST_TAKEN = 100;
/** Entries of a folder that a look goes through. */
export const MOST_ENTRIES = 10_000;
const KNOWN_ENDINGS = /\.(xlsx|xlsm|xlsb|xls|ods|csv|tsv|txt)$/i;
/** What programs write while they write, and hidden files. */
const UNFINISHED = /^[.~]|\.(part|partial|tmp|temp|crdownload|filepart)$/i;

/** A file that was the same for so long is whole: programs that write one pause for less. */
const SETTLED_MS = 3000;

/** For each file its state at the last look, since when (milliseconds since 1970), and whether its content is known. */
const SeenFiles = z.record(z.string(), FileLook.extend({ since: z.number().optional(), taken: z.boolean() }));
type SeenFiles = z.infer<typeof SeenFiles>;

/** When a look began, and when what is in the folder was known: milliseconds since 1970, by the clock of the database. */
export interface LookTimes {
  begunAt: number;
  listedAt: number;
}

/** Whether a file of this name may be one to import. */
export function isWanted(name: string): boolean {
  return KNOWN_ENDINGS.test(name) && !UNFINISHED.test(name);
}

/**
 * Take the new files of a folder. A file is taken once it was the same for some seconds, so that one which is still written waits; what has an
 * etag is whole. Two looks may be milliseconds apart, as anybody may ask for one: the time between them counts, not their number. Clocks of
 * other systems do not.
 * @param files by name, as they are now
 * @param before what the last look answered as `seen`
 * @param take takes one in, and answers false where it is to be looked at again
 * @returns what the files are like now, whether some are to be looked at again soon, and why one could not be taken: the others were
 */
export async function takeNewFiles(
  files: readonly (FileLook & { name: string })[],
  before: unknown,
  { begunAt, listedAt }: LookTimes,
  take: (name: string, look: FileLook) => Promise<boolean>,
): Promise<{ seen: SeenFiles; isUnsettled: boolean; error?: unknown }> {
  const known = SeenFiles.catch({}).parse(before);
  const seen: SeenFiles = {};
  let taken = 0;
  let isUnsettled = false;
  let error: unknown;
  for (const { name, ...now } of files) {
    const last = Object.hasOwn(known, name) ? known[name] : undefined;
    const isSame = last !== undefined && isSameLook(last, now);
    const since = (isSame ? last.since : undefined) ?? listedAt;
    const isWhole = now.etag !== undefined || (isSame && begunAt - since >= SETTLED_MS);
    let isTaken = isSame && last.taken;
    if (isWhole && !isTaken && now.size > 0 && taken < MOST_TAKEN) {
      taken++;
      try {
        isTaken = await take(name, now);
        if (!isTaken) isUnsettled = true;
      } catch (failure) {
        error ??= failure;
      }
    } else if (!isTaken && now.size > 0) isUnsettled = true;
    seen[name] = { ...now, since, taken: isTaken };
  }
  return { seen, isUnsettled, ...(error !== undefined && { error }) };
}
