import { openOutgoingGuard, openSecretBox } from '@sheetport/core';
import type { Context } from '../runner/context.ts';
import { DELIVERY_LIMITS, deliveryWork } from './delivery-sender.ts';
import { LETTER_LIMITS, letterWork } from './letter-sender.ts';
import { OutboxLoop } from './outbox-loop.ts';
import { WEBHOOK_LIMITS, webhookWork } from './webhook-sender.ts';

/**
 * Begin to send what other systems are told, and files to them. Out: how to stop; undefined in a worker that has neither ENCRYPTION_KEY nor
 * OWNER_TOKEN, and cannot read the secrets.
 */
export async function openOutbox({
  pool,
  records,
  settings,
  storage,
  log,
}: Context): Promise<{ stop(): Promise<void> } | undefined> {
  const { id } = await records.instance.findUniqueOrThrow({ where: { only: true } });
  const box = openSecretBox(settings, id);
  if (!box) {
    log.warn('this worker sends nothing to other systems: set OWNER_TOKEN or ENCRYPTION_KEY as at the servers');
    return undefined;
  }
  const context = { pool, settings, storage, log, box, guard: openOutgoingGuard(settings.OUTGOING_NETWORKS) };
  const webhooks = new OutboxLoop(webhookWork(context), WEBHOOK_LIMITS, log);
  const deliveries = new OutboxLoop(deliveryWork(context), DELIVERY_LIMITS, log);
  const { SMTP_URL, MAIL_FROM, PUBLIC_URL } = settings;
  const letters =
    SMTP_URL === undefined
      ? undefined
      : new OutboxLoop(letterWork({ pool, settings: { SMTP_URL, MAIL_FROM, PUBLIC_URL } }), LETTER_LIMITS, log);
  return {
    async stop() {
      await Promise.all([webhooks.stop(), deliveries.stop(), letters?.stop()]);
    },
  };
}
