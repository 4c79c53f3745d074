import { AppError, KEPT_KINDS, KEPT_LIMITS, type KeptKind, type KeptUse } from '@sheetport/contract';
import type { Records } from '@sheetport/prisma';

type Tx = Pick<
  Records,
  '$executeRaw' | 'apiKey' | 'view' | 'exportTemplate' | 'uploadLink' | 'schedule' | 'feed' | 'delivery' | 'webhook'
>;

/** How many a person has of each kind. A link that takes no files any more is history. */
const COUNTS: Readonly<Record<KeptKind, (records: Tx, createdBy: string) => Promise<number>>> = {
  apiKeys: ({ apiKey }, personId) => apiKey.count({ where: { personId } }),
  views: ({ view }, createdBy) => view.count({ where: { createdBy } }),
  templates: ({ exportTemplate }, createdBy) => exportTemplate.count({ where: { createdBy } }),
  uploadLinks: ({ uploadLink }, createdBy) =>
    uploadLink.count({ where: { createdBy, endedAt: null, expiresAt: { gt: new Date() } } }),
  schedules: ({ schedule }, createdBy) => schedule.count({ where: { createdBy } }),
  feeds: ({ feed }, createdBy) => feed.count({ where: { createdBy } }),
  deliveries: ({ delivery }, createdBy) => delivery.count({ where: { createdBy } }),
  webhooks: ({ webhook }, createdBy) => webhook.count({ where: { createdBy } }),
};

const NAMES: Readonly<Record<KeptKind, string>> = {
  apiKeys: 'API keys',
  views: 'views',
  templates: 'export templates',
  uploadLinks: 'upload links',
  schedules: 'schedules',
  feeds: 'feeds',
  deliveries: 'deliveries',
  webhooks: 'webhooks',
};

/**
 * Check that a person may keep one more of a kind, in the transaction that records it. Those who ask at once do so one after the other.
 * @throws AppError `too_many_kept`
 */
export async function refuseTooMany(tx: Tx, personId: string, kind: KeptKind): Promise<void> {
  await tx.$executeRaw`SELECT FROM sheetport.person WHERE id = ${personId} FOR NO KEY UPDATE`;
  const count = await COUNTS[kind](tx, personId);
  if (count >= KEPT_LIMITS[kind]) throw new AppError('too_many_kept', { count, what: NAMES[kind] });
}

/** How many of each kind a person keeps, and may keep. */
export async function viewKept(records: Tx, personId: string): Promise<Record<KeptKind, KeptUse>> {
  const uses = await Promise.all(
    KEPT_KINDS.map(async (kind) => [kind, { used: await COUNTS[kind](records, personId), limit: KEPT_LIMITS[kind] }]),
  );
  return Object.fromEntries(uses) as Record<KeptKind, KeptUse>;
}
