import { expect, test } from 'vitest';
import { expectWaits, type LaneLoad } from './lane-load.ts';

const LOAD: LaneLoad = {
  lane: 'large',
  paused: false,
  concurrency: null,
  workers: 1,
  olderWorkers: 0,
  slots: 2,
  waiting: 4,
  oldestWaitSeconds: 3,
  running: [],
  secondsEach: 4,
};

test.each<[string, Partial<LaneLoad>, (number | null)[]]>([
  ['free slots are taken at once', {}, [0, 0, 4, 4, 8]],
  ['jobs that run say how long they still take', { running: [1, 3] }, [1, 3, 5, 7, 9]],
  ['one that does not say takes as long as others did', { running: [null, 1] }, [1, 4, 5, 8, 9]],
  ['more run than there are slots, after these became fewer', { running: [1, 2, 3], slots: 1 }, [3, 7, 15, 15, 20]],
  [
    'nothing has run yet, but what runs says when it ends',
    { running: [2], secondsEach: null },
    [0, 2, null, null, null],
  ],
  ['nothing has run yet', { running: [null, null], secondsEach: null }, [null, null, null, null, null]],
  ['paused', { paused: true }, [null, null, null, null, null]],
  ['no worker takes the lane', { slots: 0, workers: 0 }, [null, null, null, null, null]],
  ['long waits are told in coarse steps', { secondsEach: 100, slots: 1 }, [0, 120, 210, 300, 420]],
])('%s', (_, change, waits) => {
  expect(expectWaits({ ...LOAD, ...change }, 5)).toEqual(waits);
});
