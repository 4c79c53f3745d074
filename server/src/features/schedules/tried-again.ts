/** When what failed by itself is tried again by itself. */
import { ERRORS } from '@sheetport/contract';
import { knownCode } from './schedule-view.ts';

/** The pause before the next attempt doubles from the first to the last. */
const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** How long to wait before the next attempt, in milliseconds. */
export function pauseAfter(attempts: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** (attempts - 1), LONGEST_PAUSE_MS);
}

/**
 * Whether it is tried again: where it failed for a reason that passes, and not too often.
 * @param code of its error
 * @param attempts that failed
 */
export function isTriedAgain(code: string, attempts: number, retries: number): boolean {
  return ERRORS[knownCode(code)].retryable === true && attempts <= retries;
}
