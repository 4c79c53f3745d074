import type { Job } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { batchFraction, batchTone, tablesOf } from './batch-progress.ts';

const job = (state: Job['state'], fraction = 0, tableId: string | null = null) =>
  ({ state, progress: { fraction }, tableId, result: null }) as Job;

test('what is over is done, and what is not known yet is not', () => {
  expect(batchFraction([job('succeeded', 1), job('failed', 0.2), job('running', 0.5)], 4)).toBe(2.5 / 4);
  expect(batchFraction([], 0)).toBe(1);
});

test('a lot is as bad as its worst, once all of it is over', () => {
  expect(batchTone([job('failed'), job('running')], 2)).toBe('going');
  expect(batchTone([job('queued'), job('succeeded')], 2)).toBe('waiting');
  expect(batchTone([job('succeeded')], 2)).toBe('going');
  expect(batchTone([job('failed'), job('succeeded')], 2)).toBe('bad');
  expect(batchTone([job('cancelled'), job('succeeded')], 2)).toBe('good');
  expect(batchTone([job('cancelled')], 1)).toBe('off');
});

test('tables, each once', () => {
  expect(tablesOf([job('succeeded', 1, 'a'), job('queued', 0, 'a'), job('running', 0, 'b'), job('queued')])).toEqual([
    'a',
    'b',
  ]);
});
