import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOver } from '../entities/is-over.ts';
import type { Job, JobState } from '../entities/job.ts';
import { foldJob } from './fold-job.ts';

const job = (seq: number, state: JobState, fraction: number): Job => ({
  id: '019a0000-0000-7000-8000-000000000000',
  kind: 'import',
  state,
  phase: state === 'running' ? 'reading' : 'done',
  seq,
  progress: { fraction, rowsDone: 0, rowsTotal: null, rowsPerSecond: null, secondsLeft: null, queuePosition: null },
  counts: { read: 0, inserted: 0, updated: 0, unchanged: 0, rejected: 0 },
  title: 'orders.xlsx',
  fileId: null,
  tableId: null,
  parentId: null,
  error: null,
  result: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
});

/** What a job may be heard to say, in the order in which it said it; `seq` is the place in it. */
const anyState = fc.oneof(
  { weight: 20, arbitrary: fc.constant<JobState>('running') },
  { weight: 1, arbitrary: fc.constantFrom<JobState>('succeeded', 'failed', 'cancelled') },
);
const anyFraction = fc.double({ min: 0, max: 1, noNaN: true });
const said = fc
  .array(fc.tuple(anyState, anyFraction), { minLength: 1, maxLength: 40 })
  .map((all) => all.map(([state, fraction], seq) => job(seq, state, fraction)));

test('P15: however messages are lost, repeated or reordered, the bar never goes back and ends once', () => {
  fc.assert(
    fc.property(said, fc.array(fc.nat(), { minLength: 1, maxLength: 120 }), (all, picks) => {
      let known: Job | undefined;
      for (const message of picks.map((pick) => all[pick % all.length]!)) {
        const before = known;
        known = foldJob(known, message);
        if (!before) expect(known).toEqual(message);
        // Over stays over, whatever a late worker still says, and however great its seq.
        else if (isOver(before.state)) expect(known).toEqual(before);
        else if (message.seq <= before.seq) expect(known).toBe(before);
        else if (isOver(message.state)) expect(known).toEqual(message);
        else {
          const fraction = Math.max(before.progress.fraction, message.progress.fraction);
          expect(known).toEqual({ ...message, progress: { ...message.progress, fraction } });
        }
      }
    }),
  );
});

test('P15: of a running job the greatest seq counts, with the greatest fraction that was heard', () => {
  const known = job(5, 'running', 0.5);
  expect(foldJob(known, job(5, 'running', 0.9))).toBe(known);
  expect(foldJob(known, job(4, 'succeeded', 1))).toBe(known);
  expect(foldJob(known, job(6, 'running', 0.4))).toEqual(job(6, 'running', 0.5));
  const further = job(6, 'running', 0.6);
  expect(foldJob(known, further)).toBe(further);
  // Where nothing is to be changed it is the message itself.
  const same = job(6, 'running', 0.5);
  expect(foldJob(known, same)).toBe(same);
});

test('P15: a job that is over is not changed by any later message', () => {
  for (const end of ['succeeded', 'failed', 'cancelled'] as const) {
    const over = job(3, end, 0.5);
    for (const late of ['queued', 'running', 'succeeded', 'failed', 'cancelled'] as const)
      expect(foldJob(over, job(4, late, 1))).toBe(over);
  }
});

test('a message of another job changes nothing', () => {
  const known = job(1, 'running', 0.5);
  expect(foldJob(known, { ...job(2, 'running', 0.6), id: '019a0000-0000-7000-8000-000000000001' })).toBe(known);
});
