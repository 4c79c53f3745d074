import type { MessageAttempt } from '@sheetport/contract';
import { readError } from '../../http/read-error.ts';

/** Attempts that are shown of what was sent. */
const MOST_ATTEMPTS = 20;
/** What was sent with its last attempts, the newest first. */
export const WITH_ATTEMPTS = { tries: { orderBy: { id: 'desc' }, take: MOST_ATTEMPTS } } as const;

/** An attempt as its record has it. */
interface Attempt extends Omit<MessageAttempt, 'at' | 'error'> {
  at: Date;
  error: unknown;
}

/** Attempts to send something, with what the other side answered. */
export function viewAttempts(tries: readonly Attempt[]): MessageAttempt[] {
  return tries.map(({ at, ms, status, answer, error }) => ({
    at: at.toISOString(),
    ms,
    status,
    answer,
    error: readError(error),
  }));
}
