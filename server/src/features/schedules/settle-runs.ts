import { ErrorInfo, JobState } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import { z } from 'zod';
import type { Context } from '../../context.ts';
import { knownCode } from './schedule-view.ts';
import { noteFailure } from './start-due-run.ts';

/** Runs that one look settles. */
const AT_ONCE = 100;
/** Days after which runs are forgotten. */
const KEEP_DAYS = 90;

const Ended = z.object({
  id: z.string(),
  attempts: z.number(),
  retries: z.number(),
  jobId: z.string(),
  state: JobState.nullable(),
  error: ErrorInfo.nullable().catch(null),
  finishedAt: z.date().nullable(),
});

/** Note how the jobs of runs have ended. A run whose job failed for a reason that passes is tried again, with a new job. */
export async function settleRuns({ pool, records }: Pick<Context, 'pool' | 'records'>, now: Date): Promise<void> {
  const ended = await queryRows(
    pool,
    Ended,
    `SELECT r.id, r.attempts, s.retries, r.job_id AS "jobId", j.state, j.error, j.finished_at AS "finishedAt"
       FROM sheetport.schedule_run r JOIN sheetport.schedule s ON s.id = r.schedule_id
       LEFT JOIN sheetport.job j ON j.id = r.job_id
      WHERE r.state = 'running' AND (j.id IS NULL OR j.state IN ('succeeded', 'failed', 'cancelled')) LIMIT $1`,
    [AT_ONCE],
  );
  for (const { id, attempts, retries, jobId, state, error, finishedAt } of ended) {
    if (state === 'failed') {
      const { code, message } = error ?? { code: 'internal', message: '' };
      await noteFailure({ records }, { id, attempts }, { retries }, { code: knownCode(code), message }, now);
    } else
      await records.scheduleRun.updateMany({
        where: { id, state: 'running', jobId },
        // A job is deleted only once it is over; how it ended is then not known any more.
        data: { state: state === 'succeeded' ? 'succeeded' : 'cancelled', finishedAt: finishedAt ?? now },
      });
  }
}

/** Forget runs that are over for long. */
export async function forgetRuns({ pool }: Pick<Context, 'pool'>): Promise<void> {
  await pool.query(
    `DELETE FROM sheetport.schedule_run WHERE state NOT IN ('waiting', 'running') AND due_at < now() - make_interval(days => $1)`,
    [KEEP_DAYS],
  );
}
