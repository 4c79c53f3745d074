import { AppError } from '@sheetport/contract';
import { abandonJob, type Claim, evictEarlierClaims } from '@sheetport/core';
import type { Context } from './context.ts';

/**
 * Watch the time that a claim may take. At the soft limit it is asked to stop, as one that is cancelled is. At the hard limit its record says
 * that it failed, so that this claim can commit nothing any more, and its connection is cut, whatever it is doing.
 * @param stop ends the work of the claim
 * @returns how to stop watching
 */
export function limitTime(
  { pool, log }: Pick<Context, 'pool' | 'log'>,
  { id, fence, limits }: Pick<Claim, 'id' | 'fence' | 'limits'>,
  stop: (failure: AppError) => void,
): () => void {
  const { softSeconds, hardSeconds } = limits ?? {};
  const kill = async (failure: AppError) => {
    const { code, message } = failure;
    if (!(await abandonJob(pool, id, { code, message }))) return;
    await evictEarlierClaims(pool, id, fence + 1);
  };
  const timers = [
    softSeconds !== undefined && setTimeout(() => stop(tooLong(softSeconds)), softSeconds * 1000),
    hardSeconds !== undefined &&
      setTimeout(() => {
        const failure = tooLong(hardSeconds);
        kill(failure)
          .catch((error: unknown) => log.warn({ err: error, job: id }, 'a job that ran too long could not be cut off'))
          .finally(() => stop(failure));
      }, hardSeconds * 1000),
  ].filter((timer) => timer !== false);
  return () => {
    for (const timer of timers) clearTimeout(timer);
  };
}

function tooLong(seconds: number): AppError {
  return new AppError('time_limit', { limit: seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s` });
}
