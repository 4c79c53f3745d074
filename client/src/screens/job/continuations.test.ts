import type { Job } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { findContinuations } from './continuations.ts';

const job = (id: string, parent: string | null, more: Partial<Job> = {}) =>
  ({
    id,
    parent,
    kind: 'import',
    state: 'succeeded',
    counts: { read: 1, inserted: 1, updated: 0, unchanged: 0, rejected: 0 },
    createdAt: `2026-01-01T00:00:0${id.length}Z`,
    ...more,
  }) as Job;

test('what came out of an import, step by step and the last one first; what is back already is not among it', () => {
  const jobs = [
    job('aaa', 'aa'),
    job('aa', 'a'),
    job('a', null),
    job('bb', 'b'),
    job('aaaa', 'a', { undoneBy: 'x' }),
    job('aaaaa', 'a', { state: 'failed' }),
    job('aaaaaa', 'a', { kind: 'undo' }),
  ];
  expect(findContinuations('a', jobs).map(({ id }) => id)).toEqual(['aaa', 'aa']);
  expect(findContinuations('aa', jobs).map(({ id }) => id)).toEqual(['aaa']);
  expect(findContinuations('aaa', jobs)).toEqual([]);
});
