/** The threads that read xlsx and text, one job each; one idle thread is kept. */
import { Worker } from 'node:worker_threads';
import { asSheetError, SheetError } from '../errors.ts';
import { THREAD_HEAP_MIB } from '../limits.ts';
import type { Reader } from './reader.ts';
import type { Answer } from './thread-protocol.ts';

/** Threads are compiled code; a test that runs the sources uses the last build. */
const BODY = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/threads/decode-thread.js' : './decode-thread.js',
  import.meta.url,
);

/** One idle thread is kept, so that a small workbook need not wait for a thread to start (about 40 ms). */
let idle: Worker | null = null;

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

/** Ends the idle thread. */
export async function stopIdleThread(): Promise<void> {
  const thread = idle;
  idle = null;
  await thread?.terminate();
}

/** A thread for a job: the idle one, or a new one. */
export function takeThread(): Reader {
  const thread = idle ?? startThread();
  idle = null;
  thread.ref();
  return {
    post: (request, transfer = []) => thread.postMessage(request, transfer),
    listen(onAnswer, onLost) {
      const onMessage = (answer: Answer) => onAnswer(answer);
      const onError = (error: unknown) => {
        const known = asSheetError(error);
        onLost(known.code === 'out_of_memory' ? known : new SheetError('thread_died', 'The reading thread died.'));
      };
      const onExit = () => onLost(new SheetError('thread_died', 'The reading thread ended early.'));
      thread.on('message', onMessage).on('error', onError).on('exit', onExit);
      return () => void thread.off('message', onMessage).off('error', onError).off('exit', onExit);
    },
    release(free) {
      if (free) keepThread(thread);
      else {
        void thread.terminate();
        warmThread();
      }
    },
  };
}
