import type { Lane, LaneTotals, WorkerTotals } from '@sheetport/contract';
import { type Queryable, queryRows } from '@sheetport/core';
import { z } from 'zod';

/** Jobs that are noted and not yet counted. Where Postgres is away for so long, the totals lose the oldest. */
const MAX_NOTED = 10_000;

const Finished = z.object({
  id: z.string(),
  state: z.enum(['succeeded', 'failed', 'cancelled']),
  wait: z.number(),
  run: z.number(),
  rows: z.number(),
  bytes: z.number(),
});

const FINISHED = `SELECT j.id, j.state, extract(epoch FROM j.started_at - j.created_at)::float8 AS wait,
    extract(epoch FROM j.finished_at - j.started_at)::float8 AS run, j.read::float8 AS rows,
    coalesce(CASE j.kind WHEN 'export' THEN (j.result ->> 'bytes')::float8 ELSE f.bytes::float8 END, 0) AS bytes
  FROM sheetport.job j LEFT JOIN sheetport.file f ON f.id = j.file_id
  WHERE j.id = ANY($1) AND j.started_at IS NOT NULL AND j.finished_at IS NOT NULL AND j.state IN ('succeeded', 'failed', 'cancelled')`;

/** Counts the jobs that this process ended, by lane. Their records say how long they took, so the counting costs one statement in a while. */
export class FinishedJobs {
  readonly #noted = new Map<string, Lane>();
  readonly #totals: WorkerTotals = {};

  /** A job ended here. */
  note(id: string, lane: Lane): void {
    this.#noted.set(id, lane);
    if (this.#noted.size > MAX_NOTED) this.#noted.delete(this.#noted.keys().next().value!);
  }

  /** The totals with all that was noted. Where Postgres does not answer, the next call counts them. */
  async count(db: Queryable): Promise<WorkerTotals> {
    const noted = new Map(this.#noted);
    if (noted.size === 0) return this.#totals;
    const jobs = await queryRows(db, Finished, FINISHED, [[...noted.keys()]]);
    for (const id of noted.keys()) this.#noted.delete(id);
    for (const job of jobs) this.#add(noted.get(job.id)!, job);
    return this.#totals;
  }

  #add(lane: Lane, { state, wait, run, rows, bytes }: z.infer<typeof Finished>): void {
    const totals = this.#totals[lane] ?? { ...NOTHING };
    this.#totals[lane] = totals;
    totals[state]++;
    totals.waitSeconds += Math.max(0, wait);
    totals.runSeconds += Math.max(0, run);
    totals.rows += rows;
    totals.bytes += bytes;
  }
}

const NOTHING: LaneTotals = {
  succeeded: 0,
  failed: 0,
  cancelled: 0,
  waitSeconds: 0,
  runSeconds: 0,
  rows: 0,
  bytes: 0,
};
