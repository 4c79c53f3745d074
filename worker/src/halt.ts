import type { Failure } from '@sheetport/contract';

/** Why a running claim stops before its end. The reason of its AbortSignal. */
export class Halt extends Error {
  readonly why: 'cancel' | 'lost' | 'drain' | 'full';
  /** What the job is told to have failed with, where nobody asked it to stop. */
  readonly failure: Failure | undefined;
  constructor(why: 'cancel' | 'lost' | 'drain' | 'full', failure?: Failure) {
    super(`halted: ${why}`);
    this.name = 'Halt';
    this.why = why;
    this.failure = failure;
  }
}

/** The halt behind a signal that has fired, else undefined. */
export function haltOf(signal: AbortSignal): Halt | undefined {
  return signal.aborted && signal.reason instanceof Halt ? signal.reason : undefined;
}
