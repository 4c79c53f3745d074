import { expect, test } from 'vitest';
import { tallyRows } from './tally.ts';

const counts = { read: 215, inserted: 200, updated: 10, unchanged: 2, rejected: 3 };

test('imported, corrected and pending rows add up to the rows that were read', () => {
  expect(tallyRows({ counts, pendingRejects: 1 })).toEqual({ imported: 212, corrected: 2, pending: 1 });
  expect(tallyRows({ counts, pendingRejects: 0 })).toEqual({ imported: 212, corrected: 3, pending: 0 });
  // Nobody has counted yet: none is corrected.
  expect(tallyRows({ counts, pendingRejects: null })).toEqual({ imported: 212, corrected: 0, pending: 3 });
});
