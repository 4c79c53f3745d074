import type { Phase } from '@sheetport/contract';
import { type Claim, newSpanId, requestSpanOfJob, type Span, traceOfJob } from '@sheetport/core';

export interface Attempt {
  claim: Pick<Claim, 'id' | 'kind' | 'fence'>;
  lane: string;
  worker: string;
  startMs: number;
  endMs: number;
  /** `at`: milliseconds since the attempt began. */
  phases: readonly { phase: Phase; at: number }[];
  rows: number;
  /** How it ended: a state, or why it was stopped. */
  end: string;
  /** Code of an error. */
  error?: string | undefined;
}

/** The spans of one attempt of a job: the attempt, below the request that started the job, and its phases up to the commit. */
export function toSpans({ claim, lane, worker, startMs, endMs, phases, rows, end, error }: Attempt): Span[] {
  const traceId = traceOfJob(claim.id);
  const spanId = newSpanId();
  const attempt: Span = {
    traceId,
    spanId,
    // An upload starts an inspection after its own request, or long after it.
    parentId: claim.kind === 'inspect' ? undefined : requestSpanOfJob(claim.id),
    name: `job ${claim.kind}`,
    kind: 'consumer',
    startMs,
    endMs,
    attributes: {
      'sheetport.job.id': claim.id,
      'sheetport.job.lane': lane,
      'sheetport.job.attempt': claim.fence,
      'sheetport.job.end': end,
      'sheetport.job.rows': rows,
      'sheetport.worker': worker,
    },
    error,
  };
  const parts = phases.map(
    ({ phase, at }, n): Span => ({
      traceId,
      spanId: newSpanId(),
      parentId: spanId,
      name: phase,
      kind: 'internal',
      startMs: startMs + at,
      endMs: Math.min(endMs, startMs + (phases[n + 1]?.at ?? Number.POSITIVE_INFINITY)),
    }),
  );
  return [attempt, ...parts];
}
