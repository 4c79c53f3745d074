import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foldJob } from './live.ts';
import { isOver, type Job, type JobState } from './words.ts';

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
  parent: null,
  error: null,
  result: null,
  createdAt: '2026-01-01T00:00:00.000Z',
  startedAt: null,
  finishedAt: null,
});

test('P15: however messages are lost, repeated or reordered, the bar never goes back and ends once', () => {
  const end = fc.constantFrom<JobState>('succeeded', 'failed', 'cancelled');
  const fractions = fc.array(fc.double({ min: 0, max: 0.99, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(fractions, end, fc.infiniteStream(fc.nat()), (raw, how, picks) => {
      const sorted = [...raw].sort((a, b) => a - b);
      const said = [
        ...sorted.map((fraction, i) => job(i, 'running', fraction)),
        job(sorted.length, how, how === 'succeeded' ? 1 : sorted.at(-1)!),
      ];
      const heard = Array.from({ length: said.length * 3 }, () => said[picks.next().value % said.length]!);
      let known: Job | undefined;
      let ends = 0;
      for (const message of heard) {
        const before = known;
        known = foldJob(known, message);
        expect(known.progress.fraction).toBeLessThanOrEqual(1);
        if (before) {
          expect(known.progress.fraction).toBeGreaterThanOrEqual(before.progress.fraction);
          expect(known.seq).toBeGreaterThanOrEqual(before.seq);
        }
        if (isOver(known.state) && !(before && isOver(before.state))) ends += 1;
      }
      expect(ends).toBe(heard.some((message) => isOver(message.state)) ? 1 : 0);
    }),
  );
});
