import { laneOf } from '@sheetport/contract';
import { hasDependents, settleDependents } from '@sheetport/core';
import type { Context } from './context.ts';

/**
 * Settle the jobs that wait for others, and enqueue those that need not any more. Where the queue does not answer, the janitor does.
 * @param ended only where a job waits for this one, which has just ended; default: in any case
 */
export async function startDependents(
  { pool, producer, log }: Pick<Context, 'pool' | 'producer' | 'log'>,
  ended?: string,
): Promise<void> {
  if (ended !== undefined && !(await hasDependents(pool, ended))) return;
  const { freed, failed } = await settleDependents(pool);
  for (const job of freed) await producer.enqueue(laneOf(job), job);
  if (freed.length + failed.length > 0) log.info({ freed: freed.length, failed: failed.length }, 'jobs that waited');
}
