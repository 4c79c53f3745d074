/** Exports in a thread of their own. */
import { rm } from 'node:fs/promises';
import { builtFile } from '../built-file.ts';
import { asSheetError, SheetError } from '../errors.ts';
import type { EncodePlan } from '../model.ts';
import { ThreadKeeper } from '../threads/thread-keeper.ts';
import { checkPlan } from './encode.ts';
import type { Answer, Request } from './encode-messages.ts';
import type { Encoded } from './encoded.ts';
import { PART_SUFFIX } from './published-file.ts';
import { StoppableSource } from './stoppable-source.ts';
import { FILE_SUFFIX } from './write-zip.ts';

const BODY = builtFile('bodies/encode-thread.js');

/** Chunks are gathered to this size: a message costs as much as copying some 20 KiB. */
const BATCH_BYTES = 256 * 1024;
/** Batches on their way at once. */
const CREDIT = 4;
/** How long a thread that was told to stop may take to tidy up before it is ended. */
const STOP_MS = 2_000;

const keeper = new ThreadKeeper(BODY);

/** Ends the idle writing thread, e.g. in a test. */
export const stopEncodeThread = (): Promise<void> => keeper.stop();

/**
 * `encode` in a worker thread, so that this thread's event loop stays free: same parameters, result and errors. Chunks are copied once and
 * moved; a few are in flight at most, so that a slow disk slows the sources. `onProgress` is called up to 20 times a second. A
 * thread that dies throws SheetError 'thread_died' or 'out_of_memory', and leaves no file either.
 */
export async function encodeInThread(
  plan: EncodePlan,
  sources: AsyncIterable<Uint8Array>[],
  onProgress: (rows: number, bytes: number) => void,
  signal?: AbortSignal,
): Promise<Encoded> {
  checkPlan(plan, sources.length);
  if (signal?.aborted) throw new SheetError('aborted', 'Writing was stopped.');
  const thread = keeper.take();
  let answered = false;
  let forget = () => {};
  const post = (request: Request, transfer: ArrayBuffer[] = []) => thread.postMessage(request, transfer);
  const pump = new Pump(sources, post);
  const stop = () => pump.stop(new SheetError('aborted', 'Writing was stopped.'));
  signal?.addEventListener('abort', stop, { once: true });
  let timer: NodeJS.Timeout | undefined;
  try {
    const finished = new Promise<Encoded>((resolve, reject) => {
      const onMessage = (answer: Answer) => {
        if (answer.kind === 'credit') pump.allow();
        else if (answer.kind === 'progress') onProgress(answer.rows, answer.bytes);
        else {
          answered = true;
          if (answer.kind === 'done') resolve(answer.result);
          else reject(new SheetError(answer.code, answer.message, answer.detail));
        }
      };
      const onError = (error: unknown) => reject(toThreadError(error));
      const onExit = () => reject(new SheetError('thread_died', 'The writing thread ended early.'));
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      forget = () => void thread.off('message', onMessage).off('error', onError).off('exit', onExit);
    });
    finished.catch(() => {});
    post({ kind: 'start', plan });
    const pumped = pump.run().catch(async (error: unknown) => {
      // The thread removes its file; what went wrong is what the source, or the caller, said.
      post({ kind: 'stop' });
      const late = new Promise((resolve) => {
        timer = setTimeout(resolve, STOP_MS);
      });
      await Promise.race([finished.catch(() => {}), late]);
      throw error;
    });
    pumped.catch(() => {});
    // Whichever fails first; the thread may fail while a source is silent.
    return await Promise.race([finished, pumped.then(() => finished)]).catch(async (error: unknown) => {
      if (pump.stopped) await pumped;
      throw error;
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    // A pump that still waits must not speak to the thread's next job.
    stop();
    pump.release();
    forget();
    if (answered) void keeper.keep(thread);
    else {
      await thread.terminate();
      // The thread was ended, or died, in the middle of its work.
      await rm(plan.path + PART_SUFFIX, { force: true });
      await rm(plan.path + FILE_SUFFIX, { force: true });
    }
  }
}

function toThreadError(error: unknown): SheetError {
  const known = asSheetError(error);
  return known.code === 'out_of_memory' ? known : new SheetError('thread_died', 'The writing thread died.');
}

/** Sends the sources to the thread, one after the other, as fast as it takes them. */
export class Pump {
  /** Whether a source failed, or the caller gave up. */
  stopped = false;
  readonly #sources: StoppableSource[];
  readonly #post: (request: Request, transfer?: ArrayBuffer[]) => void;
  #credit = CREDIT;
  #wake: () => void = () => {};
  #error: unknown = null;
  #batch = new Uint8Array(BATCH_BYTES);
  #filled = 0;

  constructor(sources: AsyncIterable<Uint8Array>[], post: (request: Request, transfer?: ArrayBuffer[]) => void) {
    this.#sources = sources.map((source) => new StoppableSource(source));
    this.#post = post;
  }

  async run(): Promise<void> {
    try {
      for (const source of this.#sources) {
        for (let chunk = await source.next(); chunk; chunk = await source.next()) await this.#add(chunk);
        await this.#flush();
        this.#send({ kind: 'end' });
      }
    } catch (error) {
      this.stopped = true;
      throw error;
    }
  }

  /** The thread has taken a batch. */
  allow(): void {
    this.#credit++;
    this.#wake();
  }

  stop(error: SheetError): void {
    this.stopped = true;
    this.#error = error;
    for (const source of this.#sources) source.stop(error);
    this.#wake();
  }

  release(): void {
    for (const source of this.#sources) source.release();
  }

  async #add(chunk: Uint8Array): Promise<void> {
    for (let at = 0; at < chunk.length; ) {
      const part = chunk.subarray(at, at + BATCH_BYTES - this.#filled);
      this.#batch.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === BATCH_BYTES) await this.#flush();
    }
  }

  async #flush(): Promise<void> {
    if (this.#filled === 0) return;
    while (this.#credit === 0 && this.#error === null) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    this.#credit--;
    const bytes = this.#batch.subarray(0, this.#filled);
    this.#batch = new Uint8Array(BATCH_BYTES);
    this.#filled = 0;
    this.#send({ kind: 'chunk', bytes }, [bytes.buffer as ArrayBuffer]);
  }

  #send(request: Request, transfer?: ArrayBuffer[]): void {
    if (this.#error !== null) throw this.#error;
    this.#post(request, transfer);
  }
}
