import { openOutgoingGuard, openSecretBox } from '@sheetport/core';
import type { Context } from '../runner/context.ts';
import { WebhookSender } from './webhook-sender.ts';

/**
 * Begin to send what other systems are told. Out: how to stop; undefined in a worker that has neither ENCRYPTION_KEY nor OWNER_TOKEN,
 * and cannot read the secrets.
 */
export async function openOutbox({ pool, records, settings, log }: Context): Promise<WebhookSender | undefined> {
  const { id } = await records.instance.findUniqueOrThrow({ where: { only: true } });
  const box = openSecretBox(settings, id);
  if (!box) {
    log.warn('this worker sends nothing to other systems: set OWNER_TOKEN or ENCRYPTION_KEY as at the servers');
    return undefined;
  }
  return new WebhookSender({ pool, settings, log, box, guard: openOutgoingGuard(settings.OUTGOING_NETWORKS) });
}
