import { type Batch, isOver, JobState } from '@sheetport/contract';
import { queryRows } from '@sheetport/core';
import type pg from 'pg';
import { z } from 'zod';

const MAX_TABLES = 100;
/** Before that little of the work is done, the time left would be a guess. */
const LEAST_FRACTION = 0.02;

const BatchRow = z.object({
  id: z.string(),
  title: z.string(),
  seq: z.number(),
  states: z.partialRecord(JobState, z.number()),
  undone: z.number(),
  skipped: z.number(),
  fraction: z.number(),
  read: z.number(),
  inserted: z.number(),
  updated: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
  tableIds: z.array(z.string()),
  createdBy: z.string().nullable(),
  createdAt: z.date(),
  startedAt: z.date().nullable(),
  finishedAt: z.date().nullable(),
});

/**
 * An import that was retried counts as its retry, so that a batch whose failures were all retried well is without failures. Its own `seq`
 * still counts: the sum never decreases. Each import weighs what it was expected to take. A fraction never decreases, so the sum does not,
 * but for a retry, which is new work.
 */
const READ = `WITH jobs AS (
    SELECT j.*, EXISTS (SELECT 1 FROM sheetport.job r
                         WHERE r.batch_id = j.batch_id AND r.kind = 'import' AND r.parent_id = j.id) AS retried
      FROM sheetport.job j WHERE j.batch_id = ANY ($1::uuid[]) AND j.kind = 'import'),
  states AS (
    SELECT batch_id, jsonb_object_agg(state, count) AS states
      FROM (SELECT batch_id, state, count(*) AS count FROM jobs WHERE NOT retried GROUP BY batch_id, state) AS counted GROUP BY batch_id)
  SELECT jobs.batch_id AS id, coalesce(min(b.title), min(jobs.title)) AS title, states.states,
         (sum(seq) + count(*) + count(undone_by_job_id))::float8 AS seq,
         (count(undone_by_job_id) FILTER (WHERE NOT retried))::int AS undone, coalesce(min(b.skipped), 0) AS skipped,
         coalesce(sum(coalesce(expected_ms, 1) * CASE WHEN state IN ('queued', 'running') THEN fraction ELSE 1 END) FILTER (WHERE NOT retried)
           / nullif(sum(coalesce(expected_ms, 1)) FILTER (WHERE NOT retried), 0), 0)::float8 AS fraction,
         ${['read', 'inserted', 'updated', 'unchanged', 'rejected']
           .map((count) => `coalesce(sum(${count}) FILTER (WHERE NOT retried), 0)::float8 AS ${count}`)
           .join(', ')},
         (coalesce(array_agg(DISTINCT table_id) FILTER (WHERE table_id IS NOT NULL), '{}'))[1:${MAX_TABLES}]::text[] AS "tableIds",
         coalesce(min(b.created_by), min(jobs.created_by)) AS "createdBy", min(jobs.created_at) AS "createdAt",
         min(started_at) AS "startedAt", max(finished_at) AS "finishedAt"
    FROM jobs JOIN states USING (batch_id) LEFT JOIN sheetport.batch b ON b.id = jobs.batch_id
   GROUP BY jobs.batch_id, states.states`;

/** The batches with these ids, as they are now. Those that have no job are absent. */
export async function readBatches(pool: pg.Pool, ids: readonly string[], now = Date.now()): Promise<Batch[]> {
  return (await queryRows(pool, BatchRow, READ, [ids])).map((row) => viewBatch(row, now));
}

function viewBatch(row: z.infer<typeof BatchRow>, now: number): Batch {
  const { id, title, seq, undone, skipped, tableIds, createdBy, startedAt } = row;
  const { read, inserted, updated, unchanged, rejected } = row;
  const states = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0, ...row.states };
  const isDone = JobState.options.every((state) => isOver(state) || states[state] === 0);
  const fraction = isDone ? 1 : Math.min(0.999, row.fraction);
  return {
    id,
    title,
    seq,
    total: Object.values(states).reduce((sum, count) => sum + count, 0),
    states,
    undone,
    skipped,
    fraction,
    secondsLeft: isDone || !startedAt ? null : expectRest(fraction, (now - startedAt.getTime()) / 1000),
    counts: { read, inserted, updated, unchanged, rejected },
    tableIds,
    createdBy,
    createdAt: row.createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    finishedAt: isDone ? (row.finishedAt?.toISOString() ?? null) : null,
  };
}

/** The rest takes as long for its share as what is done took for its own. */
function expectRest(fraction: number, seconds: number): number | null {
  return fraction < LEAST_FRACTION ? null : Math.round((seconds * (1 - fraction) * 10) / fraction) / 10;
}
