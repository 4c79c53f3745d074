import { Worker } from 'node:worker_threads';
import { asSheetError, SheetError, type SheetErrorCode } from './errors.ts';
import type { InspectOptions, PreviewRow, PreviewWhere } from './inspect.ts';
import { THREAD_HEAP_MIB } from './limits.ts';
import type { BookInfo, Decoded, DecodePlan } from './model.ts';
import type { Answer, Request } from './thread-protocol.ts';

/** Buffers that may be on their way to the reader at once. */
const CREDIT = 6;

/** A buffer this full comes back to be filled again; see `copyBinary` in tables/src/copy-in.ts for why not every one. */
const SPARE_BYTES = 128 * 1024;

/** Threads are compiled code; a test that runs the sources uses the last build. */
const BODY = new URL(
  import.meta.url.endsWith('.ts') ? '../dist/decode-thread.js' : './decode-thread.js',
  import.meta.url,
);

/** One idle thread is kept, so that a small workbook need not wait for a thread to start (about 40 ms). */
let idle: Worker | null = null;
let lastId = 0;

function startThread(): Worker {
  const thread = new Worker(BODY, {
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MIB },
    execArgv: [],
    env: {},
  });
  thread.once('exit', () => {
    if (idle === thread) idle = null;
  });
  // A thread that dies idle is simply replaced by the next job's.
  thread.on('error', () => {});
  return thread;
}

/** Starts the idle thread ahead of the first job. */
export function warmThread(): void {
  if (idle === null) keepThread(startThread());
}

function keepThread(thread: Worker): void {
  if (idle !== null) {
    void thread.terminate();
    return;
  }
  idle = thread;
  thread.unref();
}

function takeThread(): Worker {
  const thread = idle ?? startThread();
  idle = null;
  thread.ref();
  return thread;
}

/** Ends the idle thread, e.g. before the process exits. */
export async function stopThreads(): Promise<void> {
  const thread = idle;
  idle = null;
  await thread?.terminate();
}

/**
 * `decode` in a worker thread, so that this thread's event loop stays free: same messages, same errors, and buffers that are moved,
 * not copied. The bytes of a message are only there until the next one is asked for: their buffer is filled again. A few buffers are in flight at most; leaving the loop or `signal` ends the thread at once. A thread that dies or runs
 * out of memory throws SheetError thread_died or out_of_memory.
 * @param ahead messages that may wait for the reader, each of some 256 KiB of rows or a batch of rejects
 */
export async function* decodeInThread(
  plan: DecodePlan,
  signal?: AbortSignal,
  ahead = CREDIT,
): AsyncGenerator<Decoded, void, void> {
  const id = ++lastId;
  const job = new Job(id, signal);
  try {
    job.send({ kind: 'decode', id, plan, credit: ahead });
    for (;;) {
      const answer = await job.next();
      if (answer === null) return;
      if (answer.kind === 'decoded') {
        yield answer.decoded;
        job.sendCredit(answer.decoded);
      }
    }
  } finally {
    job.close();
  }
}

/** `inspect` in a worker thread; same results, callbacks and errors. */
export async function inspectInThread(path: string, options: InspectOptions = {}): Promise<BookInfo> {
  const id = ++lastId;
  const job = new Job(id, options.signal);
  try {
    const { name, sampleOnly, headerRows, headerCounts } = options;
    const crossing = {
      ...(name === undefined ? {} : { name }),
      ...(sampleOnly ? { sampleOnly } : {}),
      ...(headerRows ? { headerRows } : {}),
      ...(headerCounts ? { headerCounts } : {}),
    };
    job.send({ kind: 'inspect', id, path, options: crossing });
    let info: BookInfo | null = null;
    for (;;) {
      const answer = await job.next();
      if (answer === null) break;
      if (answer.kind === 'sample') options.onSample?.(answer.info);
      else if (answer.kind === 'progress') options.onProgress?.(answer.consumed, answer.total, answer.rows);
      else if (answer.kind === 'inspected') info = answer.info;
    }
    if (info === null) throw new SheetError('thread_died', 'The reading thread ended early.');
    return info;
  } finally {
    job.close();
  }
}

/** `preview` in a worker thread; same results and errors. */
export async function previewInThread(
  path: string,
  where: PreviewWhere,
  signal?: AbortSignal,
): Promise<{ rows: PreviewRow[] }> {
  const id = ++lastId;
  const job = new Job(id, signal);
  try {
    job.send({ kind: 'preview', id, path, where });
    let rows: PreviewRow[] = [];
    for (let answer = await job.next(); answer !== null; answer = await job.next()) {
      if (answer.kind === 'previewed') rows = answer.rows;
    }
    return { rows };
  } finally {
    job.close();
  }
}

/** One job on one thread: its answers in order, and what goes wrong with the thread. */
class Job {
  private readonly thread: Worker;
  private readonly id: number;
  private readonly signal: AbortSignal | undefined;
  private readonly answers: Answer[] = [];
  private failure: SheetError | null = null;
  private ended = false;
  private spent = false;
  private wake: () => void = () => {};

  constructor(id: number, signal: AbortSignal | undefined) {
    if (signal?.aborted === true) throw new SheetError('aborted', 'Reading was stopped.');
    this.id = id;
    this.signal = signal;
    this.thread = takeThread();
    this.thread.on('message', this.onMessage).on('error', this.onError).on('exit', this.onExit);
    signal?.addEventListener('abort', this.onAbort, { once: true });
  }

  send(request: Request): void {
    this.thread.postMessage(request);
  }

  /** Room for one more buffer, and back with it the one that was had. */
  sendCredit(decoded: Decoded): void {
    const spare = decoded.kind === 'rows' && decoded.bytes.length >= SPARE_BYTES ? decoded.bytes.buffer : undefined;
    if (spare instanceof ArrayBuffer)
      this.thread.postMessage({ kind: 'credit', id: this.id, amount: 1, spare } satisfies Request, [spare]);
    else this.send({ kind: 'credit', id: this.id, amount: 1 });
  }

  /** The next answer, or null when the job has ended well. */
  async next(): Promise<Answer | null> {
    for (;;) {
      if (this.signal?.aborted === true) throw new SheetError('aborted', 'Reading was stopped.');
      const answer = this.answers.shift();
      if (answer !== undefined) return answer;
      if (this.failure !== null) throw this.failure;
      if (this.ended) return null;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** Keeps the thread for the next job where it is free, and ends it where it is in the middle of something. */
  close(): void {
    this.signal?.removeEventListener('abort', this.onAbort);
    this.thread.off('message', this.onMessage).off('error', this.onError).off('exit', this.onExit);
    if (this.ended && !this.spent) {
      keepThread(this.thread);
    } else {
      void this.thread.terminate();
      warmThread();
    }
  }

  private readonly onMessage = (answer: Answer): void => {
    if (answer.id !== this.id) return;
    if (answer.kind === 'end') {
      this.ended = true;
      this.spent = answer.spent;
    } else if (answer.kind === 'failed') {
      this.ended = true;
      this.failure = new SheetError(answer.code as SheetErrorCode, answer.message, answer.detail);
    } else this.answers.push(answer);
    this.wake();
  };

  private readonly onError = (error: unknown): void => {
    const known = asSheetError(error);
    this.failure ??= known.code === 'out_of_memory' ? known : new SheetError('thread_died', 'The reading thread died.');
    this.wake();
  };

  private readonly onExit = (): void => {
    if (!this.ended) this.failure ??= new SheetError('thread_died', 'The reading thread ended early.');
    this.wake();
  };

  private readonly onAbort = (): void => this.wake();
}
