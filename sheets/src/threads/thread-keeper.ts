/**
 * Worker threads that run one job at a time. One idle thread is kept for the next job: starting one takes about 40 ms, or more with ExcelJS.
 * Where several jobs run at once, some more are kept for a while.
 */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { THREAD_HEAP_MIB } from '../limits.ts';

/** How long a thread beside the first is kept idle. */
const SPARE_MS = 10_000;
/** A new thread takes a third of a second of processor time until it is as quick as one that has worked: so long its job waits for one of these. */
const PATIENCE_MS = 150;
/** A thread that has had its job for longer is not expected back soon. */
const SHORT_JOB_MS = 300;

export class ThreadKeeper {
  readonly #body: URL;
  readonly #most: number;
  readonly #processors: number;
  /** The one that was kept last comes first. */
  readonly #idle: Worker[] = [];
  /** Those that have a job, and since when. */
  readonly #busy = new Map<Worker, number>();
  /** Jobs that wait for one of them, in their order. */
  readonly #waiting: ((thread: Worker) => void)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param body the compiled module that a thread runs
   * @param most how many threads are kept idle
   * @param processors more threads than that are no quicker together
   */
  constructor(body: URL, most = 1, processors = availableParallelism()) {
    this.#body = body;
    this.#most = most;
    this.#processors = processors;
  }

  /** A thread for a job: an idle one, or a new one. It keeps the process alive. */
  take(): Worker {
    const thread = this.#idle.shift() ?? this.#start();
    thread.ref();
    this.#busy.set(thread, performance.now());
    return thread;
  }

  /** The same, but where all processors are busy with short jobs, wait a moment for one of their threads. */
  async takeSoon(): Promise<Worker> {
    if (this.#idle.length > 0 || !this.#isSoonFree()) return this.take();
    return new Promise((resolve) => {
      const go = (thread: Worker) => {
        clearTimeout(timer);
        resolve(thread);
      };
      const timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(go), 1);
        resolve(this.take());
      }, PATIENCE_MS);
      this.#waiting.push(go);
    });
  }

  #isSoonFree(): boolean {
    const now = performance.now();
    return this.#busy.size >= this.#processors && [...this.#busy.values()].some((since) => now - since < SHORT_JOB_MS);
  }

  /** Take a thread back that has done its job. It is ended where enough are idle already, and keeps the process alive no longer. */
  keep(thread: Worker): Promise<unknown> | undefined {
    const next = this.#waiting.shift();
    if (next) {
      thread.ref();
      this.#busy.set(thread, performance.now());
      next(thread);
      return undefined;
    }
    this.#busy.delete(thread);
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
      this.#busy.delete(thread);
    });
    // A thread that dies idle is replaced by the next job's.
    thread.on('error', () => {});
    return thread;
  }
}
