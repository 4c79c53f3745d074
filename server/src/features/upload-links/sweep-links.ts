import { queryRows } from '@sheetport/core';
import { Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { readError } from '../../http/read-error.ts';
import { isTriedAgain, pauseAfter } from '../schedules/tried-again.ts';
import { LinkOptions } from './link-mapping.ts';
import { RECEIVING_MS } from './link-state.ts';
import { findLinkSlot } from './source-rate.ts';
import { startSent } from './start-sent.ts';

const Ended = z.object({
  id: z.string(),
  attempts: z.number(),
  jobId: z.string(),
  state: z.string().nullable(),
  error: z.unknown(),
  options: z.unknown(),
});

/** Imports started in one sweep; what is more waits for the next. */
const AT_ONCE = 100;

/** Start the imports of sent files whose senders went away, and forget visits that are over and uploads that never ended. */
export async function sweepLinks(context: Context): Promise<void> {
  const { records } = context;
  const now = new Date();
  await settleSent(context, now);
  const held = await findHeldLinks(context);
  const waiting = await records.sentFile.findMany({
    where: {
      fileId: { not: null },
      jobId: null,
      error: { equals: Prisma.DbNull },
      linkId: { notIn: held },
      OR: [{ triesAt: null }, { triesAt: { lte: now } }],
    },
    include: { link: true },
    orderBy: { createdAt: 'asc' },
    take: AT_ONCE,
  });
  for (const { link, ...sent } of waiting) await startSent(context, sent, link);
  await records.sentFile.deleteMany({
    where: { fileId: null, createdAt: { lt: new Date(Date.now() - RECEIVING_MS) } },
  });
  await records.linkVisit.deleteMany({ where: { expiresAt: { lt: new Date() } } });
}

/** Note how imports of sent files ended. Those that failed for a reason that passes are started again, as often as the link says, after pauses. */
async function settleSent({ records, pool }: Context, now: Date): Promise<void> {
  const ended = await queryRows(
    pool,
    Ended,
    `SELECT s.id, s.attempts, s.job_id AS "jobId", j.state, j.error, l.options FROM sheetport.sent_file s
       JOIN sheetport.upload_link l ON l.id = s.link_id LEFT JOIN sheetport.job j ON j.id = s.job_id
      WHERE NOT s.is_settled AND s.job_id IS NOT NULL AND (j.id IS NULL OR j.state NOT IN ('queued', 'running')) LIMIT ${AT_ONCE}`,
  );
  for (const { id, jobId, state, error, options, ...sent } of ended) {
    const attempts = sent.attempts + 1;
    const failure = state === 'failed' ? readError(error) : null;
    const isAgain = failure && isTriedAgain(failure.code, attempts, LinkOptions.parse(options).retries);
    const again = { jobId: null, attempts, triesAt: new Date(now.getTime() + pauseAfter(attempts)) };
    await records.sentFile.updateMany({ where: { id, jobId }, data: isAgain ? again : { isSettled: true } });
  }
}

/** Links with files that wait, of which as many were imported as they say: these hold up no others. */
async function findHeldLinks({ records, pool }: Context): Promise<string[]> {
  const links = await records.uploadLink.findMany({
    where: {
      options: { path: ['rate'], not: Prisma.AnyNull },
      files: { some: { fileId: { not: null }, jobId: null, error: { equals: Prisma.DbNull } } },
    },
  });
  const held: string[] = [];
  for (const { id, options } of links) {
    const { rate } = LinkOptions.parse(options);
    if (rate && (await findLinkSlot(pool, id, rate))) held.push(id);
  }
  return held;
}
