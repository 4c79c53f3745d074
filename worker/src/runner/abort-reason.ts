import type { AppError } from '@sheetport/contract';

/** Why a running claim stops before its end. The reason of its AbortSignal. */
export class AbortReason extends Error {
  readonly why: 'cancel' | 'lost' | 'drain' | 'full';
  /** The error of the job, where it is to fail. */
  readonly failure: AppError | undefined;
  constructor(why: 'cancel' | 'lost' | 'drain' | 'full', failure?: AppError) {
    super(`aborted: ${why}`);
    this.name = 'AbortReason';
    this.why = why;
    this.failure = failure;
  }
}

/** The AbortReason behind a signal that has fired, else undefined. */
export function abortReasonOf(signal: AbortSignal): AbortReason | undefined {
  return signal.aborted && signal.reason instanceof AbortReason ? signal.reason : undefined;
}
