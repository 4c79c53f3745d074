/** Sends the messages of webhooks. */
import { type Settings, TEST_EVENT } from '@sheetport/contract';
import { type OutgoingGuard, openOutgoing, readText, type SecretBox, toOutgoingError } from '@sheetport/core';
import type pg from 'pg';
import type { Logger } from 'pino';
import { composeBody } from './message-body.ts';
import type { OutboxLimits, OutboxWork } from './outbox-loop.ts';
import { readRetryAfter } from './retry-after.ts';
import { signMessage } from './sign-message.ts';
import {
  type AttemptOutcome,
  type DueMessage,
  dropMessage,
  giveBack,
  keepBody,
  noteAttempt,
  switchOff,
  switchOffFailing,
  takeMessage,
} from './webhook-messages.ts';

export const WEBHOOK_LIMITS: OutboxLimits = { atOnce: 64, perHost: 4 };
/** For a whole attempt: name, connection, and the answer. */
const ATTEMPT_MS = 15_000;
/** How many bytes of an answer are kept. */
const ANSWER_BYTES = 2000;

export interface WebhookContext {
  pool: pg.Pool;
  settings: Pick<Settings, 'PUBLIC_URL'>;
  log: Pick<Logger, 'warn' | 'debug'>;
  box: SecretBox;
  guard: OutgoingGuard;
}

/** What the loop of webhooks takes and sends. */
export function webhookWork(context: WebhookContext): OutboxWork<DueMessage> {
  return {
    take: (busyHosts) => takeMessage(context.pool, busyHosts),
    send: (message, stop) => sendMessage(context, message, stop),
  };
}

async function sendMessage(context: WebhookContext, message: DueMessage, stop: AbortSignal): Promise<void> {
  const { pool, settings, log } = context;
  const { id, webhook_id } = message;
  const told = { webhook: webhook_id, host: message.host };
  // What its maker may see is asked for at each attempt: a right may be gone since.
  const composed = await composeBody(pool, message, settings.PUBLIC_URL ?? '');
  if (composed === 'hidden') return dropMessage(pool, id);
  if (composed === 'maker' && message.event === TEST_EVENT) return dropMessage(pool, id);
  if (composed === 'maker') {
    if (await switchOff(pool, webhook_id, 'maker'))
      log.warn(told, 'a webhook is off: its maker may have none any more');
    return giveBack(pool, message);
  }
  const body = message.body ?? composed.body;
  if (message.body === null) await keepBody(pool, id, body);
  const outcome = await attempt(context, message, body, stop);
  if (outcome === 'stopped') return giveBack(pool, message);
  const state = await noteAttempt(pool, message, outcome);
  if (outcome.status === 410) {
    if (await switchOff(pool, webhook_id, 'gone')) log.warn(told, 'a webhook is off: its receiver answered 410 (Gone)');
  } else if (state === 'failed' && message.event !== TEST_EVENT && (await switchOffFailing(pool, message)))
    log.warn(told, 'a webhook is off: nothing arrived for three days');
}

async function attempt(
  { box, guard }: WebhookContext,
  message: DueMessage,
  body: string,
  stop: AbortSignal,
): Promise<AttemptOutcome | 'stopped'> {
  const { id, url, host, webhook_id, secret, earlier_secret } = message;
  const started = performance.now();
  const took = () => Math.round(performance.now() - started);
  const limit = AbortSignal.timeout(ATTEMPT_MS);
  try {
    const secrets = [secret, earlier_secret].flatMap((one) =>
      one === null ? [] : [box.open(`webhook ${webhook_id} secret`, one)],
    );
    const answer = await openOutgoing(guard, {
      url,
      method: 'POST',
      headers: {
        ...signMessage(id, body, secrets, Date.now()),
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': 'Sheetport-Webhooks/1',
      },
      body,
      timeoutMs: ATTEMPT_MS,
      signal: AbortSignal.any([limit, stop]),
    });
    const { status, headers } = answer;
    // It has answered: that the rest of the answer does not come changes nothing.
    const text = await readText(answer, ANSWER_BYTES).then(
      (read) => read.text.replaceAll('\0', '\ufffd'),
      () => '',
    );
    return { ms: took(), status, answer: text, error: null, retryAfter: readRetryAfter(headers['retry-after']) };
  } catch (error) {
    if (stop.aborted) return 'stopped';
    const { code, message: reason } = toOutgoingError(limit.aborted ? limit.reason : error, host);
    return { ms: took(), status: null, answer: null, error: { code, message: reason } };
  }
}
