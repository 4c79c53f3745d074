import { AppError, FeedSource } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import { type FeedRecord, Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import { explainLostRight, findActingPerson } from '../../auth/acting-person.ts';
import { requireObject } from '../../auth/auth-guard.ts';
import type { Context } from '../../context.ts';
import { toAppError } from '../../http/errors.ts';
import { FeedOptions, findReads } from './feed-view.ts';
import { lookAtFolder } from './look-at-folder.ts';
import { lookAtMailbox } from './look-at-mailbox.ts';
import { lookAtRemote } from './look-at-remote.ts';
import { lookAtUrl } from './look-at-url.ts';

/** A file that was there for the first time is looked at again so soon. */
const AGAIN_MS = 5000;
const Id = z.object({ id: z.string() });

/**
 * Look at the source of the feed that has waited longest, and take what is new there.
 * @param now what the clock of the database says
 * @param only that of one that a person wants to be looked at, whether it is due or not
 * @returns false where none is due
 */
export async function checkDueFeed(context: Context, now: Date, only: string | null = null): Promise<boolean> {
  const { pool, records } = context;
  const begun = performance.now();
  const clock = () => now.getTime() + (performance.now() - begun);
  const [claimed] = await queryRows(
    pool,
    Id,
    `UPDATE sheetport.feed SET next_at = CASE WHEN enabled AND every_minutes > 0 AND source ->> 'kind' <> 'inbound' THEN $1::timestamptz + make_interval(mins => every_minutes) END, checked_at = $1
      WHERE id = (SELECT id FROM sheetport.feed WHERE CASE WHEN $2::uuid IS NULL THEN next_at <= $1 ELSE id = $2 END
                   ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED) RETURNING id`,
    [now, only],
  );
  if (!claimed) return false;
  const feed = await records.feed.findUnique({ where: { id: claimed.id } });
  if (!feed) return true;
  const { id } = feed;
  /** Results of a source are dropped where a person has named another source meanwhile. */
  const sameSource = { id, source: { equals: feed.source as Prisma.InputJsonValue } };
  try {
    const source = FeedSource.parse(feed.source);
    // Files come to it.
    if (source.kind === 'inbound') return true;
    await refuseLostRight(context, feed, source);
    if (source.kind === 'url') {
      const { sheets } = FeedOptions.parse(feed.options);
      const seen = await lookAtUrl(context, feed, findReads(source, sheets) ?? source.url);
      await records.feed.updateMany({ where: sameSource, data: { seen, error: Prisma.DbNull } });
      return true;
    }
    const { seen, isUnsettled, error } =
      source.kind === 'folder'
        ? await lookAtFolder(context, feed, source.path, clock)
        : source.kind === 'mailbox'
          ? await lookAtMailbox(context, feed, source)
          : await lookAtRemote(context, feed, source, clock);
    const nextAt = isUnsettled && (feed.enabled || only !== null) ? { nextAt: new Date(now.getTime() + AGAIN_MS) } : {};
    await records.feed.updateMany({
      where: { ...sameSource, enabled: feed.enabled },
      data: { seen, ...nextAt, error: Prisma.DbNull },
    });
    if (error !== undefined) throw error;
  } catch (error) {
    const { code, message } = toAppError(error);
    if (code === 'internal') context.log.error({ err: error, feed: id }, 'a feed could not be looked at');
    await records.feed.updateMany({ where: sameSource, data: { error: { code, message } } });
  }
  return true;
}

/**
 * Check before anything is read that the person of a feed may still have it: import into its table, and name a folder of the server.
 * @throws AppError `schedule_person_gone`, `schedule_not_allowed`, `second_factor_required`
 */
export async function refuseLostRight(context: Context, feed: FeedRecord, source: FeedSource): Promise<void> {
  const person = await findActingPerson(context, feed.createdBy);
  if (source.kind === 'folder' && person.role !== 'owner') throw new AppError('schedule_not_allowed');
  await requireObject(context, person, 'table', feed.tableId, 'table.import').catch(explainLostRight);
}
