import { Prisma } from '@sheetport/prisma';
import type { Context } from '../../context.ts';
import { LinkOptions } from './link-mapping.ts';
import { RECEIVING_MS } from './link-state.ts';
import { findLinkSlot } from './source-rate.ts';
import { startSent } from './start-sent.ts';

/** Imports started in one sweep; what is more waits for the next. */
const AT_ONCE = 100;

/** Start the imports of sent files whose senders went away, and forget visits that are over and uploads that never ended. */
export async function sweepLinks(context: Context): Promise<void> {
  const { records } = context;
  const held = await findHeldLinks(context);
  const waiting = await records.sentFile.findMany({
    where: { fileId: { not: null }, jobId: null, error: { equals: Prisma.DbNull }, linkId: { notIn: held } },
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
