import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { limitTime } from './time-limits.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A claim with fence 3 under limits, and what is asked of the database. `isOver`: the job was settled before. */
function watch(limits: object | null, isOver = false) {
  const asked: unknown[][] = [];
  const query = async (_: string, values: unknown[]) => {
    asked.push(values);
    return { rows: [], rowCount: isOver ? 0 : 1 };
  };
  const stopped: string[] = [];
  const end = limitTime(
    { pool: { query }, log: { warn() {} } } as never,
    { id: 'a', fence: 3, limits } as never,
    (failure) => {
      stopped.push(failure.message);
    },
  );
  return { asked, stopped, end };
}

test('at the soft limit a claim is asked to stop, and nothing else happens', async () => {
  const { asked, stopped } = watch({ softSeconds: 90 });
  await vi.advanceTimersByTimeAsync(89_999);
  expect(stopped).toEqual([]);
  await vi.advanceTimersByTimeAsync(1);
  expect(stopped).toEqual([expect.stringContaining('90 s')]);
  expect(asked).toEqual([]);
});

test('P05 at the hard limit the claim is void, and its connection is cut with those of all before it', async () => {
  const { asked, stopped } = watch({ softSeconds: 60, hardSeconds: 120 });
  await vi.advanceTimersByTimeAsync(119_999);
  expect([stopped.length, asked.length]).toEqual([1, 0]);
  await vi.advanceTimersByTimeAsync(1);
  expect(asked.map(([first]) => first)).toEqual(['a', 'sheetport-job-a-']);
  // All connections of the job but that of the next claim, which has the fence behind this one.
  expect(asked[1]).toEqual(['sheetport-job-a-', 'sheetport-job-a-4']);
  expect(stopped[1]).toContain('2 min');
});

test('a job that is over by then is left alone, and one that ends in time is not watched', async () => {
  const late = watch({ hardSeconds: 1 }, true);
  const early = watch({ softSeconds: 1, hardSeconds: 2 });
  early.end();
  const free = watch(null);
  await vi.advanceTimersByTimeAsync(5000);
  expect([late.asked.length, late.stopped.length]).toEqual([1, 1]);
  expect([early.asked, early.stopped, free.asked, free.stopped]).toEqual([[], [], [], []]);
});
