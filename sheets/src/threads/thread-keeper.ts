/** Worker threads that run one job at a time. One idle thread is kept for the next job: starting one takes about 40 ms, or more with ExcelJS. */
import { Worker } from 'node:worker_threads';
import { THREAD_HEAP_MIB } from '../limits.ts';

export class ThreadKeeper {
  readonly #body: URL;
  #idle: Worker | null = null;

  /** @param body the compiled module that a thread runs */
  constructor(body: URL) {
    this.#body = body;
  }

  /** A thread for a job: the idle one, or a new one. It keeps the process alive. */
  take(): Worker {
    const thread = this.#idle ?? this.#start();
    this.#idle = null;
    thread.ref();
    return thread;
  }

  /** Take a thread back that has done its job. It is ended where another one is idle already, and keeps the process alive no longer. */
  keep(thread: Worker): Promise<unknown> | undefined {
    if (this.#idle !== null) return thread.terminate();
    this.#idle = thread;
    thread.unref();
    return undefined;
  }

  /** Start the idle thread ahead of the next job. */
  warm(): void {
    if (this.#idle === null) void this.keep(this.#start());
  }

  /** End the idle thread. */
  async stop(): Promise<void> {
    const thread = this.#idle;
    this.#idle = null;
    await thread?.terminate();
  }

  #start(): Worker {
    const thread = new Worker(this.#body, {
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB },
      execArgv: [],
      env: {},
    });
    thread.once('exit', () => {
      if (this.#idle === thread) this.#idle = null;
    });
    // A thread that dies idle is replaced by the next job's.
    thread.on('error', () => {});
    return thread;
  }
}
