import { type Lane, readSettings } from '@sheetport/contract';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findUntakenLanes, slotsOf, WorkerLanes } from './lane-slots.ts';

const settings = (env: Record<string, string> = {}) => readSettings({ DATABASE_URL: 'postgres://x/y', ...env });

test('a worker takes all lanes by default, or those that its settings name', () => {
  expect(slotsOf(settings())).toEqual({ inspect: 2, small: 2, large: 2, exports: 1 });
  expect(
    slotsOf(
      settings({ WORKER_LANES: ' small, inspect ,small', WORKER_CONCURRENCY: '9', WORKER_SMALL_CONCURRENCY: '4' }),
    ),
  ).toEqual({ small: 4, inspect: 2 });
  expect(() => settings({ WORKER_LANES: 'small,huge' })).toThrow(/WORKER_LANES.*inspect, small, large, exports/);
});

test.each<[string, object[], string[]]>([
  ['alone', [], ['inspect', 'large']],
  ['beside one that takes some', [{ slots: { inspect: 1 } }], ['large']],
  ['beside one of a version before lanes', [{ slots: {} }], []],
])('a worker %s says which lanes nobody takes', async (_, rows, untaken) => {
  const pool = { query: async () => ({ rows, rowCount: rows.length }) } as never;
  expect(await findUntakenLanes(pool, { small: 2, exports: 1 })).toEqual(untaken);
});

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a small job that takes long lends its slot to the next one, until it ends; a large one does not', async () => {
  const sizes: [Lane, number][] = [];
  const lanes = new WorkerLanes({ small: 2, large: 2 });
  const rows = [{ lane: 'large', paused: false, concurrency: 3 }];
  const pool = { query: async () => ({ rows, rowCount: rows.length }) } as never;
  const producer = { setPaused: async () => undefined };
  lanes.follow(
    { pool, producer, log: { info() {}, debug() {} } as never },
    { resize: (...size) => void sizes.push(size) },
  );
  const ends: (() => void)[] = [];
  const job = () => new Promise<void>((end) => ends.push(end));
  const runs = [lanes.run('small', job), lanes.run('large', job)];
  await vi.advanceTimersByTimeAsync(900);
  expect(sizes).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(sizes).toEqual([
    ['small', 2],
    ['large', 3],
  ]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(sizes.filter(([lane]) => lane === 'small').at(-1)).toEqual(['small', 3]);
  // What is lent is no slot that others are told of.
  expect(lanes.slots).toEqual({ small: 2, large: 3 });
  for (const end of ends) end();
  await Promise.all(runs);
  expect(sizes.at(-1)).toEqual(['small', 2]);
  lanes.stop();
});
