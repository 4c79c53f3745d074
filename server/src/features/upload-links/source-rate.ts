/** At most so many files of one source are imported in a minute or an hour: the others wait. */
import type { SourceRate } from '@sheetport/contract';
import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';

const WINDOW_SECONDS = { minute: 60, hour: 3600 } as const;
const Slot = z.object({ at: z.date() });

/**
 * One row for each file: when the first of its imports was started, and now of one whose sheets are about to be. Parameters: the source, the seconds of
 * the window.
 */
const OF_LINK = `
  SELECT j.created_at AS at FROM sheetport.sent_file s JOIN sheetport.job j ON j.id = s.job_id
   WHERE s.link_id = $1 AND j.created_at > now() - make_interval(secs => $2)`;
const OF_FEED = `
  SELECT coalesce(min(j.created_at), now()) AS at FROM sheetport.feed_file f LEFT JOIN sheetport.feed_sheet s ON s.feed_file_id = f.id
    LEFT JOIN sheetport.job j ON j.id = coalesce(s.job_id, f.job_id)
   WHERE f.feed_id = $1 AND (j.created_at > now() - make_interval(secs => $2) OR (s.state = 'waiting' AND s.job_id IS NULL)) GROUP BY f.id`;

/**
 * When the next file of a feed may be imported; null where that is now. To hold at several servers at once it is asked in the transaction that starts the
 * import, once that has locked the record of the source.
 */
export function findFeedSlot(db: Queryable, feedId: string, rate: SourceRate): Promise<Date | null> {
  return findSlot(db, OF_FEED, feedId, rate);
}

/** The same of an upload link. */
export function findLinkSlot(db: Queryable, linkId: string, rate: SourceRate): Promise<Date | null> {
  return findSlot(db, OF_LINK, linkId, rate);
}

async function findSlot(db: Queryable, started: string, id: string, { files, per }: SourceRate): Promise<Date | null> {
  const [row] = await queryRows(
    db,
    Slot,
    `SELECT at + make_interval(secs => $2) AS at FROM (${started}) AS started ORDER BY at DESC OFFSET $3 LIMIT 1`,
    [id, WINDOW_SECONDS[per], files - 1],
  );
  return row?.at ?? null;
}

/** A rate in words, for errors. */
export function describeRate({ files, per }: SourceRate): string {
  return `${files} ${files === 1 ? 'file' : 'files'} ${per === 'minute' ? 'a minute' : 'an hour'}`;
}
