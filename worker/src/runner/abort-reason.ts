import type { AppError } from '@sheetport/contract';

/** `moved`: the job belongs in another lane. `limit`: it ran for too long. */
type AbortCause = 'cancel' | 'lost' | 'drain' | 'full' | 'moved' | 'limit';

/** Why a running claim stops before its end. The reason of its AbortSignal. */
export class AbortReason extends Error {
  readonly why: AbortCause;
  /** The error of the job, where it is to fail. */
  readonly failure: AppError | undefined;
  constructor(why: AbortCause, failure?: AppError) {
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
