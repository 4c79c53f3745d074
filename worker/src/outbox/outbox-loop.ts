import type { Logger } from 'pino';

/** What is sent: taken one by one, each by one holder. */
export interface OutboxWork<Item extends { host: string }> {
  /**
   * Take what is due for longest.
   * @param busyHosts hosts that are sent as much as they get at once
   */
  take(busyHosts: readonly string[]): Promise<Item | undefined>;
  /** Send it, and note what became of it. `stop`: it is to be given back. */
  send(item: Item, stop: AbortSignal): Promise<void>;
}

export interface OutboxLimits {
  atOnce: number;
  /** So many go to one host at once: a slow one holds no other up. */
  perHost: number;
}

/** How often a loop looks for what is due. */
const POLL_MS = 1000;
/** How long attempts may go on once the worker is to stop. */
const STOP_MS = 3000;

/** Sends what is due, several at once. */
export class OutboxLoop<Item extends { host: string }> {
  readonly #work: OutboxWork<Item>;
  readonly #limits: OutboxLimits;
  readonly #log: Pick<Logger, 'debug'>;
  readonly #hosts = new Map<string, number>();
  readonly #going = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #isTaking = false;
  #isAsked = false;
  #stopping = false;

  constructor(work: OutboxWork<Item>, limits: OutboxLimits, log: Pick<Logger, 'debug'>, pollMs = POLL_MS) {
    this.#work = work;
    this.#limits = limits;
    this.#log = log;
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
        while (!this.#stopping && this.#going.size < this.#limits.atOnce && (await this.#sendNext()));
      }
    } catch (error) {
      this.#log.debug({ err: error }, 'what is to be sent waits: the database does not answer');
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
    const busy = [...this.#hosts].filter(([, count]) => count >= this.#limits.perHost).map(([host]) => host);
    const item = await this.#work.take(busy);
    if (!item) return false;
    const { host } = item;
    this.#hosts.set(host, (this.#hosts.get(host) ?? 0) + 1);
    const sending: Promise<void> = this.#work
      .send(item, this.#stop.signal)
      // Its lease runs out, and it is sent again.
      .catch((error: unknown) => this.#log.debug({ err: error, host }, 'an attempt could not be noted'))
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
}
