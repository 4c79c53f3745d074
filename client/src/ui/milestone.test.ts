import type { JobState } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { milestoneOf } from './milestone.ts';

const at = (fraction: number, state: JobState = 'running') =>
  milestoneOf({
    state,
    progress: { fraction, rowsDone: 0, rowsTotal: null, rowsPerSecond: null, secondsLeft: null, queuePosition: null },
  });

test('P41: start, quarters and the end are spoken, and nothing between them', () => {
  const spoken = Array.from({ length: 1000 }, (_, step) => at(step / 1000));
  expect(spoken.filter((milestone, step) => milestone !== spoken[step - 1])).toEqual(['started', 25, 50, 75]);
  expect([0, 0.25, 0.5, 0.75, 1].map((fraction) => at(fraction))).toEqual(['started', 25, 50, 75, 75]);
  expect(at(0.4, 'queued')).toBe('queued');
  expect(at(1, 'succeeded')).toBe('succeeded');
  expect(at(0.4, 'cancelled')).toBe('cancelled');
});
