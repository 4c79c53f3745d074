import type { Job } from '@sheetport/contract';
import { expect, test } from 'vitest';
import { isCorrectable, tallyOf, tallyRows } from './tally.ts';

const counts = { read: 215, inserted: 200, updated: 10, unchanged: 2, rejected: 3 };

test('imported, corrected and pending rows add up to the rows that were read', () => {
  expect(tallyRows({ counts, pendingRejects: 1 })).toEqual({ imported: 212, corrected: 2, pending: 1 });
  expect(tallyRows({ counts, pendingRejects: 0 })).toEqual({ imported: 212, corrected: 3, pending: 0 });
  // Nobody has counted yet: none is corrected.
  expect(tallyRows({ counts, pendingRejects: null })).toEqual({ imported: 212, corrected: 0, pending: 3 });
});

test('more pending rows than were rejected are not less than none corrected', () => {
  expect(tallyRows({ counts, pendingRejects: 9 }).corrected).toBe(0);
});

test('rejected rows of an import are corrected once it is done, while they are kept and it was not undone', () => {
  const job = (fields: object) =>
    ({ kind: 'import', state: 'succeeded', counts, result: null, undoneByJobId: null, ...fields }) as Job;
  expect(isCorrectable(job({}))).toBe(true);
  expect(isCorrectable(job({ result: { dryRun: false, rejectsGone: false } }))).toBe(true);
  const others = [
    { kind: 'edit' },
    { state: 'running' },
    { counts: { ...counts, rejected: 0 } },
    { result: { dryRun: true } },
    { result: { rejectsGone: true } },
    { undoneByJobId: 'x' },
  ];
  for (const other of others)
    expect([other, isCorrectable(job(other)), tallyOf(job(other))]).toEqual([other, false, null]);
  expect(tallyOf(job({ pendingRejects: 1 }))).toEqual({ imported: 212, corrected: 2, pending: 1 });
});
