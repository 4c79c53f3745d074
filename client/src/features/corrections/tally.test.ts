import { expect, test } from 'vitest';
import { tallyRows } from './tally.ts';

const counts = { read: 215, inserted: 200, updated: 10, unchanged: 2, rejected: 3 };

test('rows in, mended and open add up to the rows that were read', () => {
  expect(tallyRows({ counts, pendingRejects: 1 })).toEqual({ inside: 212, mended: 2, open: 1 });
  expect(tallyRows({ counts, pendingRejects: 0 })).toEqual({ inside: 212, mended: 3, open: 0 });
  // Nobody has counted yet: none is mended.
  expect(tallyRows({ counts, pendingRejects: null })).toEqual({ inside: 212, mended: 0, open: 3 });
});
