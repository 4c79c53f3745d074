import { type Webhook, WebhookOffReason } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type { Prisma } from '@sheetport/prisma';
import { z } from 'zod';
import type { Context } from '../../context.ts';

const Counted = z.object({ id: z.string(), waiting: z.number(), failed: z.number() });

/** Webhooks as people see them, with how many of their messages wait and were given up. */
export async function viewWebhooks(
  { pool }: Pick<Context, 'pool'>,
  rows: readonly Prisma.WebhookGetPayload<object>[],
): Promise<Webhook[]> {
  const counts = await queryRows(
    pool,
    Counted,
    `SELECT webhook_id AS id, count(*) FILTER (WHERE state = 'waiting')::int AS waiting, count(*) FILTER (WHERE state = 'failed')::int AS failed
       FROM sheetport.webhook_message WHERE webhook_id = ANY ($1::uuid[]) AND state <> 'delivered' GROUP BY webhook_id`,
    [rows.map(({ id }) => id)],
  );
  const now = new Date();
  return rows.map(({ id, name, url, events, tableIds, offReason, earlierUntil, createdBy, createdAt }) => {
    const { waiting = 0, failed = 0 } = counts.find((one) => one.id === id) ?? {};
    return {
      id,
      name,
      url,
      events,
      tableIds: tableIds.length > 0 ? tableIds : null,
      offReason: offReason === null ? null : WebhookOffReason.catch('switched_off').parse(offReason),
      earlierSecretUntil: earlierUntil && earlierUntil > now ? earlierUntil.toISOString() : null,
      waiting,
      failed,
      createdBy,
      createdAt: createdAt.toISOString(),
    };
  });
}
