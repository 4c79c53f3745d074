import type { SheetError } from '../errors.ts';
import type { Answer, Request } from './thread-protocol.ts';

/** A thread or a process that reads files, one job at a time, as its job sees it. */
export interface Reader {
  /** `transfer`: buffers that are moved rather than copied, where the reader can. */
  post(request: Request, transfer?: ArrayBuffer[]): void;
  /** Hears its answers, and at most once that it was lost; the result stops hearing. */
  listen(onAnswer: (answer: Answer) => void, onLost: (error: SheetError) => void): () => void;
  /** Gives it back: to be kept for the next job where it is `free`, to be ended at once where it is not; then the result waits for that. */
  release(free: boolean): Promise<unknown> | undefined;
}
