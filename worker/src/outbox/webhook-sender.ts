/** Sends the messages of webhooks: several at once, few to each host, so that a slow receiver holds no other up. */
import { type Settings, TEST_EVENT } from '@sheetport/contract';
import { type OutgoingGuard, openOutgoing, readText, type SecretBox, toOutgoingError } from '@sheetport/core';
import type pg from 'pg';
import type { Logger } from 'pino';
import { composeBody } from './message-body.ts';
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

/** How often it looks for what is due. */
const POLL_MS = 1000;
const AT_ONCE = 64;
const AT_ONCE_PER_HOST = 4;
/** For a whole attempt: name, connection, and the answer. */
const ATTEMPT_MS = 15_000;
/** How long attempts may go on once the worker is to stop. */
const STOP_MS = 3000;
/** Of an answer so many bytes are kept. */
const ANSWER_BYTES = 2000;

export interface OutboxContext {
  pool: pg.Pool;
  settings: Pick<Settings, 'PUBLIC_URL'>;
  log: Pick<Logger, 'warn' | 'debug'>;
  box: SecretBox;
  guard: OutgoingGuard;
}

export class WebhookSender {
  readonly #context: OutboxContext;
  readonly #hosts = new Map<string, number>();
  readonly #going = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #isTaking = false;
  #isAsked = false;
  #stopping = false;

  constructor(context: OutboxContext, pollMs = POLL_MS) {
    this.#context = context;
    this.#timer = setInterval(() => void this.sendDue(), pollMs);
    this.#timer.unref();
  }

  /** Take what is due, as much as may be sent at once; more follows as attempts end. */
  async sendDue(): Promise<void> {
    this.#isAsked = true;
    if (this.#isTaking) return;
    this.#isTaking = true;
    try {
      while (this.#isAsked) {
        this.#isAsked = false;
        while (!this.#stopping && this.#going.size < AT_ONCE && (await this.#sendNext()));
      }
    } catch (error) {
      this.#context.log.debug({ err: error }, 'messages of webhooks wait: the database does not answer');
    } finally {
      this.#isTaking = false;
    }
  }

  /** Take no more, and wait for what is being sent; what takes longer is given back. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearInterval(this.#timer);
    const timer = setTimeout(() => this.#stop.abort(), STOP_MS);
    await Promise.all(this.#going);
    clearTimeout(timer);
  }

  async #sendNext(): Promise<boolean> {
    const busy = [...this.#hosts].filter(([, count]) => count >= AT_ONCE_PER_HOST).map(([host]) => host);
    const message = await takeMessage(this.#context.pool, busy);
    if (!message) return false;
    const { host } = message;
    this.#hosts.set(host, (this.#hosts.get(host) ?? 0) + 1);
    const sending: Promise<void> = this.#send(message)
      // Its lease runs out, and it is sent again.
      .catch((error: unknown) => this.#context.log.debug({ err: error, message: message.id }, 'a message was not sent'))
      .finally(() => {
        this.#going.delete(sending);
        const left = this.#hosts.get(host)! - 1;
        if (left > 0) this.#hosts.set(host, left);
        else this.#hosts.delete(host);
        void this.sendDue();
      });
    this.#going.add(sending);
    return true;
  }

  async #send(message: DueMessage): Promise<void> {
    const { pool, settings, log } = this.#context;
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
    const outcome = await this.#attempt(message, body);
    if (outcome === 'stopped') return giveBack(pool, message);
    const state = await noteAttempt(pool, message, outcome);
    if (outcome.status === 410) {
      if (await switchOff(pool, webhook_id, 'gone'))
        log.warn(told, 'a webhook is off: its receiver answered 410 (Gone)');
    } else if (state === 'failed' && message.event !== TEST_EVENT && (await switchOffFailing(pool, message)))
      log.warn(told, 'a webhook is off: nothing arrived for three days');
  }

  async #attempt(message: DueMessage, body: string): Promise<AttemptOutcome | 'stopped'> {
    const { box, guard } = this.#context;
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
        signal: AbortSignal.any([limit, this.#stop.signal]),
      });
      const { status, headers } = answer;
      // It has answered: that the rest of the answer does not come changes nothing.
      const text = await readText(answer, ANSWER_BYTES).then(
        (read) => read.text.replaceAll('\0', '\ufffd'),
        () => '',
      );
      return { ms: took(), status, answer: text, error: null, retryAfter: readRetryAfter(headers['retry-after']) };
    } catch (error) {
      if (this.#stop.signal.aborted) return 'stopped';
      const { code, message: reason } = toOutgoingError(limit.aborted ? limit.reason : error, host);
      return { ms: took(), status: null, answer: null, error: { code, message: reason } };
    }
  }
}

/** Seconds of a `Retry-After` header (RFC 9110, section 10.2.3). */
function readRetryAfter(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return seconds > 0 ? seconds : undefined;
}
