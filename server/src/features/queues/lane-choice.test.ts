import { expect, test } from 'vitest';
import { openLaneChoice } from './lane-choice.ts';
import type { LaneLoad } from './lane-load.ts';

const LOAD: LaneLoad = {
  lane: 'small',
  paused: false,
  concurrency: null,
  workers: 0,
  olderWorkers: 0,
  slots: 0,
  waiting: 0,
  oldestWaitSeconds: null,
  running: [],
  secondsEach: null,
};

test.each<[string, Partial<LaneLoad>, string[]]>([
  ['a worker takes small jobs', { workers: 1 }, ['small', 'small', 'large', 'exports']],
  ['workers of two versions', { workers: 1, olderWorkers: 3 }, ['small', 'small', 'large', 'exports']],
  ['only workers of a version before lanes', { olderWorkers: 1 }, ['inspect', 'large', 'large', 'large']],
  ['no worker yet', {}, ['small', 'small', 'large', 'exports']],
])('%s', async (_, load, lanes) => {
  const choose = openLaneChoice(async () => [
    { ...LOAD, lane: 'large', workers: 1 },
    { ...LOAD, ...load },
    { ...LOAD, ...load, lane: 'exports' },
  ]);
  expect([
    await choose('inspect', { fileBytes: 9_000 }),
    await choose('import', { fileBytes: 9_000, rows: 100 }),
    await choose('import', { fileBytes: 9_000_000, rows: 100_000 }),
    await choose('export', { tableBytes: 90_000_000 }),
  ]).toEqual(lanes);
});

test('where the loads cannot be read, the cost alone decides', async () => {
  const choose = openLaneChoice(() => Promise.reject(new Error('away')));
  expect(await choose('import', { rows: 100 })).toBe('small');
});
