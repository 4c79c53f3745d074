import { expect, test } from 'vitest';
import { foldBatch } from '../../api/batch-cache.ts';
import { batchTone, countOver, withoutRetried } from './batch-progress.ts';

const NONE = { queued: 0, running: 0, succeeded: 0, failed: 0, cancelled: 0 };
const batch = (states: Partial<typeof NONE>) => ({ states: { ...NONE, ...states } });

test('what is over counts, whatever became of it', () => {
  expect(countOver(batch({ queued: 4, running: 2, succeeded: 3, failed: 2, cancelled: 1 }))).toBe(6);
});

test('the bar is red only at the end, and grey where nothing went in', () => {
  expect(batchTone(batch({ failed: 1, running: 1 }))).toBe('going');
  expect(batchTone(batch({ queued: 1, succeeded: 1 }))).toBe('waiting');
  expect(batchTone(batch({ failed: 1, succeeded: 1 }))).toBe('bad');
  expect(batchTone(batch({ cancelled: 1, succeeded: 1 }))).toBe('good');
  expect(batchTone(batch({ queued: 1, running: 1, failed: 1 }))).toBe('going');
  expect(batchTone(batch({ succeeded: 2 }))).toBe('good');
  expect(batchTone(batch({ failed: 1 }))).toBe('bad');
  expect(batchTone(batch({ cancelled: 1 }))).toBe('off');
});

test('an import that was retried is listed as its retry', () => {
  const jobs = [
    { id: 'a', parentId: null },
    { id: 'b', parentId: 'a' },
    { id: 'c', parentId: 'of a dry run' },
  ];
  expect(withoutRetried(jobs).map(({ id }) => id)).toEqual(['b', 'c']);
});

test('an older version of a batch never replaces a later one', () => {
  const version = (seq: number, id = 'a') => ({ id, seq }) as Parameters<typeof foldBatch>[1];
  const later = version(7);
  expect(foldBatch(later, version(6))).toBe(later);
  expect(foldBatch(version(6), later)).toBe(later);
  expect(foldBatch(undefined, later)).toBe(later);
  const other = version(1, 'b');
  expect(foldBatch(later, other)).toBe(other);
});
