/** The threads that read xlsx and text, one job each. */
import { builtFile } from '../built-file.ts';
import { asSheetError, SheetError } from '../errors.ts';
import type { Reader } from './reader.ts';
import { ThreadKeeper } from './thread-keeper.ts';
import type { Answer } from './thread-protocol.ts';

const BODY = builtFile('bodies/decode-thread.js');

/** As many as there are slots for small jobs and inspections, by default: a new thread takes some ten files to be as quick as one that has worked. */
const MAX_IDLE = 4;

const keeper = new ThreadKeeper(BODY, MAX_IDLE);

/** Starts the idle thread ahead of the first job. */
export const warmThread = (): void => keeper.warm();

/** Ends the idle threads. */
export const stopIdleThread = (): Promise<void> => keeper.stop();

/** A thread for a job: an idle one, one that is soon idle, or a new one. */
export async function takeThread(): Promise<Reader> {
  const thread = await keeper.takeSoon();
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
      if (free) return keeper.keep(thread);
      const ended = thread.terminate();
      keeper.warm();
      return ended;
    },
  };
}
