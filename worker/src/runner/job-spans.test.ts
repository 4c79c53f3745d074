import { requestSpanOfJob } from '@sheetport/core';
import { expect, test } from 'vitest';
import { toSpans } from './job-spans.ts';

const JOB = '018f0000-0000-4000-8000-00000000000a';
const ATTEMPT = {
  claim: { id: JOB, kind: 'import', fence: 2 },
  lane: 'small',
  worker: 'host:1',
  startMs: 1000,
  endMs: 1500,
  phases: [
    { phase: 'opening', at: 0 },
    { phase: 'reading', at: 40 },
    { phase: 'committing', at: 450 },
  ],
  rows: 100,
  end: 'succeeded',
} as const;

test('an attempt is a span below the request of its job, and its phases are below it, without gaps', () => {
  const [attempt, ...phases] = toSpans(ATTEMPT as never);
  expect(attempt).toMatchObject({
    traceId: JOB.replaceAll('-', ''),
    parentId: requestSpanOfJob(JOB),
    name: 'job import',
    attributes: { 'sheetport.job.lane': 'small', 'sheetport.job.attempt': 2, 'sheetport.job.end': 'succeeded' },
    error: undefined,
  });
  expect(phases.map(({ name, startMs, endMs }) => [name, startMs, endMs])).toEqual([
    ['opening', 1000, 1040],
    ['reading', 1040, 1450],
    ['committing', 1450, 1500],
  ]);
  expect(new Set(phases.map(({ parentId }) => parentId))).toEqual(new Set([attempt!.spanId]));
  expect(new Set([attempt!, ...phases].map(({ spanId }) => spanId)).size).toBe(4);
});

test('an inspection has no request above it, and a failed attempt says why', () => {
  const [attempt] = toSpans({ ...ATTEMPT, claim: { ...ATTEMPT.claim, kind: 'inspect' }, error: 'disk_full' } as never);
  expect(attempt).toMatchObject({ parentId: undefined, error: 'disk_full' });
});
