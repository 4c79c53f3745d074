/**
 * Worker threads that run one job at a time. One idle thread is kept for the next job: starting one takes about 40 ms, or more with ExcelJS.
 * Where several jobs run at once, some more are kept for a while.
 */
import { Worker } from 'node:worker_threads';
import { THREAD_HEAP_MIB } from '../limits.ts';

/** How long a thread beside the first is kept idle. */
const SPARE_MS = 10_000;

export class ThreadKeeper {
  readonly #body: URL;
  readonly #most: number;
  /** The one that was kept last comes first. */
  readonly #idle: Worker[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param body the compiled module that a thread runs
   * @param most how many threads are kept idle
   */
  constructor(body: URL, most = 1) {
    this.#body = body;
    this.#most = most;
  }

  /** A thread for a job: an idle one, or a new one. It keeps the process alive. */
  take(): Worker {
    const thread = this.#idle.shift() ?? this.#start();
    thread.ref();
    return thread;
  }

  /** Take a thread back that has done its job. It is ended where enough are idle already, and keeps the process alive no longer. */
  keep(thread: Worker): Promise<unknown> | undefined {
    if (this.#idle.length >= this.#most) return thread.terminate();
    this.#idle.unshift(thread);
    thread.unref();
    if (this.#idle.length > 1) {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#endSpare(), SPARE_MS).unref();
    }
    return undefined;
  }

  /** Start an idle thread ahead of the next job, where there is none. */
  warm(): void {
    if (this.#idle.length === 0) void this.keep(this.#start());
  }

  /** End the idle threads. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    await Promise.all(this.#idle.splice(0).map((thread) => thread.terminate()));
  }

  #endSpare(): void {
    for (const thread of this.#idle.splice(1)) void thread.terminate();
  }

  #start(): Worker {
    const thread = new Worker(this.#body, {
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB },
      execArgv: [],
      env: {},
    });
    thread.once('exit', () => {
      const at = this.#idle.indexOf(thread);
      if (at >= 0) this.#idle.splice(at, 1);
    });
    // A thread that dies idle is replaced by the next job's.
    thread.on('error', () => {});
    return thread;
  }
}
